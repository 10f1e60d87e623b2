"""Campaigning: which orders belong to a campaign, and which of its participants bought."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.warehouse.dialects import day_of
from data.warehouse.tables import DERIVED, FACTS


def derive_campaigns(connection: sa.Connection, now: datetime) -> None:
    """Write orders and participants of all campaigns anew: they are few. An order ahead of now is nobody's yet."""
    _fill(connection, "campaign_orders", _orders(connection))
    _fill(connection, "participants", _participants(now))


def _fill(connection: sa.Connection, name: str, query: sa.Select[Any]) -> None:
    target = DERIVED[name]
    connection.execute(sa.delete(target))
    connection.execute(target.insert().from_select([column.name for column in target.columns], query))


def _orders(connection: sa.Connection) -> sa.Select[Any]:
    """Counted orders by their campaign; where no order of the file names one, the participants' on its days."""
    orders, facts = DERIVED["orders"], FACTS["orders"]
    columns = [orders.c[name] for name in ("order_id", "customer_id", "at", "net", "guide_id", "store_id")]
    names_campaigns = sa.select(sa.literal(1)).select_from(facts).where(facts.c.campaign_id.is_not(None)).limit(1)
    if connection.execute(names_campaigns).first() is not None:
        return sa.select(orders.c.campaign_id, *columns).where(orders.c.campaign_id.is_not(None))
    campaigns, participants = FACTS["campaigns"], FACTS["participants"]
    day = day_of(orders.c["at"])
    on_its_days = sa.and_(
        orders.c.customer_id == participants.c.customer_id, day >= campaigns.c.starts_on, day <= campaigns.c.ends_on
    )
    both = participants.join(campaigns, participants.c.campaign_id == campaigns.c.campaign_id)
    return sa.select(participants.c.campaign_id, *columns).select_from(both.join(orders, on_its_days))


def _participants(now: datetime) -> sa.Select[Any]:
    participants, people, orders = FACTS["participants"], DERIVED["people"], DERIVED["campaign_orders"]
    c = participants.c
    bought = (
        sa.select(orders.c.campaign_id, orders.c.customer_id, sa.func.min(orders.c["at"]).label("at"))
        .where(orders.c["at"] <= now)
        .group_by(orders.c.campaign_id, orders.c.customer_id)
        .subquery()
    )
    is_own = sa.and_(c.campaign_id == bought.c.campaign_id, c.customer_id == bought.c.customer_id)
    return sa.select(
        c.campaign_id, c.customer_id, c.joined_at, bought.c["at"], people.c.guide_id, people.c.added_at
    ).select_from(participants.outerjoin(bought, is_own).outerjoin(people, c.customer_id == people.c.customer_id))
