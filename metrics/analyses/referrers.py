"""Referrers: the generations of the referral tree, its edges, who brought most, and what looks wrong."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

import sqlalchemy as sa

from data.settings import FissionRules, Settings
from data.warehouse.dialects import is_among
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.analyses.analysis import Analysis, column, money
from metrics.analyses.fission import KINDS
from metrics.analyses.purchases import looked_from
from metrics.analyses.referral_tree import (
    Branch,
    Suspicion,
    Tree,
    reward,
    suspicions,
    tree_at,
)
from metrics.model import Unit
from metrics.people import ADDED_PEOPLE
from metrics.question import Question


@dataclass(frozen=True, kw_only=True)
class Depth:
    """A generation of the tree: those brought by the generation before."""

    depth: int
    people: int
    referrers: int  # of them, those who brought others
    gmv: Decimal


@dataclass(frozen=True, kw_only=True)
class Referrer:
    """Who brought most in the period, and what she earned by the ladder."""

    referrer_id: str
    name: str | None
    people: int
    below: int  # all below her in the tree, as far down as it goes
    gmv: Decimal  # of those she brought herself
    reward: Decimal


def grown(generation: Generation, question: Question) -> Tree:
    """The tree as it stands when the period ends: what everything here is told from, and may be given it."""
    moment = looked_from(question, generation, *KINDS)
    return Tree(()) if moment is None else tree_at(generation, question, moment)


def generations_of(generation: Generation, question: Question, whole: Tree | None = None) -> list[Depth]:
    """The tree by depth, as it stands when the period ends."""
    whole = whole or grown(generation, question)
    parents, depth = whole.parents, whole.depths
    referrers = {one.referrer_id for one in parents.values()}
    found: dict[int, list[str]] = defaultdict(list)
    for customer, level in depth.items():
        found[level].append(customer)
    return [
        Depth(
            depth=level,
            people=len(members),
            referrers=len(referrers.intersection(members)),
            gmv=money(sum(parents[member].net for member in members)),
        )
        for level, members in sorted(found.items())
    ]


def tree(generation: Generation, question: Question) -> list[Branch]:
    """Every edge of the tree as it stands when the period ends."""
    return grown(generation, question).branches


def referrers(
    generation: Generation, question: Question, rules: FissionRules, limit: int = 50, whole: Tree | None = None
) -> list[Referrer]:
    """Who brought most customers in the period, with what the ladder pays for them; equals by id."""
    whole = whole or grown(generation, question)
    parents = whole.parents
    begins = datetime.combine(question.start, time())
    made: dict[str, list[str]] = defaultdict(list)
    for customer, one in parents.items():
        if one.at >= begins:
            made[one.referrer_id].append(customer)
    below: dict[str, int] = defaultdict(int)
    for branch in whole.branches:
        below[branch.parent] += branch.people
    top = sorted(made, key=lambda one: (-len(made[one]), one))[:limit]
    customers = PUBLISHED["customers"]
    query = sa.select(customers.c.customer_id, customers.c.nickname).where(is_among(customers.c.customer_id, top))
    names = {row.customer_id: row.nickname for row in generation.rows(query)} if top else {}
    return [
        Referrer(
            referrer_id=one,
            name=names.get(one),
            people=len(made[one]),
            below=below[one],
            gmv=money(sum(parents[customer].net for customer in made[one])),
            reward=reward(len(made[one]), rules),
        )
        for one in top
    ]


def suspicious(
    generation: Generation, question: Question, rules: FissionRules, whole: Tree | None = None
) -> list[Suspicion]:
    """What looks wrong among the referrals of the period."""
    begins = datetime.combine(question.start, time())
    told = suspicions((whole or grown(generation, question)).found, rules)
    return [one for one in told if one.until_at >= begins]


def _depths(generation: Generation, question: Question, settings: Settings) -> list[Depth]:
    return generations_of(generation, question)


def _tree(generation: Generation, question: Question, settings: Settings) -> list[Branch]:
    return tree(generation, question)


def _referrers(generation: Generation, question: Question, settings: Settings) -> list[Referrer]:
    return referrers(generation, question, settings.fission)


def _suspicious(generation: Generation, question: Question, settings: Settings) -> list[Suspicion]:
    return suspicious(generation, question, settings.fission)


_PEOPLE = column("people", "人数", "People", Unit.COUNT)
_GMV = column("gmv", "成交额", "GMV", Unit.MONEY)

REFERRAL_DEPTHS = Analysis(
    key="referral-depths",
    title=("裂变层级", "Generations of referrals"),
    meaning=("每一层带来多少人", "How many people each generation holds."),
    columns=(
        column("depth", "第几层", "Depth", Unit.COUNT),
        _PEOPLE,
        column("referrers", "其中又带人的", "Who brought others", Unit.COUNT),
        _GMV,
    ),
    rows=_depths,
    metric=ADDED_PEOPLE,
)
REFERRAL_TREE = Analysis(
    key="referral-tree",
    title=("裂变树", "Referral tree"),
    meaning=("谁带来谁；人数与成交额含其下所有层", "Who brought whom; people and GMV include all below."),
    columns=(
        column("parent", "推荐人", "Parent"),
        column("child", "新客户", "Child"),
        column("at", "时间", "At"),
        column("depth", "第几层", "Depth", Unit.COUNT),
        _PEOPLE,
        _GMV,
    ),
    rows=_tree,
    metric=ADDED_PEOPLE,
)
REFERRERS = Analysis(
    key="referrers",
    title=("裂变达人", "Top referrers"),
    meaning=("带来新客户最多的人，与阶梯奖励", "Who brought most, and what the ladder pays."),
    columns=(
        column("referrer_id", "推荐人", "Referrer"),
        column("name", "昵称", "Name"),
        _PEOPLE,
        column("below", "其下所有层", "All below", Unit.COUNT),
        _GMV,
        column("reward", "奖励", "Reward", Unit.MONEY),
    ),
    rows=_referrers,
    metric=ADDED_PEOPLE,
)
REFERRAL_SUSPICIONS = Analysis(
    key="referral-suspicions",
    title=("可疑裂变", "Suspicious referrals"),
    meaning=("自己推荐自己、互相推荐成环、一小时内成批", "Who named herself, rings, and bursts within an hour."),
    columns=(
        column("kind", "类型", "Kind"),
        column("referrer_id", "推荐人", "Referrer"),
        column("members", "涉及的人", "Members"),
        _PEOPLE,
        column("from_at", "从", "From"),
        column("until_at", "到", "Until"),
    ),
    rows=_suspicious,
    metric=ADDED_PEOPLE,
)
