"""Repurchase: who buys again, and how much of what is sold goes to those who bought before.

A rate over people takes guide, store, campaign and the like from the order that put the person into the denominator:
her first order ever, or her first order of the month. So a person is in one split only, and splits add up.
"""

from decimal import Decimal

from metrics.dimensions import OF_BUYERS_OF_MONTHS, OF_ORDERS
from metrics.model import Better, Metric, Monthly, Rate, Reference, Rows, Share, Unit
from metrics.orders import PAID
from metrics.sources import ORDERS

THEME = ("复购", "Repurchase")

FIRSTS = Rows(
    subject=ORDERS,
    anchor="first_at",
    title=("首单时间", "time of the first order"),
    one=("首单客户", "first-time buyers"),
)
BUYERS_OF_MONTHS = Rows(
    subject=ORDERS, anchor="month", title=("月份", "month"), one=("当月购买人数", "buyers of the month")
)

REPURCHASE_RATE = Metric(
    key="repurchase_rate",
    theme=THEME,
    title=("首单复购率", "Repurchase rate"),
    meaning=(
        "首单后限时内下第二单的客户占比，按首单归入周期；加粉前的订单也算，导购、门店等取自首单",
        "Share of people whose second order falls within the window of their first; orders before the add count, and "
        "guide, store and the like are those of the first order.",
    ),
    value=Rate(rows=FIRSTS, event="next_at", window="repurchase_hours", happened=("下第二单", "bought again")),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("bought",),
    dimensions=OF_ORDERS,
    reference=Reference(
        value=Decimal("0.20"),
        text=("朋友圈客户 15 天内 20 % 复购", "20 % of Moments customers bought again within 15 days"),
        source="Y",
        industry=("茶叶", "tea"),
    ),
)
RETURNING_ORDER_SHARE = Metric(
    key="returning_order_share",
    theme=THEME,
    title=("老客订单占比", "Returning-order share"),
    meaning=(
        "周期内的订单中，是下单人第 2 单及以后的占比",
        "Share of orders that are their buyer's second or a later one.",
    ),
    value=Share(
        rows=PAID,
        numerator="returning_orders",
        denominator="orders",
        terms=(("第 2 单及以后的订单", "orders numbered 2 or more"), ("订单数", "orders")),
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("bought",),
    dimensions=OF_ORDERS,
)
MONTHLY_REPURCHASE_RATE = Metric(
    key="monthly_repurchase_rate",
    theme=THEME,
    title=("月复购率", "Monthly repurchase rate"),
    meaning=(
        "当月购买的客户中，当月下了两单及以上的占比；周期碰到的月份都按整月算，月份结束后才成熟；导购、门店等取自她当月首单",
        "Share of a month's buyers with two or more orders in it. Every month the period touches counts whole, and is "
        "mature once it is over; guide, store and the like are those of her first order of the month.",
    ),
    value=Monthly(
        rows=BUYERS_OF_MONTHS,
        column="repeats",
        after=0,
        terms=(
            ("当月两单及以上的客户", "those with two or more orders in it"),
            ("当月购买人数", "buyers of the month"),
        ),
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("bought",),
    dimensions=OF_BUYERS_OF_MONTHS,
    others=(
        "也有人按订单数或购买天数算复购，或把历史上买过的都算进分子",
        "Others count orders or days of purchase instead of people, or anybody who ever bought before.",
    ),
)
NEXT_MONTH_RETURN_RATE = Metric(
    key="next_month_return_rate",
    theme=THEME,
    title=("次月回购率", "Next-month return rate"),
    meaning=(
        "当月购买的客户中，次月又来买的占比；周期碰到的月份都按整月算，次月结束后才成熟；导购、门店等取自她当月首单",
        "Share of a month's buyers who buy in the next. Every month the period touches counts whole, and is mature "
        "once the next one is over; guide, store and the like are those of her first order of the month.",
    ),
    value=Monthly(
        rows=BUYERS_OF_MONTHS,
        column="next_month_orders",
        after=1,
        terms=(("次月也购买的客户", "people who buy in the next month"), ("当月购买人数", "buyers of the month")),
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("bought",),
    dimensions=OF_BUYERS_OF_MONTHS,
)
