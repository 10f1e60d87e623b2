"""Cells: one figure each, with what it stands on, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from data.warehouse.generations import Generation
from metrics.events import is_counted, is_tallied
from metrics.model import (
    Count,
    Difference,
    Distinct,
    Level,
    Metric,
    Monthly,
    Quotient,
    Rate,
    Share,
    Sum,
    Survival,
    Unit,
)
from metrics.statistics import wilson
from metrics.survival import quartile_days

Found = Mapping[str, Any]

CENT = Decimal("0.01")

NEVER_BROUGHT, AFTER_HORIZON, NO_ROWS, IMMATURE, NOT_REACHED = (
    "never_brought",
    "after_horizon",
    "no_rows",
    "immature",
    "not_reached",
)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One figure. `value` is None where it is undefined, and `reason` then says why."""

    value: int | float | Decimal | None
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None
    low: float | None = None
    high: float | None = None
    mature_share: float | None = None
    by_hand: float = 0.0  # the share of what it stands on that was counted by hand
    reason: str | None = None
    has_rows: bool = False


def is_brought(metric: Metric, generation: Generation) -> bool:
    """Whether there can be a figure of a metric at all: its rows were brought, or tallies that stand for them."""
    return is_counted(metric, generation) or is_tallied(metric, generation)


def cell_of(metric: Metric, sums: Found, *, is_brought: bool = True, is_late: bool = False) -> Cell:
    """The figure of a metric from the sums of one split; `is_late` where the split begins after the horizon."""
    if not is_brought:
        return Cell(value=None, reason=NEVER_BROUGHT)
    if is_late:
        return Cell(value=None, reason=AFTER_HORIZON, has_rows=cell_of(metric, sums).has_rows)
    key, value = metric.key, metric.value
    match value:
        case Count() | Sum():
            total = sums.get(f"{key}__v")
            hand = _share(sums.get(f"{key}__h"), total)
            return Cell(value=_exact(total or 0, metric.unit is Unit.MONEY), by_hand=hand, has_rows=total is not None)
        case Rate() | Share() | Monthly():
            return _rate(metric, sums)
        case Quotient():
            return _quotient(metric, sums)
        case Difference():
            found = [sums.get(f"{one.key}__v") for one in (value.plus, value.minus)]
            plus, minus = (int(total or 0) for total in found)
            by_hand = sum(sums.get(f"{one.key}__h") or 0 for one in (value.plus, value.minus))
            has_rows = any(total is not None for total in found)
            return Cell(value=plus - minus, by_hand=_share(by_hand, plus + minus), has_rows=has_rows)
        case Distinct() | Level():
            return Cell(value=int(sums.get(key) or 0), has_rows=sums.get(key) is not None)
        case Survival():
            exits = sums.get(key, [])
            low, median, high = quartile_days(exits)
            reason = None if median is not None else (NOT_REACHED if exits else NO_ROWS)
            return Cell(value=median, low=low, high=high, reason=reason, has_rows=bool(exits))


def share_of(metric: Metric, sums: Found) -> float | None:
    """The value that the cell of a rate has, from the sums of one split."""
    below = sums.get(f"{metric.key}__d")
    return (sums.get(f"{metric.key}__n") or 0) / below if below else None


def _share(part: Any, whole: Any) -> float:
    return float(part) / float(whole) if part and whole else 0.0


def _rate(metric: Metric, sums: Found) -> Cell:
    key = metric.key
    below = sums.get(f"{key}__d")
    numerator, denominator = int(sums.get(f"{key}__n") or 0), int(below or 0)
    total, ripe = sums.get(f"{key}__a", below), sums.get(f"{key}__m", below)
    everything, mature = int(total or 0), int(ripe or 0)
    share = mature / everything if everything else None
    bounds = wilson(numerator, denominator)
    return Cell(
        value=numerator / denominator if denominator else None,
        numerator=numerator,
        denominator=denominator,
        low=bounds and bounds[0],
        high=bounds and bounds[1],
        mature_share=share,
        by_hand=_share(sums.get(f"{key}__h"), denominator),
        reason=None if denominator else (IMMATURE if everything else NO_ROWS),
        has_rows=bool(everything) if isinstance(metric.value, Share | Monthly) else total is not None,
    )


def _quotient(metric: Metric, sums: Found) -> Cell:
    key, value = metric.key, metric.value
    assert isinstance(value, Quotient)
    above = sums.get(f"{key}__n") or 0
    below = sums.get(f"{key}__d") or 0
    has_rows = bool(above or below) or sums.get(f"{key}__h") is not None  # a tally of nothing is a row, too
    parts = metric.parts
    if value.is_return:
        has_rows = any(sums.get(f"{key}__{role}") is not None for role in "nd")
        above = above - below
    numerator = _exact(above, parts["n"].is_money)
    denominator = _exact(below, "d" in parts and parts["d"].is_money)
    figure: float | Decimal | None = None
    if below:
        is_money = metric.unit is Unit.MONEY
        figure = (Decimal(above) / below).quantize(CENT, ROUND_HALF_UP) if is_money else float(above) / float(below)
    return Cell(
        value=figure,
        numerator=numerator,
        denominator=denominator,
        mature_share=1.0 if below else None,
        by_hand=_share(sums.get(f"{key}__h"), below),
        reason=None if below else NO_ROWS,
        has_rows=has_rows,
    )


def _exact(total: Any, is_money: bool) -> int | Decimal:
    return Decimal(total).quantize(CENT, ROUND_HALF_UP) if is_money else int(total)
