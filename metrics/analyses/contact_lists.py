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

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data.settings import ContactRules, Settings, TierRules
from data.warehouse.dialects import day_of
from data.warehouse.draft import Draft
from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics.analyses.analysis import Analysis, column, money
from metrics.analyses.magic_number import magic_number
from metrics.analyses.purchases import looked_from
from metrics.analyses.repurchase_cycle import repurchase_cycle
from metrics.compiler import split
from metrics.dimensions import monday
from metrics.model import Text, Unit
from metrics.people import ADDED_PEOPLE
from metrics.persons import bought
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


def marks(generation: Generation) -> Marks:
    """The magic number and the median days to the next order, of all orders."""
    ever = Question(metrics=(REPURCHASE_RATE,), start=date(1900, 1, 1), end=date(9999, 1, 1))
    cycle = repurchase_cycle(generation, ever)
    return Marks(magic_number=magic_number(generation, ever).n, cycle_days=cycle[0].median if cycle else None)


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
    listed = _listed(generation, moment, rules, tier_rules, found_marks or marks(generation))
    today = Question(
        metrics=question.metrics,
        start=moment.date(),
        end=moment.date() + timedelta(days=1),
        where=question.where,
        scope=question.scope,
    )
    query = split(today, listed, list(listed.c)).where(listed.c.rank < len(REASONS))
    query = query.order_by(listed.c.rank, listed.c.net.desc(), listed.c.customer_id).limit(limit).offset(offset)
    return [_target(row) for row in generation.rows(query)]


def how_many(generation: Generation, question: Question, rules: ContactRules, tier_rules: TierRules) -> dict[str, int]:
    """How many people `contact_lists` lists on all its pages, by reason."""
    moment = looked_from(question, generation, "contacts", "orders")
    counts = dict.fromkeys(REASONS, 0)
    if moment is None:
        return counts
    listed = _listed(generation, moment, rules, tier_rules, marks(generation))
    today = Question(
        metrics=question.metrics,
        start=moment.date(),
        end=moment.date() + timedelta(days=1),
        where=question.where,
        scope=question.scope,
    )
    query = split(today, listed, [listed.c.rank, sa.func.count().label("people")]).group_by(listed.c.rank)
    keys = tuple(REASONS)
    counts |= {keys[row.rank]: int(row.people) for row in generation.rows(query) if row.rank < len(keys)}
    return counts


def _target(row: Any) -> Due:
    held = [key for key in REASONS if row._mapping[f"is_{key}"]]
    reason, *others = held
    by = WECHAT if row.held else (None if row.phone is None else (SMS if reason == "birthday" else PHONE))
    return Due(
        customer_id=row.customer_id,
        name=row.nickname,
        guide_id=row.guide_id,
        guide=row.guide_name,
        store_id=row.store_id,
        reason=reason,
        why=REASONS[reason],
        others=tuple(others),
        by=by,
        orders=int(row.orders),
        net=money(row.net),
        last_order_at=row.last_at,
    )


def _listed(draft: Draft, moment: datetime, rules: ContactRules, tier_rules: TierRules, known: Marks) -> sa.Subquery:
    """Everybody with a guide: what is known, each reason as 1 or 0, and the place of the gravest in `rank`."""
    rows = placed(_people(draft, moment))
    customers, guides = PUBLISHED["customers"], PUBLISHED["guides"]
    person = (
        sa.select(rows, customers.c.nickname, customers.c.phone, customers.c.birthday, guides.c.guide_name)
        .select_from(
            rows.outerjoin(customers, rows.c.customer_id == customers.c.customer_id).outerjoin(
                guides, rows.c.guide_id == guides.c.guide_id
            )
        )
        .subquery()
    )
    holds = _reasons(person, moment, rules, tier_rules, known)
    rank = sa.case(*((condition, place) for place, condition in enumerate(holds.values())), else_=len(holds))
    flags = (sa.case((condition, 1), else_=0).label(f"is_{key}") for key, condition in holds.items())
    return sa.select(person, *flags, rank.label("rank")).subquery()


def _reasons(
    person: sa.Subquery, moment: datetime, rules: ContactRules, tier_rules: TierRules, known: Marks
) -> dict[str, Any]:
    c = person.c
    short = known.magic_number - 1 if known.magic_number is not None else 0
    cycle = None if known.cycle_days is None else timedelta(days=known.cycle_days)
    is_core = sa.and_(c.orders >= tier_rules.core_orders, c.last_at > moment - timedelta(days=tier_rules.core_days))
    this_week = (monday(moment.date()) + timedelta(days=n) for n in range(7))
    dates = sorted({month * 100 + day for one in this_week for month, day in celebrated(one)})
    born = sa.cast(sa.extract("month", c.birthday) * 100 + sa.extract("day", c.birthday), sa.Integer)
    fifth_day = moment.date() - timedelta(days=rules.first_order_day)
    return {
        "first_order": sa.and_(c.held == 1, c.orders == 0, day_of(c.held_at) == fifth_day),
        "one_step": sa.and_(c.orders == short, c.orders > 0, c.last_at > moment - timedelta(days=rules.step_days)),
        "cycle": sa.false() if cycle is None else sa.and_(c.last_at <= moment - cycle, c.last_at > moment - 2 * cycle),
        "dear": sa.and_(c.place <= rules.dear_share * c.buyers, sa.not_(is_core)),
        "birthday": born.in_(dates),
    }


def celebrated(day: date) -> list[tuple[int, int]]:
    """The birthdays of a day; who was born on 29 February has hers on the 28th of other years."""
    is_stand_in = (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).day == 1
    return [(day.month, day.day), *([(2, 29)] if is_stand_in else [])]


def _people(draft: Draft, moment: datetime) -> sa.Subquery:
    """Everybody ever added up to a moment, with the guide to contact her and what she bought."""
    contacts = MILESTONES["contacts"]
    stands = sa.or_(contacts.c.ends_at.is_(None), contacts.c.ends_at > moment)
    # the latest standing add first; without one the earliest of all
    latest = sa.case((stands, contacts.c.added_at), else_=sa.null())
    place = sa.func.row_number(type_=sa.BigInteger()).over(
        partition_by=contacts.c.customer_id,
        order_by=(sa.nulls_last(latest.desc()), contacts.c.added_at, contacts.c.guide_id),
    )
    ranked = (
        sa.select(
            contacts.c.customer_id,
            contacts.c.guide_id,
            contacts.c.channel_id,
            contacts.c.added_at.label("held_at"),
            sa.case((stands, 1), else_=0).label("held"),
            place.label("turn"),
        )
        .where(contacts.c.added_at <= moment)
        .subquery()
    )
    orders = bought(draft, moment)
    worth = sa.select(
        orders.c.customer_id,
        orders.c.orders,
        orders.c.net,
        orders.c.last_at,
        sa.func.rank().over(order_by=orders.c.net.desc()).label("place"),
        sa.func.count().over().label("buyers"),
    ).subquery()
    return (
        sa.select(
            sa.cast(sa.literal(moment.date()), sa.Date).label("day"),
            *(ranked.c[name] for name in ("customer_id", "guide_id", "channel_id", "held_at", "held")),
            sa.func.coalesce(worth.c.orders, 0).label("orders"),
            sa.func.coalesce(worth.c.net, 0).label("net"),
            worth.c.last_at,
            worth.c.place,
            worth.c.buyers,
        )
        .select_from(ranked.outerjoin(worth, ranked.c.customer_id == worth.c.customer_id))
        .where(ranked.c.turn == 1)
        .subquery()
    )


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
