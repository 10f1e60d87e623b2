"""What the answer to a question must be: the cells of `metrics.md`, “Command-line answers”, in plain Python."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from data.settings import Windows
from tests.oracle.buckets import TIME_DIMENSIONS, Period, buckets, last_days
from tests.oracle.contract import SPECS, Shape, Spec
from tests.oracle.counting import Counted, Facts, tallies, window_of
from tests.oracle.horizons import Horizon, horizon, is_mature, midnight_after
from tests.oracle.repurchase import month_after
from tests.oracle.survival import Spell, Step, Z, contact_spells, kaplan_meier, people_spells, quantile_days
from tests.oracle.world import World, is_brought, rows

Codes = tuple[Any, ...]
Cell = dict[str, Any]
EMPTY: dict[Shape, Cell] = {
    Shape.COUNT: {"value": None},
    Shape.MEDIAN: {"value": None, "low": None, "high": None},
}
EMPTY_RATE: Cell = dict.fromkeys(("value", "numerator", "denominator", "low", "high", "mature_share"))


def figure(
    world: World,
    metric_key: str,
    *,
    start: date,
    end_inclusive: date,
    by: tuple[str, ...] = (),
    where: Mapping[str, tuple[Any, ...]] | None = None,
    all_cohorts: bool = False,
    now: datetime,
    windows: Windows | None = None,
) -> dict[Codes, Cell]:
    """One cell per row of the answer, by its codes over `by`.

    Where a kind was never brought or the bucket begins after the horizon, every entry of the cell is None; where rows
    are missing or all immature, numerator and denominator are 0.
    """
    found = standing(world, metric_key, now=now, windows=windows)
    _refuse(metric_key, found.spec, (*by, *(where or {})))
    where = where or {}
    period = Period(start, end_inclusive)
    held: dict[Codes, list[Counted | Spell]] = defaultdict(list)
    whole = _whole_months(period) if found.spec.months else period
    for row in found.rows_asked(period, by, where):
        if (
            row.day in whole
            and row.day <= now.date()
            and all(row.codes[name] in allowed for name, allowed in where.items())
        ):
            held[tuple(row.codes[name] for name in by)].append(row)

    answer: dict[Codes, Cell] = {}
    for codes, first_day in _listed(period, by, where, list(held)).items():
        begins = first_day.replace(day=1) if found.spec.months else first_day
        is_after = found.reach is None or begins > found.reach.last_day
        if not found.is_brought or is_after:
            answer[codes] = dict(EMPTY.get(found.spec.shape, EMPTY_RATE))
        else:
            answer[codes] = found.cell(held.get(codes, []), all_cohorts)
    return answer


def curve(
    world: World,
    people: bool,
    *,
    start: date,
    end_inclusive: date,
    where: Mapping[str, tuple[Any, ...]] | None = None,
    now: datetime,
    windows: Windows | None = None,
) -> list[Step]:
    """The Kaplan–Meier curve of the contacts (or people) added in the period; empty where orders were never brought."""
    key = "median_days_to_first_purchase" + ("_people" if people else "")
    found = standing(world, key, now=now, windows=windows)
    _refuse(key, found.spec, tuple(where or {}))
    period = Period(start, end_inclusive)
    return kaplan_meier(
        [
            spell
            for spell in found.rows
            if spell.day in period
            and spell.day <= now.date()
            and all(spell.codes[name] in allowed for name, allowed in (where or {}).items())
        ]
    )


@dataclass(frozen=True)
class Standing:
    """What a metric stands on in one world."""

    spec: Spec
    facts: Facts
    is_brought: bool  # by events or by hand
    reach: Horizon | None
    rows: list[Any]  # Counted, or Spell for a median
    window: timedelta | None

    def rows_asked(self, period: Period, by: Codes, where: Mapping[str, tuple[Any, ...]]) -> list[Any]:
        """The rows; of a metric that is looked at when a bucket ends, those of the last covered day of each bucket."""
        if self.spec.at_end is None or not self.is_brought or self.reach is None:
            return self.rows
        days = last_days(period, by, where, self.reach.last_day)
        return [row for day in days for row in self.spec.at_end(self.facts, day)]

    def cell(self, held: list[Any], all_cohorts: bool) -> Cell:
        """The cell of the rows of one bucket."""
        shape = self.spec.shape
        if shape is Shape.MEDIAN:
            steps = kaplan_meier(held)
            quarters = [quantile_days(steps, Fraction(quarter, 4)) for quarter in (1, 2, 3)]
            return {"value": quarters[1], "low": quarters[0], "high": quarters[2]}
        held = _once(held)
        if shape is Shape.COUNT:
            return {"value": sum(row.numerator for row in held)}
        mature = [row for row in held if self.is_mature(row.day)]
        used = held if all_cohorts else mature
        numerator = sum(row.numerator for row in used)
        denominator = sum(row.denominator for row in used)
        total = sum(row.denominator for row in held)
        low, high = wilson(numerator, denominator) if shape is Shape.RATE else (None, None)
        return {
            "value": _quotient(numerator, denominator, shape),
            "numerator": numerator,
            "denominator": denominator,
            "low": low,
            "high": high,
            "mature_share": float(sum(row.denominator for row in mature) / total) if total else None,
        }

    def is_mature(self, day: date) -> bool:
        """Whether what began on the day has had its window, or its months."""
        if self.spec.months is None:
            return is_mature(day, self.window, self.reach)
        end = day
        for _ in range(self.spec.months):
            end = month_after(end)
        return self.reach is not None and midnight_after(end - timedelta(days=1)) <= self.reach.at


def _whole_months(period: Period) -> Period:
    """The whole calendar months that a period touches."""
    return Period(period.start.replace(day=1), month_after(period.last) - timedelta(days=1))


def standing(world: World, metric_key: str, *, now: datetime, windows: Windows | None = None) -> Standing:
    """The rows of a metric, events and tallies, and its horizon."""
    spec = SPECS[metric_key]
    windows = windows or Windows()
    facts = Facts(world, windows, now, horizon(world, "posts", now))
    has_events = spec.needs(world)
    reach = _reach(world, spec, now)

    found: list[Any] = []
    if spec.shape is Shape.MEDIAN and has_events:
        spells = people_spells if metric_key.endswith("_people") else contact_spells
        found = list(spells(facts, reach))
    elif spec.rows is not None and has_events:
        found = list(spec.rows(facts))
    by_hand: list[Counted] = []
    if spec.tally:
        by_hand = list(tallies(facts, *spec.tally, events=found))
        if not has_events:
            reach = horizon(world, "tallies", now)
    has_tallies = spec.tally is not None and _has_tallies(world, spec.tally)
    return Standing(
        spec=spec,
        facts=facts,
        is_brought=has_events or has_tallies,
        reach=reach,
        rows=[*found, *by_hand],
        window=window_of(windows, spec.window) if spec.window else None,
    )


def _reach(world: World, spec: Spec, now: datetime) -> Horizon | None:
    """The earliest horizon of the kinds brought. Without messages, contacts stand for the milestones they carry."""
    tables = spec.reach.split("|")
    if tables == ["messages"] and not is_brought(world, "messages"):
        tables = ["contacts"]
    found = [horizon(world, name.split(".")[0], now) for name in tables if is_brought(world, *name.split("."))]
    return min((reach for reach in found if reach is not None), default=None)


def _has_tallies(world: World, cells: tuple[str, str | None]) -> bool:
    return any(all(row.get(cell) is not None for cell in cells if cell is not None) for row in rows(world, "tallies"))


def _refuse(metric_key: str, spec: Spec, asked: tuple[str, ...]) -> None:
    for dimension in asked:
        if dimension not in spec.dimensions:
            raise ValueError(f"{metric_key} has no dimension {dimension}; it has {', '.join(spec.dimensions)}")


def _listed(
    period: Period, by: tuple[str, ...], where: Mapping[str, tuple[Any, ...]], seen: list[Codes]
) -> dict[Codes, date]:
    """The rows of the answer, each with its first day in the period.

    Of time every bucket, of the rest what has rows anywhere in the period; an unknown hour only where it has rows.
    """
    is_time = [name in TIME_DIMENSIONS for name in by]
    moments = buckets(period, by, where)
    others = {tuple(code for code, is_moment in zip(codes, is_time, strict=True) if not is_moment) for codes in seen}
    if all(is_time):
        others.add(())
    listed: dict[Codes, date] = {}
    for moment, first_day in moments.items():
        for other in others:
            clock, rest = iter(moment), iter(other)
            listed[tuple(next(clock if is_moment else rest) for is_moment in is_time)] = first_day
    for codes in seen:
        if codes not in listed:  # the hour is unknown
            days = tuple(name for name in by if name in TIME_DIMENSIONS and name != "hour")
            of_days = buckets(period, days, {name: where[name] for name in where if name != "hour"})
            listed[codes] = of_days[tuple(code for name, code in zip(by, codes, strict=True) if name in days)]
    return listed


def _once(held: list[Counted]) -> list[Counted]:
    """Rows that share an `once` count once."""
    seen: set[Any] = set()
    kept = []
    for row in held:
        if row.once is None or row.once not in seen:
            kept.append(row)
            seen.add(row.once)
    return kept


def _quotient(numerator: Any, denominator: Any, shape: Shape) -> float | Decimal | None:
    if denominator == 0:
        return None
    if shape is Shape.MONEY:
        return (Decimal(numerator) / denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return float(numerator / denominator)


def wilson(numerator: int, denominator: int) -> tuple[float | None, float | None]:
    """The 95 % Wilson interval; none without a denominator, or where a hand count is more than the whole."""
    if denominator == 0 or numerator > denominator:
        return None, None
    share, n = numerator / denominator, denominator
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    reach = Z / (1 + Z**2 / n) * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    low = 0.0 if numerator == 0 else middle - reach  # exactly, whatever floats make of it
    high = 1.0 if numerator == denominator else middle + reach
    return low, high
