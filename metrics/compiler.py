"""The compiler: from a question to one select per subject, on the smallest table that can answer it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data.warehouse.dialects import is_among
from data.warehouse.draft import Horizon
from data.warehouse.generations import Generation
from metrics.dimensions import DIMENSIONS, OF_STAYS, Dimension
from metrics.events import horizon
from metrics.guide_days import smallest
from metrics.model import (
    Difference,
    Distinct,
    Level,
    MembersPresent,
    Metric,
    Monthly,
    Part,
    PersonaDays,
    Quotient,
    Rate,
    Share,
)
from metrics.question import Question
from metrics.rollups import ROLLUP_TABLES, counted_parts
from metrics.sources import CONTENT, PLACED_BY, Period, dated, present_members, present_once

LASTING = {"group", "group_kind", "audience", "campaign", "guide", "persona"}  # of a group, on every day the same


def additive(metrics: Iterable[Metric]) -> list[Metric]:
    """The metrics that are sums of parts, differences taken apart."""
    found: dict[str, Metric] = {}
    for metric in metrics:
        value = metric.value
        for one in (value.plus, value.minus) if isinstance(value, Difference) else (metric,):
            if one.parts:
                found[one.key] = one
    return list(found.values())


def last_mature_day(metric: Metric, generation: Generation) -> date | None:
    """The last day whose ending midnight plus the window lies within the horizon; None where every day is mature."""
    reach = horizon(metric, generation)
    if metric.window is None or reach is None:
        return None
    wait = timedelta(hours=getattr(generation.windows, metric.window))
    return (reach.at - wait).date() - timedelta(days=1)


def sums(question: Question, generation: Generation, subject: str, metrics: list[Metric]) -> sa.Select[Any]:
    """One row per split of the question: the sums of the parts of one subject's metrics, labelled key__role."""
    rows = _rows(question, generation, subject)
    columns: list[sa.ColumnElement[Any]] = []
    for metric in metrics:
        cutoff = last_mature_day(metric, generation)
        columns += (_kept_sums if isinstance(rows, sa.Table) else _sums_of)(metric, rows, cutoff, question.all_cohorts)
    return split(question, rows, columns)


def _sums_of(metric: Metric, rows: sa.FromClause, cutoff: date | None, all_cohorts: bool) -> tuple[Any, ...]:
    """The sums of a metric's parts; of a rate that has to ripen also all its rows (a) and the mature ones (m).

    What would say the same as the denominator is left out, and what was counted by hand (h) where nothing can be: at
    thousands of splits it is columns that take the time.
    """
    parts = metric.parts
    found: list[tuple[str, Any]] = [(role, rows.c[part.column]) for role, part in parts.items()]
    base: Any = rows.c[(parts.get("d") or parts.get("n") or parts["v"]).column]
    if isinstance(metric.value, Rate | Share) and cutoff is not None:
        is_mature = rows.c.day <= cutoff
        mature = sa.case((is_mature, base))
        if all_cohorts:
            found.append(("m", mature))
        else:
            found = [(role, sa.case((is_mature, column))) for role, column in found] + [("a", base)]
            base = mature
    if metric.tally:
        found.append(("h", sa.case((rows.c.by_hand, base))))
    return tuple(_total(column, parts.get(role)).label(f"{metric.key}__{role}") for role, column in found)


# Over a rollup they are the same until the next generation; to put them together takes longer than a small query.
_kept_sums = lru_cache(maxsize=2_048)(_sums_of)


def _total(column: sa.ColumnElement[Any], part: Part | None) -> sa.ColumnElement[Any]:
    """A sum in the type of what is summed: engines widen it to types that are slow to read."""
    total = sa.func.sum(column)
    is_money = part.is_money if part is not None else isinstance(column.type, sa.Numeric)
    return total if is_money else sa.cast(total, sa.BigInteger)


def _rows(question: Question, generation: Generation, subject: str) -> sa.FromClause:
    """The rollup, or the subject's own rows where an hour is asked."""
    keys = {*question.by, *(key for key, _ in question.where)}
    if "hour" not in keys:
        return smallest(subject, keys)
    rollup = ROLLUP_TABLES[subject]
    period = Period(question.start, question.end)
    wanted = {part.column for metric in additive(question.metrics) for part in metric.parts.values()}
    names = [column.name for column in rollup.columns if column.name in wanted]
    places = PLACED_BY[subject]
    selects = []
    for anchor, parts in counted_parts(subject, generation).items():
        source = dated(subject, anchor, period)
        amounts = {part.column: part.amount(source.c, generation.windows) for part in parts if part.column in wanted}
        if amounts:
            cells = [sa.cast(amounts.get(name, sa.null()), rollup.c[name].type).label(name) for name in names]
            selects.append(
                sa.select(
                    source.c.day,
                    source.c.hour,
                    *(source.c[place] for place in places),
                    sa.literal(False).label("by_hand"),
                    *cells,
                )
            )
    hand = sa.select(
        rollup.c.day,
        sa.cast(sa.null(), sa.Integer).label("hour"),
        *(rollup.c[place] for place in places),
        rollup.c.by_hand,
        *(rollup.c[name] for name in names),
    ).where(rollup.c.by_hand)
    return sa.union_all(*selects, hand).subquery()


def asked_rows(question: Question, subject: str, anchor: str) -> sa.Subquery:
    """The rows of a subject in the question's period; guides' stays are looked up only where it asks for them."""
    return dated(subject, anchor, Period(question.start, question.end), is_placed=needs_stays(question))


def needs_stays(question: Question) -> bool:
    """Whether a question splits, filters or is limited by what a guide's stay says: store and team."""
    keys = {*question.by, *(key for key, _ in question.where)}
    return question.scope.stores is not None or not keys.isdisjoint(OF_STAYS)


def split(question: Question, rows: sa.FromClause, columns: list[sa.ColumnElement[Any]]) -> sa.Select[Any]:
    """The columns by the question's dimensions, within its period, filters and scope."""
    codes = [dimension.code(rows).label(f"by_{n}") for n, dimension in enumerate(question.dimensions)]
    filters = [(DIMENSIONS[key], wanted) for key, wanted in question.where]
    source = _joined(rows, [*question.dimensions, *(dimension for dimension, _ in filters)])
    query = sa.select(*codes, *columns).select_from(source)
    query = query.where(rows.c.day >= question.start, rows.c.day < question.end)
    for dimension, wanted in filters:
        query = query.where(_is_any(dimension.code(rows), wanted))
    if question.scope.stores is not None:
        query = query.where(rows.c.store_id.in_(sorted(question.scope.stores)))
    if question.scope.guides is not None:
        query = query.where(rows.c.guide_id.in_(sorted(question.scope.guides)))
    return query.group_by(*(code.name for code in codes)) if codes else query


def _is_any(code: sa.ColumnElement[Any], wanted: tuple[Any, ...]) -> sa.ColumnElement[bool]:
    known = [value for value in wanted if value is not None]
    return sa.or_(is_among(code, known), *([code.is_(None)] if None in wanted else []))


def _joined(rows: sa.FromClause, dimensions: Iterable[Dimension]) -> sa.FromClause:
    """The rows with each register that a dimension is looked up in, once."""
    source: sa.FromClause = rows
    for joined in {dimension.joined.table: dimension.joined for dimension in dimensions if dimension.joined}.values():
        if joined.table == "guides" and "persona" in rows.c:
            continue  # posts carry their own persona
        source = source.outerjoin(joined.rows, rows.c[joined.on] == joined.rows.c[joined.on])
    return source


def denominator_apart(metric: Metric) -> PersonaDays | MembersPresent | None:
    """The denominator that is no sum of a column, if the metric has one."""
    value = metric.value
    if isinstance(value, Quotient) and isinstance(value.denominator, PersonaDays | MembersPresent):
        return value.denominator
    return None


def without_hours(question: Question, metric: Metric) -> Question:
    """The question for a denominator that knows days only."""
    return replace(
        question,
        metrics=(metric,),
        by=tuple(key for key in question.by if key != "hour"),
        where=tuple(one for one in question.where if one[0] != "hour"),
    )


def apart(question: Question, metric: Metric, reach: Horizon) -> sa.Select[Any]:
    """The denominator that is no sum of a column, as `value`."""
    if isinstance(denominator_apart(metric), PersonaDays):
        return _persona_days(question)
    return _members_present(question, reach)


def _persona_days(question: Question) -> sa.Select[Any]:
    """Distinct (persona, day); where no persona is named, the account is one."""
    rollup = ROLLUP_TABLES[CONTENT]
    who = sa.func.coalesce("persona " + rollup.c.persona, "account " + rollup.c.guide_id)
    one = who + sa.cast(rollup.c.day, sa.Text)
    column = sa.func.count(sa.distinct(one)).filter(rollup.c.present == 1).label("value")
    return split(question, rollup, [column])


def _members_present(question: Question, reach: Horizon) -> sa.Select[Any]:
    """Distinct (group, member) present at any moment of the days asked, as far as rows reach."""
    end = min(question.end, reach.last_day + timedelta(days=1))
    period = Period(question.start, max(end, question.start + timedelta(days=1)))
    keys = {*question.by, *(key for key, _ in question.where)}
    if keys <= LASTING and question.scope.stores is None:
        # whatever the day, a member of a group stands in one split: she need not be looked for on each
        whole = present_once(period, is_placed=needs_stays(question))
        return split(question, whole, [sa.func.count(sa.case((whole.c.day <= reach.last_day, 1))).label("value")])
    rows = present_members(period, is_placed=needs_stays(question))
    who = rows.c.group_id + "\n" + rows.c.customer_id
    seen = sa.case((rows.c.day <= reach.last_day, who))
    return split(question, rows, [sa.func.count(sa.distinct(seen)).label("value")])


def level(question: Question, metric: Metric, days: list[date]) -> sa.Select[Any]:
    """How many there are at the end of the given days, one of each bucket of time."""
    assert isinstance(metric.value, Level)
    rows = asked_rows(question, metric.rows.subject, metric.rows.anchor)
    query = split(question, rows, [sa.func.sum(rows.c[metric.value.column]).label("value")])
    return query.where(rows.c.day.in_(days))


def distinct(question: Question, metric: Metric) -> sa.Select[Any]:
    """How many different values the rows of the period have."""
    assert isinstance(metric.value, Distinct)
    rows = asked_rows(question, metric.rows.subject, metric.rows.anchor)
    return split(question, rows, [sa.func.count(sa.distinct(rows.c[metric.value.column])).label("value")])


def monthly(question: Question, metric: Metric, reach: Horizon) -> sa.Select[Any]:
    """Over the whole months that the period touches: n(umerator) and d(enominator), of which m(ature) of a(ll)."""
    assert isinstance(metric.value, Monthly)
    whole = replace(question, start=question.start.replace(day=1), end=month_after(question.end - timedelta(days=1)))
    rows = asked_rows(whole, metric.rows.subject, metric.rows.anchor)
    over = reach.at.date().replace(day=1)  # months before this one are over
    for _ in range(metric.value.after):
        over = (over - timedelta(days=1)).replace(day=1)
    is_mature = rows.c.day < over
    asked = sa.true() if question.all_cohorts else is_mature
    sums = {
        "n": sa.case((asked, rows.c[metric.value.column]), else_=0),
        "d": sa.case((asked, 1), else_=0),
        "m": sa.case((is_mature, 1), else_=0),
        "a": sa.literal(1),
    }
    return split(whole, rows, [sa.func.sum(one).label(f"{metric.key}__{role}") for role, one in sums.items()])


def month_after(day: date) -> date:
    """The first day of the month after a day's."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
