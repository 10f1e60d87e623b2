"""Answers: cells of figures, each with what it stands on, or the reason why there is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Any

from data.warehouse.draft import Horizon
from data.warehouse.generations import Generation
from data.warehouse.kept import Lines
from metrics import apart
from metrics.cells import Cell, Found, cell_of, is_brought, share_of
from metrics.events import horizon
from metrics.exits import exits
from metrics.model import Distinct, Level, Metric, Monthly, Survival, Text
from metrics.names import name_of
from metrics.question import Question
from metrics.splits import Codes, splits
from metrics.sums import additive, sums
from metrics.survival import Step, kaplan_meier

NOTHING: Found = MappingProxyType({})
NUMBERS = frozenset({"weekday", "hour", "campaign_day"})  # of time: engines give them in types of their own

Known = Mapping[str, tuple[Metric, bool, Horizon | None]]


class Cells(Mapping[str, Cell]):
    """The cells of a row by metric, each made when it is first looked at: of thousands of rows few are ever shown."""

    __slots__ = ("_first", "_known", "_made", "_sums")

    def __init__(self, known: Known, sums: Found, first: date) -> None:
        self._known = known
        self._sums = sums
        self._first = first
        self._made: dict[str, Cell] | None = None

    def __getitem__(self, key: str) -> Cell:
        if self._made is None:
            self._made = {}
        found = self._made.get(key)
        if found is None:
            metric, is_brought, reach = self._known[key]
            is_late = _is_late(metric, reach, self._first)
            found = cell_of(metric, self._sums, is_brought=is_brought, is_late=is_late)
            self._made[key] = found
        return found

    def share(self, metric: Metric) -> float | None:
        """The value of a rate alone, without the making of its cell: for medians over thousands of rows."""
        _, is_brought, reach = self._known[metric.key]
        if not is_brought or _is_late(metric, reach, self._first):
            return None
        return share_of(metric, self._sums)

    @property
    def is_something(self) -> bool:
        """Whether any sum is more than nothing."""
        return any(self._sums.values())

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class Row:
    """The figures of one split: a code and a name per dimension asked."""

    __slots__ = ("_called", "cells", "codes")

    def __init__(self, codes: Codes, cells: Cells, called: Callable[[Codes], tuple[Text, ...]]) -> None:
        self.codes = codes
        self.cells = cells
        self._called = called

    @property
    def names(self) -> tuple[Text, ...]:
        """What the codes are called; looked up when it is asked, for of thousands of rows few are ever shown."""
        return self._called(self.codes)

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
    asked = past(generation, question)
    found = {} if asked is None else _find(generation, asked)
    horizons = {metric.key: horizon(metric, generation) for metric in question.metrics}
    known = {metric.key: (metric, is_brought(metric, generation), horizons[metric.key]) for metric in question.metrics}
    times = [n for n, dimension in enumerate(question.dimensions) if dimension.is_time]
    is_listed = len(times) == len(question.by)  # every split is shown: all of it time, or no split at all
    rows: list[Row] = []

    def called(codes: Codes) -> tuple[Text, ...]:
        return tuple(name_of(generation, key, code) for key, code in zip(question.by, codes, strict=True))

    are_brought = all(is_brought for _, is_brought, _ in known.values())

    def has_rows(row: Row) -> bool:  # where a sum is not nothing, no cell need be made
        return (are_brought and row.cells.is_something) or any(cell.has_rows for cell in row.cells.values())

    for buckets in splits(question, found):
        here = [Row(codes, Cells(known, found.get(codes, NOTHING), first), called) for codes, first in buckets]
        if times:  # the hour of a daily tally is unknown
            here = [row for row in here if None not in [row.codes[n] for n in times] or has_rows(row)]
        if is_listed or any(has_rows(row) for row in here):
            rows += here
    return Answer(question=question, rows=rows, horizons=horizons)


def curve(generation: Generation, question: Question) -> list[Step]:
    """The Kaplan–Meier curve of the question's one metric; empty where it cannot be known."""
    (metric,) = question.metrics
    reach, asked = horizon(metric, generation), past(generation, question)
    if reach is None or asked is None:
        return []
    _, rows = generation.lines(*exits(asked, metric, reach))
    return kaplan_meier(rows)


def past(generation: Generation, question: Question) -> Question | None:
    """The question about its days up to that of publishing, None where it has none.

    What lies ahead is counted when its time has come.
    """
    ahead = generation.published_at.date() + timedelta(days=1)
    if question.end <= ahead:
        return question
    return replace(question, end=ahead) if question.start < ahead else None


def _is_late(metric: Metric, reach: Horizon | None, first: date) -> bool:
    begins = first.replace(day=1) if isinstance(metric.value, Monthly) else first  # it counts the whole month
    return reach is not None and begins > reach.last_day


def _find(generation: Generation, question: Question) -> dict[Codes, dict[str, Any]]:
    """The sums and values of every split, by its codes."""
    found: dict[Codes, dict[str, Any]] = {}

    summed = additive(question.metrics)
    for subject, metrics in groupby(sorted(summed, key=lambda m: m.rows.subject), key=lambda m: m.rows.subject):
        _find_sums(question, generation.lines(*sums(question, generation, subject, metrics)), found)
    for metric in question.metrics:
        _find_apart(generation, question, metric, found)
    _find_below(generation, question, found)
    return found


def _find_sums(question: Question, lines: Lines, found: dict[Codes, dict[str, Any]]) -> None:
    """Sums by their names, of every split."""
    names, rows = lines
    by, coded = len(question.by), _coder(question.by)
    names = names[by:]
    for row in rows:
        codes, values = coded(row[:by]), zip(names, row[by:], strict=True)
        if codes in found:
            found[codes].update(values)
        else:
            found[codes] = dict(values)


def _coder(by: tuple[str, ...]) -> Callable[[Codes], Codes]:
    """Codes as they are shown: numbers of time as whole numbers, everything else as it is."""
    numbers = [key in NUMBERS for key in by]
    if not any(numbers):
        return lambda codes: codes
    return lambda codes: tuple(
        [int(code) if is_number and code is not None else code for is_number, code in zip(numbers, codes, strict=True)]
    )


def _find_apart(generation: Generation, question: Question, metric: Metric, found: dict[Codes, dict[str, Any]]) -> None:
    """What is no sum over days: different values, levels, times to an event."""
    reach = horizon(metric, generation)
    key, value = metric.key, metric.value
    if reach is None:
        return
    if isinstance(value, Survival):
        _, rows = generation.lines(*exits(question, metric, reach))
        for codes, gone in _by_split(question, rows).items():
            found.setdefault(codes, {})[key] = gone
    elif isinstance(value, Monthly):
        _find_sums(question, generation.lines(*apart.monthly(question, metric, reach)), found)
    elif isinstance(value, Distinct | Level):
        if isinstance(value, Level):
            statement = apart.level(question, metric, _last_days(question, reach.last_day))
        else:
            statement = apart.distinct(question, metric)
        coded = _coder(question.by)
        for *split, there in generation.lines(*statement)[1]:
            found.setdefault(coded(tuple(split)), {})[key] = there


def _find_below(generation: Generation, question: Question, found: dict[Codes, dict[str, Any]]) -> None:
    """The denominators that are no sum of a column, each once for all metrics that are divided by it."""
    divided: dict[Any, list[Metric]] = defaultdict(list)
    for metric in question.metrics:
        denominator, reach = apart.denominator_apart(metric), horizon(metric, generation)
        if denominator is not None and reach is not None:
            divided[denominator, reach].append(metric)
    for (_, reach), metrics in divided.items():
        asked = apart.without_hours(question, metrics[0])
        coded = _coder(asked.by)
        for *whole, below in generation.lines(*apart.apart(asked, metrics[0], reach))[1]:
            for codes in _over_hours(question, asked, coded(tuple(whole))):
                found.setdefault(codes, {}).update((f"{metric.key}__d", below) for metric in metrics)


def _by_split(question: Question, rows: Iterable[tuple[Any, ...]]) -> dict[Codes, list[tuple[Any, ...]]]:
    """What follows the codes in rows of which each split has many."""
    by, coded = len(question.by), _coder(question.by)
    together: dict[Codes, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        together[row[:by]].append(row[by:])
    return {coded(codes): rest for codes, rest in together.items()}


def _over_hours(question: Question, asked: Question, codes: Codes) -> Sequence[Codes]:
    """The codes as they are, or with each hour where one was left out: every hour is divided by the whole days."""
    if question.by == asked.by:
        return (codes,)
    place = question.by.index("hour")
    return [(*codes[:place], hour, *codes[place:]) for hour in range(24)]


def _last_days(question: Question, last_day: date) -> list[date]:
    """The last day of each bucket of time inside the period, as far as rows reach."""
    buckets = [dimension.bucket for dimension in question.dimensions if dimension.bucket]
    ends: dict[Codes, date] = {}
    for n in range(question.days):
        day = question.start + timedelta(days=n)
        if day <= last_day:
            ends[tuple(bucket(day) for bucket in buckets)] = day
    return list(ends.values())
