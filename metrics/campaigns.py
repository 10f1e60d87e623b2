"""Campaigns: who took part, who of them bought, what it brought and what it cost."""

from metrics.dimensions import OF_CAMPAIGN_COSTS, OF_CAMPAIGNS
from metrics.model import Better, Count, Metric, Quotient, Rate, Rows, Sum, Unit
from metrics.sources import CAMPAIGNS

THEME = ("活动", "Campaigns")

PARTICIPANTS = Rows(
    subject=CAMPAIGNS, anchor="joined_at", title=("参与时间", "time of taking part"), one=("参与人数", "participants")
)
SOLD = Rows(
    subject=CAMPAIGNS,
    anchor="at",
    title=("付款时间（无则下单时间）", "time paid, else ordered"),
    one=("活动订单", "orders of campaigns"),
)
SPENT = Rows(
    subject=CAMPAIGNS, anchor="on", title=("费用日期", "day of the cost"), one=("活动费用", "costs of campaigns")
)

_GMV = Sum(rows=SOLD, column="net", is_money=True)

CAMPAIGN_PARTICIPANTS = Metric(
    key="campaign_participants",
    theme=THEME,
    title=("活动参与人数", "Campaign participants"),
    meaning=("参与活动的人次：一人参与两场算两个", "People who took part; one in two campaigns is two."),
    value=Count(rows=PARTICIPANTS),
    unit=Unit.COUNT,
    better=Better.UP,
    needs=("took part in the campaign",),
    dimensions=OF_CAMPAIGNS,
)
CAMPAIGN_CONVERSION = Metric(
    key="campaign_conversion",
    theme=THEME,
    title=("活动转化率", "Campaign conversion"),
    meaning=(
        "参与者中有本活动有效订单的占比；订单都没有活动编号时，看活动期内的订单",
        "Share of participants with a counted order of the campaign; where no order names a campaign, with any counted "
        "order on its days.",
    ),
    value=Rate(rows=PARTICIPANTS, event="bought_at", window=None, happened=("下单", "bought")),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("took part in the campaign", "bought"),
    dimensions=OF_CAMPAIGNS,
)
CAMPAIGN_GMV = Metric(
    key="campaign_gmv",
    theme=THEME,
    title=("活动成交额", "Campaign GMV"),
    meaning=("活动订单的净额，不论是否参与者所下", "Net amount of the campaign's orders, by participants or not."),
    value=_GMV,
    unit=Unit.MONEY,
    better=Better.UP,
    needs=("sold in campaigns", "bought"),
    dimensions=OF_CAMPAIGNS,
)
CAMPAIGN_ROI = Metric(
    key="campaign_roi",
    theme=THEME,
    title=("活动投资回报率", "Campaign ROI"),
    meaning=("（活动成交额 − 活动费用）÷ 活动费用", "Campaign GMV less its costs, divided by its costs."),
    value=Quotient(
        numerator=_GMV,
        denominator=Sum(rows=SPENT, column="amount", is_money=True),
        terms=(("活动成交额 − 活动费用", "campaign GMV − its costs"), ("活动费用", "its costs")),
        is_return=True,
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("spent on campaigns", "sold in campaigns", "bought"),
    dimensions=OF_CAMPAIGN_COSTS,
)
