"""Gatherings: what happened in each group, derived from its memberships, invitations and events.

A member is who ever joined, once per group, from the first join on. What lies later than the moment of derivation is
an error of the rows and ignored.

What a member did depends on her own rows in the group alone, what is told of a day on the events of that day and of
those before it by which a word is still heard – and on when those who speak or are spoken to came and went. So after a
batch only the members and the days that it touched are derived again, and the days of whoever comes or goes otherwise
than before.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.warehouse.dialects import add_seconds, day_of, hour_of
from data.warehouse.engines import drop_scratch, scratch
from data.warehouse.lives import NEVER, earlier_of
from data.warehouse.tables import DERIVED, FACTS, TOUCHED

RECENT_DAYS = 3  # how long a word said in a group is heard
OF_MEMBERS = ("memberships", "presence", "invitations", "group_replies")  # one row a member, or several
OF_GROUP_DAYS = ("group_hours", "group_speakers")


def derive_groups(connection: sa.Connection, now: datetime, *, everybody: bool) -> None:
    """Derive the milestones of the touched members and days (or of all)."""
    days: sa.Table | None = None
    if everybody:
        _presence(connection, now, everybody)
    else:
        presence = DERIVED["presence"]
        before = scratch(connection, "before", sa.select(presence).where(_of_member(presence, everybody)))
        for name in OF_MEMBERS:
            connection.execute(sa.delete(DERIVED[name]).where(_of_member(DERIVED[name], everybody)))
        _presence(connection, now, everybody)
        days = _touch_days(connection, before)  # with the presence in one transaction: who changed is not found again
        for name in OF_GROUP_DAYS:
            connection.execute(sa.delete(DERIVED[name]).where(_of_day(DERIVED[name], DERIVED[name].c.day, days)))
    connection.commit()
    members = _members(connection, everybody)
    connection.commit()
    _memberships(connection, members, now)
    _invitations(connection, now, everybody)
    _replies(connection, now, everybody)
    connection.commit()
    _hours(connection, now, days)
    _speakers(connection, now, days)
    for name in ("before", "members", "days"):
        drop_scratch(connection, name)
    connection.commit()


def _of_member(rows: sa.FromClause, everybody: bool) -> sa.ColumnElement[bool]:
    """Rows of the members to derive."""
    return sa.true() if everybody else sa.exists().where(_is_of(TOUCHED["members"], rows))


def _of_day(rows: sa.FromClause, day: sa.ColumnElement[Any], days: sa.Table | None) -> sa.ColumnElement[bool]:
    """Rows of some days of groups (or of all)."""
    return sa.true() if days is None else sa.exists().where(days.c.group_id == rows.c.group_id, days.c.day == day)


def _touch_days(connection: sa.Connection, before: sa.Table) -> sa.Table:
    """The days to derive: the touched ones, those on which somebody spoke or was spoken to who came or went otherwise
    before, and those on which a word of these is still heard. They are touched, too.
    """
    presence, events, touched = DERIVED["presence"], FACTS["group_events"], TOUCHED["group_days"]
    names = [column.name for column in touched.columns]
    was, now = sa.select(before), sa.select(presence).where(_of_member(presence, everybody=False))
    differing = sa.union_all(sa.except_(was, now), sa.except_(now, was)).subquery()
    changed = scratch(connection, "changed", sa.select(differing.c.group_id, differing.c.customer_id).distinct())
    for who in (events.c.customer_id, events.c.reply_to):
        is_theirs = sa.exists().where(changed.c.group_id == events.c.group_id, changed.c.customer_id == who)
        spoken = sa.select(events.c.group_id, day_of(events.c["at"])).where(is_theirs).distinct()
        connection.execute(touched.insert().from_select(names, spoken))
    drop_scratch(connection, changed.name)
    heard = (sa.select(touched.c.group_id, _after(touched.c.day, later).label("day")) for later in range(RECENT_DAYS))
    days = scratch(connection, "days", sa.union(*heard))
    connection.execute(sa.delete(touched))
    connection.execute(touched.insert().from_select(names, sa.select(days)))
    return days


def _after(day: sa.ColumnElement[Any], days: int) -> sa.ColumnElement[Any]:
    return sa.cast(add_seconds(sa.cast(day, sa.DateTime), 86_400 * days), sa.Date)


def _fill(connection: sa.Connection, name: str, query: sa.Select[Any]) -> None:
    target = DERIVED[name]
    connection.execute(target.insert().from_select([column.name for column in target.columns], query))


def _presence(connection: sa.Connection, now: datetime, everybody: bool) -> None:
    """Stints that overlap or touch become one."""
    c = FACTS["memberships"].c
    whose = (c.group_id, c.customer_id)
    left_at = sa.case((c.left_at > now, NEVER), (c.left_at < c.joined_at, c.joined_at), else_=c.left_at)
    until_at = sa.func.coalesce(left_at, NEVER)
    stints = (
        sa.select(
            *whose,
            c.joined_at,
            until_at.label("until_at"),
            sa.func.max(until_at).over(partition_by=whose, order_by=c.joined_at, rows=(None, -1)).label("before_at"),
        )
        .where(c.joined_at <= now, _of_member(FACTS["memberships"], everybody))
        .subquery()
    )
    is_new = sa.case((stints.c.joined_at <= stints.c.before_at, 0), else_=1)
    who = (stints.c.group_id, stints.c.customer_id)
    islands = sa.select(
        *who,
        stints.c.joined_at,
        stints.c.until_at,
        sa.func.sum(is_new).over(partition_by=who, order_by=stints.c.joined_at, rows=(None, 0)).label("island"),
    ).subquery()
    query = sa.select(
        islands.c.group_id, islands.c.customer_id, sa.func.min(islands.c.joined_at), sa.func.max(islands.c.until_at)
    ).group_by(islands.c.group_id, islands.c.customer_id, islands.c.island)
    _fill(connection, "presence", query)


def _members(connection: sa.Connection, everybody: bool) -> sa.Table:
    """One row per group and member: the first join, and the last leaving of those who are gone."""
    presence = DERIVED["presence"]
    until_at = sa.func.max(presence.c.until_at)
    query = (
        sa.select(
            presence.c.group_id,
            presence.c.customer_id,
            sa.func.min(presence.c.from_at).label("joined_at"),
            sa.case((until_at < NEVER, until_at), else_=sa.null()).label("left_at"),
        )
        .where(_of_member(presence, everybody))
        .group_by(presence.c.group_id, presence.c.customer_id)
    )
    return scratch(connection, "members", query)


def _is_of(members: sa.FromClause, rows: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(members.c.group_id == rows.c.group_id, members.c.customer_id == rows.c.customer_id)


def _memberships(connection: sa.Connection, members: sa.Table, now: datetime) -> None:
    """What each member did first, from the first join on."""
    events, orders = FACTS["group_events"], DERIVED["orders"]
    kind, at = events.c.kind, events.c["at"]
    since_join = members.join(events, sa.and_(_is_of(members, events), at >= members.c.joined_at))

    def first(*kinds: str) -> sa.ColumnElement[Any]:
        return sa.func.min(sa.case((kind.in_(kinds), at), else_=sa.null()))

    did = (
        sa.select(
            members.c.group_id,
            members.c.customer_id,
            first("message").label("spoke_at"),
            first("lesson").label("learned_at"),
            first("take_part", "red_packet").label("took_part_at"),
            first("purchase").label("bought_at"),
        )
        .select_from(since_join)
        .where(at <= now)
        .group_by(members.c.group_id, members.c.customer_id)
        .subquery()
    )
    ordered = (
        sa.select(members.c.group_id, members.c.customer_id, sa.func.min(orders.c["at"]).label("at"))
        .select_from(members.join(orders, sa.and_(_is_of(members, orders), orders.c["at"] >= members.c.joined_at)))
        .where(orders.c["at"] <= now)
        .group_by(members.c.group_id, members.c.customer_id)
        .subquery()
    )
    joined = FACTS["memberships"]
    is_first_join = sa.and_(_is_of(members, joined), joined.c.joined_at == members.c.joined_at)
    query = sa.select(
        *members.c,
        did.c.spoke_at,
        did.c.learned_at,
        did.c.took_part_at,
        earlier_of(did.c.bought_at, ordered.c["at"]),
        joined.c.inviter_id,
    ).select_from(
        members.outerjoin(did, _is_of(members, did))
        .outerjoin(ordered, _is_of(members, ordered))
        .outerjoin(joined, is_first_join)
    )
    _fill(connection, "memberships", query)


def _invitations(connection: sa.Connection, now: datetime, everybody: bool) -> None:
    invitations, members = FACTS["invitations"], DERIVED["memberships"]
    c = invitations.c
    query = (
        sa.select(c.group_id, c.customer_id, c.invited_at, members.c.joined_at)
        .select_from(invitations.outerjoin(members, _is_of(members, invitations)))
        .where(c.invited_at <= now, _of_member(invitations, everybody))
    )
    _fill(connection, "invitations", query)


def _hours(connection: sa.Connection, now: datetime, days: sa.Table | None) -> None:
    """Counts of events by hour; a member's own from the first join on."""
    events, members = FACTS["group_events"], DERIVED["memberships"]
    c = events.c
    at = c["at"]
    peers = members.alias("peers")
    is_member = members.c.customer_id.is_not(None)
    is_said = sa.and_(c.kind == "message", is_member)
    is_reply = sa.and_(is_said, c.reply_to.is_not(None))
    is_peer = sa.and_(is_reply, peers.c.customer_id.is_not(None), c.reply_to != c.customer_id)

    def count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    own = sa.and_(_is_of(members, events), at >= members.c.joined_at)
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
        .where(at <= now, _of_day(events, day_of(at), days))
        .group_by(c.group_id, "day", "hour")
    )
    _fill(connection, "group_hours", counted)


def _speakers(connection: sa.Connection, now: datetime, days: sa.Table | None) -> None:
    """How many of the members present at any moment of a day spoke on it, and how many spoke lately."""
    events, presence, members = FACTS["group_events"], DERIVED["presence"], DERIVED["memberships"]
    at = events.c["at"]
    listened: sa.Table | None = None  # the days whose words are heard on those
    if days is not None:
        before = (
            sa.select(days.c.group_id, _after(days.c.day, -earlier).label("day")) for earlier in range(RECENT_DAYS)
        )
        listened = scratch(connection, "listened", sa.union(*before))
    said = (
        sa.select(members.c.group_id, members.c.customer_id, day_of(at).label("day"))
        .select_from(events.join(members, sa.and_(_is_of(members, events), at >= members.c.joined_at)))
        .where(events.c.kind == "message", at <= now, _of_day(events, day_of(at), listened))
        .distinct()
    )
    spoke = scratch(connection, "spoke", said)
    is_present = sa.and_(
        _is_of(presence, spoke),
        presence.c.from_at < presence.c.until_at,
        day_of(presence.c.from_at) <= spoke.c.day,
        day_of(add_seconds(presence.c.until_at, -1)) >= spoke.c.day,
    )
    of_day = sa.select(spoke.c.group_id, spoke.c.day, spoke.c.customer_id, sa.literal(1).label("today")).select_from(
        spoke.join(presence, is_present)
    )
    echoes = [  # who spoke on a day is heard for RECENT_DAYS days
        sa.select(spoke.c.group_id, _after(spoke.c.day, later), spoke.c.customer_id, sa.literal(0))
        for later in range(RECENT_DAYS)
    ]
    heard = sa.union_all(of_day, *echoes).subquery()
    who = heard.c.customer_id
    query = (
        sa.select(
            heard.c.group_id,
            heard.c.day,
            sa.func.count(sa.distinct(sa.case((heard.c.today == 1, who)))),
            sa.func.count(sa.distinct(sa.case((heard.c.today == 0, who)))),
        )
        .where(_of_day(heard, heard.c.day, days))
        .group_by(heard.c.group_id, heard.c.day)
    )
    _fill(connection, "group_speakers", query)
    for name in ("listened", "spoke"):
        drop_scratch(connection, name)


def _replies(connection: sa.Connection, now: datetime, everybody: bool) -> None:
    """Who answers whom, how often: the shape of the talk."""
    events, members = FACTS["group_events"], DERIVED["memberships"]
    at = events.c["at"]
    query = (
        sa.select(members.c.group_id, members.c.customer_id, events.c.reply_to, sa.func.count())
        .select_from(events.join(members, sa.and_(_is_of(members, events), at >= members.c.joined_at)))
        .where(events.c.kind == "message", events.c.reply_to.is_not(None), at <= now, _of_member(events, everybody))
        .group_by(members.c.group_id, members.c.customer_id, events.c.reply_to)
    )
    _fill(connection, "group_replies", query)
