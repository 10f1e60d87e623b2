"""Apart: what is no sum over days: different values, levels, months, and denominators that are counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data.warehouse.draft import Horizon
from metrics.compiler import Form, Statement, asked_rows, days_of, keys_of, needs_stays, split
from metrics.model import Distinct, Level, MembersPresent, Metric, Monthly, PersonaDays, Quotient
from metrics.periods import Period
from metrics.question import Question
from metrics.rollups import ROLLUP_TABLES
from metrics.sources import CONTENT, present_members, present_once

LASTING = {"group", "group_kind", "audience", "campaign", "guide", "persona"}  # of a group, on every day the same


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


def apart(question: Question, metric: Metric, reach: Horizon) -> Statement:
    """The denominator that is no sum of a column, as `value`."""
    if isinstance(denominator_apart(metric), PersonaDays):
        return _persona_days(Form.of(question)), days_of(question)
    end = min(question.end, reach.last_day + timedelta(days=1))
    known = {"start": question.start, "end": max(end, question.start + timedelta(days=1)), "reach": reach.last_day}
    return _members_present(Form.of(question)), known


@lru_cache(maxsize=256)
def _persona_days(form: Form) -> sa.Select[Any]:
    """Distinct (persona, day); where no persona is named, the account is one."""
    rollup = ROLLUP_TABLES[CONTENT]
    who = sa.func.coalesce("persona " + rollup.c.persona, "account " + rollup.c.guide_id).label("who")
    days = split(form, rollup, [who, rollup.c.day]).where(rollup.c.present == 1).group_by(who, rollup.c.day)
    once = days.subquery()  # engines count what is there once faster than they tell apart what they count
    codes = list(once.c)[: len(form.by)]
    return sa.select(*codes, sa.func.count().label("value")).select_from(once).group_by(*codes)


@lru_cache(maxsize=256)
def _members_present(form: Form) -> sa.Select[Any]:
    """Distinct (group, member) present at any moment of the days asked, as far as rows reach."""
    period, is_placed = Period(form.start, form.end), needs_stays(form)
    reach = sa.bindparam("reach", type_=sa.Date)
    if keys_of(form) <= LASTING and form.scope.stores is None:
        # whatever the day, a member of a group stands in one split: she need not be looked for on each
        once = present_once(period, is_placed=is_placed)
        return split(form, once, [sa.func.count(sa.case((once.c.day <= reach, 1))).label("value")], is_cut=True)
    rows = present_members(period, is_placed=is_placed)
    who = rows.c.group_id + "\n" + rows.c.customer_id
    return split(
        form, rows, [sa.func.count(sa.distinct(sa.case((rows.c.day <= reach, who)))).label("value")], is_cut=True
    )


def level(question: Question, metric: Metric, days: list[date]) -> Statement:
    """How many there are at the end of the given days, one of each bucket of time."""
    return _level(Form.of(question), metric), {**days_of(question), "days": days}


@lru_cache(maxsize=256)
def _level(form: Form, metric: Metric) -> sa.Select[Any]:
    assert isinstance(metric.value, Level)
    rows = asked_rows(form, metric.rows.subject, metric.rows.anchor, {metric.value.column})
    query = split(form, rows, [sa.func.sum(rows.c[metric.value.column]).label("value")], is_cut=True)
    return query.where(rows.c.day == sa.any_(sa.bindparam("days", type_=sa.ARRAY(sa.Date))))


def distinct(question: Question, metric: Metric) -> Statement:
    """How many different values the rows of the period have."""
    return _distinct(Form.of(question), metric), days_of(question)


@lru_cache(maxsize=256)
def _distinct(form: Form, metric: Metric) -> sa.Select[Any]:
    assert isinstance(metric.value, Distinct)
    rows = asked_rows(form, metric.rows.subject, metric.rows.anchor, {metric.value.column})
    return split(form, rows, [sa.func.count(sa.distinct(rows.c[metric.value.column])).label("value")], is_cut=True)


def monthly(question: Question, metric: Metric, reach: Horizon) -> Statement:
    """Over the whole months that the period touches: n(umerator) and d(enominator), of which m(ature) of a(ll)."""
    assert isinstance(metric.value, Monthly)
    whole = replace(question, start=question.start.replace(day=1), end=month_after(question.end - timedelta(days=1)))
    over = reach.at.date().replace(day=1)  # months before this one are over
    for _ in range(metric.value.after):
        over = (over - timedelta(days=1)).replace(day=1)
    return _monthly(Form.of(whole), metric, question.all_cohorts), {**days_of(whole), "over": over}


@lru_cache(maxsize=256)
def _monthly(form: Form, metric: Metric, all_cohorts: bool) -> sa.Select[Any]:
    assert isinstance(metric.value, Monthly)
    rows = asked_rows(form, metric.rows.subject, metric.rows.anchor, {metric.value.column})
    is_over = rows.c.day < sa.bindparam("over", type_=sa.Date)
    met = rows.c[metric.value.column]
    counts: dict[str, Any] = {"a": sa.func.count()}
    if all_cohorts:
        counts |= {"n": sa.func.sum(met), "d": sa.func.count(), "m": sa.func.count().filter(is_over)}
    else:  # what is divided by is what is mature
        counts |= {"n": sa.func.sum(met).filter(is_over), "d": sa.func.count().filter(is_over)}
    return split(form, rows, [count.label(f"{metric.key}__{role}") for role, count in counts.items()], is_cut=True)


def month_after(day: date) -> date:
    """The first day of the month after a day's."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
