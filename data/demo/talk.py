"""What happens in a group: who speaks and to whom, lessons, activities, adverts, red packets, purchases.

The ingredients of the health classes (story `group_health`), by habit:

- value: most members speak, more than half of the replies go to other members, lessons and activities are taken;
- marginal: few speak, replies go to the owner, an advert now and then;
- dead: talk in the first days, then silence; red packets are put out and nobody takes them;
- spam: adverts and hardly anything else; members leave.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.demo import clock
from data.demo.campaigns import RUNNING, campaigns_of
from data.demo.chunk import Chunks, ids, moments, pick
from data.demo.clock import DAY, HOUR, NEVER, Flags, Ints, Rng, at_hour
from data.demo.groups import Members, group_ids
from data.demo.people import Cast

MESSAGE, ADVERT, LESSON, TAKE_PART, RED_PACKET, PURCHASE = range(6)
EVENT_KINDS = ("message", "advert", "lesson", "take_part", "red_packet", "purchase")
# by habit: value, marginal, dead, spam
SPEAKS = np.array([0.62, 0.16, 0.10, 0.05])
SAYS = np.array([6.0, 1.2, 0.8, 0.3])  # messages of a speaker beyond the first
REPLIES = np.array([0.55, 0.35, 0.30, 0.10])  # share of messages that answer somebody
TO_PEERS = np.array([0.60, 0.12, 0.10, 0.05])  # share of those that answer a member
LEARNS = np.array([0.55, 0.15, 0.05, 0.02])
TAKES_PART = np.array([0.48, 0.16, 0.0, 0.03])
BUYS = np.array([0.16, 0.05, 0.01, 0.01])
STAFF_SAYS = np.array([3.0, 1.4, 0.05, 0.3])  # a day
STAFF_ADVERTISES = np.array([0.25, 0.5, 0.05, 6.0])  # a day
MEMBERS_ADVERTISE = np.array([0.0, 0.04, 0.0, 0.5])  # adverts a member
DEAD_AFTER = 4  # days
LIVELY_DAYS = 60  # talk of the long-lived groups is kept to their last days


@dataclass(frozen=True, kw_only=True)
class Sales:
    """Purchases in groups: entries of the members, whom they are of, and the groups they were made in."""

    entry: Ints
    member: Ints
    group: Ints
    campaign: Ints
    moment: Ints


@dataclass
class _Events:
    group: list[Ints] = field(default_factory=list)
    actor: list[Ints] = field(default_factory=list)  # entry of the members, -1 for the staff
    moment: list[Ints] = field(default_factory=list)
    kind: list[Ints] = field(default_factory=list)
    answered: list[Ints] = field(default_factory=list)  # -2 nobody, -1 the staff, else an entry of the members

    def add(self, group: Ints, actor: Ints, moment: Ints, kind: int, answered: Ints | None = None) -> None:
        self.group.append(group)
        self.actor.append(actor)
        self.moment.append(moment)
        self.kind.append(np.full(len(group), kind, dtype=np.int64))
        self.answered.append(np.full(len(group), -2, dtype=np.int64) if answered is None else answered)


def draw_sales(cast: Cast, rng: Rng, members: Members) -> Sales:
    """Who buys in the groups: in a campaign on its selling days, few before them; elsewhere at any time."""
    campaign = members.of_groups([group.campaign for group in members.groups])
    habit = members.of_groups([group.habit for group in members.groups])
    runs = campaigns_of(cast.calendar)
    chance = np.where(campaign == RUNNING, 0.3, np.where(campaign >= 0, 1.8, 1.0)) * BUYS[habit]
    buys = np.flatnonzero(members.has_joined & (rng.random(len(habit)) < chance))
    campaign = campaign[buys]
    last = cast.calendar.days
    begins = np.where(campaign < 0, members.joined[buys] // DAY, np.array([run.starts for run in runs])[campaign])
    begins = np.where(campaign == 0, runs[0].sells, begins)
    ends = np.where(campaign == 0, runs[0].ends + 1, last)
    span = np.maximum(np.minimum(ends - begins, 21), 1)
    moment = at_hour(rng, begins + (rng.random(len(buys)) * span).astype(np.int64), clock.BUYING)
    _, until = _stay(cast, members)
    keep = (moment > members.joined[buys]) & (moment < until[buys])
    return Sales(
        entry=buys[keep],
        member=members.member[buys][keep],
        group=members.group[buys][keep],
        campaign=campaign[keep],
        moment=moment[keep],
    )


def no_sales() -> Sales:
    """No purchase at all, as in a group of guides."""
    nothing = np.zeros(0, dtype=np.int64)
    return Sales(entry=nothing, member=nothing, group=nothing, campaign=nothing, moment=nothing)


def _stay(cast: Cast, members: Members) -> tuple[Ints, Ints]:
    """From when to when each member is there and may act."""
    closes = members.of_groups([int(NEVER) if group.closes is None else group.closes * DAY for group in members.groups])
    until = np.minimum(np.minimum(members.left, closes), cast.calendar.now)
    return np.maximum(members.joined, until - LIVELY_DAYS * DAY), until


def group_event_rows(cast: Cast, chunks: Chunks, rng: Rng, members: Members, sales: Sales) -> tuple[str, pa.Table]:
    """The chunk of what happened in these groups, in the order of time."""
    events = _Events()
    _members_act(cast, rng, members, events)
    _staff_acts(cast, rng, members, events)
    events.add(sales.group, sales.entry, sales.moment, PURCHASE)
    moment = np.concatenate(events.moment)
    order = np.argsort(moment, kind="stable")
    group, kind = np.concatenate(events.group)[order], np.concatenate(events.kind)[order]
    actor, answered = np.concatenate(events.actor)[order], np.concatenate(events.answered)[order]
    ids_of_entries = members.pool.take(pa.array(members.member))
    reply = pc.if_else(pa.array(answered == -1), pa.scalar("guide"), pick(ids_of_entries, answered))
    number = chunks.lines.get("group_events", 0) + np.arange(1, len(moment) + 1)
    return chunks.chunk(
        "group_events",
        {
            "event_id": ids("E", number, 8),
            "group_id": group_ids(members, group),
            "customer_id": pick(ids_of_entries, actor),
            "at": moments(cast.calendar, moment[order]),
            "kind": pick(EVENT_KINDS, kind),
            "reply_to": reply,
        },
    )


def _members_act(cast: Cast, rng: Rng, members: Members, events: _Events) -> None:
    """Messages, adverts, lessons, activities and red packets of the members."""
    habit = members.of_groups([group.habit for group in members.groups])
    since, until = _stay(cast, members)
    there = np.flatnonzero(members.has_joined & (until - since > HOUR))
    habit = habit[there]
    speaks = rng.random(len(there)) < SPEAKS[habit]
    said = np.where(speaks, 1 + rng.poisson(SAYS[habit]), 0)
    for kind, times in (
        (MESSAGE, said),
        (ADVERT, rng.poisson(MEMBERS_ADVERTISE[habit])),
        (LESSON, np.where(rng.random(len(there)) < LEARNS[habit], rng.integers(1, 5, len(there)), 0)),
        (TAKE_PART, np.where(rng.random(len(there)) < TAKES_PART[habit], rng.integers(1, 3, len(there)), 0)),
        (RED_PACKET, (rng.random(len(there)) < TAKES_PART[habit] * 0.6).astype(np.int64)),
    ):
        entry = np.repeat(there, times)
        moment = _while_there(rng, since[entry], until[entry], np.repeat(habit, times) == 2)
        answered = _answers(rng, members, entry, np.repeat(habit, times)) if kind == MESSAGE else None
        events.add(members.group[entry], entry, moment, kind, answered)


def _while_there(rng: Rng, since: Ints, until: Ints, dies: Flags) -> Ints:
    """Moments within the stay, by the rhythm of the day where it allows; soon after joining where a group dies."""
    end = np.where(dies, np.minimum(until, since + DEAD_AFTER * DAY), until)
    raw = since + 1 + (rng.random(len(since)) * (end - since - 2)).astype(np.int64)
    moment = at_hour(rng, raw // DAY, clock.CHATTING)
    return np.where((moment > since) & (moment < end), moment, raw)


def _answers(rng: Rng, members: Members, entry: Ints, habit: Ints) -> Ints:
    """Whom each message answers: nobody, the staff, or another member of the group."""
    joined = np.flatnonzero(members.has_joined)
    in_group = members.group[joined]
    first = np.searchsorted(in_group, members.group[entry], side="left")
    count = np.searchsorted(in_group, members.group[entry], side="right") - first
    other = joined[np.minimum(first + (rng.random(len(entry)) * count).astype(np.int64), len(joined) - 1)]
    is_reply = rng.random(len(entry)) < REPLIES[habit]
    to_peer = (rng.random(len(entry)) < TO_PEERS[habit]) & (other != entry)
    return np.where(is_reply, np.where(to_peer, other, -1), -2)


def _staff_acts(cast: Cast, rng: Rng, members: Members, events: _Events) -> None:
    """Messages, adverts and red packets of the staff, day by day."""
    now, lively = cast.calendar.now, cast.calendar.days - LIVELY_DAYS
    days: list[tuple[int, int, int]] = [
        (position, group.habit, day)
        for position, group in enumerate(members.groups)
        for day in range(
            max(lively, group.created // DAY),
            min(cast.calendar.days, cast.calendar.days if group.closes is None else group.closes),
        )
    ]
    group, habit, day = np.array(days, dtype=np.int64).reshape(-1, 3).T
    created = np.array([each.created for each in members.groups])
    for kind, a_day in ((MESSAGE, STAFF_SAYS), (ADVERT, STAFF_ADVERTISES), (RED_PACKET, np.full(4, 0.25))):
        times = rng.poisson(a_day[habit])
        moment = at_hour(rng, np.repeat(day, times), clock.CHATTING)
        where = np.repeat(group, times)
        keep = (moment > created[where]) & (moment <= now)
        events.add(where[keep], np.full(int(keep.sum()), -1, dtype=np.int64), moment[keep], kind)
