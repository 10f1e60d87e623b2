"""Orders: what was sold in the private domain."""

from metrics.dimensions import OF_ORDERS
from metrics.model import Better, Distinct, Metric, Part, Quotient, Rows, Sum, Unit
from metrics.sources import ORDERS as ORDER_ROWS

THEME = ("成交", "Deals")

PAID = Rows(
    subject=ORDER_ROWS,
    anchor="at",
    title=("付款时间（无则下单时间）", "time paid, else ordered"),
    one=("订单", "orders"),
)

_COUNTED = Sum(rows=PAID, column="orders", tally=("orders",))
_NET = Sum(rows=PAID, column="net", is_money=True, tally=("gmv",))

ORDERS = Metric(
    key="orders",
    theme=THEME,
    title=("订单数", "Orders"),
    meaning=(
        "私域成交且未全额退款的订单数；状态为空视为已付款",
        "Private-domain orders, paid or partly refunded; an empty status counts as paid.",
    ),
    value=_COUNTED,
    unit=Unit.COUNT,
    better=Better.UP,
    needs=("bought",),
    dimensions=OF_ORDERS,
)
GMV = Metric(
    key="gmv",
    theme=THEME,
    title=("成交额", "GMV"),
    meaning=("这些订单的净额：实付减退款", "Net amount of those orders: paid less refunded."),
    value=_NET,
    unit=Unit.MONEY,
    better=Better.UP,
    needs=("bought",),
    dimensions=OF_ORDERS,
)
AVERAGE_ORDER_VALUE = Metric(
    key="average_order_value",
    theme=THEME,
    title=("客单价", "Average order value"),
    meaning=("成交额除以订单数", "GMV per order."),
    value=Quotient(
        numerator=_NET,
        denominator=_COUNTED,
        terms=(("成交额", "GMV"), ("订单数", "orders")),
        tally=("gmv", "orders"),
    ),
    unit=Unit.MONEY,
    better=Better.UP,
    needs=("bought",),
    dimensions=OF_ORDERS,
)
BUYERS = Metric(
    key="buyers",
    theme=THEME,
    title=("购买人数", "Buyers"),
    meaning=("周期内下过单的不同客户数，不可跨日相加", "Different people who bought; never added up over days."),
    value=Distinct(rows=PAID, column="customer_id"),
    unit=Unit.COUNT,
    better=Better.UP,
    needs=("bought",),
    dimensions=OF_ORDERS,
)
# What buyers brought once they were added: summed up beside the metrics, for what a channel has earned.
SINCE_ADD = Part(
    column="net_since_add",
    rows=PAID,
    amount=Sum(rows=PAID, column="net", is_money=True, where=lambda columns: columns["is_since_add"]).amount,
    is_money=True,
)
