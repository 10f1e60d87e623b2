"""Templates of weekly plans: what each kind of group begins with, before anybody has written a plan for it.

A starting point to be rewritten: a daily group keeps a steady rhythm, a flash group lives by its 5+2, a precise group
by its tag, super-users are asked for their voice, and an old group is woken, sorted or closed.
"""

from __future__ import annotations

from metrics.campaign_sop import INGREDIENTS, WEEKDAYS
from metrics.model import Text

# kind -> weekday -> ingredient -> what to do
TEMPLATES: dict[str, dict[int, dict[str, Text]]] = {
    "daily": {
        1: {
            "plan": ("公布本周安排", "Announce the week"),
            "content": ("一条使用小知识", "One tip on using it"),
            "sop": ("欢迎新成员，置顶群规", "Welcome newcomers, pin the rules"),
        },
        2: {
            "fun": ("看图猜产品", "Guess the product"),
            "care": ("回访上周下单客户", "Ask last week's buyers how it went"),
        },
        3: {
            "privilege": ("群友价一款", "One item at the members' price"),
            "benefit": ("晚八点红包", "Red packet at 20:00"),
        },
        4: {"content": ("真实评价一则", "One honest review"), "care": ("解答集中提问", "Answer the open questions")},
        5: {"activity": ("周末到店预告与报名", "Sign-up for the weekend in store"), "fun": ("话题接龙", "Word chain")},
        6: {"activity": ("到店打卡领小样", "Check in at the store for a sample")},
        7: {
            "care": ("周日问候", "Sunday greeting"),
            "sop": ("清理广告，记下本周数字", "Remove adverts, note the figures"),
        },
    },
    "flash": {
        1: {
            "plan": ("公布课程表与开卖时间", "Announce lessons and selling days"),
            "content": ("第1课 工具使用", "Lesson 1: the tools"),
            "sop": ("改群名、置顶、分组", "Name, pin, divide into teams"),
        },
        2: {
            "content": ("第2课 产品知识", "Lesson 2: the product"),
            "benefit": ("到课红包", "Red packet for attending"),
        },
        3: {"content": ("第3课 社群维护", "Lesson 3: keeping a group"), "fun": ("抢答", "Quiz")},
        4: {
            "content": ("第4课 朋友圈转发", "Lesson 4: Moments"),
            "activity": ("转发集赞领券", "Forward for a coupon"),
            "care": ("私聊没到课的成员", "Write to those who missed lessons"),
        },
        5: {
            "content": ("第5课 成交演练", "Lesson 5: closing, rehearsed"),
            "privilege": ("提前锁定名额", "Reserve a place early"),
            "plan": ("明日开卖倒计时", "Countdown to selling"),
        },
        6: {
            "activity": ("开卖：晒单 PK", "Selling: order screenshots PK"),
            "benefit": ("首单红包、每日第一红包", "Red packets: first order, best of the day"),
            "sop": ("整点播报战报", "Report every hour"),
        },
        7: {
            "activity": ("返场与最后名额", "Return sales, last places"),
            "care": ("已买的人教使用，未买的人问原因", "Help buyers, ask the others why not"),
            "sop": ("复盘并说明群的去留", "Review, and say what becomes of the group"),
        },
    },
    "precise": {
        1: {
            "plan": ("按标签选本周主题", "Choose the week's theme by tag"),
            "content": ("主题干货一篇", "One piece on the theme"),
        },
        2: {"care": ("一对一问需求", "Ask needs one to one")},
        3: {
            "content": ("同类用户案例", "A case of someone alike"),
            "fun": ("小测试：你是哪一型", "Quiz: which type are you"),
        },
        4: {"privilege": ("该标签专属组合价", "A bundle for this tag only")},
        5: {"activity": ("主题试用报名", "Sign-up for a trial"), "benefit": ("试用装名额", "Trial packs")},
        6: {"care": ("跟进试用感受", "Ask about the trial")},
        7: {"sop": ("更新标签，移出不符的成员", "Update tags, move those who do not fit")},
    },
    "super_user": {
        1: {"plan": ("本月共创议题", "This month's topic to build together")},
        2: {"privilege": ("新品优先体验", "New products first")},
        3: {"content": ("成员分享一则", "A member shares"), "benefit": ("分享奖励", "Reward for sharing")},
        4: {"care": ("记住生日与偏好", "Remember birthdays and likes")},
        5: {"activity": ("产品评审投票", "Vote on a product")},
        6: {
            "activity": ("线下沙龙或直播连线", "Salon, or live link"),
            "fun": ("合影与故事征集", "Pictures and stories"),
        },
        7: {"sop": ("整理建议并公布采纳", "Sort proposals, say which were taken")},
    },
    "old": {
        1: {
            "plan": ("说明群的新用途", "Say what the group is for now"),
            "sop": ("标出 30 天未发言成员", "Mark the silent of 30 days"),
        },
        2: {"benefit": ("回归红包", "Red packet to come back for")},
        3: {"fun": ("投票：还想聊什么", "Vote: what to talk about")},
        4: {
            "care": ("老客一对一问候", "Greet old customers one to one"),
            "privilege": ("老客专享券", "Coupon for old customers"),
        },
        5: {"content": ("新品与旧款对比", "New against old")},
        6: {"activity": ("限时换购", "Trade-in for a day")},
        7: {"sop": ("活跃的迁入日常群，其余解散", "Move the lively to a daily group, close the rest")},
    },
}


def template(kind: str, language: int) -> dict[int, dict[str, str]]:
    """The starting plan of a kind, by weekday and ingredient; language 0 is Chinese, 1 English."""
    days = TEMPLATES[kind]
    return {
        weekday: {key: days[weekday][key][language] for key in INGREDIENTS if key in days.get(weekday, {})}
        for weekday in WEEKDAYS
    }
