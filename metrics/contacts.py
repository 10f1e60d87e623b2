"""Contacts: adds, greetings, replies, private chats, losses, first purchases.

A contact is a life of customer × guide, from the add to the removal or the pair's next add.
"""

from decimal import Decimal

from metrics.dimensions import OF_CONTACTS
from metrics.model import (
    Better,
    Count,
    Difference,
    Example,
    Metric,
    Rate,
    Reference,
    Rows,
    Survival,
    Unit,
)
from metrics.sources import CONTACTS

THEME = ("加粉与互动", "Adds and interaction")
DEAL_THEME = ("首单转化", "First purchase")

ADDS = Rows(subject=CONTACTS, anchor="added_at", title=("添加时间", "time of the add"), one=("加粉", "contacts"))
GREETINGS = Rows(
    subject=CONTACTS,
    anchor="greeted_at",
    title=("打招呼时间", "time of the greeting"),
    one=("已打招呼的客户", "greeted contacts"),
)
LOSSES = Rows(
    subject=CONTACTS, anchor="removed_at", title=("流失时间", "time of the loss"), one=("流失", "contacts removed")
)

ADDED_CONTACTS = Metric(
    key="added_contacts",
    theme=THEME,
    title=("加粉数", "Contacts added"),
    meaning=(
        "周期内新加的客户关系数：一位客户加了两位导购算两个，流失后再加算新的一个",
        "Contacts added in the period: a customer who adds two guides is two, one who comes back is a new one.",
    ),
    value=Count(rows=ADDS, tally=("added",)),
    unit=Unit.COUNT,
    better=Better.UP,
    needs=("added",),
    dimensions=OF_CONTACTS,
    reference=Reference(
        value=Decimal(300),
        text=("起盘每日 30 个，十天后超过 300 个", "30 a day at the start, past 300 after ten days"),
        source="Y",
        industry=("茶饮", "tea shop"),
    ),
)
GREETED_CONTACTS = Metric(
    key="greeted_contacts",
    theme=THEME,
    title=("已打招呼客户", "Greeted contacts"),
    meaning=("周期内收到首条打招呼消息的客户关系数", "Contacts that were sent the first greeting in the period."),
    value=Count(rows=GREETINGS, tally=("greeted",)),
    unit=Unit.COUNT,
    better=Better.UP,
    needs=("added", "greeted"),
    dimensions=OF_CONTACTS,
)
GREETING_RATE = Metric(
    key="greeting_rate",
    theme=THEME,
    title=("打招呼率", "Greeting rate"),
    meaning=("加粉后限时内收到打招呼的占比", "Share of contacts greeted within the window of the add."),
    value=Rate(
        rows=ADDS,
        event="greeted_at",
        window="greeting_hours",
        happened=("被打招呼", "greeted"),
        tally=("greeted", "added"),
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("added", "greeted"),
    dimensions=OF_CONTACTS,
)
GREETING_REPLY_RATE = Metric(
    key="greeting_reply_rate",
    theme=THEME,
    title=("打招呼回复率", "Greeting reply rate"),
    meaning=(
        "被打招呼的客户中，限时内回复首条打招呼的占比",
        "Share of greeted contacts that reply to the first greeting within the window.",
    ),
    value=Rate(
        rows=GREETINGS,
        event="greeting_replied_at",
        window="reply_hours",
        happened=("回复", "replied"),
        tally=("greeting_replied", "greeted"),
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("added", "greeted", "replied"),
    dimensions=OF_CONTACTS,
    others=(
        "企微后台的“已回复聊天占比”是员工当天回复客户的比例，不是客户回复打招呼；也有人把各导购的回复率再取平均，小样本会失真",
        "WeCom's reply_percentage is the staff replying to customers on the same day, not this; others average the "
        "rates of guides, which lets small numbers distort the whole.",
    ),
)
PRIVATE_CHAT_RATIO = Metric(
    key="private_chat_ratio",
    theme=THEME,
    title=("私聊率", "Private-chat ratio"),
    meaning=(
        "加粉后限时内真正聊过（打招呼以外的一来一回）的占比",
        "Share of contacts really talked with, beyond the greeting, within the window of the add.",
    ),
    value=Rate(
        rows=ADDS,
        event="private_chat_at",
        window="private_chat_hours",
        happened=("真正私聊", "talked with"),
        tally=("private_chats", "added"),
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("added", "talked"),
    dimensions=OF_CONTACTS,
    reference=Reference(
        value=Decimal("0.15"),
        text=("加 2,000 人、聊过 300 人：15 %", "2,000 added, 300 talked with: 15 %"),
        source="Y",
        industry=("零售", "retail"),
    ),
    example=Example(
        text=("加粉 2,000，真正私聊 300：300 ÷ 2,000 = 15 %", "2,000 added, 300 talked with: 300 ÷ 2,000 = 15 %"),
        numerator=300,
        denominator=2000,
        value=Decimal("0.15"),
    ),
)
FIRST_PURCHASE_CONVERSION = Metric(
    key="first_purchase_conversion",
    theme=DEAL_THEME,
    title=("加粉首单转化率", "Add→first-purchase conversion"),
    meaning=(
        "加粉后限时内下首单的占比，按客户关系计，不论由哪位导购成交",
        "Share of contacts whose first order falls within the window of the add, whichever guide sold it.",
    ),
    value=Rate(
        rows=ADDS,
        event="first_order_at",
        window="first_purchase_hours",
        happened=("下首单", "bought"),
        tally=("first_purchasers", "added"),
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("added", "bought"),
    dimensions=OF_CONTACTS,
    reference=Reference(
        value=Decimal("0.025"),
        text=("一周加 2,000 人、50 人成交：2.5 %", "2,000 added in one week, 50 bought: 2.5 %"),
        source="Y",
        industry=("零售", "retail"),
    ),
    example=Example(
        text=("一周加粉 2,000，7 天内 50 人下首单：2.5 %", "2,000 added in one week, 50 bought within 7 days: 2.5 %"),
        numerator=50,
        denominator=2000,
        value=Decimal("0.025"),
    ),
    others=(
        "不少看板把刚加的人也算进分母，最近几天的转化率总像在下跌；这里只数已满观察期的日子",
        "Many dashboards put people into the denominator who have not had the time to buy, so that recent days always "
        "seem to fall; here only mature days count.",
    ),
)
MEDIAN_DAYS_TO_FIRST_PURCHASE = Metric(
    key="median_days_to_first_purchase",
    theme=DEAL_THEME,
    title=("加粉到首单（中位天数）", "Median days to first purchase"),
    meaning=(
        "从加粉到首单的时间，Kaplan–Meier 估计：还没买的人也算在内；流失与购买竞争，所以它不等于转化率",
        "Time from the add to the first order by Kaplan–Meier, so that those who have not bought count too; loss "
        "competes with purchase, so the curve is not the conversion rate.",
    ),
    value=Survival(rows=ADDS, event="first_order_at", ends="ends_at"),
    unit=Unit.DAYS,
    better=Better.DOWN,
    needs=("added", "bought"),
    dimensions=OF_CONTACTS,
    others=(
        "只对已成交的人取中位数，会随所看周期变短：14 天得 3.1 天，180 天得 6.7 天，真相却没变",
        "A median over buyers only shrinks with the period: 3.1 days over 14 days, 6.7 over 180, on data where the "
        "truth never changed.",
    ),
)
LOST_CONTACTS = Metric(
    key="lost_contacts",
    theme=THEME,
    title=("流失数", "Contacts lost"),
    meaning=("周期内被删除的客户关系数，可按流失方拆分", "Contacts removed in the period, by customer or by guide."),
    value=Count(rows=LOSSES),
    unit=Unit.COUNT,
    better=Better.DOWN,
    needs=("added", "removed"),
    dimensions=(*OF_CONTACTS, "removed_by"),
    others=(
        "有的系统把流失记在加粉那天，或再次添加就抹掉流失",
        "Some systems date a loss by its add, or let a re-add erase it.",
    ),
)
NET_CONTACTS = Metric(
    key="net_contacts",
    theme=THEME,
    title=("净增", "Net contacts"),
    meaning=("同一周期的加粉数减流失数，各按自己的时间", "Contacts added less contacts lost, each in its own time."),
    value=Difference(plus=ADDED_CONTACTS, minus=LOST_CONTACTS),
    unit=Unit.COUNT,
    better=Better.UP,
    needs=("removed", "added"),
    dimensions=OF_CONTACTS,
)
LOSS_RATE = Metric(
    key="loss_rate",
    theme=THEME,
    title=("流失率", "Loss rate"),
    meaning=("加粉后限时内被删除的占比", "Share of contacts removed within the window of the add."),
    value=Rate(rows=ADDS, event="removed_at", window="loss_hours", happened=("流失", "removed")),
    unit=Unit.PERCENT,
    better=Better.DOWN,
    needs=("added", "removed"),
    dimensions=OF_CONTACTS,
)
