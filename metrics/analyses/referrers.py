"""Referrers: the generations of the referral tree, its edges, who brought most, and what looks wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

import numpy as np
import sqlalchemy as sa

from data.settings import FissionRules, Settings
from data.warehouse.dialects import is_among
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.analyses.analysis import Analysis, column
from metrics.analyses.fission import KINDS
from metrics.analyses.purchases import looked_from
from metrics.analyses.referral_tree import Branch, Tree, tree_at
from metrics.analyses.suspicions import Suspicion, suspicions
from metrics.model import Unit
from metrics.people import ADDED_PEOPLE
from metrics.question import Question


@dataclass(frozen=True, kw_only=True)
class Depth:
    """A generation of the tree: those brought by the generation before."""

    depth: int
    people: int
    referrers: int  # of them, those who brought others
    gmv: Decimal | None  # None: no order was ever brought in


@dataclass(frozen=True, kw_only=True)
class Referrer:
    """Who brought most in the period, and what she earned by the ladder."""

    referrer_id: str
    name: str | None
    people: int
    below: int  # all below her in the tree, as far down as it goes
    gmv: Decimal | None  # of those she brought herself
    reward: Decimal


def grown(generation: Generation, question: Question) -> Tree:
    """The tree as it stands when the period ends: what everything here is told from, and may be given it."""
    moment = looked_from(question, generation, *KINDS)
    return Tree.of(()) if moment is None else tree_at(generation, question, moment)


def generations_of(generation: Generation, question: Question, whole: Tree | None = None) -> list[Depth]:
    """The tree by depth, as it stands when the period ends."""
    whole = whole or grown(generation, question)
    child = whole.customer[whole.edges]
    level = whole.depths[child]
    brings = np.zeros(len(whole.codes), dtype=np.int64)
    brings[whole.referrer[whole.edges]] = 1
    people, referrers = (np.zeros(level.max(initial=0) + 1, dtype=np.int64) for _ in range(2))
    net = np.zeros(len(people), dtype=whole.net.dtype)
    np.add.at(people, level, 1)
    np.add.at(referrers, level, brings[child])
    np.add.at(net, level, whole.net[whole.edges])
    return [
        Depth(depth=depth, people=int(people[depth]), referrers=int(referrers[depth]), gmv=whole.gmv(net[depth]))
        for depth in range(1, len(people))
    ]


def tree(generation: Generation, question: Question) -> list[Branch]:
    """Every edge of the tree as it stands when the period ends."""
    return grown(generation, question).branches()


def referrers(
    generation: Generation, question: Question, rules: FissionRules, limit: int = 50, whole: Tree | None = None
) -> list[Referrer]:
    """Who brought most customers in the period, with what the ladder pays for them; equals by id."""
    whole = whole or grown(generation, question)
    made = whole.since(datetime.combine(question.start, time()))
    people, net = np.zeros(len(whole.codes), dtype=np.int64), np.zeros(len(whole.codes), dtype=whole.net.dtype)
    np.add.at(people, whole.referrer[made], 1)
    np.add.at(net, whole.referrer[made], whole.net[made])
    below = whole.below[0] - (whole.depths > 0)
    who = np.flatnonzero(people)
    top = whole.ranked(who, people[who], limit)
    names = _names(generation, whole.codes[top].tolist())
    return [
        Referrer(
            referrer_id=code,
            name=names.get(code),
            people=int(people[one]),
            below=int(below[one]),
            gmv=whole.gmv(net[one]),
            reward=reward(int(people[one]), rules),
        )
        for one, code in zip(top, whole.codes[top].tolist(), strict=True)
    ]


def _names(generation: Generation, codes: list[str]) -> dict[str, str | None]:
    customers = PUBLISHED["customers"]
    query = sa.select(customers.c.customer_id, customers.c.nickname).where(is_among(customers.c.customer_id, codes))
    return {row.customer_id: row.nickname for row in generation.rows(query)} if codes else {}


def reward(people: int, rules: FissionRules) -> Decimal:
    """What so many new customers earn in all: the highest rung reached.

    >>> [int(reward(people, FissionRules())) for people in (2, 3, 4, 5, 9)]
    [0, 30, 30, 79, 79]
    """
    return max((paid for least, paid in rules.ladder if people >= least), default=Decimal(0))


def suspicious(
    generation: Generation, question: Question, rules: FissionRules, whole: Tree | None = None
) -> list[Suspicion]:
    """What looks wrong among the referrals of the period."""
    begins = datetime.combine(question.start, time())
    told = suspicions(whole or grown(generation, question), rules)
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
