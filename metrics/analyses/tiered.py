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
    now = sa.literal(moment)
    is_late = add_hours(everybody.c.last_at, _hours(rules.core_days)) > now
    state = _State(
        is_core=sa.and_(everybody.c.orders >= rules.core_orders, is_late),
        has_bought=everybody.c.orders > 0,
        added_at=everybody.c.added_at,
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

    Orders are read once, whatever the number of moments.
    """
    everybody, core, brought = known(draft, moments[-1]), _core_at(moments, rules), _brought()
    tiers = []
    for n, moment in enumerate(moments):
        state = _State(
            is_core=core.c[f"is_core_{n}"] == 1,
            has_bought=everybody.c.first_at <= moment,
            added_at=everybody.c.added_at,
            talked_at=everybody.c.talked_at,
            brought_at=brought.c.brought_at,
        )
        is_known = sa.or_(everybody.c.added_at <= moment, everybody.c.first_at <= moment)
        tiers.append(sa.case((is_known, _tier(state, moment, rules)), else_=sa.null()).label(f"tier_{n}"))
    return (
        sa.select(*everybody.c, *tiers)
        .select_from(
            everybody.outerjoin(core, everybody.c.customer_id == core.c.customer_id).outerjoin(
                brought, everybody.c.customer_id == brought.c.referrer_id
            )
        )
        .subquery()
    )


def _core_at(moments: Sequence[datetime], rules: TierRules) -> sa.Subquery:
    """Whether who has enough orders made one of those lately: `is_core_n` for each of several moments.

    The last order up to a moment is also the one with the highest number, so earlier ones need not be looked at.
    """
    orders = MILESTONES["orders"]
    at = orders.c["at"]
    columns: list[sa.ColumnElement[Any]] = []
    for n, moment in enumerate(moments):
        is_late = sa.and_(at <= moment, add_hours(at, _hours(rules.core_days)) > sa.literal(moment))
        columns.append(sa.func.max(sa.case((is_late, 1), else_=0)).label(f"is_core_{n}"))
    rows = sa.select(orders.c.customer_id, *columns).where(orders.c.ordinal >= rules.core_orders, at <= moments[-1])
    return rows.group_by(orders.c.customer_id).subquery()


@dataclass(frozen=True, kw_only=True, eq=False)
class _State:
    """What a tier goes by: what she bought until a moment, and since when the rest holds."""

    is_core: sa.ColumnElement[bool]
    has_bought: sa.ColumnElement[bool]
    added_at: sa.ColumnElement[Any]
    talked_at: sa.ColumnElement[Any]
    brought_at: sa.ColumnElement[Any]


def _tier(state: _State, moment: datetime, rules: TierRules) -> sa.ColumnElement[Any]:
    """The tier at a moment of somebody who is known by then."""
    now = sa.literal(moment)
    return sa.case(
        (state.is_core, CORE),
        (state.has_bought, VALUE),
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
