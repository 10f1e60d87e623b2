"""Channels and content by hand: pay-back, hours, a change of material, kinds of posts and what goes with them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from math import sqrt
from typing import Any

import pytest

from data.settings import TierRules
from data.warehouse.generations import Generation
from metrics.analyses import channel_hours, channel_returns, content_days, content_effects, content_mix, segment_sheet
from metrics.analyses.segments import Segment
from metrics.contacts import FIRST_PURCHASE_CONVERSION
from metrics.content import POSTS_PER_DAY
from metrics.people import ADDED_PEOPLE
from metrics.question import Question, UnanswerableError
from tests.pipeline import publish, settings_at

NOW = datetime(2026, 3, 31, 18)
DAY = timedelta(days=1)
FIRST = datetime(2026, 3, 1, 20)
PERIOD = {"start": date(2026, 3, 1), "end": date(2026, 4, 1)}
ASKED = Question(metrics=(FIRST_PURCHASE_CONVERSION,), **PERIOD)
OF_POSTS = Question(metrics=(POSTS_PER_DAY,), **PERIOD)


def added(number: int, channel: str, day: int) -> dict[str, Any]:
    """A contact of the day, added at eight in the evening and greeted at once."""
    at = FIRST + (day - 1) * DAY
    return {
        "customer_id": f"K{number}",
        "guide_id": "G1",
        "added_at": at,
        "channel_id": channel,
        "greeted_at": at,
        "greeting_replied_at": at + timedelta(minutes=5) if number % 2 else None,
    }


def order(number: int, who: int, day: int, amount: str) -> dict[str, Any]:
    """An order at nine in the evening of a day."""
    at = FIRST + (day - 1) * DAY + timedelta(hours=1)
    who_bought = {"customer_id": f"K{who}", "guide_id": "G1"}
    return {"order_id": f"D{number}", "ordered_at": at, "amount": Decimal(amount), **who_bought}


def cost(channel: str, day: int, amount: str) -> dict[str, Any]:
    """A cost of a channel."""
    return {"on": date(2026, 3, day), "kind": "gift", "amount": Decimal(amount), "channel_id": channel}


def post(number: int, kind: str, day: int, likes: int | None, persona: str = "小鱼") -> dict[str, Any]:
    """A post at noon."""
    at = datetime(2026, 3, day, 12)
    return {"post_id": f"P{number}", "persona": persona, "posted_at": at, "kind": kind, "likes": likes, "views": 100}


WORLD: dict[str, list[dict[str, Any]]] = {
    "guides": [{"guide_id": "G1", "guide_name": "王", "persona": "小鱼"}],
    "channels": [{"channel_id": c, "channel_name": c, "kind": "package_card"} for c in ("C1", "C2")],
    "channel_reach": [
        *({"channel_id": "C1", "on": date(2026, 3, day), "reached": 10} for day in range(1, 31)),
    ],
    "customers": [{"customer_id": "K1", "tags": "宝妈", "birthday": date(1996, 1, 1), "city": "上海", "level": "金卡"}],
    "contacts": [
        *(added(n, "C1", n) for n in range(1, 11)),
        *(added(10 + n, "C1", 10 + (n + 1) // 2) for n in range(1, 21)),
        added(50, "C2", 3),
    ],
    "orders": [
        order(1, 1, 2, "60.00"),
        order(2, 2, 4, "60.00"),
        order(3, 3, 9, "90.00"),
        order(4, 50, 30, "5.00"),
        order(5, 1, 30, "40.00"),
    ],
    "costs": [cost("C1", 1, "100.00"), cost("C1", 5, "30.00"), cost("C2", 2, "20.00")],
    "posts": [
        *(post(n, "种草", n, 10 * n) for n in range(1, 5)),
        post(5, "会员福利", 4, None),
        *(post(10 + day, "知识", day, 1) for day in range(2, 31, 2)),
    ],
    "referrals": [{"referrer_id": "K1", "customer_id": "K2", "at": FIRST + DAY, "campaign_id": None}],
}


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """The world, published."""
    return publish(settings_at(tmp_path_factory.mktemp("home"), NOW), WORLD)


def test_channels(generation: Generation) -> None:
    """C1 spent 100 on the 1st and 30 on the 5th; it stands at −40 on the 2nd, +20 on the 4th, −10 on the 5th, and is
    paid back by the 9th, eight days after the first cost. C2 has 5 of 20 yuan back.
    """
    first, second = channel_returns.channels(generation, ASKED)
    assert (first.channel_id, first.adds, first.reach, first.add_rate) == ("C1", 30, 300, 0.1)
    assert (first.cost, first.cost_per_add, first.gmv) == (Decimal("130.00"), Decimal("4.33"), Decimal("250.00"))
    assert (first.payback_days, first.bought, first.matured) == (8, 3, 30)
    assert (second.channel_id, second.reach, second.add_rate, second.payback_days) == ("C2", None, None, None)
    assert second.cost_per_add == Decimal("20.00")


def test_hours_of_the_week(generation: Generation) -> None:
    """Everybody was added at eight; 1 March was a Sunday, with one add, whose greeting was answered."""
    hours = {(one.weekday, one.hour): one for one in channel_hours.hours_of_week(generation, ASKED)}
    assert len(hours) == 168
    assert sum(one.adds or 0 for one in hours.values()) == sum(hours[day, 20].adds or 0 for day in range(1, 8)) == 31
    sundays = [row for row in WORLD["contacts"] if row["added_at"].isoweekday() == 7]
    replied = sum(row["greeting_replied_at"] is not None for row in sundays)
    assert (hours[7, 20].greeted, hours[7, 20].replied) == (len(sundays), replied)
    assert hours[1, 3].reply_rate is None


def test_a_change_of_material(generation: Generation) -> None:
    """Ten days at 1 of 10, then ten at 2 of 10: twice as many, and with so few cards still within chance."""
    of_card = Question(metrics=ASKED.metrics, where=(("channel", ("C1",)),), **PERIOD)
    found = channel_hours.material_change(generation, of_card, date(2026, 3, 11), days=10)
    assert (found.before_numerator, found.before_denominator, found.before) == (10, 100, 0.1)
    assert (found.after_numerator, found.after_denominator, found.after) == (20, 100, 0.2)
    assert found.difference == pytest.approx(0.1)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.1 < found.high
    assert found.is_different == (found.low > 0)
    with pytest.raises(UnanswerableError, match="at least one day"):
        channel_hours.material_change(generation, of_card, date(2026, 3, 11), days=0)


def test_kinds_of_content(generation: Generation) -> None:
    """Likes 10, 20, 30, 40: mean 25, standard deviation √(500/3), so ± 1.96 × √(500/3) / 2."""
    knowledge, tips, benefit = content_mix.kinds(generation, OF_POSTS)
    assert [one.kind for one in (knowledge, tips, benefit)] == ["知识", "种草", "会员福利"]
    assert (tips.posts, tips.share, tips.likes, tips.views) == (4, 0.2, 25.0, 100.0)
    half = 1.959963984540054 * sqrt(500 / 3) / 2
    assert (tips.likes_low, tips.likes_high) == pytest.approx((25 - half, 25 + half))
    assert (benefit.likes, benefit.likes_low, benefit.comments) == (None, None, None)
    mix = {one.ingredient: (one.posts, one.kinds) for one in content_mix.mix(generation, OF_POSTS)}
    assert mix["content"] == (19, ("知识", "种草"))
    assert mix["privilege"] == (1, ("会员福利",))
    assert len(mix) == 9
    assert sum(posts for posts, _ in mix.values()) == 20


def test_kinds_of_all_personas_and_personas_of_all_kinds(generation: Generation) -> None:
    """The one persona: by kind the same figures without her name; by persona all her posts as one, likes of all."""
    whole = content_mix.kinds(generation, OF_POSTS)
    by_kind = content_mix.kinds(generation, OF_POSTS, ("kind",))
    assert [(one.persona, one.kind, one.posts, one.share, one.likes) for one in by_kind] == [
        (None, one.kind, one.posts, one.share, one.likes) for one in whole
    ]
    (persona,) = content_mix.kinds(generation, OF_POSTS, ("persona",))
    assert (persona.persona, persona.kind, persona.posts) == ("小鱼", None, 20)
    liked = [(one.likes, one.posts) for one in whole if one.likes is not None]
    assert persona.likes == pytest.approx(sum(likes * posts for likes, posts in liked) / sum(n for _, n in liked))


def test_paces_and_calendar(generation: Generation) -> None:
    (pace,) = content_days.paces(generation, OF_POSTS)
    assert (pace.persona, pace.posts, pace.days) == ("小鱼", 20, 30)  # to the last post
    days = {one.day: one for one in content_days.calendar(generation, OF_POSTS)}
    assert days[date(2026, 3, 4)].kinds == ("会员福利 × 1", "知识 × 1", "种草 × 1")
    assert (days[date(2026, 3, 4)].posts, days[date(2026, 3, 4)].likes) == (3, 41)
    assert date(2026, 3, 5) not in days


def test_what_goes_with_content(generation: Generation) -> None:
    """Orders on the 29 whole days of posts, 1–29 March; 知识 on 14 even ones: with it 2, without it 1 order."""
    found = {(one.kind, one.outcome, one.days_later): one for one in content_effects.associations(generation, OF_POSTS)}
    one = found["知识", "orders", 0]
    assert (one.days_with, one.days_without) == (14, 15)
    assert one.difference == pytest.approx(2 / 14 - 1 / 15)
    assert one.low is not None
    assert one.low < 0
    assert not one.is_beyond_chance
    assert found["知识", "orders", 1].difference == pytest.approx(1 / 14 - 2 / 14)
    few = found["会员福利", "orders", 0]
    assert (few.days_with, few.difference) == (1, None)


def test_segment_sheet(generation: Generation) -> None:
    """The one mother: 30 years old, of Shanghai, bought twice, and brought another."""
    asked = Question(metrics=(ADDED_PEOPLE,), **PERIOD)
    facts = segment_sheet.sheet(generation, asked, TierRules(), Segment(tags=("宝妈",)))
    told = {(one.part[0], one.what[0]): one.value for one in facts}
    assert told["用户是谁", "人数"] == 1
    assert told["有何特征", "25–34 岁"] == 1
    assert told["分布在哪", "居住：上海"] == 1
    assert told["如何变现", "累计成交额"] == 100.0
    assert told["如何变现", "客单价"] == 50.0
    assert told["如何复制", "带来的客户"] == 1
    assert segment_sheet.sheet(generation, asked, TierRules(), Segment(tags=("没有",))) == []
    of_all = segment_sheet.sheet(generation, asked, TierRules())
    ages = {one.what[0]: one.value for one in of_all if "岁" in one.what[0] or one.what[0] == "年龄未知"}
    assert ages["年龄未知"] > 0
    assert sum(ages.values()) == of_all[0].value, "who has no birthday is named, too"
    assert {one.what[0].split("：")[0] for one in of_all if one.part[0] == "如何连接"} <= {"渠道", "类型", "仍是好友"}
