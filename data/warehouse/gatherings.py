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

from data.warehouse.chosen import fill, is_of, of_day, of_member
from data.warehouse.conversations import OF_GROUP_DAYS, derive_days, touch_days
from data.warehouse.dialects import day_of
from data.warehouse.engines import drop_scratch, scratch
from data.warehouse.lives import NEVER, earlier_of
from data.warehouse.tables import DERIVED, FACTS, TOUCHED

OF_MEMBERS = ("memberships", "presence", "invitations", "group_replies")  # one row a member, or several


def derive_groups(connection: sa.Connection, now: datetime, *, everybody: bool) -> None:
    """Derive the milestones of the touched members and days (or of all)."""
    days: sa.Table | None = None
    if everybody:
        _presence(connection, now, everybody)
    else:
        presence = DERIVED["presence"]
        before = scratch(connection, "before", sa.select(presence).where(of_member(presence, everybody)))
        for name in OF_MEMBERS:
            connection.execute(sa.delete(DERIVED[name]).where(of_member(DERIVED[name], everybody)))
        _presence(connection, now, everybody)
        days = touch_days(connection, before)  # with the presence in one transaction: who changed is not found again
        for name in OF_GROUP_DAYS:
            connection.execute(sa.delete(DERIVED[name]).where(of_day(DERIVED[name], DERIVED[name].c.day, days)))
    connection.commit()
    members = _members(connection, everybody)
    connection.commit()
    _memberships(connection, members, now)
    _invitations(connection, now, everybody)
    _replies(connection, now, everybody)
    connection.commit()
    derive_days(connection, now, days)
    for name in ("before", "members", "days"):
        drop_scratch(connection, name)
    connection.commit()


def touch_ahead(connection: sa.Connection, now: datetime) -> None:
    """Touch the members and days whose rows lie ahead of the moment of derivation: they count when it has come."""
    memberships, invitations, events = (FACTS[name] for name in ("memberships", "invitations", "group_events"))
    orders = DERIVED["orders"]
    ahead = (
        (memberships, sa.or_(memberships.c.joined_at > now, memberships.c.left_at > now)),
        (invitations, invitations.c.invited_at > now),
        (events, sa.and_(events.c["at"] > now, events.c.customer_id.is_not(None))),
        (orders, sa.and_(orders.c["at"] > now, orders.c.group_id.is_not(None))),
    )
    of_members = (sa.select(rows.c.group_id, rows.c.customer_id).where(is_ahead) for rows, is_ahead in ahead)
    of_days = sa.select(events.c.group_id, day_of(events.c["at"])).where(events.c["at"] > now).distinct()
    for moved, query in (("members", sa.union(*of_members)), ("group_days", of_days)):
        touched = TOUCHED[moved]
        connection.execute(touched.insert().from_select([column.name for column in touched.columns], query))


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
        .where(c.joined_at <= now, of_member(FACTS["memberships"], everybody))
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
    fill(connection, "presence", query)


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
        .where(of_member(presence, everybody))
        .group_by(presence.c.group_id, presence.c.customer_id)
    )
    return scratch(connection, "members", query)


def _memberships(connection: sa.Connection, members: sa.Table, now: datetime) -> None:
    """What each member did first, from the first join on."""
    events, orders = FACTS["group_events"], DERIVED["orders"]
    kind, at = events.c.kind, events.c["at"]
    since_join = members.join(events, sa.and_(is_of(members, events), at >= members.c.joined_at))

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
        .select_from(members.join(orders, sa.and_(is_of(members, orders), orders.c["at"] >= members.c.joined_at)))
        .where(orders.c["at"] <= now)
        .group_by(members.c.group_id, members.c.customer_id)
        .subquery()
    )
    joined = FACTS["memberships"]
    is_first_join = sa.and_(is_of(members, joined), joined.c.joined_at == members.c.joined_at)
    query = sa.select(
        *members.c,
        did.c.spoke_at,
        did.c.learned_at,
        did.c.took_part_at,
        earlier_of(did.c.bought_at, ordered.c["at"]),
        joined.c.inviter_id,
    ).select_from(
        members.outerjoin(did, is_of(members, did))
        .outerjoin(ordered, is_of(members, ordered))
        .outerjoin(joined, is_first_join)
    )
    fill(connection, "memberships", query)


def _invitations(connection: sa.Connection, now: datetime, everybody: bool) -> None:
    invitations, members = FACTS["invitations"], DERIVED["memberships"]
    c = invitations.c
    query = (
        sa.select(c.group_id, c.customer_id, c.invited_at, members.c.joined_at)
        .select_from(invitations.outerjoin(members, is_of(members, invitations)))
        .where(c.invited_at <= now, of_member(invitations, everybody))
    )
    fill(connection, "invitations", query)


def _replies(connection: sa.Connection, now: datetime, everybody: bool) -> None:
    """Who answers whom, how often: the shape of the talk."""
    events, members = FACTS["group_events"], DERIVED["memberships"]
    at = events.c["at"]
    query = (
        sa.select(members.c.group_id, members.c.customer_id, events.c.reply_to, sa.func.count())
        .select_from(events.join(members, sa.and_(is_of(members, events), at >= members.c.joined_at)))
        .where(events.c.kind == "message", events.c.reply_to.is_not(None), at <= now, of_member(events, everybody))
        .group_by(members.c.group_id, members.c.customer_id, events.c.reply_to)
    )
    fill(connection, "group_replies", query)
