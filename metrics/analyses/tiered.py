"""Tiered: everybody known at a moment, or at several, with the tier that she has then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.settings import TierRules
from data.warehouse.dialects import add_hours
from data.warehouse.draft import Draft
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics.persons import known

NEW, ORDINARY, SEED, VALUE, CORE = TIERS = ("new", "ordinary", "seed", "value", "core")


def tiered(draft: Draft, moment: datetime, rules: TierRules) -> sa.Subquery:
    """Everybody known at a moment with her tier, what she bought until then, and whether a guide still holds her."""
    everybody, brought = known(draft, moment), _brought()
    state = _State(
        added_at=everybody.c.added_at,
        orders=everybody.c.orders,
        last_at=everybody.c.last_at,
        talked_at=everybody.c.talked_at,
        brought_at=brought.c.brought_at,
    )
    return (
        sa.select(*everybody.c, _tier(state, moment, rules).label("tier"))
        .select_from(everybody.outerjoin(brought, everybody.c.customer_id == brought.c.referrer_id))
        .subquery()
    )


def tiered_at(draft: Draft, moments: Sequence[datetime], rules: TierRules) -> sa.Subquery:
    """Everybody known at the last of several moments, with her tier at each as `tier_0`, `tier_1` …, empty before.

    All orders are read once, whatever the number of moments.
    """
    everybody, bought, brought = known(draft, moments[-1]), _bought_at(moments), _brought()
    tiers = []
    for n, moment in enumerate(moments):
        state = _State(
            added_at=everybody.c.added_at,
            orders=sa.func.coalesce(bought.c[f"orders_{n}"], 0),
            last_at=bought.c[f"last_at_{n}"],
            talked_at=everybody.c.talked_at,
            brought_at=brought.c.brought_at,
        )
        is_known = sa.or_(everybody.c.added_at <= moment, everybody.c.first_at <= moment)
        tiers.append(sa.case((is_known, _tier(state, moment, rules)), else_=sa.null()).label(f"tier_{n}"))
    return (
        sa.select(*everybody.c, *tiers)
        .select_from(
            everybody.outerjoin(bought, everybody.c.customer_id == bought.c.customer_id).outerjoin(
                brought, everybody.c.customer_id == brought.c.referrer_id
            )
        )
        .subquery()
    )


def _bought_at(moments: Sequence[datetime]) -> sa.Subquery:
    """Per person who bought up to the last of several moments: orders_n and last_at_n up to each."""
    orders = MILESTONES["orders"]
    at = orders.c["at"]
    columns: list[sa.ColumnElement[Any]] = []
    for n, moment in enumerate(moments):
        columns.append(sa.func.sum(sa.case((at <= moment, orders.c.orders), else_=0)).label(f"orders_{n}"))
        columns.append(sa.func.max(sa.case((at <= moment, at), else_=sa.null())).label(f"last_at_{n}"))
    rows = sa.select(orders.c.customer_id, *columns).where(at <= moments[-1])
    return rows.group_by(orders.c.customer_id).subquery()


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
