"""The UCDCPC sheet of a segment: who the users are, with what characteristics, where they are distributed, how they are
connected, how profitable they are, and how they copy themselves – filled from the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.settings import Settings, TierRules
from data.warehouse.dialects import days_between
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.analyses.analysis import Analysis, column, money, share
from metrics.analyses.purchases import looked_from
from metrics.analyses.segments import EVERYBODY, Segment, members, tags
from metrics.analyses.tiers import TITLES
from metrics.model import Text, Unit
from metrics.names import choice_name, name_of
from metrics.people import ADDED_PEOPLE
from metrics.question import Question

TOP = 5
AGES = ((0, 18), (18, 25), (25, 35), (35, 45), (45, 60), (60, 200))

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
    people = members(generation, question, rules, segment)
    moment = looked_from(question, generation, "contacts", "orders")
    if people is None or moment is None:
        return []
    whole = _totals(generation, people)
    if not whole.people:
        return []
    lines = _Lines(generation=generation, people=people, size=int(whole.people), top=top)
    return [
        Fact(part=USERS, what=("人数", "People"), value=whole.people),
        *lines.by(USERS, people.c.tier, lambda code: TITLES[code], top=len(TITLES)),
        *lines.by(USERS, people.c.level, lambda code: (f"等级：{code}", f"level {code}")),
        *lines.ages(moment.date()),
        *(
            Fact(part=CHARACTERISTICS, what=(f"标签：{one.tag}", f"tag {one.tag}"), value=one.people, share=one.share)
            for one in tags(generation, question, rules, segment)[:top]
        ),
        *lines.by(DISTRIBUTION, people.c.home_city, lambda code: (f"居住：{code}", f"lives in {code}")),
        *lines.by(DISTRIBUTION, people.c.store_id, lambda code: name_of(generation, "store", code)),
        *lines.by(CONNECTION, people.c.channel_id, lambda code: name_of(generation, "channel", code)),
        *lines.kinds_of_channel(),
        Fact(
            part=CONNECTION,
            what=("仍是好友", "still a contact"),
            value=whole.held,
            share=share(whole.held, whole.people),
        ),
        *_profit(whole),
        *lines.copies(),
    ]


def _totals(generation: Generation, people: sa.Subquery) -> Any:
    def how_many(*conditions: Any) -> Any:
        return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0)), 0)

    query = sa.select(
        sa.func.count().label("people"),
        how_many(people.c.held > 0).label("held"),
        how_many(people.c.orders > 0).label("buyers"),
        how_many(people.c.orders > 1).label("again"),
        sa.func.coalesce(sa.func.sum(people.c.orders), 0).label("orders"),
        sa.func.coalesce(sa.func.sum(people.c.net), 0).label("net"),
    ).select_from(people)
    return generation.rows(query)[0]


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


@dataclass(frozen=True, kw_only=True)
class _Lines:
    generation: Generation
    people: sa.Subquery
    size: int
    top: int

    def by(self, part: Text, code: Any, called: Any, top: int | None = None) -> list[Fact]:
        """The most frequent values of a column."""
        people = sa.func.count().label("people")
        query = sa.select(code.label("code"), people).where(code.is_not(None)).group_by(code)
        rows = sorted(self.generation.rows(query), key=lambda row: (-row.people, str(row.code)))
        return [
            Fact(part=part, what=called(row.code), value=row.people, share=share(row.people, self.size))
            for row in rows[: top or self.top]
        ]

    def ages(self, today: date) -> list[Fact]:
        """Those whose birthday is known, by age in years of 365.25 days."""
        born = self.people.c.birthday
        years = days_between(born, sa.cast(sa.literal(today), sa.Date)) / 365.25
        bands = [(sa.and_(years >= low, years < high), number) for number, (low, high) in enumerate(AGES)]
        band = sa.case(*bands, else_=sa.null())
        rows = sa.select(band.label("band")).where(born.is_not(None)).subquery()
        query = sa.select(rows.c.band, sa.func.count().label("people")).where(rows.c.band.is_not(None))
        return [
            Fact(
                part=CHARACTERISTICS,
                what=_age(*AGES[int(row.band)]),
                value=row.people,
                share=share(row.people, self.size),
            )
            for row in self.generation.rows(query.group_by(rows.c.band).order_by(rows.c.band))
        ]

    def kinds_of_channel(self) -> list[Fact]:
        """The kinds of channel that the people came by."""
        channels = PUBLISHED["channels"]
        people = sa.func.count().label("people")
        query = (
            sa.select(channels.c.kind.label("code"), people)
            .select_from(self.people.join(channels, self.people.c.channel_id == channels.c.channel_id))
            .where(channels.c.kind.is_not(None))
            .group_by(channels.c.kind)
        )
        rows = sorted(self.generation.rows(query), key=lambda row: (-row.people, row.code))
        return [
            Fact(
                part=CONNECTION,
                what=choice_name("channels", "kind", row.code),
                value=row.people,
                share=share(row.people, self.size),
            )
            for row in rows[: self.top]
        ]

    def copies(self) -> Iterator[Fact]:
        """Those who brought others, and how many; nothing where no referral was ever brought in."""
        if not self.generation.has("referrals"):
            return
        rows = PUBLISHED["referrals"]
        is_other = rows.c.referrer_id != rows.c.customer_id
        query = (
            sa.select(
                sa.func.count(sa.distinct(rows.c.referrer_id)).label("referrers"),
                sa.func.count(sa.distinct(rows.c.customer_id)).label("brought"),
            )
            .select_from(self.people.join(rows, self.people.c.customer_id == rows.c.referrer_id))
            .where(is_other)
        )
        (found,) = self.generation.rows(query)
        part = share(found.referrers, self.size)
        yield Fact(part=COPY, what=("带来过人", "brought somebody"), value=found.referrers, share=part)
        yield Fact(part=COPY, what=("带来的客户", "customers brought"), value=found.brought)


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
