"""Persons: everybody who was ever added or bought, once, at the place of her earliest add, else of her first order.

A generation holds them as they stand at the last moment that its rows know of (`PERSONS`), because most questions look
from there; at any other moment they are put together from contacts, people and orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.warehouse.draft import Draft
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics.sources import ORDERS, PEOPLE, dated

PLACE = ("guide_id", "store_id", "team", "channel_id")
REGISTERED = ("nickname", "phone", "level", "city", "birthday", "tags")  # what the register says of her
_KINDS = ("contacts", "orders")

PERSONS = sa.Table(
    "persons",
    sa.MetaData(),
    sa.Column("customer_id", sa.Text, nullable=False),
    sa.Column("added_at", sa.DateTime),
    sa.Column("day", sa.Date, nullable=False, comment="on which she was first known, by an add or an order"),
    *(sa.Column(name, sa.Text) for name in PLACE),
    sa.Column("orders", sa.BigInteger, nullable=False),
    sa.Column("net", sa.Numeric(18, 2), nullable=False),
    sa.Column("first_at", sa.DateTime),
    sa.Column("last_at", sa.DateTime),
    sa.Column("talked_at", sa.DateTime, comment="when she was first talked with, be it after the moment"),
    sa.Column("held", sa.BigInteger, nullable=False, comment="contacts that still stand"),
    sa.Column("holder_id", sa.Text, comment="whose she is: of the latest add that stands, else of the first of all"),
    sa.Column("held_at", sa.DateTime, comment="when that one added her"),
    sa.Column("held_by_channel_id", sa.Text, comment="through which channel"),
    *(sa.Column(name, PUBLISHED["customers"].c[name].type) for name in REGISTERED),
    schema="mart",
)


def last_moment(draft: Draft) -> datetime | None:
    """The latest moment that contacts or orders know of."""
    return max((draft.horizons[kind].at for kind in _KINDS if kind in draft.horizons), default=None)


def published_persons(draft: Draft) -> Sequence[sa.Select[Any]]:
    """The rows of `PERSONS`."""
    moment = last_moment(draft)
    return [] if moment is None else [_known_at(moment).order_by(sa.column("day"))]


def known(draft: Draft, moment: datetime) -> sa.FromClause:
    """One row per person known at a moment, with the columns of `PERSONS` as they were then."""
    return PERSONS if moment == last_moment(draft) else _known_at(moment).subquery()


def bought(draft: Draft, moment: datetime) -> sa.Subquery:
    """One row per person who bought up to a moment: orders, net, first_at, last_at."""
    reach = draft.horizons.get("orders")
    if reach is None or moment < reach.at:
        return bought_until(moment)
    return sa.select(PERSONS).where(PERSONS.c.first_at.is_not(None)).subquery()  # later adds change no order


def buyers(draft: Draft, moment: datetime) -> sa.Subquery:
    """The same with where she belongs: added_at, day and place."""
    rows = bought(draft, moment)
    if "day" in rows.c:
        return rows
    people = everybody(draft)
    is_same = people.c.customer_id == rows.c.customer_id
    amounts = (rows.c[name] for name in ("orders", "net", "first_at", "last_at"))
    return sa.select(people, *amounts).select_from(people.join(rows, is_same)).subquery()


def everybody(draft: Draft, named: sa.ColumnElement[Any] | None = None) -> sa.Subquery:
    """One row per person, whatever the moment (with a column of ids, of those it names): as `persons`, but published
    where no row speaks of the future.
    """
    if last_moment(draft) is None or any(draft.future_rows.get(kind) for kind in _KINDS):
        return persons(named)
    rows = sa.select(*(PERSONS.c[name] for name in ("customer_id", "added_at", "day", *PLACE)))
    return (rows if named is None else rows.where(PERSONS.c.customer_id.in_(sa.select(named)))).subquery()


def _known_at(moment: datetime) -> sa.Select[Any]:
    people, spent, talked = persons(), bought_until(moment), contacts_until(moment)
    customers = PUBLISHED["customers"]
    return (
        sa.select(
            people,
            sa.func.coalesce(spent.c.orders, 0).label("orders"),
            sa.func.coalesce(spent.c.net, 0).label("net"),
            spent.c.first_at,
            spent.c.last_at,
            talked.c.talked_at,
            sa.func.coalesce(talked.c.held, 0).label("held"),
            *(talked.c[name] for name in ("holder_id", "held_at", "held_by_channel_id")),
            *(customers.c[name] for name in REGISTERED),
        )
        .select_from(
            people.outerjoin(spent, people.c.customer_id == spent.c.customer_id)
            .outerjoin(talked, people.c.customer_id == talked.c.customer_id)
            .outerjoin(customers, people.c.customer_id == customers.c.customer_id)
        )
        .where(sa.or_(people.c.added_at <= moment, spent.c.customer_id.is_not(None)))
    )


def persons(named: sa.ColumnElement[Any] | None = None) -> sa.Subquery:
    """One row per person: customer_id, added_at, place, and the day she was first known, by an add or an order.

    With a column of ids only those that it names.
    """
    added, bought = (_of(rows, named) for rows in (dated(PEOPLE, "added_at"), dated(ORDERS, "first_at")))
    day = sa.case((bought.c.day < added.c.day, bought.c.day), else_=added.c.day)
    is_same = added.c.customer_id == bought.c.customer_id
    contacts = sa.select(
        added.c.customer_id, added.c.added_at, day.label("day"), *(added.c[name] for name in PLACE)
    ).select_from(added.outerjoin(bought, is_same))
    others = (
        sa.select(
            bought.c.customer_id,
            sa.cast(sa.null(), sa.DateTime).label("added_at"),
            bought.c.day,
            *(bought.c[name] for name in PLACE),
        )
        .select_from(bought.outerjoin(added, is_same))
        .where(added.c.customer_id.is_(None))
    )
    return sa.union_all(contacts, others).subquery()


def _of(rows: sa.Subquery, named: sa.ColumnElement[Any] | None) -> sa.Subquery:
    return rows if named is None else sa.select(rows).where(rows.c.customer_id.in_(sa.select(named))).subquery()


def bought_until(moment: datetime) -> sa.Subquery:
    """One row per person who bought up to a moment: orders, net, first_at, last_at."""
    orders = MILESTONES["orders"]
    at = orders.c["at"]
    return (
        sa.select(
            orders.c.customer_id,
            sa.func.sum(orders.c.orders).label("orders"),
            sa.func.sum(orders.c.net).label("net"),
            sa.func.min(at).label("first_at"),
            sa.func.max(at).label("last_at"),
        )
        .where(at <= moment)
        .group_by(orders.c.customer_id)
        .subquery()
    )


def contacts_until(moment: datetime) -> sa.Subquery:
    """Per person with an add up to a moment: when she was first talked with, be it later, how many contacts still stood
    at the moment, and whose she was.
    """
    contacts = MILESTONES["contacts"]
    c = contacts.c
    stands = sa.or_(c.ends_at.is_(None), c.ends_at > moment)
    latest = sa.case((stands, c.added_at), else_=sa.null())
    turn = sa.func.row_number(type_=sa.BigInteger()).over(
        partition_by=c.customer_id, order_by=(sa.nulls_last(latest.desc()), c.added_at, c.guide_id)
    )
    rows = (
        sa.select(
            c.customer_id,
            sa.func.min(c.private_chat_at).over(partition_by=c.customer_id).label("talked_at"),
            sa.func.sum(sa.case((stands, 1), else_=0)).over(partition_by=c.customer_id).label("held"),
            c.guide_id.label("holder_id"),
            c.added_at.label("held_at"),
            c.channel_id.label("held_by_channel_id"),
            turn.label("turn"),
        )
        .where(c.added_at <= moment)
        .subquery()
    )
    return sa.select(*list(rows.c)[:-1]).where(rows.c.turn == 1).subquery()
