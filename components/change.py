"""Whether a figure has really moved against the period before, or whether chance explains it.

A rate has moved when zero lies outside Newcombe's interval of the difference, made of the two Wilson intervals. A
count, an amount or a ratio without an interval has moved when the scatter of its days does not explain the difference.
Where neither can be said the change is shown and not judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import hypot, sqrt

from metrics.answer import Cell
from metrics.model import Better, Metric

Z = 1.96
FEWEST_DAYS = 5


class Verdict(Enum):
    """What a change means for the reader."""

    BETTER = "better"
    WORSE = "worse"
    MOVED = "moved"  # of a figure that is neither good nor bad
    STEADY = "steady"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Change:
    """A figure against the period before: the difference, its size relative to before, and what that means."""

    difference: float | None
    relative: float | None
    verdict: Verdict


UNCHANGED_UNKNOWN = Change(None, None, Verdict.UNKNOWN)


def change(
    metric: Metric, now: Cell, before: Cell, days_now: Sequence[Cell] = (), days_before: Sequence[Cell] = ()
) -> Change:
    """How a figure moved; the cells of the days are needed only for figures without an interval of their own."""
    if now.value is None or before.value is None:
        return UNCHANGED_UNKNOWN
    difference = float(now.value) - float(before.value)
    relative = difference / float(before.value) if before.value else None
    half = _newcombe(now, before, difference) if metric.has_interval else _scatter(days_now, days_before)
    return Change(difference, relative, _verdict(metric, difference, half))


def _verdict(metric: Metric, difference: float, half: float | None) -> Verdict:
    if half is None:
        return Verdict.UNKNOWN
    if abs(difference) <= half:
        return Verdict.STEADY
    if metric.better is Better.NEITHER:
        return Verdict.MOVED
    return Verdict.BETTER if (difference > 0) == (metric.better is Better.UP) else Verdict.WORSE


def _newcombe(now: Cell, before: Cell, difference: float) -> float | None:
    """How far a difference of two rates may lie from zero by chance alone."""
    if None in (now.low, now.high, before.low, before.high):
        return None
    if difference > 0:
        return hypot(float(now.value) - float(now.low), float(before.high) - float(before.value))
    return hypot(float(now.high) - float(now.value), float(before.value) - float(before.low))


def _scatter(days_now: Sequence[Cell], days_before: Sequence[Cell]) -> float | None:
    """The same for a figure of many days, from how its days differ; totals and ratios of sums alike."""
    errors = [_standard_error(days) for days in (days_now, days_before)]
    if None in errors:
        return None
    return Z * hypot(*errors)


def _standard_error(days: Sequence[Cell]) -> float | None:
    """The standard error of a sum of days, or of a ratio of sums by its linearised residuals."""
    cells = [day for day in days if day.value is not None]
    if len(cells) < FEWEST_DAYS:
        return None
    n = len(cells)
    if all(day.denominator is not None for day in cells):
        top = [float(day.numerator) for day in cells]
        bottom = [float(day.denominator) for day in cells]
        if not sum(bottom):
            return None
        ratio = sum(top) / sum(bottom)
        residuals = sum((a - ratio * b) ** 2 for a, b in zip(top, bottom, strict=True))
        return sqrt(residuals * n / (n - 1)) / sum(bottom)
    values = [float(day.value) for day in cells]
    mean = sum(values) / n
    return sqrt(sum((value - mean) ** 2 for value in values) * n / (n - 1))
