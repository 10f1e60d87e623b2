"""Sums: the statements that most figures come from, one per subject, on the smallest table that can answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data.warehouse.generations import Generation
from metrics.compiler import Form, Statement, days_of, keys_of, split
from metrics.events import horizon
from metrics.model import Difference, Metric, Part, Rate, Share
from metrics.periods import Period
from metrics.question import EVERYTHING, Question
from metrics.rollups import ROLLUP_TABLES, counted_parts
from metrics.sources import PLACED_BY, dated
from metrics.summaries import smallest


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


@dataclass(frozen=True, kw_only=True)
class _Sought:
    """What a statement of sums gives, in whatever form it is asked."""

    metrics: tuple[Metric, ...]
    all_cohorts: bool
    ripening: frozenset[str]  # the metrics of which some days asked are not mature
    has_hand: bool  # whether anything was counted by hand


def sums(question: Question, generation: Generation, subject: str, metrics: Iterable[Metric]) -> Statement:
    """One row per split of the question: the sums of the parts of one subject's metrics, labelled key__role."""
    found = tuple(metrics)
    values = days_of(question)
    ripening = []
    for metric in found:
        cutoff = last_mature_day(metric, generation) if isinstance(metric.value, Rate | Share) else None
        if cutoff is not None and cutoff < question.end - timedelta(days=1):
            ripening.append(metric.key)
            values[_cutoff_of(metric).key] = cutoff
    sought = _Sought(
        metrics=found,
        all_cohorts=question.all_cohorts,
        ripening=frozenset(ripening),
        has_hand=generation.has("tallies"),
    )
    form = Form.of(question)
    if "hour" in keys_of(form):
        rows = _hourly(question, generation, subject)
        return split(form, rows, _columns(sought, rows)), values
    return _over_rollup(form, sought, subject), values


@lru_cache(maxsize=512)
def _over_rollup(form: Form, sought: _Sought, subject: str) -> sa.Select[Any]:
    """Kept, for putting a statement together takes longer than a small one does."""
    rows = smallest(subject, keys_of(form), is_scoped=form.scope != EVERYTHING)
    return split(form, rows, _columns(sought, rows))


def _columns(sought: _Sought, rows: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    return [column for metric in sought.metrics for column in _sums_of(metric, rows, sought)]


def _cutoff_of(metric: Metric) -> sa.BindParameter[date]:
    return sa.bindparam(f"mature_{metric.key}", type_=sa.Date)


def _sums_of(metric: Metric, rows: sa.FromClause, sought: _Sought) -> Iterator[sa.ColumnElement[Any]]:
    """The sums of a metric's parts; of a rate that ripens also all its rows (a) and the mature ones (m).

    What would say the same as the denominator is left out, and what was counted by hand (h) where nothing can be: at
    thousands of splits it is columns that take the time.
    """
    parts = metric.parts
    found: list[tuple[str, Any]] = [(role, rows.c[part.column]) for role, part in parts.items()]
    base: Any = rows.c[(parts.get("d") or parts.get("n") or parts["v"]).column]
    if metric.key in sought.ripening:
        is_mature = rows.c.day <= _cutoff_of(metric)
        mature = sa.case((is_mature, base))
        if sought.all_cohorts:
            found.append(("m", mature))
        else:
            found = [(role, sa.case((is_mature, column))) for role, column in found] + [("a", base)]
            base = mature
    if metric.tally and sought.has_hand:
        found.append(("h", sa.case((rows.c.by_hand, base))))
    for role, column in found:
        yield _total(column, parts.get(role)).label(f"{metric.key}__{role}")


def _total(column: sa.ColumnElement[Any], part: Part | None) -> sa.ColumnElement[Any]:
    """A sum in the type of what is summed: engines widen it to types that are slow to read."""
    total = sa.func.sum(column)
    is_money = part.is_money if part is not None else isinstance(column.type, sa.Numeric)
    return total if is_money else sa.cast(total, sa.BigInteger)


def _hourly(question: Question, generation: Generation, subject: str) -> sa.FromClause:
    """The subject's own rows, which know the hour, and what was counted by hand, which does not."""
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
