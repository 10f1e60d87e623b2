"""Kaplan–Meier: how long it takes until an event, counting those to whom it has not yet happened."""

from __future__ import annotations

from collections.abc import Iterable
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
    histogram = sorted(exits)
    at_risk = sum(events + censored for _, events, censored in histogram)
    survival, greenwood = 1.0, 0.0
    steps: list[Step] = []
    for hours, events, censored in histogram:
        if events:
            survival *= (at_risk - events) / at_risk
            if at_risk > events:
                greenwood += events / (at_risk * (at_risk - events))
            low, high = _interval(survival, greenwood)
            steps.append(Step(hours=hours, at_risk=at_risk, events=events, survival=survival, low=low, high=high))
        at_risk -= events + censored
    return steps


def _interval(survival: float, greenwood: float) -> tuple[float, float]:
    if survival <= 0.0 or survival >= 1.0:
        return survival, survival
    spread = Z95 * sqrt(greenwood) / abs(log(survival))
    return survival ** exp(spread), survival ** exp(-spread)


def quantile_days(steps: Iterable[Step], share: float) -> float | None:
    """The first time, in days, by which at least `share` have met the event; None if that is never reached."""
    for step in steps:
        if step.survival <= 1.0 - share + 1e-12:
            return step.hours / 24
    return None
