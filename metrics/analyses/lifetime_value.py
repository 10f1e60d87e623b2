"""Lifetime value so far: users × average order value × purchases per user, of all buyers and by month of first order.

What was bought up to the horizon, nothing foretold. A user is somebody who bought, in the cohort of her first order;
the product is then the net amount of the cohort, and `per_user` what one brought on average.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.dialects import month_of
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column, money
from metrics.analyses.purchases import purchases
from metrics.model import Unit
from metrics.persons import bought_until
from metrics.question import Question
from metrics.repurchase import REPURCHASE_RATE


@dataclass(frozen=True, kw_only=True)
class LifetimeValue:
    """A cohort's users, and what they are worth so far; cohort None: everybody."""

    cohort: date | None
    users: int
    orders: int
    average_order_value: Decimal | None
    purchases_per_user: float | None
    per_user: Decimal | None
    gmv: Decimal


def lifetime_value(generation: Generation, question: Question) -> list[LifetimeValue]:
    """Everybody whose first order falls in the question's period, then each month's cohort in order."""
    firsts = purchases(generation, question, "first_at")
    if firsts is None:
        return []
    born = firsts.select(firsts.rows.c.customer_id, month_of(firsts.rows.c.day).label("cohort")).subquery()
    bought = bought_until(firsts.reach.at)
    query = (
        sa.select(
            born.c.cohort,
            sa.func.count().label("users"),
            sa.func.sum(bought.c.orders).label("orders"),
            sa.func.sum(bought.c.net).label("net"),
        )
        .select_from(born.join(bought, born.c.customer_id == bought.c.customer_id))
        .group_by(born.c.cohort)
        .order_by(born.c.cohort)
    )
    rows = generation.rows(query)
    return [_value(None, rows), *(_value(row.cohort, [row]) for row in rows)] if rows else []


def _value(cohort: date | None, rows: Any) -> LifetimeValue:
    users, orders = sum(int(row.users) for row in rows), sum(int(row.orders) for row in rows)
    net = money(sum(row.net for row in rows))
    return LifetimeValue(
        cohort=cohort,
        users=users,
        orders=orders,
        average_order_value=money(net / orders) if orders else None,
        purchases_per_user=orders / users if users else None,
        per_user=money(net / users) if users else None,
        gmv=net,
    )


def _rows(generation: Generation, question: Question, settings: Settings) -> list[LifetimeValue]:
    return lifetime_value(generation, question)


LIFETIME_VALUE = Analysis(
    key="lifetime-value",
    title=("用户价值 LTV", "Lifetime value"),
    meaning=(
        "用户数 × 客单价 × 人均购买次数，整体与各首单月份；只算已发生的，不作预测",
        "Users × average order value × purchases per user, overall and by month of first order; nothing is foretold.",
    ),
    columns=(
        column("cohort", "首单月份", "Cohort"),
        column("users", "用户数", "Users", Unit.COUNT),
        column("orders", "订单数", "Orders", Unit.COUNT),
        column("average_order_value", "客单价", "Average order value", Unit.MONEY),
        column("purchases_per_user", "人均购买次数", "Purchases per user", Unit.PER),
        column("per_user", "人均价值", "Value per user", Unit.MONEY),
        column("gmv", "总价值", "Value", Unit.MONEY),
    ),
    rows=_rows,
    metric=REPURCHASE_RATE,
)
