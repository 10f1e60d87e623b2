"""People: one per customer, by the earliest add over all guides."""

from metrics.contacts import DEAL_THEME
from metrics.dimensions import OF_CONTACTS
from metrics.model import Better, Count, Metric, Quotient, Rate, Rows, Sum, Survival, Unit
from metrics.sources import PEOPLE

EARLIEST_ADDS = Rows(
    subject=PEOPLE, anchor="added_at", title=("最早加粉时间", "time of the earliest add"), one=("加粉人数", "people")
)
FIRST_ORDERS = Rows(
    subject=PEOPLE,
    anchor="first_order_at",
    title=("首单时间", "time of the first order"),
    one=("首单人数", "first purchasers"),
)

ADDED_PEOPLE = Metric(
    key="added_people",
    theme=("加粉与互动", "Adds and interaction"),
    title=("加粉人数", "People added"),
    meaning=(
        "周期内首次被加的客户数，一人只算一次，归最早加她的导购",
        "Customers added for the first time, each once, with the guide who added her first.",
    ),
    value=Count(rows=EARLIEST_ADDS),
    unit=Unit.COUNT,
    better=Better.UP,
    needs=("added",),
    dimensions=OF_CONTACTS,
)
FIRST_PURCHASE_CONVERSION_PEOPLE = Metric(
    key="first_purchase_conversion_people",
    theme=DEAL_THEME,
    title=("首单转化率（按人）", "First-purchase conversion (people)"),
    meaning=(
        "首次被加的客户中，限时内下首单的占比；中途流失不影响",
        "Share of people whose first order falls within the window of their earliest add, removals ignored.",
    ),
    value=Rate(
        rows=EARLIEST_ADDS, event="first_order_at", window="first_purchase_hours", happened=("下首单", "bought")
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("added", "bought"),
    dimensions=OF_CONTACTS,
)
FIRST_PURCHASERS = Metric(
    key="first_purchasers",
    theme=DEAL_THEME,
    title=("私域首单人数", "First purchasers"),
    meaning=(
        "周期内下了加粉后第一单的客户数",
        "People whose first order at or after their earliest add falls in the period.",
    ),
    value=Count(rows=FIRST_ORDERS, tally=("first_purchasers",)),
    unit=Unit.COUNT,
    better=Better.UP,
    needs=("added", "bought"),
    dimensions=OF_CONTACTS,
)
FIRST_ORDER_VALUE = Metric(
    key="first_order_value",
    theme=DEAL_THEME,
    title=("首单客单价", "First-order value"),
    meaning=("这些首单的净额除以首单人数", "Net amount of those first orders per first purchaser."),
    value=Quotient(
        numerator=Sum(rows=FIRST_ORDERS, column="first_order_net", is_money=True),
        denominator=Count(rows=FIRST_ORDERS),
        terms=(("首单净额", "net amount of first orders"), ("首单人数", "first purchasers")),
    ),
    unit=Unit.MONEY,
    better=Better.UP,
    needs=("added", "bought"),
    dimensions=OF_CONTACTS,
)
MEDIAN_DAYS_TO_FIRST_PURCHASE_PEOPLE = Metric(
    key="median_days_to_first_purchase_people",
    theme=DEAL_THEME,
    title=("加粉到首单（按人，中位天数）", "Median days to first purchase (people)"),
    meaning=(
        "从首次被加到首单的时间，Kaplan–Meier 估计：还没买的人也算在内",
        "Time from the earliest add to the first order by Kaplan–Meier, so that those who have not bought count too.",
    ),
    value=Survival(rows=EARLIEST_ADDS, event="first_order_at", ends=None),
    unit=Unit.DAYS,
    better=Better.DOWN,
    needs=("added", "bought"),
    dimensions=OF_CONTACTS,
)
