"""Every story of the demo world holds in its raw rows."""

import pandas as pd
import pytest

from data.demo import STORIES

D = pd.Timedelta


def test_stories_are_told_in_both_languages_under_distinct_keys():
    assert len({story.key for story in STORIES}) == len(STORIES)
    assert all(story.zh and story.en and story.where and story.magnitude for story in STORIES)


def card_rates(world, channel, day):
    """Adds per card before the day and from it on, finished days only."""
    contacts, reach = world["contacts"], world["channel_reach"]
    contacts = contacts[(contacts.channel_id == channel) & (contacts.added_at < pd.Timestamp("2026-11-24"))]
    reach = reach[reach.channel_id == channel]
    on = pd.to_datetime(reach.on)
    before = (contacts.added_at < day).sum() / reach.reached[on < day].sum()
    return before, (contacts.added_at >= day).sum() / reach.reached[on >= day].sum()


def test_package_card_redesign(world, now):
    day = now.normalize() - D(days=60)
    before, after = card_rates(world, "C01", day)
    assert before == pytest.approx(0.07, abs=0.015)
    assert after == pytest.approx(0.13, abs=0.015)
    assert card_rates(world, "C02", day) == pytest.approx((0.07, 0.07), abs=0.015)


def test_falling_store(world, lives, now):
    greeted = lives[lives.greeted_at.notna() & (lives.greeted_at < now.normalize() - D(days=1))]
    greeted = greeted.merge(world["guides"][["guide_id", "store_id"]].merge(world["stores"]), on="guide_id")
    is_late = greeted.greeted_at >= now.normalize() - D(days=20)
    is_store = greeted.store_id == "S002"
    is_region = greeted.region == "华南"
    rate = greeted.is_reply
    assert rate[is_store & ~is_late].mean() > 0.33
    assert rate[is_store & is_late].mean() < 0.2
    rest = is_region & ~is_store
    assert rate[rest & is_late].mean() == pytest.approx(rate[rest & ~is_late].mean(), abs=0.04)
    assert rate[is_region & is_late].mean() < rate[is_region & ~is_late].mean() - 0.04
    others = rate[~is_region].groupby([greeted.region, is_late]).mean().unstack()
    assert (others[True] - others[False]).abs().max() < 0.05


def test_best_hour(world, lives):
    added = world["contacts"].added_at.dt.hour
    assert added.value_counts().idxmax() == 20
    by_phone = world["contacts"].channel_id == "C04"
    by_hour = added[by_phone].value_counts()
    assert by_hour.idxmax() == 20
    assert by_hour[20] > 1.4 * by_hour[19]
    greeted = lives[lives.greeted_at.notna()]
    replies = greeted.is_reply.groupby(greeted.greeted_at.dt.hour).agg(["mean", "size"])
    assert replies[replies["size"] > 100]["mean"].idxmax() == 20


def test_habit_climbs_to_the_fifth_order_and_stays(counted, now):
    seen = counted[counted["at"] < now - D(days=90)]
    again = (seen.next_at - seen["at"] < D(days=90)).groupby(seen.turn).agg(["mean", "size"])
    climb = again["mean"][[1, 2, 3, 4, 5]]
    assert (climb.diff().dropna() > 0.04).all()
    assert again["mean"][1] == pytest.approx(0.42, abs=0.05)
    assert again["mean"][[5, 6, 7]].sub(0.80).abs().max() < 0.08
    assert again["size"][6] > 100


def test_guides_who_learn_and_do_not_sell_and_guides_who_do_not_learn(world):
    lessons = world["training"][world["training"].campaign_id.notna()]
    by_guide = lessons.groupby("guide_id").agg(attended=("attended", "mean"), exam=("exam", "min"))
    by_guide["orders"] = world["orders"].guide_id.value_counts()
    learners = by_guide[(by_guide.attended == 1) & (by_guide.exam >= 92)]
    assert len(learners) == 5
    assert learners.orders.fillna(0).max() < 0.3 * by_guide.orders.median()
    absentees = by_guide[by_guide.attended == 0]
    assert len(absentees) == 5
    assert absentees.exam.isna().all()


def test_stores_that_were_taught_sell_larger_baskets(world, counted):
    lessons = world["training"][world["training"].campaign_id == "A01"]
    came = set(lessons[lessons.attended].guide_id)
    stores = world["guides"].set_index("guide_id").store_id
    unsent = set(stores.index) - set(lessons.guide_id)
    assert len(unsent) > 30
    after = counted["at"] >= pd.Timestamp(lessons.on.max()) + D(days=1)
    sold = {
        (who, when): counted[counted.guide_id.isin(guides) & (after if when == "after" else ~after)]
        for who, guides in (("came", came), ("unsent", unsent))
        for when in ("before", "after")
    }
    basket = {key: orders.quantity.mean() for key, orders in sold.items()}
    assert basket["came", "after"] - basket["came", "before"] > 0.5
    assert abs(basket["unsent", "after"] - basket["unsent", "before"]) < 0.15


def test_levels_lie_near_the_reference_figures(world, lives, counted, now):
    assert (lives.greeted_at - lives.added_at < D(seconds=10)).mean() > 0.95
    greeted = lives[lives.greeted_at.notna() & (lives.greeted_at < now - D(days=1))]
    assert greeted.is_reply.mean() == pytest.approx(0.375, abs=0.025)
    mature = lives[lives.added_at < now - D(days=7)]
    assert (mature.chat_at - mature.added_at < D(days=7)).mean() == pytest.approx(0.15, abs=0.015)
    lost = lives[lives.added_at < now - D(days=30)]
    assert 0.06 < (lost.removed_at - lost.added_at < D(days=30)).mean() < 0.10
    people = mature.sort_values("added_at").drop_duplicates("customer_id")[["customer_id", "added_at"]]
    bought = people.merge(counted[["customer_id", "at"]], on="customer_id")
    wait = bought["at"] - bought.added_at
    buyers = bought[(wait >= D(0)) & (wait < D(days=7))].customer_id.nunique()
    assert 0.03 < buyers / len(people) < 0.06
    posts = world["posts"].groupby("persona").size() / 180
    assert posts.nlargest(2).between(5, 7).all()


def ingredients(world, group, now):
    """What a group's health is judged by."""
    events = world["group_events"][world["group_events"].group_id == group]
    members = world["memberships"][world["memberships"].group_id == group]
    said = events[(events.kind == "message") & events.customer_id.notna()]
    answers = said[said.reply_to.notna()]
    size = members.customer_id.nunique()
    is_message = events.kind == "message"
    return {
        "size": size,
        "speakers": said.customer_id.nunique() / size,
        "peers": (answers.reply_to != "guide").mean(),
        "adverts": (events.kind == "advert").sum() / (is_message | (events.kind == "advert")).sum(),
        "left": members[members.left_at.notna()].customer_id.nunique() / size,
        "lately": int((is_message & (events["at"] > now - D(days=7))).sum()),
    }


def test_group_of_each_health_class(world, now):
    value, marginal, dead, spam = (ingredients(world, f"Q{number:04d}", now) for number in (1, 2, 3, 4))
    assert min(group["size"] for group in (value, marginal, dead, spam)) > 60
    assert value["speakers"] > 0.5
    assert value["peers"] > 0.5
    assert value["lately"] > 100
    assert 0.08 < marginal["speakers"] < 0.3
    assert marginal["peers"] < 0.3
    assert 0 < marginal["lately"] < value["lately"] / 4
    assert dead["lately"] <= 3
    assert dead["adverts"] < 0.3
    assert spam["adverts"] > 0.8
    assert spam["left"] > 0.25


def test_dead_group_lets_red_packets_lie(world):
    events = world["group_events"]
    packets = events[(events.group_id == "Q0003") & (events.kind == "red_packet")]
    assert len(packets) > 0
    assert packets.customer_id.isna().all()


def test_campaigns_one_running_and_one_ended(world, now):
    campaigns = world["campaigns"].set_index("campaign_id")
    today = now.date()
    assert (today - campaigns.starts_on["A02"]).days == 3
    assert campaigns.ends_on["A02"] > today
    assert 20 < (today - campaigns.ends_on["A01"]).days < 40
    orders = world["orders"]
    gmv = orders[orders.group_id.notna() & orders.campaign_id.notna()].groupby("campaign_id").amount.sum()
    assert gmv["A01"] > gmv["A02"] > 0
    for table in ("groups", "participants", "training", "costs"):
        assert {"A01", "A02"} <= set(world[table].campaign_id.dropna()), table
    assert (world["groups"].audience == "guide").sum() == 2
    assert {"K01", "K02", "T02"} == set(world["competition_entries"].competition_id)
    assert set(world["guide_points"].kind) == {"order_screenshot", "forward", "manual"}


def test_moved_guides_have_two_rows(world):
    moves = world["guide_moves"].groupby("guide_id").agg(rows=("from_on", "size"), stores=("store_id", "nunique"))
    assert len(moves) == 4
    assert (moves.rows == 2).all()
    assert (moves.stores == 2).all()


def test_facts_name_what_no_register_knows(world):
    guides, stores = set(world["guides"].guide_id), set(world["stores"].store_id)
    for table in ("contacts", "messages", "orders"):
        assert set(world[table].guide_id.dropna()) - guides == {"GX001", "GX002"}, table
    assert set(world["orders"].store_id.dropna()) - stores == {"S901"}


def test_a_store_counts_by_hand(world):
    by_hand = set(world["tallies"].guide_id)
    assert len(by_hand) == 2
    homes = world["guides"].set_index("guide_id").store_id
    assert set(homes[list(by_hand)]) == {"S024"}
    for table in ("contacts", "messages", "orders", "wecom_days"):
        assert not by_hand & set(world[table].guide_id.dropna()), table
    everyone = set(world["guides"].guide_id)
    assert set(world["wecom_days"].guide_id) == everyone - by_hand


def test_contact_cases(world):
    contacts = world["contacts"]
    assert contacts.duplicated(["customer_id", "guide_id"]).sum() > 50
    assert (contacts.groupby("customer_id").guide_id.nunique() == 2).sum() > 200
    assert len(set(world["orders"].customer_id) - set(contacts.customer_id)) > 500


def test_order_states(world):
    orders = world["orders"]
    partly = (orders.status.fillna("paid") == "paid") & orders.refunded_amount.notna()
    wholly = orders.status == "refunded"
    assert partly.sum() > 100
    assert (orders.refunded_amount[partly] < orders.amount[partly]).all()
    assert orders.refunded_amount[wholly].isna().any()
    assert orders.refunded_amount[wholly].notna().any()
    assert {"closed", "pending"} <= set(orders.status)
    assert (orders.domain == "public").sum() > 100
    assert orders.paid_at[orders.status.isin(["closed", "pending"])].isna().all()
    first = world["contacts"].groupby("customer_id").added_at.min()
    assert (orders.ordered_at < orders.customer_id.map(first)).sum() > 500


def test_referrals_make_a_tree(world):
    referrals = world["referrals"]
    by = dict(zip(referrals.customer_id, referrals.referrer_id, strict=True))
    generations = {customer: 0 for customer in by.values() if customer not in by}
    for customer in referrals.sort_values("at").customer_id:
        generations[customer] = generations[by[customer]] + 1
    assert max(generations.values()) > 3


def test_daily_counts_of_the_platform_agree_with_the_contacts(world, now):
    contacts = world["contacts"]
    finished = contacts[(contacts.added_at < now.normalize()) & ~contacts.guide_id.str.startswith("GX")]
    assert world["wecom_days"].new_contacts.sum() == pytest.approx(len(finished), rel=0.01)
