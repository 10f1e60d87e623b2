"""Group chats of the demo world: what groups there are, who was asked in, who came and left.

Story `group_health`: the first four groups are flash groups made twenty days ago, one of each class: Q0001 value,
Q0002 marginal, Q0003 dead, Q0004 spam. What happens in them is told by their `Habit`. Other groups take a habit by lot.
Groups of a campaign stand beside; two groups are for guides (audience guide), one per campaign.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data.demo.campaigns import ENDED, RUNNING, campaign_ids, campaigns_of
from data.demo.chunk import Chunks, dates, ids, moments, pick
from data.demo.clock import DAY, HOUR, NEVER, Flags, Floats, Ints, Rng, awake, some_seconds
from data.demo.contacts import Block, customer_ids
from data.demo.people import Cast

VALUE, MARGINAL, DEAD, SPAM = range(4)
KINDS = ("daily", "flash", "precise", "super_user", "old")
DAILY, FLASH, PRECISE, SUPER_USER, OLD = range(5)
KIND_NAMES = ("日常福利群", "快闪群", "敏感肌精准群", "超级用户群", "老粉群")
SOURCES = ("own", "fission", "paid")
ENTRY = np.array([0.62, 0.45, 0.38, 0.33])  # share of the invited who join, by habit
LEAVING = np.array([0.04, 0.08, 0.12, 0.42])  # share of members who leave, by habit


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group as it is planned; moments and days of the world."""

    kind: int
    habit: int
    store: int
    created: int
    closes: int | None = None
    campaign: int = -1
    invited: int = 160
    source: int = 0
    for_guides: bool = False


@dataclass(frozen=True, kw_only=True)
class Members:
    """The memberships of a set of groups, one entry each, sorted by group; and those invited in vain."""

    groups: tuple[Group, ...]
    number: int  # of the first group, within the world
    pool: pa.Array  # ids that `member` points into
    group: Ints
    member: Ints
    invited: Ints  # NEVER for who came unasked
    joined: Ints  # NEVER for who was asked and did not come
    left: Ints

    @property
    def has_joined(self) -> Flags:
        """Which entries are members."""
        return self.joined < NEVER

    def of_groups(self, values: list[int]) -> Ints:
        """One value per group, spread over its entries."""
        return np.array(values, dtype=np.int64)[self.group]


def plan(cast: Cast, rng: Rng, block: Block) -> tuple[Group, ...]:
    """The customer groups of a block; those with a story come first, in the first block."""
    days = cast.calendar.days
    stores = np.unique(cast.home[cast.active])
    store = iter(rng.permutation(np.resize(stores, 64)))
    people = int((block.added < NEVER).sum())
    usual = int(np.clip(people // 10, 4, 160))
    groups: list[Group] = []
    made = max(0, days - 21) * DAY + 10 * HOUR
    if block.first == 1:
        groups += [
            Group(kind=FLASH, habit=habit, store=int(next(store)), created=made, closes=days + 9, invited=2 * usual)
            for habit in (VALUE, MARGINAL, DEAD, SPAM)
        ]
    for number, campaign in enumerate(campaigns_of(cast.calendar)):
        for turn in range(int(np.clip(people // 2000, 1, 10))):
            groups.append(
                Group(
                    kind=FLASH,
                    habit=int(rng.choice(3, p=(0.45, 0.4, 0.15))),
                    store=int(next(store)),
                    created=max(0, campaign.starts - 1) * DAY + int(rng.integers(8, 9)) * HOUR,
                    closes=campaign.starts + 14,
                    campaign=number,
                    invited=usual,
                    source=turn % 3,
                )
            )
    for kind, share in ((DAILY, 1500), (PRECISE, 7000), (SUPER_USER, 9000), (OLD, 7000)):
        for _ in range(int(np.clip(round(people / share), 1, 12))):
            habit = VALUE if kind == SUPER_USER else int(rng.choice(4, p=(0.2, 0.45, 0.25, 0.1)))
            day = int(rng.integers(0, max(1, days // 3))) + (0 if kind == OLD else days // 4)
            created = day * DAY + 11 * HOUR
            groups.append(Group(kind=kind, habit=habit, store=int(next(store)), created=created, invited=usual))
    return tuple(groups)


def draw_members(cast: Cast, rng: Rng, block: Block, groups: tuple[Group, ...], number: int) -> Members:
    """Who of the block was asked into its groups, and came."""
    everyone = np.arange(block.size)
    home = np.where(block.guide >= 0, cast.home[block.guide], -1)
    asked: list[Ints] = []
    for group in groups:
        is_contact = (block.added < group.created) & (block.ended > group.created)
        near = everyone[is_contact & (home == group.store)]
        pool = near if len(near) >= group.invited // 2 else everyone[is_contact]
        asked.append(rng.permutation(pool)[: group.invited])
    return _join(cast, rng, groups, number, customer_ids(cast, block, everyone), asked)


def draw_guide_members(cast: Cast, rng: Rng, number: int) -> Members:
    """The two groups of guides, one per campaign, and the guides in them."""
    groups = tuple(
        Group(
            kind=FLASH,
            habit=VALUE,
            store=0,
            created=max(0, campaign.starts - 1) * DAY + 9 * HOUR,
            closes=campaign.ends + 3,
            campaign=campaign_number,
            for_guides=True,
        )
        for campaign_number, campaign in zip((ENDED, RUNNING), campaigns_of(cast.calendar), strict=True)
    )
    asked = [cast.active[cast.joined_on[cast.active] * DAY < group.created] for group in groups]
    return _join(cast, rng, groups, number, cast.guide_ids, asked)


def _join(cast: Cast, rng: Rng, groups: tuple[Group, ...], number: int, pool: pa.Array, asked: list[Ints]) -> Members:
    """What became of the invitations."""
    now = cast.calendar.now
    group = np.repeat(np.arange(len(groups)), [len(each) for each in asked])
    size = len(group)
    habit = np.array([each.habit for each in groups])[group]
    created = np.array([each.created for each in groups])[group]
    closes = np.array([NEVER if each.closes is None else each.closes * DAY for each in groups])[group]
    entry: Floats = np.where(np.array([each.for_guides for each in groups])[group], 0.93, ENTRY[habit])
    invited = awake(rng, created + some_seconds(rng, 5 * HOUR, 1.0, size))
    arrives = awake(rng, invited + 20 + some_seconds(rng, 4 * HOUR, 1.4, size))
    comes = (rng.random(size) < entry) & (invited < arrives) & (arrives <= np.minimum(now, closes - HOUR))
    joined = np.where(comes, arrives, NEVER)
    unasked = comes & (rng.random(size) < 0.04)
    left = joined + HOUR + rng.exponential(6 * DAY, size).astype(np.int64)
    leaves = comes & (rng.random(size) < LEAVING[habit]) & (left <= np.minimum(now, closes))
    keep = invited <= now
    return Members(
        groups=groups,
        number=number,
        pool=pool,
        group=group[keep],
        member=np.concatenate(asked)[keep],
        invited=np.where(unasked, NEVER, invited)[keep],
        joined=joined[keep],
        left=np.where(leaves, left, NEVER)[keep],
    )


def group_ids(members: Members, group: Ints) -> pa.Array:
    """Ids of the groups; null for none."""
    return ids("Q", members.number + np.maximum(group, 0), 4, group >= 0)


def group_rows(cast: Cast, chunks: Chunks, rng: Rng, members: Members) -> Iterator[tuple[str, pa.Table]]:
    """The chunks of groups, invitations and memberships."""
    groups = members.groups
    owners = pa.array([int(cast.managers[group.store]) for group in groups], pa.int64())
    which = np.arange(len(groups))
    campaign = np.array([group.campaign for group in groups])
    closes = np.array([0 if group.closes is None else group.closes for group in groups])
    yield chunks.chunk(
        "groups",
        {
            "group_id": group_ids(members, which),
            "group_name": pa.array(
                f"{'导购学习群' if group.for_guides else KIND_NAMES[group.kind]} {members.number + position} 号"
                for position, group in enumerate(groups)
            ),
            "kind": pick(KINDS, np.array([group.kind for group in groups])),
            "owner_guide_id": cast.guide_ids.take(owners),
            "store_id": cast.store_ids.take(pa.array([group.store for group in groups], pa.int64())),
            "campaign_id": campaign_ids(campaign),
            "created_at": moments(cast.calendar, np.array([group.created for group in groups])),
            "closes_on": dates(cast.calendar, closes, np.array([group.closes is not None for group in groups])),
            "audience": pick(("customer", "guide"), np.array([group.for_guides for group in groups]).astype(np.int64)),
            "source": pick(SOURCES, np.array([group.source for group in groups])),
        },
    )
    yield _invitation_rows(cast, chunks, members, owners)
    yield _membership_rows(cast, chunks, rng, members, owners)


def _invitation_rows(cast: Cast, chunks: Chunks, members: Members, owners: pa.Array) -> tuple[str, pa.Table]:
    asked = members.invited < NEVER
    return chunks.chunk(
        "invitations",
        {
            "group_id": group_ids(members, members.group[asked]),
            "customer_id": members.pool.take(pa.array(members.member[asked])),
            "invited_at": moments(cast.calendar, members.invited[asked]),
            "inviter_id": cast.guide_ids.take(owners.take(pa.array(members.group[asked]))),
        },
    )


def _membership_rows(cast: Cast, chunks: Chunks, rng: Rng, members: Members, owners: pa.Array) -> tuple[str, pa.Table]:
    """Memberships; a few of those who left come back and have a second row."""
    first = np.flatnonzero(members.has_joined)
    gone = first[members.left[first] < NEVER]
    back = members.left[gone] + some_seconds(rng, DAY, 0.8, len(gone))
    returns = (rng.random(len(gone)) < 0.15) & (back <= cast.calendar.now)
    row = np.concatenate([first, gone[returns]])
    joined = np.concatenate([members.joined[first], back[returns]])
    left = np.concatenate([members.left[first], np.full(int(returns.sum()), NEVER)])
    return chunks.chunk(
        "memberships",
        {
            "group_id": group_ids(members, members.group[row]),
            "customer_id": members.pool.take(pa.array(members.member[row])),
            "joined_at": moments(cast.calendar, joined),
            "left_at": moments(cast.calendar, left),
            "inviter_id": cast.guide_ids.take(owners.take(pa.array(members.group[row]))),
        },
    )
