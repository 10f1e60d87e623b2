"""Contrast: what the best third of stores in a campaign did otherwise than the rest, beyond chance.

Best is GMV per participant, among stores with enough participants to tell. A difference stands only where its 95 %
interval leaves out zero; it says that two things go together, not that one made the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

from data.warehouse.generations import Generation
from metrics.answer import Row, answer
from metrics.campaign_places import Place, places
from metrics.campaign_register import Campaign, ever
from metrics.contacts import GREETING_REPLY_RATE, PRIVATE_CHAT_RATIO
from metrics.groups import GROUP_ACTIVITY_RATE, GROUP_ENTRY_RATE, GROUP_INTEREST_RATE, GROUP_LEARNING_RATE
from metrics.model import Metric
from metrics.question import Question
from metrics.statistics import wilson

LEAST_PARTICIPANTS = 10  # of fewer, one large order would make a store the best
LEAST_STORES = 3
OF_GROUPS = (GROUP_ENTRY_RATE, GROUP_ACTIVITY_RATE, GROUP_LEARNING_RATE, GROUP_INTEREST_RATE)
OF_CONTACTS = (GREETING_REPLY_RATE, PRIVATE_CHAT_RATIO)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A share: so many of so many."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float | None:
        """The share; None of nothing."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """A rate among the best and among the rest, their difference and its interval."""

    metric: Metric
    best: Part
    rest: Part
    interval: tuple[float, float] | None

    @property
    def difference(self) -> float | None:
        """The best's share less that of the rest."""
        ones, others = self.best.share, self.rest.share
        return None if ones is None or others is None else ones - others

    @property
    def is_different(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.interval is not None and (self.interval[0] > 0 or self.interval[1] < 0)


@dataclass(frozen=True, kw_only=True)
class Contrasts:
    """The stores of the best third, the rest of those that can be judged, and the rates of both."""

    best: tuple[Place, ...]
    rest: tuple[Place, ...]
    rates: tuple[Contrast, ...]


def newcombe(ones: int, of_ones: int, others: int, of_others: int) -> tuple[float, float] | None:
    """The 95 % interval of a difference of two shares (Newcombe 1998, method 10: from their Wilson intervals).

    >>> [round(bound, 4) for bound in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    first, second = wilson(ones, of_ones), wilson(others, of_others)
    if first is None or second is None:
        return None
    share, other = ones / of_ones, others / of_others
    difference = share - other
    low = difference - sqrt((share - first[0]) ** 2 + (second[1] - other) ** 2)
    high = difference + sqrt((first[1] - share) ** 2 + (other - second[0]) ** 2)
    return max(-1.0, low), min(1.0, high)


def thirds(listed: Sequence[Place]) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """The best third by GMV per participant, rounded down, and the rest; both empty where too few can be judged."""
    judged = [
        place
        for place in listed
        if place.code is not None
        and place.per_participant is not None
        and int(place.participants.value or 0) >= LEAST_PARTICIPANTS
    ]
    judged.sort(key=lambda place: (-(place.per_participant or 0.0), str(place.code)))
    if len(judged) < LEAST_STORES:
        return (), ()
    best = len(judged) // 3
    return tuple(judged[:best]), tuple(judged[best:])


def contrasts(generation: Generation, question: Question, campaign: Campaign) -> Contrasts:
    """The contrasts of a campaign by store: rates of its groups, and of the contacts added on its days.

    Only rates of which both sides have rows are listed.
    """
    best, rest = thirds(places(generation, question, "store"))
    if not best:
        return Contrasts(best=(), rest=(), rates=())
    of_customers = (*question.where, ("audience", ("customer",)))
    of_groups = ever(generation, replace(question, metrics=OF_GROUPS, by=("store",), where=of_customers))
    of_contacts = replace(
        question,
        metrics=OF_CONTACTS,
        by=("store",),
        start=campaign.starts_on,
        end=campaign.end,
        where=tuple(one for one in question.where if one[0] != "campaign"),
    )
    found = []
    for asked in (of_groups, of_contacts):
        rows = {row.codes[0]: row for row in answer(generation, asked).rows}
        for metric in asked.metrics:
            ones, others = _sum(rows, best, metric), _sum(rows, rest, metric)
            if ones.denominator and others.denominator:
                interval = newcombe(ones.numerator, ones.denominator, others.numerator, others.denominator)
                found.append(Contrast(metric=metric, best=ones, rest=others, interval=interval))
    return Contrasts(best=best, rest=rest, rates=tuple(found))


def _sum(rows: dict[Any, Row], stores: Sequence[Place], metric: Metric) -> Part:
    cells = [rows[place.code][metric] for place in stores if place.code in rows]
    return Part(
        numerator=sum(int(cell.numerator or 0) for cell in cells),
        denominator=sum(int(cell.denominator or 0) for cell in cells),
    )
