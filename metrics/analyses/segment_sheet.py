"""The UCDCPC sheet of a segment: who the users are, with what characteristics, where they are distributed, how they are
connected, how profitable they are, and how they copy themselves – filled from the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.settings import Settings, TierRules
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.analyses.analysis import Analysis, column, money, share
from metrics.analyses.census import census
from metrics.analyses.counts import AGES, ALL, TOLD
from metrics.analyses.purchases import looked_from
from metrics.analyses.segments import EVERYBODY, Segment, members
from metrics.analyses.tags import tags
from metrics.analyses.tiers import TITLES
from metrics.model import Text, Unit
from metrics.names import choice_name, name_of
from metrics.people import ADDED_PEOPLE
from metrics.question import Question

TOP = 5

USERS: Text = ("用户是谁", "Users")
CHARACTERISTICS: Text = ("有何特征", "Characteristics")
DISTRIBUTION: Text = ("分布在哪", "Distribution")
CONNECTION: Text = ("如何连接", "Connection")
PROFIT: Text = ("如何变现", "Profit")
COPY: Text = ("如何复制", "Copy")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A line of the sheet: what, how many people or how much, and their share of the segment (None: no share)."""

    part: Text
    what: Text
    value: float
    share: float | None = None
    unit: Unit = Unit.COUNT


def sheet(
    generation: Generation, question: Question, rules: TierRules, segment: Segment = EVERYBODY, *, top: int = TOP
) -> list[Fact]:
    """The sheet, in the order of its six parts, of each list the `top` most frequent; empty where nobody is in it."""
    counts = census(generation, question, rules, segment, (ALL, *TOLD))
    if not counts[ALL]:
        return []
    ((_, whole),) = counts[ALL]
    size = int(whole.people)

    def most(part: Text, what: str, called: Callable[[str], Text]) -> list[Fact]:
        rows = sorted((-r.people, str(code), r) for code, r in counts[what])[:top]
        return [Fact(part=part, what=called(code), value=r.people, share=share(r.people, size)) for _, code, r in rows]

    ages = sorted((int(str(code)), r.people) for code, r in counts["age"])
    aged = [(_age(*AGES[code]), people) for code, people in ages]
    if unknown := size - sum(people for _, people in ages):
        aged.append((("年龄未知", "age unknown"), unknown))
    return [
        Fact(part=USERS, what=("人数", "People"), value=size),
        *most(USERS, "tier", lambda code: TITLES[code]),
        *most(USERS, "level", lambda code: (f"等级：{code}", f"level {code}")),
        *(Fact(part=CHARACTERISTICS, what=what, value=people, share=share(people, size)) for what, people in aged),
        *(
            Fact(part=CHARACTERISTICS, what=(f"标签：{one.tag}", f"tag {one.tag}"), value=one.people, share=one.share)
            for one in tags(generation, question, rules, segment)[:top]
        ),
        *most(DISTRIBUTION, "city", lambda code: (f"居住：{code}", f"lives in {code}")),
        *most(DISTRIBUTION, "store_id", lambda code: _of(("门店", "store"), name_of(generation, "store", code))),
        *most(CONNECTION, "channel_id", lambda code: _of(("渠道", "channel"), name_of(generation, "channel", code))),
        *most(CONNECTION, "channel_kind", lambda code: _of(("类型", "kind"), choice_name("channels", "kind", code))),
        Fact(part=CONNECTION, what=("仍是好友", "still a contact"), value=whole.held, share=share(whole.held, size)),
        *(_profit(whole) if "orders" in generation.horizons else ()),
        *_copies(generation, question, rules, segment, size),
    ]


def _profit(whole: Any) -> Iterator[Fact]:
    net = money(whole.net)
    yield Fact(part=PROFIT, what=("买过", "bought"), value=whole.buyers, share=share(whole.buyers, whole.people))
    yield Fact(
        part=PROFIT, what=("买过两次以上", "bought again"), value=whole.again, share=share(whole.again, whole.people)
    )
    yield Fact(part=PROFIT, what=("累计成交额", "GMV so far"), value=float(net), unit=Unit.MONEY)
    if whole.orders:
        average = float(money(net / int(whole.orders)))
        yield Fact(part=PROFIT, what=("客单价", "average order value"), value=average, unit=Unit.MONEY)
    yield Fact(
        part=PROFIT, what=("人均价值", "value per person"), value=float(money(net / whole.people)), unit=Unit.MONEY
    )


def _copies(
    generation: Generation, question: Question, rules: TierRules, segment: Segment, size: int
) -> Iterator[Fact]:
    """Those who brought others, and how many; nothing where no referral was ever brought in."""
    moment = looked_from(question, generation, "contacts", "orders")
    if moment is None or not generation.has("referrals"):
        return
    people = members(generation, question, moment, rules, segment)
    rows = PUBLISHED["referrals"]
    query = (
        sa.select(
            sa.func.count(sa.distinct(rows.c.referrer_id)).label("referrers"),
            sa.func.count(sa.distinct(rows.c.customer_id)).label("brought"),
        )
        .select_from(people.join(rows, people.c.customer_id == rows.c.referrer_id))
        .where(rows.c.referrer_id != rows.c.customer_id)
    )
    (found,) = generation.rows(query)
    part = share(found.referrers, size)
    yield Fact(part=COPY, what=("带来过人", "brought somebody"), value=found.referrers, share=part)
    yield Fact(part=COPY, what=("带来的客户", "customers brought"), value=found.brought)


def _of(kind: Text, name: Text) -> Text:
    return f"{kind[0]}：{name[0]}", f"{kind[1]} {name[1]}"


def _age(low: int, high: int) -> Text:
    if low == 0:
        return f"{high} 岁以下", f"under {high}"
    return (
        (f"{low} 岁及以上", f"{low} or older") if high >= 200 else (f"{low}–{high - 1} 岁", f"{low}–{high - 1} years")
    )


@dataclass(frozen=True, kw_only=True)
class _Line:
    part: str
    what: str
    value: float
    share: float | None


def _rows(generation: Generation, question: Question, settings: Settings) -> list[_Line]:
    return [
        _Line(part=one.part[0], what=one.what[0], value=one.value, share=one.share)
        for one in sheet(generation, question, settings.tiers)
    ]


SEGMENT_SHEET = Analysis(
    key="segment-sheet",
    title=("UCDCPC 用户画像", "UCDCPC sheet"),
    meaning=(
        "用户是谁、有何特征、分布在哪、如何连接、如何变现、如何复制，由数据填好",
        "Users, characteristics, distribution, connection, profit, copy: filled from the rows.",
    ),
    columns=(
        column("part", "部分", "Part"),
        column("what", "内容", "What"),
        column("value", "人数或金额", "People or amount", Unit.PER),
        column("share", "占比", "Share", Unit.PERCENT),
    ),
    rows=_rows,
    metric=ADDED_PEOPLE,
)
