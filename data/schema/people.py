"""Who sells and who buys: stores, guides, channels, customers, contacts and what was said."""

from data.schema.model import (
    CHANNEL,
    CUSTOMER,
    GUIDE,
    SIDES,
    STORE,
    FactTable,
    Identity,
    choice,
    count,
    date,
    id,
    tags,
    text,
    time,
)

STORES = FactTable(
    name="stores",
    title=("门店", "Stores"),
    key=("store_id",),
    columns=(
        id("store_id", *STORE, required=True, example="S001"),
        text("store_name", "门店", "门店名称", required=True, example="南京西路店"),
        text("region", "大区", example="华东"),
        text("city", "城市", example="上海"),
        date("opened_on", "开业日期", example="2024-05-01"),
    ),
)

GUIDES = FactTable(
    name="guides",
    title=("导购", "Guides"),
    key=("guide_id",),
    columns=(
        id("guide_id", *GUIDE, required=True, example="G0001"),
        text("guide_name", "导购", "导购姓名", required=True, example="王晓彤"),
        id("store_id", *STORE, example="S001"),
        choice("role", "角色", words={"导购": "guide", "店长": "store_manager"}, example="导购"),
        text("team", "战队", example="飞虎队"),
        text("persona", "人设", example="护肤顾问小鱼"),
        id("wecom_userid", "企微账号", example="wangxiaotong"),
        date("joined_on", "入职日期", example="2025-03-01"),
        date("left_on", "离职日期"),
    ),
)

GUIDE_MOVES = FactTable(
    name="guide_moves",
    title=("导购调动", "Guide moves"),
    key=("guide_id", "from_on"),
    columns=(
        id("guide_id", *GUIDE, required=True, example="G0001"),
        date("from_on", "起始日期", required=True, example="2026-03-01"),
        id("store_id", *STORE, example="S002"),
        text("team", "战队", example="雄鹰队"),
    ),
)

CHANNELS = FactTable(
    name="channels",
    title=("渠道", "Channels"),
    key=("channel_id",),
    columns=(
        id("channel_id", *CHANNEL, required=True, example="C01"),
        text("channel_name", "渠道", "渠道名称", required=True, example="包裹卡A版"),
        choice(
            "kind",
            "渠道类型",
            words={
                "包裹卡": "package_card",
                "门店码": "store_code",
                "手机号": "phone",
                "直播": "live",
                "广告": "advert",
                "公众号": "official_account",
                "转介绍": "referral",
                "其他": "other",
            },
            example="包裹卡",
        ),
    ),
)

CHANNEL_REACH = FactTable(
    name="channel_reach",
    title=("渠道触达", "Channel reach"),
    key=("channel_id", "on"),
    columns=(
        id("channel_id", *CHANNEL, required=True, example="C01"),
        date("on", "日期", required=True, example="2026-03-02"),
        count("reached", "触达数", required=True, example="1200"),
    ),
)

CUSTOMERS = FactTable(
    name="customers",
    title=("客户", "Customers"),
    key=("customer_id",),
    columns=(
        id("customer_id", *CUSTOMER, required=True, example="U000001"),
        text("nickname", "昵称", example="小鹿"),
        text("phone", "手机号", example="138****1234"),
        text("city", "城市", example="上海"),
        date("birthday", "生日", example="1995-08-20"),
        text("level", "会员等级", example="银卡"),
        tags("tags", "标签", example="敏感肌、宝妈"),
    ),
)

CONTACTS = FactTable(
    name="contacts",
    title=("加粉", "Contacts"),
    key=("customer_id", "guide_id", "added_at"),
    columns=(
        id("customer_id", *CUSTOMER, required=True, example="U000001"),
        id("guide_id", *GUIDE, required=True, example="G0001"),
        time("added_at", "添加时间", required=True, example="2026-03-02 20:05:00"),
        id("channel_id", *CHANNEL, example="C01"),
        time("greeted_at", "打招呼时间", example="2026-03-02 20:05:03"),
        time("greeting_replied_at", "首次回复时间", example="2026-03-02 20:09:40"),
        time("private_chat_at", "首次私聊时间", example="2026-03-03 10:12:00"),
        time("removed_at", "流失时间"),
        choice("removed_by", "流失方", words=SIDES),
    ),
)

MESSAGES = FactTable(
    name="messages",
    title=("消息", "Messages"),
    key=("message_id",),
    identity=Identity.ID_OR_ROW,
    columns=(
        id("message_id", "消息编号", example="M00000001"),
        id("customer_id", *CUSTOMER, required=True, example="U000001"),
        id("guide_id", *GUIDE, required=True, example="G0001"),
        time("sent_at", "发送时间", required=True, example="2026-03-02 20:05:03"),
        choice("sender", "发送方", words=SIDES, required=True, example="导购"),
        choice(
            "kind",
            "消息类型",
            words={"打招呼": "greeting", "自动回复": "automatic", "群发": "broadcast", "人工": "manual"},
            example="打招呼",
        ),
    ),
)
