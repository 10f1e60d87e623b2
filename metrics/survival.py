"""Kaplan–Meier: how long it takes until an event, counting those to whom it has not yet happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import exp, log, sqrt

from metrics.statistics import Z95


@dataclass(frozen=True, kw_only=True)
class Step:
    """The curve at an hour with events: of `at_risk`, `events` met it; `survival` have not met it by then."""

    hours: int
    at_risk: int
    events: int
    survival: float
    low: float  # 95 %, log–log Greenwood
    high: float


def kaplan_meier(exits: Iterable[tuple[int, int, int]]) -> list[Step]:
    """The curve from (hours, events, censored) counts; at equal hours events come before censorings.

    >>> [(s.hours, s.at_risk, round(s.survival, 3)) for s in kaplan_meier([(1, 1, 0), (2, 0, 1), (3, 1, 0)])]
    [(1, 3, 0.667), (3, 1, 0.0)]
    """
    greenwood = 0.0
    steps: list[Step] = []
    for hours, at_risk, events, survival in _falls(exits):
        if at_risk > events:
            greenwood += events / (at_risk * (at_risk - events))
        low, high = _interval(survival, greenwood)
        steps.append(Step(hours=hours, at_risk=at_risk, events=events, survival=survival, low=low, high=high))
    return steps


def _falls(exits: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int, float]]:
    """Each hour with events: how many were at risk, how many met it, and what share have not by then."""
    histogram = sorted(exits)
    at_risk = sum(events + censored for _, events, censored in histogram)
    survival = 1.0
    for hours, events, censored in histogram:
        if events:
            survival *= (at_risk - events) / at_risk
            yield hours, at_risk, events, survival
        at_risk -= events + censored


def _interval(survival: float, greenwood: float) -> tuple[float, float]:
    if survival <= 0.0 or survival >= 1.0:
        return survival, survival
    spread = Z95 * sqrt(greenwood) / abs(log(survival))
    return survival ** exp(spread), survival ** exp(-spread)


def quartile_days(exits: Iterable[tuple[int, int, int]]) -> tuple[float | None, float | None, float | None]:
    """The first times, in days, by which a quarter, half and three quarters have met the event; None where never.

    >>> quartile_days([(24, 2, 0), (48, 0, 1), (72, 1, 0)])
    (1.0, 1.0, 3.0)
    """
    found: list[float | None] = []
    for hours, _, _, survival in _falls(exits):
        while len(found) < 3 and survival <= 1.0 - 0.25 * (len(found) + 1) + 1e-12:
            found.append(hours / 24)
        if len(found) == 3:
            break
    first, half, third = (*found, None, None, None)[:3]
    return first, half, third


def quantile_days(steps: Iterable[Step], share: float) -> float | None:
    """The first time, in days, by which at least `share` have met the event on a curve; None if it is never reached."""
    for step in steps:
        if step.survival <= 1.0 - share + 1e-12:
            return step.hours / 24
    return None
