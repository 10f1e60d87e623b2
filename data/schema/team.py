"""The team's own days: posts, lessons, competitions, counts made by hand or by the platform."""

from data.schema.model import (
    CAMPAIGN,
    GUIDE,
    FactTable,
    Identity,
    choice,
    count,
    date,
    flag,
    id,
    money,
    number,
    text,
    time,
)

POSTS = FactTable(
    name="posts",
    title=("朋友圈内容", "Posts"),
    key=("post_id",),
    columns=(
        id("post_id", "内容编号", required=True, example="P0001"),
        id("guide_id", *GUIDE, example="G0001"),
        text("persona", "人设", example="护肤顾问小鱼"),
        time("posted_at", "发布时间", required=True, example="2026-03-02 12:30:00"),
        text("kind", "内容类型", example="内容"),
        count("likes", "点赞数", example="36"),
        count("comments", "评论数", example="5"),
        count("views", "曝光数", example="800"),
    ),
)

TRAINING = FactTable(
    name="training",
    title=("培训", "Training"),
    key=("guide_id", "campaign_id", "lesson"),
    columns=(
        id("guide_id", *GUIDE, required=True, example="G0001"),
        id("campaign_id", *CAMPAIGN, example="A01"),
        text("lesson", "课次", required=True, example="第1课"),
        date("on", "日期", required=True, example="2026-03-02"),
        flag("attended", "到课", required=True, example="是"),
        text("note", "笔记", example="是"),
        number("exam", "考试分", example="92"),
    ),
)

COMPETITION_ENTRIES = FactTable(
    name="competition_entries",
    title=("竞赛报名", "Competition entries"),
    key=("competition_id", "entrant_id"),
    columns=(
        id("competition_id", "竞赛编号", required=True, example="spring"),
        id("entrant_id", "参赛者编号", "参赛编号", required=True, example="G0001"),
        text("league", "组别", example="A组"),
        id("opponent_id", "PK对手", example="G0002"),
    ),
)

GUIDE_POINTS = FactTable(
    name="guide_points",
    title=("导购积分", "Guide points"),
    identity=Identity.ROW,
    columns=(
        id("guide_id", *GUIDE, required=True, example="G0001"),
        time("at", "时间", required=True, example="2026-03-07 14:20:00"),
        choice(
            "kind",
            "类型",
            words={"晒单": "order_screenshot", "转发": "forward", "手工": "manual"},
            required=True,
            example="晒单",
        ),
        count("quantity", "次数", example="1"),
        number("points", "分值", example="5"),
        text("reason", "原因"),
    ),
)

TALLIES = FactTable(
    name="tallies",
    title=("手工日报", "Hand tallies"),
    key=("guide_id", "on"),
    columns=(
        id("guide_id", *GUIDE, required=True, example="G0001"),
        date("on", "日期", required=True, example="2026-03-02"),
        count("added", "加粉数", "新增客户", example="40"),
        count("greeted", "打招呼数", example="38"),
        count("greeting_replied", "回复数", example="15"),
        count("private_chats", "私聊数", example="6"),
        count("first_purchasers", "首单人数", example="1"),
        count("orders", "订单数", example="2"),
        money("gmv", "成交额", example="536.00"),
    ),
)

WECOM_DAYS = FactTable(
    name="wecom_days",
    title=("企微日统计", "WeCom days"),
    key=("guide_id", "on"),
    columns=(
        id("guide_id", *GUIDE, required=True, example="G0001"),
        date("on", "日期", required=True, example="2026-03-02"),
        count("new_contacts", "新增客户数", required=True, example="12"),
        count("new_applies", "发起申请数", example="3"),
        count("chats", "聊天总数", required=True, example="45"),
        count("messages", "发送消息数", required=True, example="210"),
        number("reply_percentage", "已回复聊天占比", example="60.25"),
        number("avg_reply_minutes", "平均首次回复时长", example="12"),
        count("losses", "流失客户数", required=True, example="1"),
    ),
)
