"""The UCDCPC sheet of a segment: who the users are, with what characteristics, where they are distributed, how they are
connected, how profitable they are, and how they copy themselves – filled from the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
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
    counts = _counts(generation, people, moment.date())
    if not counts["all"]:
        return []
    ((_, whole),) = counts["all"]
    size = int(whole.people)

    def most(part: Text, what: str, called: Callable[[str], Text]) -> list[Fact]:
        rows = sorted(counts[what], key=lambda one: (-one[1].people, one[0]))[:top]
        return [Fact(part=part, what=called(code), value=r.people, share=share(r.people, size)) for code, r in rows]

    ages = sorted(counts["age"], key=lambda one: int(one[0]))
    return [
        Fact(part=USERS, what=("人数", "People"), value=size),
        *most(USERS, "tier", lambda code: TITLES[code]),
        *most(USERS, "level", lambda code: (f"等级：{code}", f"level {code}")),
        *(
            Fact(part=CHARACTERISTICS, what=_age(*AGES[int(code)]), value=r.people, share=share(r.people, size))
            for code, r in ages
        ),
        *(
            Fact(part=CHARACTERISTICS, what=(f"标签：{one.tag}", f"tag {one.tag}"), value=one.people, share=one.share)
            for one in tags(generation, question, rules, segment)[:top]
        ),
        *most(DISTRIBUTION, "city", lambda code: (f"居住：{code}", f"lives in {code}")),
        *most(DISTRIBUTION, "store_id", lambda code: name_of(generation, "store", code)),
        *most(CONNECTION, "channel_id", lambda code: name_of(generation, "channel", code)),
        *most(CONNECTION, "channel_kind", lambda code: choice_name("channels", "kind", code)),
        Fact(part=CONNECTION, what=("仍是好友", "still a contact"), value=whole.held, share=share(whole.held, size)),
        *(_profit(whole) if "orders" in generation.horizons else ()),
        *_copies(generation, people, size),
    ]


def _counts(generation: Generation, people: sa.Subquery, today: date) -> dict[str, list[tuple[Any, Any]]]:
    """The people by each thing that is told of them, as (code, sums), and `all` of them: they are looked at once."""
    channels = PUBLISHED["channels"]
    known = (
        sa.select(people, channels.c.kind.label("channel_kind"), _band(people.c.birthday, today).label("age"))
        .select_from(people.outerjoin(channels, people.c.channel_id == channels.c.channel_id))
        .subquery()
    )

    def how_many(condition: Any) -> Any:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    sums = {
        "people": sa.func.count(),
        "held": how_many(known.c.held > 0),
        "buyers": how_many(known.c.orders > 0),
        "again": how_many(known.c.orders > 1),
        "orders": sa.func.sum(known.c.orders),
        "net": sa.func.sum(known.c.net),
    }
    told = ("tier", "level", "age", "city", "store_id", "channel_id", "channel_kind")
    codes = [known.c[what] for what in told]
    query = sa.select(
        *codes, sa.func.grouping(*codes).label("left_out"), *(figure.label(name) for name, figure in sums.items())
    ).group_by(sa.func.grouping_sets(sa.tuple_(), *map(sa.tuple_, codes)))
    everything = 2 ** len(told) - 1
    by_mask = {everything - 2 ** (len(told) - 1 - n): (what, n) for n, what in enumerate(told)}
    found: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
    for row in generation.rows(query):
        what, n = by_mask.get(row.left_out, ("all", None))
        code = None if n is None else row[n]
        if row.people and (n is None or code is not None):
            found[what].append((code, row))
    return found


def _band(born: Any, today: date) -> Any:
    """The place in `AGES` of a birthday, by years of 365.25 days; nothing where it is not known."""
    years = days_between(born, sa.cast(sa.literal(today), sa.Date)) / 365.25
    bands = [(sa.and_(years >= low, years < high), number) for number, (low, high) in enumerate(AGES)]
    return sa.case(*bands, else_=sa.null())


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


def _copies(generation: Generation, people: sa.Subquery, size: int) -> Iterator[Fact]:
    """Those who brought others, and how many; nothing where no referral was ever brought in."""
    if not generation.has("referrals"):
        return
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
