"""What was sold, in which campaign, at what cost."""

from data.schema.model import (
    CAMPAIGN,
    CHANNEL,
    CUSTOMER,
    GROUP,
    STORE,
    FactTable,
    Identity,
    choice,
    count,
    date,
    id,
    money,
    text,
    time,
)

ORDERS = FactTable(
    name="orders",
    title=("订单", "Orders"),
    key=("order_id",),
    columns=(
        id("order_id", "订单号", required=True, example="20260305000123"),
        id("customer_id", *CUSTOMER, required=True, example="U000001"),
        time("ordered_at", "下单时间", required=True, example="2026-03-05 21:10:00"),
        time("paid_at", "付款时间", example="2026-03-05 21:11:20"),
        money("amount", "实付金额", required=True, example="268.00"),
        money("refunded_amount", "退款金额"),
        time("refunded_at", "退款时间"),
        choice(
            "status",
            "订单状态",
            "状态",
            words={"已付款": "paid", "待付款": "pending", "已关闭": "closed", "已退款": "refunded"},
            example="已付款",
        ),
        id("guide_id", "销售导购", example="G0001"),
        id("owner_guide_id", "专属导购", example="G0001"),
        id("store_id", *STORE, example="S001"),
        choice("domain", "成交域", words={"私域": "private", "公域": "public"}, example="私域"),
        id("campaign_id", *CAMPAIGN),
        id("group_id", *GROUP),
        text("product", "商品", example="舒缓精华 30ml"),
        count("quantity", "件数", example="1"),
    ),
)

CAMPAIGNS = FactTable(
    name="campaigns",
    title=("活动", "Campaigns"),
    key=("campaign_id",),
    columns=(
        id("campaign_id", *CAMPAIGN, required=True, example="A01"),
        text("campaign_name", "活动", "活动名称", required=True, example="春季焕新 5+2"),
        choice("kind", "活动类型", words={"三加二": "3+2", "五加二": "5+2", "其他": "other"}, example="5+2"),
        date("starts_on", "开始日期", required=True, example="2026-03-02"),
        date("ends_on", "结束日期", required=True, example="2026-03-08"),
        count("lesson_days", "课程天数", example="5"),
        count("selling_days", "动销天数", example="2"),
        money("goal_gmv", "目标成交额", example="200000.00"),
    ),
)

PARTICIPANTS = FactTable(
    name="participants",
    title=("活动参与", "Participants"),
    key=("campaign_id", "customer_id"),
    columns=(
        id("campaign_id", *CAMPAIGN, required=True, example="A01"),
        id("customer_id", *CUSTOMER, required=True, example="U000001"),
        time("joined_at", "参与时间", "加入时间", required=True, example="2026-03-02 10:00:00"),
    ),
)

REFERRALS = FactTable(
    name="referrals",
    title=("转介绍", "Referrals"),
    key=("customer_id", "campaign_id"),
    columns=(
        id("referrer_id", "推荐人", required=True, example="U000001"),
        id("customer_id", "新客户", *CUSTOMER, required=True, example="U000002"),
        time("at", "时间", required=True, example="2026-03-06 11:00:00"),
        id("campaign_id", *CAMPAIGN),
    ),
)

COSTS = FactTable(
    name="costs",
    title=("费用", "Costs"),
    identity=Identity.ROW,
    columns=(
        date("on", "日期", required=True, example="2026-03-02"),
        choice(
            "kind",
            "费用类型",
            words={"人力": "staff", "工具": "tool", "广告": "advert", "礼品": "gift", "其他": "other"},
            required=True,
            example="礼品",
        ),
        money("amount", "金额", required=True, example="1500.00"),
        id("channel_id", *CHANNEL, example="C01"),
        id("campaign_id", *CAMPAIGN),
    ),
)
