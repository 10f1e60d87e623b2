"""Exits: how many of a split's rows met their event, and how many left unmet, hour by hour: what a curve is made of."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data.warehouse.dialects import hours_between
from data.warehouse.draft import Horizon
from metrics.compiler import Form, Statement, asked_rows, days_of, split
from metrics.model import Metric, Survival
from metrics.question import Question


def exits(question: Question, metric: Metric, reach: Horizon) -> Statement:
    """Per split and whole hour since the anchor: how many rows met the event, and how many left unmet."""
    return _exits(Form.of(question), metric), {**days_of(question), "reach": reach.at}


@lru_cache(maxsize=256)
def _exits(form: Form, metric: Metric) -> sa.Select[Any]:
    assert isinstance(metric.value, Survival)
    reach = sa.bindparam("reach", type_=sa.DateTime)
    anchor, event, ends = metric.rows.anchor, metric.value.event, metric.value.ends
    rows = asked_rows(form, metric.rows.subject, anchor, {anchor, event, ends or event})
    began, event_at = rows.c[anchor], rows.c[event]
    is_met = sa.and_(event_at.is_not(None), event_at <= reach)
    moments: list[tuple[Any, Any]] = [(is_met, event_at)]
    if ends is not None:
        ends_at = rows.c[ends]
        moments.append((ends_at < reach, ends_at))
    left_at = sa.case(*moments, else_=reach)
    hours = hours_between(began, left_at)
    columns = [
        *rows.c,
        sa.func.greatest(hours, 0).label("hours"),
        is_met.label("met"),
    ]
    timed = sa.select(*columns).where(began <= reach).subquery()
    events, censored = (sa.func.count().filter(met) for met in (timed.c.met, sa.not_(timed.c.met)))
    query = split(form, timed, [timed.c.hours, events.label("events"), censored.label("censored")], is_cut=True)
    hourly = query.group_by(timed.c.hours)
    return _at_events(hourly.subquery(), len(form.by)) if form.by else hourly  # of one split, hours are few anyway


def _at_events(hourly: sa.Subquery, splits: int) -> sa.Select[Any]:
    """The hours on which somebody met the event, each with who left unmet from it to the next; before the first, at 0.

    The curve is the same, and rows are few: most hours see nobody but those who leave.
    """
    codes = list(hourly.c)[:splits]
    met_at = sa.func.max(sa.case((hourly.c.events > 0, hourly.c.hours), else_=0)).over(
        partition_by=codes or None, order_by=hourly.c.hours
    )
    rows = sa.select(*codes, met_at.label("hours"), hourly.c.events, hourly.c.censored).subquery()
    keys = list(rows.c)[: splits + 1]
    counts = (sa.cast(sa.func.sum(rows.c[name]), sa.BigInteger).label(name) for name in ("events", "censored"))
    return sa.select(*keys, *counts).group_by(*keys)
