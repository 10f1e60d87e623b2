"""Group chats: who was asked in, who came, what happened there."""

from data.schema.model import (
    CAMPAIGN,
    CUSTOMER,
    GROUP,
    SIDES,
    STORE,
    FactTable,
    Identity,
    choice,
    date,
    id,
    text,
    time,
)

GROUPS = FactTable(
    name="groups",
    title=("社群", "Groups"),
    key=("group_id",),
    columns=(
        id("group_id", *GROUP, required=True, example="Q001"),
        text("group_name", "群名", required=True, example="春季快闪 1 群"),
        choice(
            "kind",
            "群类型",
            words={
                "日常群": "daily",
                "快闪群": "flash",
                "精准群": "precise",
                "超级用户群": "super_user",
                "老群": "old",
            },
            example="快闪群",
        ),
        id("owner_guide_id", "群主", "群主编号", example="G0001"),
        id("store_id", *STORE, example="S001"),
        id("campaign_id", *CAMPAIGN, example="A01"),
        time("created_at", "建群时间", required=True, example="2026-03-01 09:00:00"),
        date("closes_on", "结束日期", example="2026-03-16"),
        choice("audience", "群对象", words=SIDES, example="客户"),
        choice("source", "流量来源", words={"自有": "own", "裂变": "fission", "投放": "paid"}, example="自有"),
    ),
)

INVITATIONS = FactTable(
    name="invitations",
    title=("入群邀请", "Invitations"),
    key=("group_id", "customer_id"),
    columns=(
        id("group_id", *GROUP, required=True, example="Q001"),
        id("customer_id", *CUSTOMER, required=True, example="U000001"),
        time("invited_at", "邀请时间", required=True, example="2026-03-01 09:30:00"),
        id("inviter_id", "邀请人", example="G0001"),
    ),
)

MEMBERSHIPS = FactTable(
    name="memberships",
    title=("群成员", "Memberships"),
    key=("group_id", "customer_id", "joined_at"),
    columns=(
        id("group_id", *GROUP, required=True, example="Q001"),
        id("customer_id", *CUSTOMER, required=True, example="U000001"),
        time("joined_at", "入群时间", required=True, example="2026-03-01 10:02:00"),
        time("left_at", "退群时间"),
        id("inviter_id", "邀请人", example="G0001"),
    ),
)

GROUP_EVENTS = FactTable(
    name="group_events",
    title=("群动态", "Group events"),
    key=("event_id",),
    identity=Identity.ID_OR_ROW,
    columns=(
        id("event_id", "事件编号", example="E00000001"),
        id("group_id", *GROUP, required=True, example="Q001"),
        id("customer_id", *CUSTOMER, example="U000001"),
        time("at", "时间", required=True, example="2026-03-01 20:15:00"),
        choice(
            "kind",
            "类型",
            words={
                "发言": "message",
                "广告": "advert",
                "学习": "lesson",
                "参与活动": "take_part",
                "红包": "red_packet",
                "成交": "purchase",
            },
            required=True,
            example="发言",
        ),
        id("reply_to", "回复对象", example="guide"),
    ),
)
