"""The turning day of a rate: the day on which it differs most before and after, where that is beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import sqrt

from data.warehouse.generations import Generation
from metrics.answer import answer
from metrics.channels import CHANNEL_ADD_RATE
from metrics.model import Metric
from metrics.question import Question

LEAST = 4.0  # standard errors: the greatest of many days is large by chance alone

Count = tuple[int, int]  # of a day: numerator, denominator


def turning_day(
    generation: Generation, question: Question, *, days: int = 28, metric: Metric = CHANNEL_ADD_RATE
) -> date | None:
    """The first day of the other rate, judged by so many days on either side; None where no day stands out.

    It is looked for, so an interval around the change it finds is too narrow: who changed the material knows the day.
    """
    asked = replace(question, metrics=(metric,), by=("day",))
    counts = [
        (row.codes[0], (int(row[metric].numerator or 0), int(row[metric].denominator or 0)))
        for row in answer(generation, asked).rows
    ]
    place = turn([count for _, count in counts], days)
    return None if place is None else counts[place][0]


def turn(counts: Sequence[Count], days: int) -> int | None:
    """The place in a row of days from which on the share differs most from before; None where none stands out.

    >>> turn([(7, 100)] * 30 + [(13, 100)] * 30, 28)
    30
    >>> turn([(7, 100)] * 60, 28) is None
    True
    """
    best, found = LEAST, None
    for place in range(days, len(counts) - days + 1):
        size = _errors(_sum(counts[place - days : place]), _sum(counts[place : place + days]))
        if size > best:
            best, found = size, place
    return found


def _sum(counts: Sequence[Count]) -> Count:
    return sum(count[0] for count in counts), sum(count[1] for count in counts)


def _errors(before: Count, after: Count) -> float:
    """How many standard errors two shares lie apart, pooled; 0 where they are no shares."""
    (ones, of_ones), (others, of_others) = before, after
    if not (of_ones and of_others and ones <= of_ones and others <= of_others):
        return 0.0
    pooled = (ones + others) / (of_ones + of_others)
    error = sqrt(pooled * (1 - pooled) * (1 / of_ones + 1 / of_others))
    return abs(others / of_others - ones / of_ones) / error if error else 0.0
