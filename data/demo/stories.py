"""What is true of the demo world on purpose, so that pages can be looked at and tests can find it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Story:
    """One thing that the world tells: what it is, where it stands in the rows, and how large it is."""

    key: str
    zh: str
    en: str
    where: str
    magnitude: str


STORIES: tuple[Story, ...] = (
    Story(
        key="package_card",
        zh="包裹卡改版后，扫码加粉率从 7% 升到 13%；没改版的赠品卡一直是 7%",
        en="A redesigned package card lifts adds per card from 7 % to 13 %; the other card stays at 7 %.",
        where="contacts.channel_id C01 against channel_reach C01, from today − 60 days on; C02 is the control",
        magnitude="7 % before, 13 % from that day on",
    ),
    Story(
        key="falling_store",
        zh="华南大区近三周打招呼回复率下滑，全因天河城店一家",
        en="In 华南 the greeting reply rate falls in the last three weeks, because of one store.",
        where="messages of the guides of store S002, greeted in the last 21 days; its neighbours are steady",
        magnitude="about 37 % to about 13 % in the store, about 5 points in the region",
    ),
    Story(
        key="best_hour",
        zh="晚上 8 点最好：加粉最多，这时打招呼的回复率也最高",
        en="20:00 is the best hour: most adds, above all by phone number, and the best reply rate.",
        where="hour of contacts.added_at (channel C04 most sharply); replies by hour of greeted_at",
        magnitude="phone adds at 20:00 nearly twice those of 19:00; replies about 1.3 times the daily level",
    ),
    Story(
        key="habit",
        zh="买到第 5 单左右成为习惯：复购概率一路上升，此后持平",
        en="Buying becomes a habit at about the fifth order: the chance of another climbs, then stays level.",
        where="orders by person, counted ones in order of time, next order within 90 days",
        magnitude="42, 53, 63, 72 % after orders 1–4, about 80 % from the fifth on",
    ),
    Story(
        key="learn_not_sell",
        zh="几位导购课课到、考试优秀，却很少出单",
        en="A handful of guides attend every lesson, score above 92 and hardly sell.",
        where="training of A01 and A02 against orders.guide_id",
        magnitude="five guides of 120; about a tenth of the usual orders",
    ),
    Story(
        key="do_not_learn",
        zh="几位导购一课不到",
        en="A handful of guides attend no lesson.",
        where="training of A01 and A02: attended is false throughout, exam is empty",
        magnitude="five guides of 120",
    ),
    Story(
        key="lessons_work",
        zh="先听课的门店学会了连带销售：课后客单变大，成交额比没听课的门店多涨一截",
        en="The stores that were taught first sell larger baskets from then on; the others do not.",
        where="training of A01 (two stores of three) against orders.quantity and amount after its last lesson",
        magnitude="one piece more in 70 % of orders, about half as much again in GMV; orders alike",
    ),
    Story(
        key="reference_levels",
        zh="总体水平接近行业参考值",
        en="Overall levels lie near the reference figures of the field.",
        where="contacts, messages, orders, posts",
        magnitude="96 % greeted within seconds, 37 % reply, 15 % private chats, 4 % buy in 7 days, "
        "8 % lost in 30 days, 6 posts a day by the best two personas",
    ),
    Story(
        key="group_health",
        zh="四个快闪群，四种健康度：价值群、鸡肋群、死亡群、垃圾群",
        en="Four flash groups, one of each health class: value, marginal, dead, spam.",
        where="groups Q0001 value, Q0002 marginal, Q0003 dead, Q0004 spam, made 20 days ago",
        magnitude="speakers 60, 16, 10, 5 % of members; replies to members 60 % against 12 %; "
        "adverts 90 % and 40 % leave in the last",
    ),
    Story(
        key="campaigns",
        zh="一场 5+2 正在进行（今天第 4 天），一场 3+2 一个月前结束",
        en="A 5+2 is in its fourth day today; a 3+2 ended about a month ago.",
        where="campaigns A01 (3+2, ended) and A02 (5+2, running) with groups, lessons, points, entries, orders, costs",
        magnitude="A01 comes near its goal; A02 has sold to early birds only",
    ),
    Story(
        key="moved_guides",
        zh="几位导购中途换了门店和战队",
        en="A few guides changed store and team.",
        where="guide_moves: two rows each, the second at about three fifths of the period",
        magnitude="four guides",
    ),
    Story(
        key="unregistered",
        zh="事实里出现了登记表没有的导购和门店（未登记）",
        en="Facts name two guides and a store that no register knows.",
        where="guide_id GX001, GX002 in contacts, messages and orders; store_id S901 in orders",
        magnitude="below one per cent of contacts",
    ),
    Story(
        key="by_hand",
        zh="新开的小店手工计数：只有手工日报，没有明细",
        en="A small new store counts by hand: tallies, and no event of its own.",
        where="tallies of the two guides of the last store; no contacts, messages, orders or WeCom days of theirs",
        magnitude="two guides, 40 days",
    ),
    Story(
        key="contact_cases",
        zh="流失后重新添加、同一客户被两位导购添加、从未加粉的买家",
        en="Contacts lost and added again, customers added by two guides, buyers never added.",
        where="contacts with the same pair twice; customers with two guides; orders of customers without a contact",
        magnitude="about 1 %, 3 % and 8 % of customers",
    ),
    Story(
        key="order_states",
        zh="部分退款、全额退款（有的没写金额）、关闭、待付款、公域、加粉前的订单",
        en="Orders partly and wholly refunded (some without an amount), closed, pending, public, and before the add.",
        where="orders.status, refunded_amount, domain; ordered_at against contacts.added_at",
        magnitude="1–5 % of orders each",
    ),
    Story(
        key="referrals",
        zh="老客带新客，一层带一层",
        en="Customers bring customers, who bring customers.",
        where="referrals; the contacts of channel C08",
        magnitude="about 5 % of customers, more than three generations",
    ),
    Story(
        key="odd_nicknames",
        zh="带公式、Markdown、HTML 字符的昵称",
        en="Nicknames with formula, Markdown and HTML characters.",
        where="customers.nickname of ten of the first fifty customers, such as U000011 “=1+1”",
        magnitude="ten customers",
    ),
)
