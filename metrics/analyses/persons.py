"""Persons: everybody who was ever added or bought, once, at the place of her earliest add, else of her first order."""

from __future__ import annotations

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


def persons() -> sa.Subquery:
    """One row per person: customer_id, added_at, place, and the day she was first known, by an add or an order."""
    added, bought = dated(PEOPLE, "added_at"), dated(ORDERS, "first_at")
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


def tiered(moment: datetime, rules: TierRules) -> sa.Subquery:
    """Everybody known at a moment with her tier, what she bought until then, and whether a guide still holds her."""
    everybody, bought, talked = persons(), bought_until(moment), _contacts(moment)
    referrals = PUBLISHED["referrals"]
    brought = sa.select(referrals.c.referrer_id).where(referrals.c["at"] <= moment).distinct().subquery()
    orders = sa.func.coalesce(bought.c.orders, 0)
    is_core = sa.and_(
        orders >= rules.core_orders, add_hours(bought.c.last_at, _hours(rules.core_days)) > sa.literal(moment)
    )
    is_new = add_hours(everybody.c.added_at, _hours(rules.new_days)) > sa.literal(moment)
    tier = sa.case(
        (is_core, CORE),
        (orders > 0, VALUE),
        (sa.or_(talked.c.talked_at.is_not(None), brought.c.referrer_id.is_not(None)), SEED),
        (is_new, NEW),
        else_=ORDINARY,
    )
    return (
        sa.select(
            everybody,
            tier.label("tier"),
            orders.label("orders"),
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
