"""The referral tree: who brought whom, how deep it goes, what each brought, and what in it looks wrong.

A customer was brought by the first referral that names her (by time, then referrer). Who named herself, and rings in
which each was brought by the next, are no part of the tree; they are listed among what looks suspicious.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

import sqlalchemy as sa

from data.settings import FissionRules
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.analyses.analysis import money
from metrics.compiler import split
from metrics.persons import bought, everybody
from metrics.question import Question

HOUR = timedelta(hours=1)
SELF, RING, BURST = "self", "ring", "burst"


class Referral(NamedTuple):
    """A row of the referrals."""

    referrer_id: str
    customer_id: str
    at: datetime
    net: Decimal  # what the customer bought until the period's end
    day: date  # on which the customer was first known, else that of the referral


@dataclass(frozen=True, kw_only=True)
class Branch:
    """An edge of the tree; `people` and `gmv` are the child's and all below her."""

    parent: str
    child: str
    at: datetime
    depth: int  # 1: brought by somebody whom nobody brought
    people: int
    gmv: Decimal


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """What looks wrong: who, how many customers, from when until when."""

    kind: str
    referrer_id: str
    members: tuple[str, ...]
    people: int
    from_at: datetime
    until_at: datetime


class Tree:
    """The referrals known at a moment, by time, and what they come to; made once for all that is told of them."""

    def __init__(self, found: Sequence[Referral]) -> None:
        self.found = found

    def as_of(self, moment: datetime, end: date) -> Tree:
        """The tree at a moment not later than its own, of customers known before a day; what they bought stays."""
        found = [one for one in self.found if one.at <= moment and one.day < end]
        return self if len(found) == len(self.found) else Tree(found)

    @cached_property
    def parents(self) -> dict[str, Referral]:
        """The referral that brought each customer."""
        return brought(self.found)

    @cached_property
    def depths(self) -> dict[str, int]:
        """How many referrals lie between each customer and the beginning of her branch."""
        return depths(self.parents)

    @cached_property
    def branches(self) -> list[Branch]:
        """Every edge with what hangs below it, by depth, then the largest first."""
        return branches(self.parents, self.depths)


def tree_at(generation: Generation, question: Question, moment: datetime) -> Tree:
    """The tree at a moment, of new customers placed within the question's filters and scope."""
    return Tree(referrals(generation, question, moment))


def referrals(generation: Generation, question: Question, moment: datetime) -> list[Referral]:
    """All referrals up to a moment whose new customer is placed within the question's filters and scope, by time."""
    rows = PUBLISHED["referrals"]
    people, spent = everybody(generation, named=rows.c.customer_id), bought(generation, moment)
    at = rows.c["at"]
    placed = (
        sa.select(
            rows.c.referrer_id,
            rows.c.customer_id,
            at.label("at"),
            sa.func.coalesce(spent.c.net, 0).label("net"),
            sa.func.coalesce(people.c.day, sa.cast(at, sa.Date)).label("day"),
            *(people.c[name] for name in ("guide_id", "store_id", "team", "channel_id")),
        )
        .select_from(
            rows.outerjoin(people, rows.c.customer_id == people.c.customer_id).outerjoin(
                spent, rows.c.customer_id == spent.c.customer_id
            )
        )
        .where(at <= moment)
        .subquery()
    )
    query = split(
        Question(
            metrics=question.metrics, start=_LONG_AGO, end=question.end, where=question.where, scope=question.scope
        ),
        placed,
        [placed.c[name] for name in Referral._fields],
    ).order_by(placed.c["at"], placed.c.referrer_id, placed.c.customer_id)
    return list(map(Referral._make, generation.rows(query)))


_LONG_AGO = datetime(1900, 1, 1).date()


def brought(found: Iterable[Referral]) -> dict[str, Referral]:
    """The referral that brought each customer, the first to name her; herself and rings left out."""
    first: dict[str, Referral] = {}
    for one in found:
        if one.referrer_id != one.customer_id:
            first.setdefault(one.customer_id, one)
    in_rings = {member for ring in _rings(first) for member in ring}
    return {customer: one for customer, one in first.items() if customer not in in_rings}


def _rings(first: Mapping[str, Referral]) -> list[tuple[str, ...]]:
    """The rings in which each was brought by the next, each from its least member."""
    state: dict[str, int] = {}
    rings = []
    for walk, begun in enumerate(first):
        path: list[str] = []
        here: str | None = begun
        while here is not None and here in first and here not in state:
            state[here] = walk
            path.append(here)
            here = first[here].referrer_id
        if here is not None and state.get(here) == walk and here in path:
            ring = path[path.index(here) :]
            least = ring.index(min(ring))
            rings.append(tuple(ring[least:] + ring[:least]))
    return rings


def depths(parents: Mapping[str, Referral]) -> dict[str, int]:
    """How many referrals lie between each customer and the beginning of her branch."""
    known: dict[str, int] = {}
    for customer in parents:
        path = []
        here = customer
        while here in parents and here not in known:
            path.append(here)
            here = parents[here].referrer_id
        depth = known.get(here, 0)
        for step in reversed(path):
            depth += 1
            known[step] = depth
    return known


def branches(parents: Mapping[str, Referral], depth: Mapping[str, int]) -> list[Branch]:
    """Every edge with what hangs below it, by depth, then the largest first."""
    people: dict[str, int] = defaultdict(int)
    net: dict[str, Decimal] = defaultdict(Decimal)
    for customer in sorted(parents, key=lambda one: -depth[one]):  # from the leaves up
        one = parents[customer]
        people[customer] += 1
        net[customer] += one.net
        people[one.referrer_id] += people[customer]
        net[one.referrer_id] += net[customer]
    found = [
        Branch(
            parent=one.referrer_id,
            child=customer,
            at=one.at,
            depth=depth[customer],
            people=people[customer],
            gmv=money(net[customer]),
        )
        for customer, one in parents.items()
    ]
    return sorted(found, key=lambda branch: (branch.depth, -branch.people, branch.parent, branch.child))


def suspicions(found: Iterable[Referral], rules: FissionRules) -> list[Suspicion]:
    """Who named herself, rings, and bursts: more than so many customers of one referrer within an hour."""
    found = list(found)
    told = [
        Suspicion(
            kind=SELF,
            referrer_id=one.referrer_id,
            members=(one.customer_id,),
            people=1,
            from_at=one.at,
            until_at=one.at,
        )
        for one in found
        if one.referrer_id == one.customer_id
    ]
    first: dict[str, Referral] = {}
    by_referrer: dict[str, list[Referral]] = defaultdict(list)
    for one in found:
        if one.referrer_id != one.customer_id:
            first.setdefault(one.customer_id, one)
            by_referrer[one.referrer_id].append(one)
    for ring in _rings(first):
        moments = [first[member].at for member in ring]
        told.append(
            Suspicion(
                kind=RING,
                referrer_id=ring[0],
                members=ring,
                people=len(ring),
                from_at=min(moments),
                until_at=max(moments),
            )
        )
    for referrer_id, made in sorted(by_referrer.items()):
        told += _bursts(referrer_id, made, rules.burst)
    return told


def _bursts(referrer_id: str, made: list[Referral], most: int) -> list[Suspicion]:
    """The stretches in which every hour-long look back sees more than so many, grown together where they touch."""
    if len(made) <= most:
        return []
    spans: list[tuple[int, int]] = []
    start = 0
    for end, one in enumerate(made):
        while made[start].at <= one.at - HOUR:
            start += 1
        if len({other.customer_id for other in made[start : end + 1]}) > most:
            if spans and start <= spans[-1][1]:
                spans[-1] = spans[-1][0], end
            else:
                spans.append((start, end))
    return [
        Suspicion(
            kind=BURST,
            referrer_id=referrer_id,
            members=tuple(dict.fromkeys(one.customer_id for one in made[first : last + 1])),
            people=len({one.customer_id for one in made[first : last + 1]}),
            from_at=made[first].at,
            until_at=made[last].at,
        )
        for first, last in spans
    ]


def reward(people: int, rules: FissionRules) -> Decimal:
    """What so many new customers earn in all: the highest rung reached.

    >>> [int(reward(people, FissionRules())) for people in (2, 3, 4, 5, 9)]
    [0, 30, 30, 79, 79]
    """
    return max((yuan for least, yuan in rules.ladder if people >= least), default=Decimal(0))
