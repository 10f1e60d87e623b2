"""The compiler: from a question to one select per subject, on the smallest table that can answer it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data.warehouse.dialects import hours_between
from data.warehouse.generations import Generation, Horizon
from metrics.dimensions import DIMENSIONS, Dimension
from metrics.events import horizon
from metrics.model import (
    Difference,
    Distinct,
    Level,
    MembersPresent,
    Metric,
    PersonaDays,
    Quotient,
    Rate,
    Share,
    Survival,
)
from metrics.question import EVERYTHING, Question
from metrics.rollups import ROLLUP_TABLES, counted_parts
from metrics.sources import CONTENT, PLACED_BY, Period, dated, members_at_all, present_members

OF_GROUP_ITSELF = {"group", "group_kind", "audience", "campaign"}  # the same on every day of a group


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
        columns += _sums_of(metric, rows, question, generation)
    return split(question, rows, columns)


def _sums_of(metric: Metric, rows: sa.FromClause, question: Question, generation: Generation) -> list[Any]:
    cutoff = last_mature_day(metric, generation)
    parts = metric.parts
    found: list[tuple[str, Any]] = [(role, rows.c[part.column]) for role, part in parts.items()]
    base: Any = rows.c[(parts.get("d") or parts.get("n") or parts["v"]).column]
    columns = []
    if isinstance(metric.value, Rate | Share):
        is_mature = sa.true() if cutoff is None else rows.c.day <= cutoff
        columns.append(sa.func.sum(base).label(f"{metric.key}__a"))
        columns.append(sa.func.sum(sa.case((is_mature, base))).label(f"{metric.key}__m"))
        if not question.all_cohorts:
            found = [(role, sa.case((is_mature, column))) for role, column in found]
            base = sa.case((is_mature, base))
    columns += [sa.func.sum(column).label(f"{metric.key}__{role}") for role, column in found]
    if metric.tally:  # nothing else is ever counted by hand
        columns.append(sa.func.sum(sa.case((rows.c.by_hand, base))).label(f"{metric.key}__h"))
    return columns


def _rows(question: Question, generation: Generation, subject: str) -> sa.FromClause:
    """The rollup, or the subject's own rows where an hour is asked."""
    rollup = ROLLUP_TABLES[subject]
    if not any(key == "hour" for key in (*question.by, *(key for key, _ in question.where))):
        return rollup
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
    return sa.or_(code.in_(known), *([code.is_(None)] if None in wanted else []))


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
    column = sa.func.count(sa.distinct(sa.case((rollup.c.present == 1, one)))).label("value")
    return split(question, rollup, [column])


def _members_present(question: Question, reach: Horizon) -> sa.Select[Any]:
    """Distinct (group, member) present at any moment of the days asked, as far as rows reach."""
    end = min(question.end, reach.last_day + timedelta(days=1))
    period = Period(question.start, max(end, question.start + timedelta(days=1)))
    asked = {*question.by, *(key for key, _ in question.where)}
    is_timeless = asked <= OF_GROUP_ITSELF and question.scope == EVERYTHING
    rows = members_at_all(period) if is_timeless else present_members(period)
    who = rows.c.group_id + "\n" + rows.c.customer_id
    seen = sa.case((rows.c.day <= reach.last_day, who))
    return split(question, rows, [sa.func.count(sa.distinct(seen)).label("value")])


def level(question: Question, metric: Metric, days: list[date]) -> sa.Select[Any]:
    """How many there are at the end of the given days, one of each bucket of time."""
    assert isinstance(metric.value, Level)
    rows = dated(metric.rows.subject, metric.rows.anchor, Period(question.start, question.end))
    query = split(question, rows, [sa.func.sum(rows.c[metric.value.column]).label("value")])
    return query.where(rows.c.day.in_(days))


def distinct(question: Question, metric: Metric) -> sa.Select[Any]:
    """How many different values the rows of the period have."""
    assert isinstance(metric.value, Distinct)
    rows = dated(metric.rows.subject, metric.rows.anchor, Period(question.start, question.end))
    return split(question, rows, [sa.func.count(sa.distinct(rows.c[metric.value.column])).label("value")])


def exits(question: Question, metric: Metric, reach: Horizon) -> sa.Select[Any]:
    """Per split and whole hour since the anchor: how many rows met the event, and how many left unmet."""
    assert isinstance(metric.value, Survival)
    rows = dated(metric.rows.subject, metric.rows.anchor, Period(question.start, question.end))
    began, event_at = rows.c[metric.rows.anchor], rows.c[metric.value.event]
    is_met = sa.and_(event_at.is_not(None), event_at <= reach.at)
    moments: list[tuple[Any, Any]] = [(is_met, event_at)]
    if metric.value.ends is not None:
        ends_at = rows.c[metric.value.ends]
        moments.append((ends_at < reach.at, ends_at))
    left_at = sa.case(*moments, else_=sa.literal(reach.at))
    hours = hours_between(began, left_at)
    columns = [
        *rows.c,
        sa.case((hours < 0, 0), else_=hours).label("hours"),
        sa.case((is_met, 1), else_=0).label("met"),
    ]
    timed = sa.select(*columns).where(began <= reach.at).subquery()
    query = split(
        question,
        timed,
        [timed.c.hours, sa.func.sum(timed.c.met).label("events"), sa.func.sum(1 - timed.c.met).label("censored")],
    )
    return query.group_by(timed.c.hours)
