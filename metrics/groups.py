"""Groups: who was asked in and came, who spoke, learned, took part and bought, and how the talk goes.

Members are customers in a customer group and guides in a guide group; once per group, from the first join on.
"""

from metrics.dimensions import OF_GROUP_DAYS, OF_GROUPS, OF_GROUPS_AT_END, OF_GROUPS_IN_PERIOD
from metrics.model import Better, Level, MembersPresent, Metric, Quotient, Rate, Rows, Share, Sum, Text, Unit
from metrics.sources import GROUPS

THEME = ("快闪群", "Flash groups")

INVITED = Rows(
    subject=GROUPS,
    anchor="invited_at",
    title=("邀请时间", "time of the invitation"),
    one=("受邀人数", "people invited"),
)
JOINED = Rows(
    subject=GROUPS, anchor="joined_at", title=("首次入群时间", "time of the first join"), one=("群成员", "members")
)
SAID = Rows(subject=GROUPS, anchor="at", title=("发言时间", "time of the message"), one=("群动态", "group events"))
DAYS = Rows(subject=GROUPS, anchor="day", title=("日期", "day"), one=("在群成员", "members present"))
SOLD = Rows(
    subject=GROUPS,
    anchor="paid",
    title=("付款时间（无则下单时间）", "time paid, else ordered"),
    one=("群内订单", "orders of groups"),
)


def _of_members(key: str, title: Text, meaning: Text, event: str, happened: Text, need: str, better: Better) -> Metric:
    """A share of the members, by an event from the first join to the horizon."""
    return Metric(
        key=key,
        theme=THEME,
        title=title,
        meaning=meaning,
        value=Rate(rows=JOINED, event=event, window=None, happened=happened),
        unit=Unit.PERCENT,
        better=better,
        needs=("joined", need),
        dimensions=OF_GROUPS,
    )


GROUP_ENTRY_RATE = Metric(
    key="group_entry_rate",
    theme=THEME,
    title=("入群率", "Entry rate"),
    meaning=(
        "受邀的人中，限时内首次入群的占比；不请自来的是成员，但不算入群率",
        "Share of people invited who first joined within the window; who came unasked is a member and no part of it.",
    ),
    value=Rate(rows=INVITED, event="joined_at", window="entry_hours", happened=("首次入群", "first joined")),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("invited", "joined"),
    dimensions=OF_GROUPS,
    others=(
        "有人用曝光数作分母；这里用邀请数，没有邀请记录就没有入群率",
        "Others divide by exposures; here by invitations, and without invitations there is no entry rate.",
    ),
)
GROUP_ACTIVITY_RATE = _of_members(
    "group_activity_rate",
    ("活跃率", "Activity rate"),
    ("入群后发过言的成员占比", "Share of members who spoke after joining."),
    "spoke_at",
    ("发言", "spoke"),
    "seen in the group",
    Better.UP,
)
GROUP_LEARNING_RATE = _of_members(
    "group_learning_rate",
    ("学习率", "Learning rate"),
    ("入群后至少学过一课的成员占比", "Share of members who took at least one lesson after joining."),
    "learned_at",
    ("学习", "took a lesson"),
    "seen in the group",
    Better.UP,
)
GROUP_INTEREST_RATE = _of_members(
    "group_interest_rate",
    ("兴趣率", "Interest rate"),
    (
        "入群后参与过活动或红包的成员占比",
        "Share of members who took part in an activity or a red packet after joining.",
    ),
    "took_part_at",
    ("参与", "took part"),
    "seen in the group",
    Better.UP,
)
GROUP_PURCHASE_RATE = _of_members(
    "group_purchase_rate",
    ("群内购买率", "Group purchase rate"),
    (
        "入群后成交过的成员占比：群动态中的成交，或归属本群的有效订单",
        "Share of members who bought after joining: a purchase event, or a counted order of this group.",
    ),
    "bought_at",
    ("购买", "bought"),
    "bought in the group",
    Better.UP,
)
GROUP_LEAVE_RATE = _of_members(
    "group_leave_rate",
    ("退群率", "Leave rate"),
    ("到数据截止时已不在群里的成员占比", "Share of members gone at the horizon."),
    "left_at",
    ("已退群", "gone"),
    "left",
    Better.DOWN,
)
GROUP_DAILY_ACTIVITY_RATE = Metric(
    key="group_daily_activity_rate",
    theme=THEME,
    title=("日活跃率", "Daily activity rate"),
    meaning=(
        "每天在群成员中当天发言的占比，按人天相加",
        "Share of the members present at any moment of a day who spoke that day, summed over days.",
    ),
    value=Share(
        rows=DAYS,
        numerator="speakers",
        denominator="present",
        terms=(("当天发言的在群成员", "present members who spoke"), ("当天在群成员", "members present that day")),
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("joined", "seen in the group"),
    dimensions=OF_GROUP_DAYS,
)
GROUP_MEMBERS = Metric(
    key="group_members",
    theme=THEME,
    title=("群人数", "Group members"),
    meaning=("周期结束时在群的成员数", "Members present when the period ends."),
    value=Level(rows=DAYS, column="at_end"),
    unit=Unit.COUNT,
    better=Better.UP,
    needs=("joined",),
    dimensions=OF_GROUPS_AT_END,
)
GROUP_MESSAGES_PER_MEMBER = Metric(
    key="group_messages_per_member",
    theme=THEME,
    title=("人均发言", "Messages per member"),
    meaning=("成员发言条数除以周期内在群的成员数", "Members' messages per member present in the period."),
    value=Quotient(
        numerator=Sum(rows=SAID, column="member_messages"),
        denominator=MembersPresent(rows=DAYS),
        terms=(("成员发言条数", "members' messages"), ("周期内在群成员", "members present in the period")),
    ),
    unit=Unit.PER,
    better=Better.UP,
    needs=("joined", "seen in the group"),
    dimensions=OF_GROUPS_IN_PERIOD,
)
GROUP_PEER_SHARE = Metric(
    key="group_peer_share",
    theme=THEME,
    title=("成员互聊占比", "Peer share"),
    meaning=(
        "成员的回复中，回复另一位成员的占比：越高越像一张网，越低越像围着群主转",
        "Of the members' replies, those to another member: a net where it is high, a hub where it is low.",
    ),
    value=Share(
        rows=SAID,
        numerator="peer_replies",
        denominator="replies",
        terms=(("回复其他成员的条数", "replies to another member"), ("成员回复条数", "members' replies")),
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("joined", "replied to"),
    dimensions=OF_GROUPS,
)
GROUP_ADVERT_SHARE = Metric(
    key="group_advert_share",
    theme=THEME,
    title=("广告占比", "Advert share"),
    meaning=("广告占发言与广告的比例，不论谁发", "Adverts among messages and adverts, whoever posts."),
    value=Share(
        rows=SAID,
        numerator="adverts",
        denominator="posts",
        terms=(("广告条数", "adverts"), ("发言与广告条数", "messages and adverts")),
    ),
    unit=Unit.PERCENT,
    better=Better.DOWN,
    needs=("seen in the group",),
    dimensions=OF_GROUPS,
)
GROUP_GMV = Metric(
    key="group_gmv",
    theme=THEME,
    title=("群成交额", "Group GMV"),
    meaning=("归属各群的有效订单净额", "Net amount of the counted orders of groups."),
    value=Sum(rows=SOLD, column="net", is_money=True),
    unit=Unit.MONEY,
    better=Better.UP,
    needs=("sold in groups",),
    dimensions=OF_GROUPS,
)
