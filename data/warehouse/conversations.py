"""Conversations: what was said in each group by hour and day, and by how many, derived from its events.

What is told of a day depends on the events of that day and of those before it by which a word is still heard – and on
when those who speak or are spoken to came and went.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.warehouse.chosen import fill, is_of, of_day, of_member
from data.warehouse.dialects import add_seconds, day_of, hour_of
from data.warehouse.engines import drop_scratch, scratch
from data.warehouse.tables import DERIVED, FACTS, TOUCHED

RECENT_DAYS = 3  # how long a word said in a group is heard
OF_GROUP_DAYS = ("group_hours", "group_speakers")


def derive_days(connection: sa.Connection, now: datetime, days: sa.Table | None) -> None:
    """Derive what is told of some days of groups (or of all)."""
    events = FACTS["group_events"] if days is None else _listened(connection, days)
    _hours(connection, events, now, days)
    _speakers(connection, events, now, days)
    drop_scratch(connection, "listened")


def touch_days(connection: sa.Connection, before: sa.Table) -> sa.Table:
    """The days to derive: the touched ones, those since which somebody comes and goes otherwise and on which she spoke
    since, those on which somebody was spoken to who is a member or none otherwise, and those on which a word of these
    is still heard. They are touched, too.
    """
    events, touched = FACTS["group_events"], TOUCHED["group_days"]
    at = events.c["at"]
    names = [column.name for column in touched.columns]
    changed = _changed(connection, before)
    is_author = sa.and_(is_of(changed, events), day_of(at) >= day_of(changed.c.since))
    is_addressed = sa.and_(
        changed.c.group_id == events.c.group_id, changed.c.customer_id == events.c.reply_to, changed.c.sides == 1
    )
    for is_theirs in (is_author, is_addressed):
        spoken = sa.select(events.c.group_id, day_of(at)).where(sa.exists().where(is_theirs)).distinct()
        connection.execute(touched.insert().from_select(names, spoken))
    came_or_went = sa.select(changed.c.group_id, day_of(changed.c.since))  # nothing may have been said: members changed
    connection.execute(touched.insert().from_select(names, came_or_went))
    drop_scratch(connection, changed.name)
    heard = (sa.select(touched.c.group_id, _after(touched.c.day, later).label("day")) for later in range(RECENT_DAYS))
    days = scratch(connection, "days", sa.union(*heard))
    connection.execute(sa.delete(touched))
    connection.execute(touched.insert().from_select(names, sa.select(days)))
    return days


def _changed(connection: sa.Connection, before: sa.Table) -> sa.Table:
    """The members who come and go otherwise than before: since when, and whether on one side only (1) or both (2)."""
    presence = DERIVED["presence"]
    rows = sa.select(presence).where(of_member(presence, everybody=False))
    sides = (sa.select(*was.c, sa.literal(side).label("side")) for side, was in enumerate((before, rows.subquery())))
    both = sa.union_all(*sides).subquery()
    whose = (both.c.group_id, both.c.customer_id)
    stints = (
        sa.select(
            *whose,
            both.c.from_at,
            sa.func.count().label("stints"),
            sa.func.min(both.c.until_at).label("first_until"),
            sa.func.max(both.c.until_at).label("last_until"),
            sa.func.min(both.c.side).label("first_side"),
            sa.func.max(both.c.side).label("last_side"),
        )
        .group_by(*whose, both.c.from_at)
        .subquery()
    )
    is_kept = sa.and_(stints.c.stints == 2, stints.c.first_until == stints.c.last_until)
    since = sa.case((is_kept, sa.null()), (stints.c.stints == 2, stints.c.first_until), else_=stints.c.from_at)
    who = (stints.c.group_id, stints.c.customer_id)
    query = (
        sa.select(
            *who,
            sa.func.min(since).label("since"),
            (sa.func.max(stints.c.last_side) - sa.func.min(stints.c.first_side) + 1).label("sides"),
        )
        .group_by(*who)
        .having(sa.func.min(since).is_not(None))
    )
    return scratch(connection, "changed", query)


def _after(day: sa.ColumnElement[Any], days: int) -> sa.ColumnElement[Any]:
    return sa.cast(add_seconds(sa.cast(day, sa.DateTime), 86_400 * days), sa.Date)


def _listened(connection: sa.Connection, days: sa.Table) -> sa.Table:
    """The events of some days and of those before them whose words are heard on them."""
    events = FACTS["group_events"]
    heard = (sa.select(days.c.group_id, _after(days.c.day, -earlier).label("day")) for earlier in range(RECENT_DAYS))
    also = sa.union(*heard).subquery()
    cells = (events.c[name] for name in ("group_id", "customer_id", "kind", "at", "reply_to"))
    return scratch(connection, "listened", sa.select(*cells).where(of_day(events, day_of(events.c["at"]), also)))


def _hours(connection: sa.Connection, events: sa.Table, now: datetime, days: sa.Table | None) -> None:
    """Counts of events by hour; a member's own from the first join on."""
    members = DERIVED["memberships"]
    c = events.c
    at = c["at"]
    peers = members.alias("peers")
    is_member = members.c.customer_id.is_not(None)
    is_said = sa.and_(c.kind == "message", is_member)
    is_reply = sa.and_(is_said, c.reply_to.is_not(None))
    is_peer = sa.and_(is_reply, peers.c.customer_id.is_not(None), c.reply_to != c.customer_id)

    def count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    own = sa.and_(is_of(members, events), at >= members.c.joined_at)
    day, hour = day_of(at).label("day"), hour_of(at).label("hour")
    counted = (
        sa.select(
            c.group_id,
            day,
            hour,
            count(c.kind == "message").label("messages"),
            count(c.kind == "advert").label("adverts"),
            count(c.kind.in_(("message", "advert"))).label("posts"),
            count(is_said).label("member_messages"),
            count(is_reply).label("replies"),
            count(is_peer).label("peer_replies"),
            *(
                count(sa.and_(c.kind == kind, is_member)).label(f"{kind}s")
                for kind in ("lesson", "take_part", "red_packet", "purchase")
            ),
        )
        .select_from(
            events.outerjoin(members, own).outerjoin(
                peers, sa.and_(peers.c.group_id == c.group_id, peers.c.customer_id == c.reply_to)
            )
        )
        .where(at <= now, of_day(events, day_of(at), days))
        .group_by(c.group_id, "day", "hour")
    )
    fill(connection, "group_hours", counted)


def _speakers(connection: sa.Connection, events: sa.Table, now: datetime, days: sa.Table | None) -> None:
    """How many of the members present at any moment of a day spoke on it, and how many spoke lately."""
    presence, members = DERIVED["presence"], DERIVED["memberships"]
    at = events.c["at"]
    said = (
        sa.select(members.c.group_id, members.c.customer_id, day_of(at).label("day"))
        .select_from(events.join(members, sa.and_(is_of(members, events), at >= members.c.joined_at)))
        .where(events.c.kind == "message", at <= now)
        .distinct()
    )
    spoke = scratch(connection, "spoke", said)
    is_present = sa.and_(
        is_of(presence, spoke),
        presence.c.from_at < presence.c.until_at,
        day_of(presence.c.from_at) <= spoke.c.day,
        day_of(add_seconds(presence.c.until_at, -1)) >= spoke.c.day,
    )
    present = sa.select(spoke.c.group_id, spoke.c.day, spoke.c.customer_id, sa.literal(1).label("today")).select_from(
        spoke.join(presence, is_present)
    )
    echoes = [  # who spoke on a day is heard for RECENT_DAYS days
        sa.select(spoke.c.group_id, _after(spoke.c.day, later), spoke.c.customer_id, sa.literal(0))
        for later in range(RECENT_DAYS)
    ]
    heard = sa.union_all(present, *echoes).subquery()
    who = heard.c.customer_id
    query = (
        sa.select(
            heard.c.group_id,
            heard.c.day,
            sa.func.count(sa.distinct(sa.case((heard.c.today == 1, who)))),
            sa.func.count(sa.distinct(sa.case((heard.c.today == 0, who)))),
        )
        .where(of_day(heard, heard.c.day, days))
        .group_by(heard.c.group_id, heard.c.day)
    )
    fill(connection, "group_speakers", query)
    drop_scratch(connection, spoke.name)
