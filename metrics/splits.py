"""Splits: which codes an answer shows: of what was found, with every bucket of time that the period touches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from metrics.dimensions import DIMENSIONS
from metrics.question import Filter, Question

Codes = tuple[Any, ...]


def splits(question: Question, found: Iterable[Codes]) -> Iterator[list[tuple[Codes, date]]]:
    """The codes to show, with their first day in the period: for each code found of no time, every bucket of time."""
    times = [n for n, dimension in enumerate(question.dimensions) if dimension.is_time]
    others = [n for n in range(len(question.by)) if n not in times]
    order = [(*times, *others).index(n) for n in range(len(question.by))]
    buckets = _buckets(
        tuple(question.by[n] for n in times),
        question.start,
        question.end,
        tuple(one for one in question.where if DIMENSIONS[one[0]].is_time),
    )
    seen: dict[Codes, set[Codes]] = {} if others else {(): set()}
    pick_others, pick_times = _picker(others), _picker(times)
    for codes in found:
        seen.setdefault(pick_others(codes), set()).add(pick_times(codes))
    arranged = _picker(order)
    is_last = order == [*range(len(times), len(order)), *range(len(times))]  # times after the others, as most ask
    known, usual = buckets.keys(), list(buckets.items())
    for other in sorted(seen, key=_order):
        here = usual
        if not seen[other] <= known:  # no bucket of time: the hour of a daily tally
            unknown = sorted(seen[other] - known, key=_order)
            here = [*usual, *((codes, _first_day(codes, buckets, question.start)) for codes in unknown)]
        if is_last:
            yield [(other + codes, first) for codes, first in here]
        else:
            yield [(arranged(codes + other), first) for codes, first in here]


def _picker(places: Sequence[int]) -> Callable[[Codes], Codes]:
    """Codes at these places, in this order."""
    if len(places) > 1:
        return itemgetter(*places)
    return (lambda codes: (codes[places[0]],)) if places else (lambda _codes: ())


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


@lru_cache(maxsize=256)
def _buckets(times: tuple[str, ...], start: date, end: date, where: tuple[Filter, ...]) -> Mapping[Codes, date]:
    """Every combination of codes of time dimensions in [start, end), with its first day, in order.

    Kept: the questions of a page ask about the same days.
    """
    dimensions = [DIMENSIONS[key] for key in times]
    wanted = dict(where)
    found: dict[Codes, date] = {}
    for n in range((end - start).days):
        day = start + timedelta(days=n)
        buckets = [[d.bucket(day)] if d.bucket else list(range(24)) for d in dimensions]
        codes = [
            [code for code in bucket if code in wanted.get(d.key, bucket)]
            for d, bucket in zip(dimensions, buckets, strict=True)
        ]
        for combination in _product(codes):
            found.setdefault(combination, day)
    return MappingProxyType(dict(sorted(found.items())))


def _product(codes: list[list[Any]]) -> Iterator[Codes]:
    if not codes:
        yield ()
        return
    for first in codes[0]:
        for rest in _product(codes[1:]):
            yield (first, *rest)
