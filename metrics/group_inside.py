"""One group from the inside: its funnel, its hours, who answers whom, and who is hot or cold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data.settings import HealthRules
from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics import groups as of_groups
from metrics.cells import NEVER_BROUGHT, Cell
from metrics.group_register import is_seen, last_day
from metrics.group_wall import Standing
from metrics.model import Text
from metrics.question import Scope

STAFF = "guide"  # as replies name the owner and the staff
MOST_DRAWN = 40
LEAST_REPLIES = 10  # fewer replies have no shape


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of the way into a group; `people` is None where no row speaks of the step."""

    key: str
    title: Text
    people: int | None
    rate: Cell | None  # of the invited who joined in time, then of the members


def way(standing: Standing) -> tuple[Stage, ...]:
    """Invited → joined → spoke → learned → took part → bought.

    Joined counts every member, also who came unasked; its rate is the entry rate, of the invited alone. Each further
    step is a share of all members, whatever other steps they took.
    """
    entry = standing[of_groups.GROUP_ENTRY_RATE]
    stages = [
        Stage(key="invited", title=("受邀", "Invited"), people=standing.invited, rate=None),
        Stage(key="joined", title=("入群", "Joined"), people=standing.joined, rate=entry if standing.invited else None),
    ]
    for key, title, metric in (
        ("spoke", ("发言", "Spoke"), of_groups.GROUP_ACTIVITY_RATE),
        ("learned", ("学习", "Learned"), of_groups.GROUP_LEARNING_RATE),
        ("took_part", ("参与", "Took part"), of_groups.GROUP_INTEREST_RATE),
        ("bought", ("购买", "Bought"), of_groups.GROUP_PURCHASE_RATE),
    ):
        cell = standing[metric]
        people = None if cell.reason == NEVER_BROUGHT else int(cell.numerator or 0)
        stages.append(Stage(key=key, title=title, people=people, rate=cell))
    return tuple(stages)


KINDS = ("messages", "lessons", "take_parts", "red_packets", "purchases", "adverts")


@dataclass(frozen=True, kw_only=True)
class Hour:
    """What happened in one hour of a group: messages and adverts whoever posts, the rest by members."""

    day: date
    hour: int
    counts: tuple[int, ...]  # in the order of KINDS


def rhythm(generation: Generation, scope: Scope, group_id: str) -> tuple[Hour, ...]:
    """Every hour of a group in which anything happened, in order."""
    hours = MILESTONES["group_hours"]
    counts: list[sa.ColumnElement[Any]] = [hours.c[kind] for kind in KINDS]
    query = (
        sa.select(hours.c.day, hours.c.hour, *counts)
        .where(hours.c.group_id == group_id, is_seen(hours.c.group_id, scope, last_day(generation)))
        .order_by(hours.c.day, hours.c.hour)
    )
    return tuple(
        Hour(day=row.day, hour=int(row.hour), counts=tuple(int(row._mapping[kind]) for kind in KINDS))
        for row in generation.rows(query)
    )


def by_day(hours: Sequence[Hour]) -> dict[date, dict[str, int]]:
    """The events of each day by kind."""
    found: dict[date, dict[str, int]] = {}
    for hour in hours:
        day = found.setdefault(hour.day, dict.fromkeys(KINDS, 0))
        for kind, count in zip(KINDS, hour.counts, strict=True):
            day[kind] += count
    return found


@dataclass(frozen=True, kw_only=True)
class Link:
    """How often one member answered another, or the staff."""

    speaker: str
    answered: str
    replies: int


@dataclass(frozen=True, kw_only=True)
class Talk:
    """Who answers whom: the members who exchange most, their links, and how many members are left out."""

    members: tuple[str, ...]
    names: tuple[Text, ...]
    links: tuple[Link, ...]
    left_out: int
    is_net: bool | None  # None: too few replies to tell


def talk(generation: Generation, scope: Scope, group_id: str, rules: HealthRules, peer: Cell) -> Talk:
    """The shape of a group's talk: a net where the peer share reaches what a group of value has, else a hub."""
    rows, members = MILESTONES["group_replies"], MILESTONES["memberships"]
    known = sa.select(members.c.customer_id).where(members.c.group_id == group_id)
    query = (
        sa.select(rows.c.customer_id.label("speaker"), rows.c.reply_to.label("answered"), rows.c.replies)
        .where(
            rows.c.group_id == group_id,
            rows.c.customer_id != rows.c.reply_to,
            sa.or_(rows.c.reply_to == STAFF, rows.c.reply_to.in_(known)),
            is_seen(rows.c.group_id, scope, last_day(generation)),
        )
        .order_by(rows.c.customer_id, rows.c.reply_to)
    )
    links = [
        Link(speaker=row.speaker, answered=row.answered, replies=int(row.replies)) for row in generation.rows(query)
    ]
    exchanged: Counter[str] = Counter()
    for link in links:
        for person in (link.speaker, link.answered):
            if person != STAFF:
                exchanged[person] += link.replies
    shown = [person for person, _ in sorted(exchanged.items(), key=lambda item: (-item[1], item[0]))][:MOST_DRAWN]
    drawn = {*shown, STAFF}
    is_told = peer.value is not None and int(peer.denominator or 0) >= LEAST_REPLIES
    names = _names(generation, shown)
    return Talk(
        members=tuple(shown),
        names=tuple(names[person] for person in shown),
        links=tuple(link for link in links if link.speaker in drawn and link.answered in drawn),
        left_out=len(exchanged) - len(shown),
        is_net=float(peer.value or 0) >= rules.value_peers if is_told else None,
    )


def _names(generation: Generation, people: Sequence[str]) -> dict[str, Text]:
    """What members are called: customers by nickname, guides by name, else by their id."""
    found = {person: (person, person) for person in people}
    for table, key, name in (("guides", "guide_id", "guide_name"), ("customers", "customer_id", "nickname")):
        rows = PUBLISHED[table]
        query = sa.select(rows.c[key].label("code"), rows.c[name].label("name")).where(
            rows.c[key].in_(list(people)), rows.c[name].is_not(None)
        )
        found |= {row.code: (row.name, row.name) for row in generation.rows(query)}
    return found


@dataclass(frozen=True, kw_only=True)
class Member:
    """One member and when she first did what."""

    customer_id: str
    name: Text
    joined_at: datetime
    left_at: datetime | None
    spoke_at: datetime | None
    learned_at: datetime | None
    took_part_at: datetime | None
    bought_at: datetime | None

    @property
    def is_hot(self) -> bool:
        """Took part and has not bought: the next to be talked with."""
        return self.left_at is None and self.took_part_at is not None and self.bought_at is None

    @property
    def is_cold(self) -> bool:
        """Is there and never spoke."""
        return self.left_at is None and self.spoke_at is None


def members(generation: Generation, scope: Scope, group_id: str) -> tuple[Member, ...]:
    """Everyone who ever joined a group, by the first join."""
    rows, guides, customers = MILESTONES["memberships"], PUBLISHED["guides"], PUBLISHED["customers"]
    name = sa.func.coalesce(customers.c.nickname, guides.c.guide_name, rows.c.customer_id).label("name")
    query = (
        sa.select(*(column for column in rows.c if column.name not in ("group_id", "inviter_id")), name)
        .select_from(
            rows.outerjoin(customers, rows.c.customer_id == customers.c.customer_id).outerjoin(
                guides, rows.c.customer_id == guides.c.guide_id
            )
        )
        .where(rows.c.group_id == group_id, is_seen(rows.c.group_id, scope, last_day(generation)))
        .order_by(rows.c.joined_at, rows.c.customer_id)
    )
    found = []
    for row in generation.rows(query):
        values = dict(row._mapping)
        said = values.pop("name")
        found.append(Member(name=(said, said), **values))
    return tuple(found)


def hot(people: Sequence[Member]) -> tuple[Member, ...]:
    """The hot members, who took part last first."""
    found = [member for member in people if member.is_hot]
    return tuple(sorted(found, key=lambda one: (one.took_part_at or one.joined_at, one.customer_id), reverse=True))


def cold(people: Sequence[Member]) -> tuple[Member, ...]:
    """The cold members, who is there longest first."""
    return tuple(member for member in people if member.is_cold)
