"""Contact lists: whom each guide should contact today, why, and by what.

Looked at from the last day of the rows (or of the period). A person is with the guide who holds her now – the latest
add that stands –, else with the one who added her first. Each is listed once, under the gravest of her reasons:

1. `first_order`: the contact is five days old and there is no order yet;
2. `one_step`: one order short of the magic number, the last one lately;
3. `cycle`: the median time to the next order has passed, but not twice;
4. `dear`: among the highest tenth of buyers by net amount, and no core member;
5. `birthday`: in this week, Monday to Sunday.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data.settings import ContactRules, Settings, TierRules
from data.warehouse.dialects import day_of
from data.warehouse.draft import Draft
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column, money
from metrics.analyses.magic_number import magic_number
from metrics.analyses.purchases import looked_from
from metrics.analyses.repurchase_cycle import repurchase_cycle
from metrics.compiler import split
from metrics.dimensions import monday
from metrics.model import Text, Unit
from metrics.names import register
from metrics.people import ADDED_PEOPLE
from metrics.persons import bought, known
from metrics.question import Question
from metrics.repurchase import REPURCHASE_RATE
from metrics.sources import placed

REASONS: dict[str, Text] = {
    "first_order": ("加粉第 5 天还没下首单", "no order five days after the add"),
    "one_step": ("离魔法数字只差一单", "one order short of the magic number"),
    "cycle": ("复购周期已过", "the repurchase cycle has passed"),
    "dear": ("高价值但还不是核心用户", "high value, no core member"),
    "birthday": ("本周生日", "birthday this week"),
}
WECHAT, PHONE, SMS = "wechat", "phone", "sms"
PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Due:
    """Somebody to contact today; `by` is None where no way is known."""

    customer_id: str
    name: str | None
    guide_id: str
    guide: str | None
    store_id: str | None
    reason: str
    why: Text
    others: tuple[str, ...]  # her other reasons
    by: str | None
    orders: int
    net: Decimal
    last_order_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What the business as a whole says a target is: the same for whoever looks."""

    magic_number: int | None
    cycle_days: float | None
    dear_net: Decimal | None  # the least net amount of a dear buyer


def marks(generation: Generation, moment: datetime, rules: ContactRules) -> Marks:
    """The magic number and the median days to the next order, of all orders, and who is dear at a moment."""
    ever = Question(metrics=(REPURCHASE_RATE,), start=date(1900, 1, 1), end=date(9999, 1, 1))
    cycle = repurchase_cycle(generation, ever)
    return Marks(
        magic_number=magic_number(generation, ever).n,
        cycle_days=cycle[0].median if cycle else None,
        dear_net=dear_net(generation, moment, rules.dear_share),
    )


def contact_lists(
    generation: Generation,
    question: Question,
    rules: ContactRules,
    tier_rules: TierRules,
    *,
    limit: int = PAGE,
    offset: int = 0,
    found_marks: Marks | None = None,
) -> list[Due]:
    """A page of today's people: by reason, then the most valuable, then by id; `question` has filters and scope."""
    moment = looked_from(question, generation, "contacts", "orders")
    if moment is None:
        return []
    found = found_marks or marks(generation, moment, rules)
    listed = _listed(generation, moment, rules, tier_rules, found)
    query = split(replace(question, by=()), listed, list(listed.c), is_cut=True)
    order = (listed.c.rank, listed.c.net.desc(), listed.c.customer_id)
    rows = generation.rows(query.order_by(*order).limit(limit).offset(offset))
    flags = [rows[0]._fields.index(f"is_{key}") for key in REASONS] if rows else []
    guides = register(generation, "guide")
    return [_target(row, [row[flag] for flag in flags], guides) for row in rows]


def _target(row: Any, flags: list[int], guides: Mapping[str, str]) -> Due:
    reason, *others = [key for key, flag in zip(REASONS, flags, strict=True) if flag]
    by = WECHAT if row.held else (None if row.phone is None else (SMS if reason == "birthday" else PHONE))
    return Due(
        customer_id=row.customer_id,
        name=row.nickname,
        guide_id=row.guide_id,
        guide=guides.get(row.guide_id),
        store_id=row.store_id,
        reason=reason,
        why=REASONS[reason],
        others=tuple(others),
        by=by,
        orders=int(row.orders),
        net=money(row.net),
        last_order_at=row.last_at,
    )


def _listed(draft: Draft, moment: datetime, rules: ContactRules, tier_rules: TierRules, found: Marks) -> sa.Subquery:
    """Everybody with a guide and a reason: her place, each reason as 1 or 0, and that of the gravest in `rank`."""
    person = _people(draft, moment)
    rank = sa.case(
        *(
            (condition, place)
            for place, condition in enumerate(_reasons(person, moment, rules, tier_rules, found).values())
        )
    )
    ranked = sa.select(person, rank.label("rank")).subquery()
    some = sa.select(ranked).where(ranked.c.rank.is_not(None)).subquery()  # few; the other reasons are told of these
    holds = _reasons(some, moment, rules, tier_rules, found)
    flags = (sa.case((condition, 1), else_=0).label(f"is_{key}") for key, condition in holds.items())
    today = sa.literal(moment.date(), sa.Date)
    return placed(sa.select(some, *flags, today.label("day")).subquery(), on=today)


def _reasons(
    person: sa.Subquery, moment: datetime, rules: ContactRules, tier_rules: TierRules, found: Marks
) -> dict[str, Any]:
    c = person.c
    least = found.dear_net
    short = found.magic_number - 1 if found.magic_number is not None else 0
    cycle = None if found.cycle_days is None else timedelta(days=found.cycle_days)
    is_core = sa.and_(c.orders >= tier_rules.core_orders, c.last_at > moment - timedelta(days=tier_rules.core_days))
    this_week = (monday(moment.date()) + timedelta(days=n) for n in range(7))
    celebrating: dict[int, set[int]] = defaultdict(set)
    for month, day in (born for one in this_week for born in celebrated(one)):
        celebrating[month].add(day)
    month_born, day_born = sa.extract("month", c.birthday), sa.extract("day", c.birthday)
    is_born = [  # of one month the days of a week follow each other
        sa.and_(month_born == month, day_born.between(min(days), max(days))) for month, days in celebrating.items()
    ]
    fifth_day = moment.date() - timedelta(days=rules.first_order_day)
    return {
        "first_order": sa.and_(c.held == 1, c.orders == 0, day_of(c.held_at) == fifth_day),
        "one_step": sa.and_(c.orders == short, c.orders > 0, c.last_at > moment - timedelta(days=rules.step_days)),
        "cycle": sa.false() if cycle is None else sa.and_(c.last_at <= moment - cycle, c.last_at > moment - 2 * cycle),
        "dear": sa.false() if least is None else sa.and_(c.last_at.is_not(None), c.net >= least, sa.not_(is_core)),
        "birthday": sa.or_(*is_born),
    }


def celebrated(day: date) -> list[tuple[int, int]]:
    """The birthdays of a day; who was born on 29 February has hers on the 28th of other years."""
    is_stand_in = (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).day == 1
    return [(day.month, day.day), *([(2, 29)] if is_stand_in else [])]


def _people(draft: Draft, moment: datetime) -> sa.Subquery:
    """Everybody ever added up to a moment, with the guide to contact her and what she bought."""
    rows = known(draft, moment)
    c = rows.c
    return (
        sa.select(
            c.customer_id,
            c.holder_id.label("guide_id"),
            c.held_by_channel_id.label("channel_id"),
            c.held_at,
            sa.case((c.held > 0, 1), else_=0).label("held"),
            c.orders,
            c.net,
            c.last_at,
            c.birthday,
            c.nickname,
            c.phone,
        )
        .where(c.held_at.is_not(None))
        .subquery()
    )


def dear_net(generation: Generation, moment: datetime, share: float) -> Decimal | None:
    """The least net amount of the highest `share` of buyers, those of equal amounts at the place of the first.

    None where nobody has bought up to the moment.
    """
    rows = bought(generation, moment)
    amounts = sa.select(rows.c.net, sa.func.count().label("people")).group_by(rows.c.net).subquery()
    upto = sa.func.sum(amounts.c.people).over(order_by=amounts.c.net.desc(), rows=(None, 0))
    ranked = sa.select(
        amounts.c.net,
        (upto - amounts.c.people + 1).label("place"),
        sa.func.sum(amounts.c.people).over().label("buyers"),
    ).subquery()
    ((least,),) = generation.rows(sa.select(sa.func.min(ranked.c.net)).where(ranked.c.place <= share * ranked.c.buyers))
    return None if least is None else money(least)


@dataclass(frozen=True, kw_only=True)
class _Line:
    customer_id: str
    name: str | None
    guide_id: str
    guide: str | None
    store_id: str | None
    reason: str
    why: str
    by: str | None
    orders: int
    net: Decimal
    last_order_at: datetime | None


def _rows(generation: Generation, question: Question, settings: Settings) -> list[_Line]:
    names = [name for name in _Line.__dataclass_fields__ if name != "why"]
    return [
        _Line(why=one.why[0], **{name: getattr(one, name) for name in names})
        for one in contact_lists(generation, question, settings.contact_lists, settings.tiers)
    ]


CONTACT_LISTS = Analysis(
    key="contact-lists",
    title=("今日待联系", "People to contact today"),
    meaning=(
        "每位导购今天该联系谁、为什么、用什么方式；每人只列最要紧的一个理由",
        "Whom each guide should contact today, why and by what; each under the gravest of her reasons.",
    ),
    columns=(
        column("customer_id", "客户编号", "Customer"),
        column("name", "昵称", "Name"),
        column("guide_id", "导购编号", "Guide's id"),
        column("guide", "导购", "Guide"),
        column("store_id", "门店编号", "Store"),
        column("reason", "理由代码", "Reason"),
        column("why", "理由", "Why"),
        column("by", "方式", "By"),
        column("orders", "订单数", "Orders", Unit.COUNT),
        column("net", "累计成交额", "GMV so far", Unit.MONEY),
        column("last_order_at", "最近下单", "Last order"),
    ),
    rows=_rows,
    metric=ADDED_PEOPLE,
)
