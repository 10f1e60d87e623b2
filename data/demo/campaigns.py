"""The two campaigns of the demo world, who took part, and what they cost.

Story `campaigns`: A01, a 3+2 that ended about a month ago; and A02, a 5+2 that is running, today being its fourth day:
lessons go on, the selling days have not begun, only early birds have bought.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data.demo.chunk import Chunks, counts, dates, ids, moments, money, pick
from data.demo.clock import DAY, NEVER, Calendar, Ints, Rng, at_hour
from data.demo.contacts import Block, customer_ids
from data.demo.people import Cast

ENDED, RUNNING = 0, 1
CAMPAIGN_IDS = ("A01", "A02")


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """A campaign; its days are days of the world."""

    name: str
    kind: str
    starts: int
    lesson_days: int
    selling_days: int

    @property
    def ends(self) -> int:
        """Its last day."""
        return self.starts + self.lesson_days + self.selling_days - 1

    @property
    def sells(self) -> int:
        """The first day of selling."""
        return self.starts + self.lesson_days


@dataclass(frozen=True, kw_only=True)
class Joins:
    """Who took part in which campaign from when: customers of a block."""

    campaign: Ints
    customer: Ints
    joined: Ints


def campaigns_of(calendar: Calendar) -> tuple[Campaign, Campaign]:
    """The ended campaign and the running one."""
    today = calendar.days - 1
    return (
        Campaign(name="焕新季 3+2", kind="3+2", starts=max(0, today - 32), lesson_days=3, selling_days=2),
        Campaign(name="会员回馈 5+2", kind="5+2", starts=max(0, today - 3), lesson_days=5, selling_days=2),
    )


def campaign_ids(campaign: Ints) -> pa.Array:
    """Ids of campaigns; null for none."""
    return pick(CAMPAIGN_IDS, campaign)


def campaign_rows(calendar: Calendar, chunks: Chunks, customers: int) -> Iterator[tuple[str, pa.Table]]:
    """The chunk of campaigns, and that of their costs."""
    both = campaigns_of(calendar)
    goal = np.array([max(1, customers // 500) * 150_000, max(1, customers // 500) * 200_000])
    yield chunks.chunk(
        "campaigns",
        {
            "campaign_id": pa.array(CAMPAIGN_IDS),
            "campaign_name": pa.array([campaign.name for campaign in both]),
            "kind": pa.array([campaign.kind for campaign in both]),
            "starts_on": dates(calendar, np.array([campaign.starts for campaign in both])),
            "ends_on": dates(calendar, np.array([campaign.ends for campaign in both])),
            "lesson_days": counts(np.array([campaign.lesson_days for campaign in both])),
            "selling_days": counts(np.array([campaign.selling_days for campaign in both])),
            "goal_gmv": money(goal),
        },
    )
    day = np.array([both[0].starts, both[0].starts + 1, both[0].ends, both[1].starts, calendar.days - 2])
    campaign = np.array([ENDED, ENDED, ENDED, RUNNING, RUNNING])
    share = np.array([0.10, 0.06, 0.09, 0.10, 0.05])
    yield chunks.chunk(
        "costs",
        {
            "on": dates(calendar, day),
            "kind": pa.array(("gift", "staff", "gift", "gift", "advert")),
            "amount": money((share * goal[campaign]).astype(np.int64)),
            "campaign_id": campaign_ids(campaign),
        },
    )


def draw_joins(cast: Cast, rng: Rng, block: Block, group_campaign: Ints, member: Ints, joined: Ints) -> Joins:
    """The participants: who is in a group of the campaign, and some others.

    `group_campaign`, `member` and `joined` describe the memberships of the block, one entry each.
    """
    parts: list[Joins] = []
    for number, campaign in enumerate(campaigns_of(cast.calendar)):
        first = np.full(block.size, NEVER, dtype=np.int64)
        mine = group_campaign == number
        np.minimum.at(first, member[mine], joined[mine])
        is_contact = (block.added < campaign.starts * DAY) & (block.ended > campaign.starts * DAY)
        others = np.flatnonzero(is_contact & (first == NEVER) & (rng.random(block.size) < 0.02))
        last_day = min(campaign.sells, cast.calendar.days - 1)
        signed = at_hour(rng, rng.integers(campaign.starts, last_day + 1, len(others)), np.ones(24))
        first[others] = np.where(signed <= cast.calendar.now, signed, NEVER)
        customer = np.flatnonzero(first < NEVER).astype(np.int64)
        parts.append(Joins(campaign=np.full(len(customer), number), customer=customer, joined=first[customer]))
    return Joins(
        campaign=np.concatenate([part.campaign for part in parts]),
        customer=np.concatenate([part.customer for part in parts]),
        joined=np.concatenate([part.joined for part in parts]),
    )


def participant_rows(cast: Cast, chunks: Chunks, block: Block, joins: Joins) -> tuple[str, pa.Table]:
    """The chunk of the block's participants."""
    return chunks.chunk(
        "participants",
        {
            "campaign_id": campaign_ids(joins.campaign),
            "customer_id": customer_ids(cast, block, joins.customer),
            "joined_at": moments(cast.calendar, joins.joined),
        },
    )


def referral_rows(cast: Cast, chunks: Chunks, rng: Rng, block: Block, referral: int) -> tuple[str, pa.Table]:
    """The chunk of referrals: a tree, since half of those referred were referred by one who was herself referred."""
    added = np.flatnonzero(block.added < NEVER)  # customers are numbered in the order of their adds
    referred = added[block.channel[added] == referral]
    hubs = added[:: max(1, min(60, len(added) // 4))]
    turn = np.arange(len(referred))
    by_referred = referred[(rng.random(len(referred)) * turn).astype(np.int64)] if len(referred) else referred
    earlier = np.searchsorted(hubs, referred)
    by_hub = hubs[(rng.random(len(referred)) ** 2 * earlier).astype(np.int64)] if len(hubs) else referred
    referrer = np.where((rng.random(len(referred)) < 0.5) & (turn > 0), by_referred, by_hub)
    keep = (block.added[referrer] < block.added[referred]) & (referrer != referred)
    referrer, referred = referrer[keep], referred[keep]
    day = block.added[referred] // DAY
    campaign = np.full(len(referred), -1, dtype=np.int64)
    for number, each in enumerate(campaigns_of(cast.calendar)):
        campaign = np.where((day >= each.starts) & (day <= each.ends), number, campaign)
    return chunks.chunk(
        "referrals",
        {
            "referrer_id": ids("U", block.first + referrer, cast.customer_width),
            "customer_id": customer_ids(cast, block, referred),
            "at": moments(cast.calendar, block.added[referred]),
            "campaign_id": campaign_ids(campaign),
        },
    )
