"""Quantities: the events that score, each with its guide and the store and team of that day, and their daily sums.

A sale counts for who sold it and for the store where it was made; a contact for the guide who added; a group entry for
the guide named as inviter, else the group's owner. Events that lie in the future are errors of the rows and ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data.warehouse.dialects import day_of, second_of_day
from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics.competitions.rules import Rules
from metrics.competitions.scorables import SCORABLES
from metrics.periods import Period
from metrics.sources import CONTACTS, ORDERS, dated, placed

NO_NOTE = ("", "否", "无", "0", "no", "n", "false", "未交")
_QUANTITY = sa.Numeric(18, 4)


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of one thing by one guide in one place, between two cut-offs of a day."""

    what: str
    guide_id: str | None
    store_id: str | None
    team: str | None
    day: date
    leg: int  # how many cut-offs of the day had passed
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Event:
    """One event that scores."""

    what: str
    at: datetime
    guide_id: str | None
    store_id: str | None
    team: str | None
    ref: str  # the order, the customer, the lesson or the reason
    quantity: Decimal


def quantities(generation: Generation, rules: Rules) -> list[Quantity]:
    """The sums of all that the rules count, over the whole competition."""
    selects = []
    for what in rules.counted:
        rows = _events(generation, rules, what)
        selects.append(
            sa.select(
                sa.literal(what).label("what"),
                rows.c.guide_id,
                rows.c.store_id,
                rows.c.team,
                rows.c.day,
                _leg(rows.c["at"], rules.cut_offs).label("leg"),
                rows.c.quantity,
            )
        )
    every = sa.union_all(*selects).subquery()
    keys = [every.c[name] for name in ("what", "guide_id", "store_id", "team", "day", "leg")]
    query = sa.select(*keys, sa.cast(sa.func.sum(every.c.quantity), _QUANTITY).label("quantity")).group_by(*keys)
    return [Quantity(**{**row._mapping, "leg": int(row.leg)}) for row in generation.rows(query)]


def events(generation: Generation, rules: Rules, *only: Any, whats: Sequence[str] | None = None) -> list[Event]:
    """The events themselves, in order of time; `only` filters by columns of `guide_id`, `store_id`, `team` or `day`."""
    selects = []
    for what in whats if whats is not None else rules.counted:
        rows = _events(generation, rules, what)
        columns = [rows.c[name] for name in ("at", "guide_id", "store_id", "team", "ref", "quantity")]
        conditions = [rows.c[name].in_(wanted) for name, wanted in only]
        selects.append(sa.select(sa.literal(what).label("what"), *columns).where(*conditions))
    every = sa.union_all(*selects).subquery()
    query = sa.select(*every.c).order_by(every.c["at"], every.c.what, every.c.ref)
    return [Event(**row._mapping) for row in generation.rows(query)]


def _leg(at: sa.ColumnElement[Any], cut_offs: Sequence[time]) -> sa.ColumnElement[int]:
    seconds = second_of_day(at)
    passed: sa.ColumnElement[int] = sa.literal_column("0", sa.Integer)
    for cut in cut_offs:
        passed = passed + sa.case((seconds >= cut.hour * 3600 + cut.minute * 60 + cut.second, 1), else_=0)
    return passed


def _events(generation: Generation, rules: Rules, what: str) -> sa.Subquery:
    """at, day, guide_id, store_id, team, ref and quantity of everything of one kind in the competition's days."""
    period = Period(rules.starts_on, rules.ends_on + timedelta(days=1))
    rows, at, ref, amount = _KINDS[what](period)
    day = rows.c.day
    query = sa.select(
        at.label("at"),
        day,
        rows.c.guide_id,
        rows.c.store_id,
        rows.c.team,
        sa.cast(ref, sa.Text).label("ref"),
        sa.cast(amount, _QUANTITY).label("quantity"),
    ).where(day >= period.start, day < period.end, at <= generation.published_at)
    if rules.regions:
        stores = PUBLISHED["stores"]
        there = sa.select(stores.c.store_id).where(stores.c.region.in_(rules.regions))
        query = query.where(rows.c.store_id.in_(there))
    return _first(query.subquery()) if what == "opening_order" else query.subquery()


def _first(rows: sa.Subquery) -> sa.Subquery:
    """Each guide's first of some events: of those that count in the competition, not of those in other regions."""
    place = sa.func.row_number(type_=sa.BigInteger()).over(
        partition_by=rows.c.guide_id, order_by=(rows.c["at"], rows.c.ref)
    )
    ranked = sa.select(*rows.c, place.label("place")).where(rows.c.guide_id.is_not(None)).subquery()
    return sa.select(*(c for c in ranked.c if c.name != "place")).where(ranked.c.place == 1).subquery()


_Found = tuple[sa.Subquery, Any, Any, Any]  # the placed rows, the moment, what to name the event by, how much it is


def _orders(amount: Callable[[Any], Any], *only: Callable[[Any], Any]) -> Callable[[Period], _Found]:
    def found(period: Period) -> _Found:
        rows = dated(ORDERS, "at", period)
        kept = sa.select(*rows.c).where(*(condition(rows.c) for condition in only)).subquery() if only else rows
        return kept, kept.c["at"], kept.c.order_id, amount(kept.c)

    return found


def _contacts(anchor: str) -> Callable[[Period], _Found]:
    def found(period: Period) -> _Found:
        rows = dated(CONTACTS, anchor, period)
        return rows, rows.c[anchor], rows.c.customer_id, sa.literal(1)

    return found


def _entries(period: Period) -> _Found:
    """Customers who joined a customer group."""
    members, groups, guides = MILESTONES["memberships"], PUBLISHED["groups"], PUBLISHED["guides"]
    query = (
        sa.select(
            day_of(members.c.joined_at).label("day"),
            members.c.joined_at,
            members.c.customer_id,
            sa.func.coalesce(guides.c.guide_id, groups.c.owner_guide_id).label("guide_id"),
            sa.case((guides.c.guide_id.is_(None), groups.c.store_id)).label("own_store_id"),
        )
        .select_from(
            members.outerjoin(groups, members.c.group_id == groups.c.group_id).outerjoin(
                guides, members.c.inviter_id == guides.c.guide_id
            )
        )
        .where(sa.func.coalesce(groups.c.audience, "customer") == "customer")
    )
    rows = placed(query.subquery(), own_store="own_store_id")
    return rows, rows.c.joined_at, rows.c.customer_id, sa.literal(1)


def _points(kind: str) -> Callable[[Period], _Found]:
    def found(period: Period) -> _Found:
        points = PUBLISHED["guide_points"]
        how_many = sa.func.coalesce(points.c.quantity, 1)
        given = sa.func.coalesce(points.c.points, points.c.quantity, 0)
        query = sa.select(
            day_of(points.c["at"]).label("day"),
            points.c["at"],
            points.c.guide_id,
            points.c.reason,
            (given if kind == "manual" else how_many).label("amount"),
        ).where(points.c.kind == kind)
        rows = placed(query.subquery())
        return rows, rows.c["at"], sa.func.coalesce(rows.c.reason, kind), rows.c.amount

    return found


def _training(amount: Callable[[Any], Any], *only: Callable[[Any], Any]) -> Callable[[Period], _Found]:
    def found(period: Period) -> _Found:
        training = PUBLISHED["training"]
        query = sa.select(
            training.c.on.label("day"), training.c.guide_id, training.c.lesson, amount(training.c).label("amount")
        ).where(*(condition(training.c) for condition in only))
        rows = placed(query.subquery())
        return rows, sa.cast(rows.c.day, sa.DateTime), rows.c.lesson, rows.c.amount

    return found


def _handed_in(c: Any) -> sa.ColumnElement[bool]:
    return sa.func.lower(sa.func.trim(c.note)).not_in(NO_NOTE)


def _one(_columns: Any) -> Any:
    return sa.literal(1)


_KINDS: dict[str, Callable[[Period], _Found]] = {
    "gmv": _orders(lambda c: c.net),
    "orders": _orders(lambda c: c.orders),
    "opening_order": _orders(_one),
    "new_customers": _orders(_one, lambda c: c.ordinal == 1, lambda c: c.orders == 1),
    "units": _orders(lambda c: sa.func.coalesce(c.quantity, 1)),
    "adds": _contacts("added_at"),
    "greeting_replies": _contacts("greeting_replied_at"),
    "private_chats": _contacts("private_chat_at"),
    "group_entries": _entries,
    "order_screenshot": _points("order_screenshot"),
    "forward": _points("forward"),
    "manual": _points("manual"),
    "lessons": _training(_one, lambda c: c.attended),
    "notes": _training(_one, _handed_in),
    "exam": _training(lambda c: c.exam, lambda c: c.exam.is_not(None)),
}
assert _KINDS.keys() == SCORABLES.keys()
