"""By hand: the SQL that a person would write for a page's question on the published tables, and no more than that.

It gives what a figure is divided from, of the mature days, and nothing else: no interval, no share counted by hand, no
names, no reasons for what is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from data.warehouse.generations import Generation
from metrics.answer import Answer
from metrics.apart import month_after
from metrics.events import horizon
from metrics.model import Difference, Metric, Rate, Share
from metrics.question import Question
from metrics.sums import last_mature_day

# The column of a dimension, and the register that it is looked up in.
COLUMNS = {
    "day": ("r.day", ""),
    "week": ("date_trunc('week', r.day)::date", ""),
    "store": ("r.store_id", ""),
    "guide": ("r.guide_id", ""),
    "team": ("r.team", ""),
    "channel": ("r.channel_id", ""),
    "campaign": ("r.campaign_id", ""),
    "region": ("s.region", " left join stores s on s.store_id = r.store_id"),
    "persona": ("g.persona", " left join guides g on g.guide_id = r.guide_id"),
    "channel_kind": ("c.kind", " left join channels c on c.channel_id = r.channel_id"),
}
SURVIVAL = """
    with watched as (
        select r.added_at, r.added_at::date as day, coalesce(r.first_order_at <= $reach, false) as met,
            case when r.first_order_at <= $reach then r.first_order_at {left} else $reach end as left_at
        from {table} r where r.added_at >= $start and r.added_at < $end and r.added_at <= $reach
    )
    select {by} greatest(date_sub('hour', added_at, left_at), 0) as hours,
        count(*) filter (met), count(*) filter (not met) from watched group by all
"""
LEFT = "when r.ends_at < $reach then r.ends_at"
FUNNEL = """
    select sum(stage_added), sum(stage_greeted), sum(stage_replied), sum(stage_talked), sum(stage_bought),
        sum(stage_again)
    from contacts_by_channel where day >= $start and day < $end
"""
PERSONA_DAYS = """
    select {by} count(*) from (
        select distinct coalesce('persona ' || persona, 'account ' || guide_id), day
        from rollup_content where day >= $start and day < $end and present = 1
    ) group by all
"""
MONTHLY = """
    select {sums}, count(*) from orders
    where month_orders is not null and "at" >= $start and "at" < $end and "at" < $over
"""
MONTHS = {
    "monthly_repurchase_rate": "count(*) filter (month_orders > 1)",
    "next_month_return_rate": "sum(next_month_orders)",
}
MEMBERS = """
    select count(distinct group_id || ' ' || customer_id) from presence
    where from_at < until_at and from_at < $end and until_at > $start
"""
BUYERS = 'select count(distinct customer_id) from orders where "at" >= $start and "at" < $end'
AT_END = "select sum(at_end) from group_days where day = $last"


@dataclass(frozen=True)
class Statement:
    """SQL with its values."""

    text: str
    values: Any  # by name or by place
    sums: tuple[tuple[str, str], ...] = ()  # the metric and role of each column, where it is a sum of a rollup

    def rows(self, connection: Any) -> list[tuple[Any, ...]]:
        """What it gives."""
        found: list[tuple[Any, ...]] = connection.execute(self.text, self.values).fetchall()
        return found


def _period(question: Question) -> dict[str, Any]:
    return {"start": question.start, "end": question.end}


def _survival(question: Question, generation: Generation, table: str) -> list[Statement] | None:
    reach = horizon(question.metrics[0], generation)
    if reach is None or question.by not in ((), ("day",)) or question.where:
        return None
    by = "day," if question.by else ""
    text = SURVIVAL.format(table=table, left=LEFT if table == "contacts" else "", by=by)
    return [Statement(text, {**_period(question), "reach": reach.at})]


def curve(question: Question, generation: Generation) -> list[Statement] | None:
    """The statement of a curve."""
    return _survival(question, generation, question.metrics[0].rows.subject)


def funnel(question: Question) -> list[Statement] | None:
    """The statement of the funnel without filters."""
    return None if question.where else [Statement(FUNNEL, _period(question))]


def figures(question: Question, generation: Generation) -> list[Statement] | None:
    """The statements of a question; None where no hand wrote one."""
    found: list[Statement] = []
    summed: dict[str, list[Metric]] = {}
    for metric in question.metrics:
        if metric.key.startswith("median_days"):
            alone = _survival(question, generation, metric.rows.subject)
            if alone is None:
                return None
            found += alone
        elif metric.key in ("buyers", "group_members", "group_messages_per_member"):
            if question.by or question.where:
                return None
            found.append(_apart(metric, question, generation))
        elif metric.key in ("persona_likes_per_day", "posts_per_day"):
            if question.by not in ((), ("day",)) or question.where:
                return None
            by = "day," if question.by else ""
            days = Statement(PERSONA_DAYS.format(by=by), _period(question))
            found += [days] if days not in found else []  # one for both
        elif metric.key in MONTHS:
            if question.by or question.where:
                return None
            found.append(_monthly(metric, question, generation))
        value = metric.value
        for one in (value.plus, value.minus) if isinstance(value, Difference) else (metric,):
            if one.parts and one not in (those := summed.setdefault(one.rows.subject, [])):
                those.append(one)
    for subject, metrics in summed.items():
        statement = sums(question, generation, subject, metrics)
        if statement is None:
            return None
        found.append(statement)
    return found or None


def _apart(metric: Metric, question: Question, generation: Generation) -> Statement:
    if metric.key == "buyers":
        return Statement(BUYERS, _period(question))
    reach = horizon(metric, generation)
    last = question.end - timedelta(days=1)
    if metric.key == "group_members":
        return Statement(AT_END, {"last": last if reach is None else min(last, reach.last_day)})
    end = question.end if reach is None else min(question.end, reach.last_day + timedelta(days=1))
    return Statement(MEMBERS, {"start": question.start, "end": datetime.combine(end, time())})


def _monthly(metric: Metric, question: Question, generation: Generation) -> Statement:
    reach = horizon(metric, generation)
    over = question.end if reach is None else reach.at.date().replace(day=1)
    if metric.key == "next_month_return_rate":
        over = (over - timedelta(days=1)).replace(day=1)
    whole = {"start": question.start.replace(day=1), "end": month_after(question.end - timedelta(days=1))}
    return Statement(MONTHLY.format(sums=MONTHS[metric.key]), {**whole, "over": over})


def sums(question: Question, generation: Generation, subject: str, metrics: list[Metric]) -> Statement | None:
    """The sums of some metrics of one rollup, by the question's dimensions."""
    if not {*question.by, *(key for key, _ in question.where)} <= set(COLUMNS):
        return None
    values = _period(question)
    cells = []
    for place, metric in enumerate(metrics):
        cutoff = None if question.all_cohorts else last_mature_day(metric, generation)
        is_cut = isinstance(metric.value, Rate | Share) and cutoff is not None
        if is_cut:
            values[f"mature{place}"] = cutoff
        when = f" filter (r.day <= $mature{place})" if is_cut else ""
        cells += [f"sum(r.{part.column}){when}" for part in metric.parts.values()]
    by = [COLUMNS[key][0] for key in question.by]
    wanted = []
    for place, (key, codes) in enumerate(question.where):
        values[f"codes{place}"] = list(codes)
        wanted.append(f" and {COLUMNS[key][0]} in (select unnest($codes{place}))")
    keys = (*question.by, *(key for key, _ in question.where))
    joins = dict.fromkeys(COLUMNS[key][1] for key in keys)
    pieces = ("select", ", ".join([*by, *cells]), f"from {_smallest(subject, keys)} r", "".join(joins))
    text = f"{' '.join(pieces)} where r.day >= $start and r.day < $end{''.join(wanted)} group by all"
    return Statement(text, values, tuple((metric.key, role) for metric in metrics for role in metric.parts))


def _smallest(subject: str, keys: Sequence[str]) -> str:
    """The smallest table that knows the dimensions: a person would look for it, too."""
    if subject not in ("contacts", "people", "orders"):
        return f"rollup_{subject}"
    if {*keys} <= {"day", "week", "channel", "channel_kind"}:
        return f"{subject}_by_channel"
    return f"rollup_{subject}" if {"channel", "channel_kind", "campaign"} & {*keys} else f"{subject}_by_guide"


def check(answered: Answer, statement: Statement, row: tuple[Any, ...]) -> int:
    """Hold the sums of a statement without dimensions against our answer; gives how many there were.

    Raises
    ------
    RuntimeError
        When one differs: then two different things were timed.
    """
    held = 0
    metrics = {metric.key: metric for metric in answered.question.metrics}
    for (key, role), theirs in zip(statement.sums, row, strict=True):
        if key not in metrics or key == "campaign_roi":  # a return has its cost taken off afterwards
            continue
        cell = answered[metrics[key]]
        ours = {"v": cell.value, "n": cell.numerator, "d": cell.denominator}[role]
        if theirs is None or ours is None or (key, role) == ("group_messages_per_member", "d"):
            continue
        if float(ours) != float(theirs):
            raise RuntimeError(f"{key}: we say {ours}, by hand it is {theirs}")
        held += 1
    return held
