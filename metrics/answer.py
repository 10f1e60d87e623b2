"""Answers: cells of figures, each with what it stands on, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

from data.warehouse.generations import Generation, Horizon
from metrics import compiler
from metrics.events import horizon, is_counted, is_tallied
from metrics.model import Count, Difference, Distinct, Metric, Quotient, Rate, Sum, Survival, Text, Unit
from metrics.names import name_of
from metrics.question import Question
from metrics.statistics import wilson
from metrics.survival import Step, kaplan_meier, quantile_days

Codes = tuple[Any, ...]
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
    denominator: int | None = None
    low: float | None = None
    high: float | None = None
    mature_share: float | None = None
    by_hand: float = 0.0  # the share of what it stands on that was counted by hand
    reason: str | None = None
    has_rows: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """The figures of one split: a code and a name per dimension asked."""

    codes: Codes
    names: tuple[Text, ...]
    cells: Mapping[str, Cell]

    def __getitem__(self, metric: Metric) -> Cell:
        return self.cells[metric.key]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The rows of an answer, and how far each of its metrics can be known."""

    question: Question
    rows: list[Row]
    horizons: Mapping[str, Horizon | None] = field(default_factory=dict)

    def __getitem__(self, metric: Metric) -> Cell:
        """The figure of a question that was not split."""
        (row,) = self.rows
        return row[metric]


def answer(generation: Generation, question: Question) -> Answer:
    """The figures that a question asks for, from one generation."""
    found = _find(generation, question)
    horizons = {metric.key: horizon(metric, generation) for metric in question.metrics}
    rows: list[Row] = []
    for buckets in _splits(question, found):
        here = [
            Row(
                codes=codes,
                names=tuple(name_of(generation, key, code) for key, code in zip(question.by, codes, strict=True)),
                cells={
                    metric.key: _cell(metric, generation, found.get(codes, {}), _is_late(horizons[metric.key], first))
                    for metric in question.metrics
                },
            )
            for codes, first in buckets
        ]
        if any(dimension.is_time for dimension in question.dimensions):
            here = [row for row in here if _is_bucket(question, row.codes) or _has_rows(row)]
        if _is_listed(question) or any(_has_rows(row) for row in here):
            rows += here
    return Answer(question=question, rows=rows, horizons=horizons)


def curve(generation: Generation, question: Question) -> list[Step]:
    """The Kaplan–Meier curve of the question's one metric; empty where it cannot be known."""
    (metric,) = question.metrics
    reach = horizon(metric, generation)
    if reach is None:
        return []
    rows = generation.rows(compiler.exits(question, metric, reach))
    return kaplan_meier((row.hours, row.events, row.censored) for row in rows)


def _is_listed(question: Question) -> bool:
    """Whether every split is shown: all of it time, or no split at all."""
    return all(dimension.is_time for dimension in question.dimensions)


def _is_bucket(question: Question, codes: Codes) -> bool:
    """Whether the codes lie in time; the hour of a daily tally is unknown."""
    return all(code is not None for code, one in zip(codes, question.dimensions, strict=True) if one.is_time)


def _has_rows(row: Row) -> bool:
    return any(cell.has_rows for cell in row.cells.values())


def _is_late(reach: Horizon | None, first: date) -> bool:
    return reach is not None and first > reach.last_day


def _find(generation: Generation, question: Question) -> dict[Codes, dict[str, Any]]:
    """The sums and values of every split, by its codes."""
    found: dict[Codes, dict[str, Any]] = {}

    def gather(query: Any, asked: Question = question) -> None:
        width = len(asked.by)
        for row in generation.rows(query):
            codes = tuple(_code(key, code) for key, code in zip(asked.by, row[:width], strict=True))
            found.setdefault(codes, {}).update(row._mapping)

    sums = compiler.additive(question.metrics)
    for subject, metrics in groupby(sorted(sums, key=lambda m: m.rows.subject), key=lambda m: m.rows.subject):
        gather(compiler.sums(question, generation, subject, list(metrics)))
    if any(compiler.needs_persona_days(metric) for metric in question.metrics):
        _spread_persona_days(generation, question, found)
    for metric in question.metrics:
        reach = horizon(metric, generation)
        if isinstance(metric.value, Distinct):
            for row in generation.rows(compiler.distinct(question, metric)):
                codes = tuple(_code(key, code) for key, code in zip(question.by, row, strict=False))
                found.setdefault(codes, {})[metric.key] = row.value
        elif isinstance(metric.value, Survival) and reach is not None:
            for row in generation.rows(compiler.exits(question, metric, reach)):
                codes = tuple(_code(key, code) for key, code in zip(question.by, row, strict=False))
                found.setdefault(codes, {}).setdefault(metric.key, []).append((row.hours, row.events, row.censored))
    return found


def _code(key: str, code: Any) -> Any:
    """Numbers of time as whole numbers; everything else as it is."""
    return int(code) if code is not None and key in ("weekday", "hour", "campaign_day") else code


def _spread_persona_days(generation: Generation, question: Question, found: dict[Codes, dict[str, Any]]) -> None:
    """Persona-days by every dimension but the hour: each hour is divided by all days of the persona."""
    whole = replace(
        question,
        metrics=tuple(metric for metric in question.metrics if compiler.needs_persona_days(metric)),
        by=tuple(key for key in question.by if key != "hour"),
        where=tuple(one for one in question.where if one[0] != "hour"),
    )
    hours = range(24) if "hour" in question.by else [None]
    for row in generation.rows(compiler.persona_days(whole)):
        codes = [_code(key, code) for key, code in zip(whole.by, row, strict=False)]
        for hour in hours:
            spread = list(codes)
            if hour is not None:
                spread.insert(question.by.index("hour"), hour)
            found.setdefault(tuple(spread), {})["persona_days"] = row.persona_days


def _splits(question: Question, found: Mapping[Codes, Found]) -> Iterator[list[tuple[Codes, date]]]:
    """The codes to show, with their first day in the period: for each code found of no time, every bucket of time."""
    times = [n for n, dimension in enumerate(question.dimensions) if dimension.is_time]
    others = [n for n in range(len(question.by)) if n not in times]
    buckets = _buckets(question, times)
    seen: dict[Codes, set[Codes]] = {} if others else {(): set()}
    for codes in found:
        seen.setdefault(tuple(codes[n] for n in others), set()).add(tuple(codes[n] for n in times))
    for other in sorted(seen, key=_order):
        beside = sorted(seen[other] - buckets.keys(), key=_order)  # no bucket of time: the hour of a daily tally
        shown = []
        for time_codes, first in (*buckets.items(), *((codes, question.start) for codes in beside)):
            placed = dict(zip((*times, *others), (*time_codes, *other), strict=True))
            shown.append((tuple(placed[n] for n in range(len(question.by))), first))
        yield shown


def _order(codes: Codes) -> tuple[tuple[bool, Any], ...]:
    """In order of the codes, unknown last."""
    return tuple((code is None, "" if code is None else code) for code in codes)


def _buckets(question: Question, times: list[int]) -> dict[Codes, date]:
    """Every combination of time codes that the period touches, with its first day, in order."""
    dimensions = [question.dimensions[n] for n in times]
    wanted = dict(question.where)
    found: dict[Codes, date] = {}
    for n in range(question.days):
        day = question.start + timedelta(days=n)
        buckets = [[d.bucket(day)] if d.bucket else list(range(24)) for d in dimensions]
        codes = [
            [code for code in bucket if code in wanted.get(d.key, bucket)]
            for d, bucket in zip(dimensions, buckets, strict=True)
        ]
        for combination in _product(codes):
            found.setdefault(combination, day)
    return dict(sorted(found.items()))


def _product(codes: list[list[Any]]) -> Iterator[Codes]:
    if not codes:
        yield ()
        return
    for first in codes[0]:
        for rest in _product(codes[1:]):
            yield (first, *rest)


def _cell(metric: Metric, generation: Generation, sums: Found, is_late: bool) -> Cell:
    if not (is_counted(metric, generation) or is_tallied(metric, generation)):
        return Cell(value=None, reason=NEVER_BROUGHT)
    if is_late:
        return Cell(value=None, reason=AFTER_HORIZON, has_rows=_cell(metric, generation, sums, False).has_rows)
    key, value = metric.key, metric.value
    match value:
        case Count() | Sum():
            total = sums.get(f"{key}__v")
            hand = _share(sums.get(f"{key}__h"), total)
            return Cell(value=_written(metric.unit, total or 0), by_hand=hand, has_rows=total is not None)
        case Rate():
            return _rate(metric, sums)
        case Quotient():
            return _quotient(metric, sums)
        case Difference():
            found = [sums.get(f"{one.key}__v") for one in (value.plus, value.minus)]
            plus, minus = (int(total or 0) for total in found)
            return Cell(value=plus - minus, has_rows=any(total is not None for total in found))
        case Distinct():
            return Cell(value=int(sums.get(key, 0)), has_rows=bool(sums.get(key)))
        case Survival():
            exits = sums.get(key, [])
            steps = kaplan_meier(exits)
            median, low, high = (quantile_days(steps, share) for share in (0.5, 0.25, 0.75))
            reason = None if median is not None else (NOT_REACHED if exits else NO_ROWS)
            return Cell(value=median, low=low, high=high, reason=reason, has_rows=bool(exits))


def _share(part: Any, whole: Any) -> float:
    return float(part) / float(whole) if part and whole else 0.0


def _written(unit: Unit, total: Any) -> int | Decimal:
    return Decimal(total).quantize(CENT, ROUND_HALF_UP) if unit is Unit.MONEY else int(total)


def _rate(metric: Metric, sums: Found) -> Cell:
    key = metric.key
    numerator, denominator, everything = (int(sums.get(f"{key}__{role}") or 0) for role in "nda")
    mature = int(sums.get(f"{key}__m") or 0)
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
        has_rows=sums.get(f"{key}__a") is not None,
    )


def _quotient(metric: Metric, sums: Found) -> Cell:
    key = metric.key
    above = sums.get(f"{key}__n") or 0
    below = int((sums.get("persona_days") if compiler.needs_persona_days(metric) else sums.get(f"{key}__d")) or 0)
    is_money = metric.parts["n"].is_money
    numerator = _written(Unit.MONEY, above) if is_money else int(above)
    value: float | Decimal | None = None
    if below:
        value = (Decimal(above) / below).quantize(CENT, ROUND_HALF_UP) if is_money else int(above) / below
    return Cell(
        value=value,
        numerator=numerator,
        denominator=below,
        mature_share=1.0 if below else None,
        by_hand=_share(sums.get(f"{key}__h"), below),
        reason=None if below else NO_ROWS,
        has_rows=bool(above or below),
    )
