"""Answers: cells of figures, each with what it stands on, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from data.warehouse.generations import Generation, Horizon
from metrics import compiler
from metrics.cells import Cell, Found, cell, is_known
from metrics.events import horizon
from metrics.model import Distinct, Level, Metric, Survival, Text
from metrics.names import name_of
from metrics.question import Question
from metrics.survival import Step, kaplan_meier

Codes = tuple[Any, ...]


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
    known = {metric.key: is_known(metric, generation) for metric in question.metrics}
    times = [n for n, dimension in enumerate(question.dimensions) if dimension.is_time]
    rows: list[Row] = []
    for buckets in _splits(question, found):
        here = [
            Row(
                codes=codes,
                names=tuple(name_of(generation, key, code) for key, code in zip(question.by, codes, strict=True)),
                cells={
                    metric.key: cell(
                        metric,
                        found.get(codes, {}),
                        is_late=_is_late(horizons[metric.key], first),
                        is_known=known[metric.key],
                    )
                    for metric in question.metrics
                },
            )
            for codes, first in buckets
        ]
        if times:  # the hour of a daily tally is unknown, and so in no bucket
            here = [row for row in here if all(row.codes[n] is not None for n in times) or _has_rows(row)]
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
    for metric in question.metrics:
        _find_apart(generation, question, metric, found)
    return found


def _code(key: str, code: Any) -> Any:
    """Numbers of time as whole numbers; everything else as it is."""
    return int(code) if code is not None and key in ("weekday", "hour", "campaign_day") else code


def _find_apart(generation: Generation, question: Question, metric: Metric, found: dict[Codes, dict[str, Any]]) -> None:
    """What is no sum over days: different values, levels, times to an event, persona-days, members present."""
    reach = horizon(metric, generation)
    key, value = metric.key, metric.value
    if reach is None:
        return
    queries: list[tuple[Question, Any]] = []
    if isinstance(value, Distinct):
        queries = [(question, compiler.distinct(question, metric))]
    elif isinstance(value, Level):
        queries = [(question, compiler.level(question, metric, _last_days(question, reach.last_day)))]
    elif isinstance(value, Survival):
        queries = [(question, compiler.exits(question, metric, reach))]
    elif compiler.denominator_apart(metric) is not None:
        asked = compiler.without_hours(question, metric)
        queries = [(asked, compiler.apart(asked, metric, reach))]
        key = f"{key}__d"
    for asked, query in queries:
        for row in generation.rows(query):
            codes = [_code(name, code) for name, code in zip(asked.by, row, strict=False)]
            for spread in _over_hours(question, asked, codes):
                cells = found.setdefault(spread, {})
                if isinstance(value, Survival):
                    cells.setdefault(key, []).append((row.hours, row.events, row.censored))
                else:
                    cells[key] = row.value


def _over_hours(question: Question, asked: Question, codes: list[Any]) -> Iterator[Codes]:
    """The codes as they are, or with each hour where one was left out: every hour is divided by the whole days."""
    if question.by == asked.by:
        yield tuple(codes)
        return
    place = question.by.index("hour")
    for hour in range(24):
        yield (*codes[:place], hour, *codes[place:])


def _last_days(question: Question, last_day: date) -> list[date]:
    """The last day of each bucket of time inside the period, as far as rows reach."""
    buckets = [dimension.bucket for dimension in question.dimensions if dimension.bucket]
    ends: dict[Codes, date] = {}
    for n in range(question.days):
        day = question.start + timedelta(days=n)
        if day <= last_day:
            ends[tuple(bucket(day) for bucket in buckets)] = day
    return list(ends.values())


def _splits(question: Question, found: Mapping[Codes, Found]) -> Iterator[list[tuple[Codes, date]]]:
    """The codes to show, with their first day in the period: for each code found of no time, every bucket of time."""
    times = [n for n, dimension in enumerate(question.dimensions) if dimension.is_time]
    others = [n for n in range(len(question.by)) if n not in times]
    buckets = _buckets(question, times)
    seen: dict[Codes, set[Codes]] = {} if others else {(): set()}
    places = [(n in times, (times if n in times else others).index(n)) for n in range(len(question.by))]
    for codes in found:
        seen.setdefault(tuple(codes[n] for n in others), set()).add(tuple(codes[n] for n in times))
    for other in sorted(seen, key=_order):
        beside = sorted(seen[other] - buckets.keys(), key=_order)  # no bucket of time: the hour of a daily tally
        shown = []
        begun = ((codes, _first_day(codes, buckets, question.start)) for codes in beside)
        for time_codes, first in (*buckets.items(), *begun):
            shown.append((tuple((time_codes if is_time else other)[n] for is_time, n in places), first))
        yield shown


def _first_day(codes: Codes, buckets: Mapping[Codes, date], start: date) -> date:
    """The first day of the buckets that time codes speak of, the unknown ones left open."""
    return min(
        (
            first
            for bucket, first in buckets.items()
            if all(code is None or code == other for code, other in zip(codes, bucket, strict=True))
        ),
        default=start,
    )


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
