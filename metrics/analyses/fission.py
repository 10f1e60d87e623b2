"""Fission: how many customers bring others, and how many new ones each brings – two figures that are often mixed up.

Fission rate = different customers who brought somebody in the period ÷ customers who could have (all who were known
when it ended); never above 1. K factor = customers brought in the period ÷ the same customers; it may exceed 1, and
above 1 the crowd grows by itself. Both after the usual definitions of growth work (K = invitations per customer ×
conversion; referrals are invitations that succeeded).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

import numpy as np
import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.analyses.analysis import Analysis, column, money, share
from metrics.analyses.purchases import looked_from, purchases
from metrics.analyses.referral_tree import Tree, tree_at
from metrics.compiler import split
from metrics.model import Unit
from metrics.people import ADDED_PEOPLE
from metrics.persons import everybody
from metrics.question import Question
from metrics.statistics import wilson

KINDS = ("referrals", "contacts", "orders")


@dataclass(frozen=True, kw_only=True)
class Fission:
    """The period's fission in one row; a share without its rows is None."""

    customers: int
    referrers: int
    fission_rate: float | None
    low: float | None
    high: float | None
    brought: int
    k_factor: float | None
    depth: int
    added: int
    added_by_referral: int
    added_share: float | None
    gmv: Decimal | None
    gmv_by_referral: Decimal | None
    gmv_share: float | None


def fission(generation: Generation, question: Question, tree: Tree | None = None) -> list[Fission]:
    """One row, or none where no referral was ever brought in; filters and scope hold for the new customer's add.

    A tree that is given may be one of a later moment, with the same filters and scope.
    """
    moment = looked_from(question, generation, *KINDS)
    if moment is None or not generation.has("referrals"):
        return []
    tree = tree_at(generation, question, moment) if tree is None else tree.as_of(moment, question.end)
    brought = tree.customer[tree.edges]
    here = tree.since(datetime.combine(question.start, time()))
    customers, added = _people(generation, question)
    added_in_it = added_by_referral(question, tree)
    referrers = len(np.unique(tree.referrer[here]))
    bounds = wilson(referrers, customers)
    net, net_by_referral = _net(generation, question, frozenset(tree.codes[brought]))
    return [
        Fission(
            customers=customers,
            referrers=referrers,
            fission_rate=share(referrers, customers),
            low=bounds and bounds[0],
            high=bounds and bounds[1],
            brought=len(here),
            k_factor=share(len(here), customers),
            depth=int(tree.depths.max(initial=0)),
            added=added,
            added_by_referral=added_in_it,
            added_share=share(added_in_it, added),
            gmv=net,
            gmv_by_referral=net_by_referral,
            gmv_share=None if net is None else share(net_by_referral, net),
        )
    ]


def _people(generation: Generation, question: Question) -> tuple[int, int]:
    """How many were known when the period ended, and how many were first added in it."""
    people = everybody(generation)
    begins, ends = (datetime.combine(day, time()) for day in (question.start, question.end))
    is_added = sa.and_(people.c.added_at >= begins, people.c.added_at < ends)
    columns = [sa.func.count().label("people"), sa.func.sum(sa.case((is_added, 1), else_=0)).label("added")]
    (found,) = generation.rows(split(_ever(question), people, columns))
    return int(found.people), int(found.added or 0)


def added_by_referral(question: Question, tree: Tree) -> int:
    """How many of those who were brought were first added in the period."""
    added_at = tree.added_at[tree.edges]
    return int(((added_at >= np.datetime64(question.start)) & (added_at < np.datetime64(question.end))).sum())


def _ever(question: Question) -> Question:
    return Question(
        metrics=question.metrics,
        start=datetime(1900, 1, 1).date(),
        end=question.end,
        where=question.where,
        scope=question.scope,
    )


def _net(generation: Generation, question: Question, referred: frozenset[str]) -> tuple[Decimal | None, Decimal | None]:
    """The net amount of the period's orders, and of those by customers who were brought."""
    found = purchases(generation, question)
    if found is None:
        return None, None
    named = PUBLISHED["referrals"].c.customer_id
    whole = split(question, found.rows, [sa.func.sum(found.rows.c.net).label("net")])
    whole = whole.where(found.rows.c["at"] <= found.reach.at)
    by_person = (
        split(question, found.rows, [found.rows.c.customer_id, sa.func.sum(found.rows.c.net).label("net")])
        .where(found.rows.c["at"] <= found.reach.at, found.rows.c.customer_id.in_(sa.select(named)))
        .group_by(found.rows.c.customer_id)
    )
    brought_in = sum((row.net for row in generation.rows(by_person) if row.customer_id in referred), Decimal(0))
    return money(generation.rows(whole)[0].net), money(brought_in)


def _fission(generation: Generation, question: Question, settings: Settings) -> list[Fission]:
    return fission(generation, question)


GMV = column("gmv", "成交额", "GMV", Unit.MONEY)

REFERRALS = Analysis(
    key="referrals",
    title=("裂变", "Fission"),
    meaning=(
        "裂变率 = 带来过人的客户 ÷ 可以带人的客户（≤ 1）；K 因子 = 带来的新客户 ÷ 可以带人的客户（可大于 1）",
        "Fission rate: customers who brought somebody ÷ customers who could; K factor: customers brought ÷ the same.",
    ),
    columns=(
        column("customers", "可带人的客户", "Customers", Unit.COUNT),
        column("referrers", "带来过人的客户", "Referrers", Unit.COUNT),
        column("fission_rate", "裂变率", "Fission rate", Unit.PERCENT),
        column("low", "下限", "Low", Unit.PERCENT),
        column("high", "上限", "High", Unit.PERCENT),
        column("brought", "带来的客户", "Brought", Unit.COUNT),
        column("k_factor", "K 因子", "K factor", Unit.PER),
        column("depth", "层数", "Depth", Unit.COUNT),
        column("added", "加粉人数", "People added", Unit.COUNT),
        column("added_by_referral", "其中转介绍", "By referral", Unit.COUNT),
        column("added_share", "转介绍占加粉", "Share of adds", Unit.PERCENT),
        GMV,
        column("gmv_by_referral", "转介绍客户成交额", "GMV by referral", Unit.MONEY),
        column("gmv_share", "转介绍占成交", "Share of GMV", Unit.PERCENT),
    ),
    rows=_fission,
    metric=ADDED_PEOPLE,
)
