"""Tiers: new, ordinary, seed, value, core; who stands where on a day, and who moved since.

Everybody who was added or bought up to that day has exactly one tier. Looked at in this order: core – enough orders,
the last of them recent; value – bought; seed – was talked with by hand, or brought somebody; new – added lately;
ordinary – the rest. A removal changes no tier: the person is still known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.settings import Settings, TierRules
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column, money, share
from metrics.analyses.census import census, month_before, moves
from metrics.analyses.counts import ABSENT
from metrics.analyses.purchases import looked_from
from metrics.analyses.segments import EVERYBODY
from metrics.analyses.tiered import TIERS
from metrics.model import Text, Unit
from metrics.people import ADDED_PEOPLE
from metrics.question import Question

TITLES: dict[str, Text] = {
    "new": ("新用户", "New"),
    "ordinary": ("普通用户", "Ordinary"),
    "seed": ("种子用户", "Seed"),
    "value": ("价值用户", "Value"),
    "core": ("核心用户", "Core"),
}


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A tier on a day: its people and all that they bought until then; None where no order was ever brought in."""

    tier: str
    title: str
    people: int
    share: float | None
    orders: int | None
    gmv: Decimal | None
    gmv_share: float | None


@dataclass(frozen=True, kw_only=True)
class Move:
    """How many people of one tier on a day are of another a month later; `absent`: not yet known then."""

    from_on: date
    to_on: date
    before: str
    after: str
    people: int


def tiers(generation: Generation, question: Question, rules: TierRules) -> list[Tier]:
    """The five tiers on the last day of the question's period, of the people first known in it."""
    if looked_from(question, generation, "contacts", "orders") is None:
        return []
    found = dict(census(generation, question, rules, EVERYBODY, ("tier",))["tier"])
    people, net = sum(row.people for row in found.values()), sum(row.net for row in found.values())
    has_orders = "orders" in generation.horizons
    return [
        Tier(
            tier=tier,
            title=TITLES[tier][0],
            people=int(found[tier].people) if tier in found else 0,
            share=share(found[tier].people if tier in found else 0, people),
            orders=(int(found[tier].orders) if tier in found else 0) if has_orders else None,
            gmv=money(found[tier].net if tier in found else 0) if has_orders else None,
            gmv_share=share(found[tier].net if tier in found else 0, net),
        )
        for tier in TIERS
    ]


def migration(generation: Generation, question: Question, rules: TierRules) -> list[Move]:
    """Month by month back from the last day, as far as the period goes and at least once: who was and became what."""
    moment = looked_from(question, generation, "contacts", "orders")
    if moment is None:
        return []
    days = [moment.date()]
    while len(days) < 2 or month_before(days[-1]) >= question.start:
        days.append(month_before(days[-1]))
    days.reverse()
    people = moves(generation, question, days, moment, rules)
    ordered = sorted(people, key=lambda move: (move[0], _place(move[1]), _place(move[2])))
    return [
        Move(from_on=days[n], to_on=days[n + 1], before=before, after=after, people=people[n, before, after])
        for n, before, after in ordered
    ]


def _place(tier: str) -> int:
    return -1 if tier == ABSENT else TIERS.index(tier)


def _tiers(generation: Generation, question: Question, settings: Settings) -> list[Tier]:
    return tiers(generation, question, settings.tiers)


def _moves(generation: Generation, question: Question, settings: Settings) -> list[Move]:
    return migration(generation, question, settings.tiers)


TIER_TABLE = Analysis(
    key="tiers",
    title=("用户分层", "Tiers"),
    meaning=(
        "截至最后一天，每人恰属一层：核心（单数够且最近买过）、价值（买过）、种子（私聊过或带来过人）、新、普通",
        "On the last day everybody has one tier: core (enough orders, lately), value (bought), seed (talked with, or "
        "brought somebody), new, ordinary.",
    ),
    columns=(
        column("tier", "层级代码", "Tier"),
        column("title", "层级", "Name"),
        column("people", "人数", "People", Unit.COUNT),
        column("share", "人数占比", "Share", Unit.PERCENT),
        column("orders", "订单数", "Orders", Unit.COUNT),
        column("gmv", "累计成交额", "GMV so far", Unit.MONEY),
        column("gmv_share", "成交额占比", "Share of GMV", Unit.PERCENT),
    ),
    rows=_tiers,
    metric=ADDED_PEOPLE,
)
MIGRATION = Analysis(
    key="migration",
    title=("层级迁移", "Migration"),
    meaning=(
        "一个月前在哪一层，现在在哪一层；absent 表示一个月前还不认识",
        "Which tier people were of a month before, and are of now; absent: not yet known then.",
    ),
    columns=(
        column("from_on", "从", "From"),
        column("to_on", "到", "To"),
        column("before", "原层级", "Before"),
        column("after", "现层级", "After"),
        column("people", "人数", "People", Unit.COUNT),
    ),
    rows=_moves,
    metric=ADDED_PEOPLE,
    days=30,
)
