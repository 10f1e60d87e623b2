"""Persons: everybody who was ever added or bought, once, at the place of her earliest add, else of her first order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.settings import TierRules
from data.warehouse.dialects import add_hours
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics.analyses.purchases import bought_until
from metrics.sources import ORDERS, PEOPLE, dated

PLACE = ("guide_id", "store_id", "team", "channel_id")
NEW, ORDINARY, SEED, VALUE, CORE = TIERS = ("new", "ordinary", "seed", "value", "core")


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


def tiered(moment: datetime, rules: TierRules) -> sa.Subquery:
    """Everybody known at a moment with her tier, what she bought until then, and whether a guide still holds her."""
    everybody, bought, talked, brought = persons(), bought_until(moment), _contacts(moment), _brought()
    state = _State(
        added_at=everybody.c.added_at,
        orders=sa.func.coalesce(bought.c.orders, 0),
        last_at=bought.c.last_at,
        talked_at=talked.c.talked_at,
        brought_at=brought.c.brought_at,
    )
    return (
        sa.select(
            everybody,
            _tier(state, moment, rules).label("tier"),
            state.orders.label("orders"),
            sa.func.coalesce(bought.c.net, 0).label("net"),
            bought.c.first_at,
            bought.c.last_at,
            sa.func.coalesce(talked.c.held, 0).label("held"),
        )
        .select_from(
            everybody.outerjoin(bought, everybody.c.customer_id == bought.c.customer_id)
            .outerjoin(talked, everybody.c.customer_id == talked.c.customer_id)
            .outerjoin(brought, everybody.c.customer_id == brought.c.referrer_id)
        )
        .where(sa.or_(everybody.c.added_at <= moment, bought.c.customer_id.is_not(None)))
        .subquery()
    )


def tiered_at(moments: Sequence[datetime], rules: TierRules) -> sa.Subquery:
    """Everybody known at the last of several moments, with her tier at each as `tier_0`, `tier_1` …, empty before.

    All orders are read once, whatever the number of moments.
    """
    everybody, talked, brought = persons(), _contacts(moments[-1]), _brought()
    orders = MILESTONES["orders"]
    at = orders.c["at"]
    until = [at <= moment for moment in moments]
    bought = (
        sa.select(
            orders.c.customer_id,
            sa.func.min(at).label("first_at"),
            *(sa.func.sum(sa.case((is_there, orders.c.orders), else_=0)).label(f"n_{n}") for n, is_there in enumerate(until)),
            *(sa.func.max(sa.case((is_there, at), else_=sa.null())).label(f"at_{n}") for n, is_there in enumerate(until)),
        )
        .where(until[-1])
        .group_by(orders.c.customer_id)
        .subquery()
    )

    def is_known(moment: datetime) -> sa.ColumnElement[bool]:
        return sa.or_(everybody.c.added_at <= moment, bought.c.first_at <= moment)

    tiers = []
    for n, moment in enumerate(moments):
        state = _State(
            added_at=everybody.c.added_at,
            orders=sa.func.coalesce(bought.c[f"n_{n}"], 0),
            last_at=bought.c[f"at_{n}"],
            talked_at=talked.c.talked_at,
            brought_at=brought.c.brought_at,
        )
        tiers.append(sa.case((is_known(moment), _tier(state, moment, rules)), else_=sa.null()).label(f"tier_{n}"))
    return (
        sa.select(everybody, *tiers)
        .select_from(
            everybody.outerjoin(bought, everybody.c.customer_id == bought.c.customer_id)
            .outerjoin(talked, everybody.c.customer_id == talked.c.customer_id)
            .outerjoin(brought, everybody.c.customer_id == brought.c.referrer_id)
        )
        .where(is_known(moments[-1]))
        .subquery()
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _State:
    """What a tier goes by: orders and the last of them up to a moment, and since when the rest holds."""

    added_at: sa.ColumnElement[Any]
    orders: sa.ColumnElement[Any]
    last_at: sa.ColumnElement[Any]
    talked_at: sa.ColumnElement[Any]
    brought_at: sa.ColumnElement[Any]


def _tier(state: _State, moment: datetime, rules: TierRules) -> sa.ColumnElement[Any]:
    """The tier at a moment of somebody who is known by then."""
    now = sa.literal(moment)
    is_core = sa.and_(state.orders >= rules.core_orders, add_hours(state.last_at, _hours(rules.core_days)) > now)
    return sa.case(
        (is_core, CORE),
        (state.orders > 0, VALUE),
        (sa.or_(state.talked_at <= moment, state.brought_at <= moment), SEED),
        (add_hours(state.added_at, _hours(rules.new_days)) > now, NEW),
        else_=ORDINARY,
    )


def _brought() -> sa.Subquery:
    """Since when each referrer has brought somebody."""
    rows = PUBLISHED["referrals"]
    since = sa.func.min(rows.c["at"]).label("brought_at")
    return sa.select(rows.c.referrer_id, since).group_by(rows.c.referrer_id).subquery()


def _hours(days: int) -> Any:
    return sa.literal_column(str(int(days) * 24))


def _contacts(moment: datetime) -> sa.Subquery:
    """Per person with an add up to a moment: when she was first talked with, and how many contacts still stood then."""
    contacts = MILESTONES["contacts"]
    stands = sa.or_(contacts.c.ends_at.is_(None), contacts.c.ends_at > moment)
    talked_at = sa.case((contacts.c.private_chat_at <= moment, contacts.c.private_chat_at), else_=sa.null())
    return (
        sa.select(
            contacts.c.customer_id,
            sa.func.min(talked_at).label("talked_at"),
            sa.func.sum(sa.case((stands, 1), else_=0)).label("held"),
        )
        .where(contacts.c.added_at <= moment)
        .group_by(contacts.c.customer_id)
        .subquery()
    )
