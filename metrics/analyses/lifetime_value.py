"""Lifetime value so far: users × average order value × purchases per user, of all buyers and by month of first order.

What was bought up to the horizon, nothing foretold. A user is somebody who bought, in the cohort of her first order;
the product is then the net amount of the cohort, and `per_user` what one brought on average.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.settings import Settings
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column, money
from metrics.analyses.cohorts import Bought, bought
from metrics.model import Unit
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
    found = bought(generation, question)
    return [] if found is None else values(found)


def values(of: Bought) -> list[LifetimeValue]:
    """Everybody, then each cohort in order; nobody where there is none."""
    orders: Counter[date] = Counter()
    net: dict[date, Decimal] = defaultdict(Decimal)
    for (cohort, _), cell in of.cells.items():
        orders[cohort] += int(cell.orders)
        net[cohort] += money(cell.net)
    if not of.sizes:
        return []
    everybody = _value(None, sum(of.sizes.values()), orders.total(), sum(net.values(), Decimal(0)))
    return [everybody, *(_value(cohort, users, orders[cohort], net[cohort]) for cohort, users in of.sizes.items())]


def _value(cohort: date | None, users: int, orders: int, net: Decimal) -> LifetimeValue:
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
