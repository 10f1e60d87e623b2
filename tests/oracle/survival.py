"""How long until the first purchase: Kaplan–Meier by whole hours, with exact fractions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.counting import Facts
from tests.oracle.horizons import Horizon

Z = 1.959963984540054
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Spell:
    """One contact or person: whole hours from the add to the first order, or to the end of sight."""

    day: date
    codes: Mapping[str, Any]
    hours: int
    has_bought: bool


@dataclass(frozen=True)
class Step:
    """An hour at which somebody bought."""

    hours: int
    at_risk: int
    events: int
    survival: Fraction
    low: float
    high: float


def contact_spells(facts: Facts, reach: Horizon | None) -> Iterable[Spell]:
    """Contacts added up to the horizon, censored at the end of their life or at the horizon."""
    for life in facts.lives:
        codes = facts.life_codes(life, life.added_at)
        yield from _spell(life.added_at, life.first_order_at, life.until, reach, codes)


def people_spells(facts: Facts, reach: Horizon | None) -> Iterable[Spell]:
    """People added up to the horizon, censored at the horizon."""
    for person in facts.people.values():
        first = person.first_order.at if person.first_order else None
        yield from _spell(person.added_at, first, None, reach, facts.person_codes(person, person.added_at))


def _spell(
    added_at: datetime,
    bought_at: datetime | None,
    until: datetime | None,
    reach: Horizon | None,
    codes: Mapping[str, Any],
) -> Iterable[Spell]:
    if reach is None or added_at > reach.at:
        return
    has_bought = bought_at is not None and bought_at <= reach.at
    seen_until = bought_at if has_bought else min(reach.at, until or reach.at)
    hours = max(0, (seen_until - added_at) // HOUR)  # an empty life ends as it begins
    yield Spell(added_at.date(), codes, hours, has_bought)


def kaplan_meier(spells: list[Spell]) -> list[Step]:
    """The curve: one step per hour with a purchase. At equal hours purchases come before ends of sight."""
    steps = []
    survival, greenwood = Fraction(1), Fraction(0)
    for hours in sorted({spell.hours for spell in spells if spell.has_bought}):
        at_risk = sum(spell.hours >= hours for spell in spells)
        events = sum(spell.hours == hours and spell.has_bought for spell in spells)
        survival *= Fraction(at_risk - events, at_risk)
        if at_risk > events:
            greenwood += Fraction(events, at_risk * (at_risk - events))
        low, high = _log_log(survival, greenwood)
        steps.append(Step(hours, at_risk, events, survival, low, high))
    return steps


def _log_log(survival: Fraction, greenwood: Fraction) -> tuple[float, float]:
    """The 95 % interval of a survival, on the log(−log) scale."""
    if survival in (0, 1):
        return float(survival), float(survival)
    spread = Z * math.sqrt(greenwood) / abs(math.log(survival))
    return float(survival) ** math.exp(spread), float(survival) ** math.exp(-spread)


def quantile_days(steps: list[Step], q: Fraction) -> float | None:
    """The first t, in days, at which a share q has bought; None if it is never reached."""
    return next((step.hours / 24 for step in steps if step.survival <= 1 - q), None)
