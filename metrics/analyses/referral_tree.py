"""The referral tree: who brought whom, how deep it goes, and what each brought.

A customer was brought by the first referral that names her (by time, then referrer). Who named herself, and rings in
which each was brought by the next, are no part of the tree. It is held in columns, and everybody is a place among the
codes: hundreds of thousands of referrals are told in a moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.compiler import split
from metrics.persons import bought, everybody
from metrics.question import Question

Places = npt.NDArray[np.int64]
Moments = npt.NDArray[np.datetime64]
Cells = npt.NDArray[Any]

NOBODY = -1
_LONG_AGO = date(1900, 1, 1)
_FITS = 2**62  # cents; larger sums are kept as Python's numbers


class Referral(NamedTuple):
    """A row of the referrals."""

    referrer_id: str
    customer_id: str
    at: datetime
    net: Decimal  # what the customer bought until the period's end
    day: date  # on which the customer was first known, else that of the referral
    added_at: datetime | None  # her earliest add


@dataclass(frozen=True, kw_only=True)
class Branch:
    """An edge of the tree; `people` and `gmv` are the child's and all below her."""

    parent: str
    child: str
    at: datetime
    depth: int  # 1: brought by somebody whom nobody brought
    people: int
    gmv: Decimal | None  # None: no order was ever brought in


@dataclass(frozen=True, kw_only=True)
class Root:
    """Somebody whom nobody brought, and all below her."""

    code: str
    people: int
    gmv: Decimal | None
    depth: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Tree:
    """The referrals known at a moment, by time, in columns of one length; made once for all that is told of them."""

    codes: Cells  # of everybody who is named; the others are places in it
    referrer: Places
    customer: Places
    at: Moments
    net: Cells  # cents
    has_orders: bool  # whether any order was ever brought in; else nobody knows what they bought
    day: Moments
    added_at: Moments  # not a time where she was never added

    @classmethod
    def of(cls, found: Sequence[Referral | tuple[Any, ...]], *, has_orders: bool = True) -> Tree:
        """The tree of referrals (or rows like them) in their order by time, referrer and customer."""
        columns: list[tuple[Any, ...]] = list(zip(*found, strict=True)) or [()] * len(Referral._fields)
        referrer, customer, at, net, day, added_at = columns
        places, codes = pd.factorize(np.array(referrer + customer, dtype=object))
        cents = [int(amount * 100) for amount in net]
        return cls(
            codes=codes,
            referrer=places[: len(found)],
            customer=places[len(found) :],
            at=_column(at, pa.timestamp("us")),
            net=np.array(cents, dtype=np.int64 if sum(map(abs, cents)) < _FITS else object),
            has_orders=has_orders,
            day=_column(day, pa.date32()),
            added_at=_column(added_at, pa.timestamp("us")),
        )

    def as_of(self, moment: datetime, end: date) -> Tree:
        """The tree at a moment not later than its own, of customers known before a day; what they bought stays."""
        is_known = (self.at <= np.datetime64(moment, "us")) & (self.day < np.datetime64(end, "D"))
        if is_known.all():
            return self
        names = ("referrer", "customer", "at", "net", "day", "added_at")
        return replace(self, **{name: getattr(self, name)[is_known] for name in names})

    @cached_property
    def first(self) -> Places:
        """The referrals that were the first to name their customer, rings among them; by time."""
        others = np.flatnonzero(self.referrer != self.customer)
        return np.sort(others[np.unique(self.customer[others], return_index=True)[1]])

    @cached_property
    def in_rings(self) -> Places:
        """Everybody in a ring in which each was brought by the next."""
        parent = self._parents(self.first)
        top, _ = _climbed(parent)
        return np.unique(top[parent[top] != NOBODY])

    @cached_property
    def edges(self) -> Places:
        """The referrals that brought somebody, by time."""
        return self.first[~np.isin(self.customer[self.first], self.in_rings)]

    @cached_property
    def tops(self) -> Places:
        """For everybody where her branch begins; who was not brought begins one herself."""
        return self._climbed[0]

    @cached_property
    def depths(self) -> Places:
        """For everybody how many referrals lie between her and the beginning of her branch."""
        return self._climbed[1]

    @cached_property
    def below(self) -> tuple[Places, Cells]:
        """For everybody how many hang below her and how many cents they bought, with herself where she was brought."""
        people, net = np.zeros(len(self.codes), dtype=np.int64), np.zeros(len(self.codes), dtype=self.net.dtype)
        people[self.customer[self.edges]] = 1
        net[self.customer[self.edges]] = self.net[self.edges]
        depth = self.depths[self.customer[self.edges]]
        upwards = np.argsort(-depth, kind="stable")
        for level in np.split(self.edges[upwards], np.flatnonzero(np.diff(depth[upwards])) + 1):
            np.add.at(people, self.referrer[level], people[self.customer[level]])
            np.add.at(net, self.referrer[level], net[self.customer[level]])
        return people, net

    def since(self, moment: datetime) -> Places:
        """The referrals that brought somebody from a moment on."""
        return self.edges[self.at[self.edges] >= np.datetime64(moment, "us")]

    def branches(self, edges: Places | None = None) -> list[Branch]:
        """Every edge, or some, with what hangs below it, by depth, then the largest first."""
        chosen = self.edges if edges is None else edges
        child, (people, net) = self.customer[chosen], self.below
        columns = (
            self.codes[self.referrer[chosen]],
            self.codes[child],
            self.at[chosen],
            self.depths[child],
            people[child],
            net[child],
        )
        found = [
            Branch(parent=parent, child=code, at=at, depth=depth, people=number, gmv=self.gmv(cents))
            for parent, code, at, depth, number, cents in zip(*(column.tolist() for column in columns), strict=True)
        ]
        return sorted(found, key=lambda branch: (branch.depth, -branch.people, branch.parent, branch.child))

    @cached_property
    def begun(self) -> Places:
        """Those whom nobody brought and who brought somebody."""
        return np.unique(self.tops[self.customer[self.edges]])

    def largest(self, most: int) -> tuple[list[Root], list[Branch]]:
        """The beginnings of the largest trees, the largest first and equals by code, and their branches."""
        people, net = self.below
        deepest = np.zeros(len(self.codes), dtype=np.int64)
        np.maximum.at(deepest, self.tops, self.depths)
        chosen = self.ranked(self.begun, people[self.begun], most)
        roots = [
            Root(code=self.codes[one], people=int(people[one]), gmv=self.gmv(net[one]), depth=int(deepest[one]))
            for one in chosen
        ]
        return roots, self.branches(self.edges[np.isin(self.tops[self.customer[self.edges]], chosen)])

    def gmv(self, cents: int) -> Decimal | None:
        """A sum of what was bought, in yuan; None where no order was ever brought in."""
        return Decimal(int(cents)).scaleb(-2) if self.has_orders else None

    def ranked(self, who: Places, numbers: Places, most: int) -> list[int]:
        """The first so many by their numbers, the largest first; equals by code."""
        if most < len(who):
            is_first = numbers >= np.partition(numbers, len(numbers) - most)[len(numbers) - most]
            who, numbers = who[is_first], numbers[is_first]
        in_order = sorted(zip((-numbers).tolist(), self.codes[who].tolist(), who.tolist(), strict=True))
        return [one for _, _, one in in_order[:most]]

    @cached_property
    def _climbed(self) -> tuple[Places, Places]:
        return _climbed(self._parents(self.edges))

    def _parents(self, edges: Places) -> Places:
        parent = np.full(len(self.codes), NOBODY, dtype=np.int64)
        parent[self.customer[edges]] = self.referrer[edges]
        return parent


def _column(cells: Sequence[Any], kind: pa.DataType) -> Moments:
    """Python's times as a column; ten times faster than NumPy makes it of them."""
    return np.asarray(pa.array(cells, kind).to_numpy(zero_copy_only=False))


def _climbed(parent: Places) -> tuple[Places, Places]:
    """For each place where going up ends, and after how many steps; who goes in a ring ends somewhere in it.

    Twice as many steps each time, so that the longest chain takes no more than some twenty times.
    """
    top = np.where(parent == NOBODY, np.arange(len(parent)), parent)
    depth = (parent != NOBODY).astype(np.int64)
    for _ in range(len(parent).bit_length()):
        higher = top[top]
        if (higher == top).all():
            break
        depth += depth[top]
        top = higher
    return top, depth


def tree_at(generation: Generation, question: Question, moment: datetime) -> Tree:
    """The tree of all referrals up to a moment whose new customer is placed within the question's filters and scope."""
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
            people.c.added_at,
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
    _, found = generation.lines(query, {})
    return Tree.of(found, has_orders="orders" in generation.horizons)
