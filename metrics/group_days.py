"""Group days: how many members each group had on each day, from its first member to the last day covered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data.warehouse.dialects import add_seconds, day_of, days_of
from data.warehouse.draft import Draft
from data.warehouse.tables import MILESTONES

GROUP_DAYS = sa.Table(
    "group_days",
    sa.MetaData(),
    sa.Column("group_id", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("present", sa.BigInteger, comment="members present at any moment; as far as group events reach"),
    sa.Column("at_end", sa.BigInteger, nullable=False, comment="members present when the day ends"),
    sa.Column("speakers", sa.BigInteger, comment="present members who spoke; as far as group events reach"),
    sa.Column("recent_speakers", sa.BigInteger, comment="members who spoke in the last 3 days"),
    sa.Column("recent_messages", sa.BigInteger, comment="members' messages of the last 3 days"),
    sa.Column("recent_adverts", sa.BigInteger, comment="adverts of the last 3 days, whoever posts"),
    sa.Column("recent_posts", sa.BigInteger, comment="messages and adverts of the last 3 days, whoever posts"),
    sa.Column("week_replies", sa.BigInteger, comment="members' replies of the last 7 days"),
    sa.Column("week_peer_replies", sa.BigInteger, comment="… to another member"),
    sa.Column("week_left", sa.BigInteger, comment="members who left in the last 7 days"),
    sa.Column("spoke_last_on", sa.Date, comment="the last day on which a member spoke"),
    schema="mart",
)

LOOKED_BACK = 7  # the most days that a row tells of


def group_days(draft: Draft, since: date | None = None) -> Sequence[sa.Select[Any]]:
    """Running sums over the days on which members come and go; nobody is counted twice on one day.

    Since a day they run on from what stands before the days that are looked back at; where all is made, nothing stands.
    """
    if "memberships" not in draft.horizons:
        return []
    first = since or draft.since["memberships"]
    begin = first - timedelta(days=LOOKED_BACK - 1)
    presence, speakers = MILESTONES["presence"], MILESTONES["group_speakers"]
    last_day = max(draft.horizons[kind].last_day for kind in ("memberships", "group_events") if kind in draft.horizons)
    moves = sa.union_all(*_day_moves(presence), *_end_moves(presence)).subquery()
    by_day = (
        sa.select(
            moves.c.group_id,
            moves.c.day,
            sa.func.sum(moves.c.present).label("present"),
            sa.func.sum(moves.c.at_end).label("at_end"),
            sa.func.sum(sa.case((moves.c.at_end < 0, 1), else_=0)).label("left"),
        )
        .where(moves.c.day >= begin)
        .group_by(moves.c.group_id, moves.c.day)
        .subquery()
    )
    stood = sa.select(GROUP_DAYS).where(GROUP_DAYS.c.day == begin - timedelta(days=1)).subquery()
    known = sa.union_all(
        sa.select(by_day.c.group_id, by_day.c.day), sa.select(stood.c.group_id, sa.literal(begin, sa.Date))
    ).subquery()
    begun = sa.select(known.c.group_id, sa.func.min(known.c.day).label("day")).group_by(known.c.group_id).subquery()
    days = days_of(begin, last_day)
    calendar = sa.select(begun.c.group_id, days.c.day).where(days.c.day >= begun.c.day).subquery()
    is_same = sa.and_(by_day.c.group_id == calendar.c.group_id, by_day.c.day == calendar.c.day)

    def running(name: str) -> sa.ColumnElement[Any]:
        moved = sa.func.coalesce(by_day.c[name], 0)
        since_then = sa.func.sum(moved).over(partition_by=calendar.c.group_id, order_by=calendar.c.day, rows=(None, 0))
        return sa.func.coalesce(stood.c[name], 0) + since_then

    reach = draft.horizons.get("group_events")
    is_seen = sa.false() if reach is None else calendar.c.day <= reach.last_day
    spoke = sa.and_(speakers.c.group_id == calendar.c.group_id, speakers.c.day == calendar.c.day)
    said = _by_day(MILESTONES["group_hours"])
    was_said = sa.and_(said.c.group_id == calendar.c.group_id, said.c.day == calendar.c.day)

    def seen(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.case((is_seen, value), else_=sa.null())

    def lately(column: sa.ColumnElement[Any], days: int) -> sa.ColumnElement[Any]:
        moved = sa.func.coalesce(column, 0)
        return sa.func.sum(moved).over(partition_by=calendar.c.group_id, order_by=calendar.c.day, rows=(1 - days, 0))

    spoken_on = sa.case((said.c.member_messages > 0, calendar.c.day), else_=sa.null())
    spoke_last_on = sa.func.max(spoken_on).over(
        partition_by=calendar.c.group_id, order_by=calendar.c.day, rows=(None, 0)
    )
    rows = (
        sa.select(
            calendar.c.group_id,
            calendar.c.day,
            seen(running("present")).label("present"),
            running("at_end").label("at_end"),
            seen(sa.func.coalesce(speakers.c.speakers, 0)).label("speakers"),
            seen(sa.func.coalesce(speakers.c.recent, 0)).label("recent_speakers"),
            seen(lately(said.c.member_messages, 3)).label("recent_messages"),
            seen(lately(said.c.adverts, 3)).label("recent_adverts"),
            seen(lately(said.c.posts, 3)).label("recent_posts"),
            seen(lately(said.c.replies, LOOKED_BACK)).label("week_replies"),
            seen(lately(said.c.peer_replies, LOOKED_BACK)).label("week_peer_replies"),
            lately(by_day.c.left, LOOKED_BACK).label("week_left"),
            seen(sa.func.coalesce(spoke_last_on, stood.c.spoke_last_on)).label("spoke_last_on"),
        )
        .select_from(
            calendar.outerjoin(by_day, is_same)
            .outerjoin(speakers, spoke)
            .outerjoin(said, was_said)
            .outerjoin(stood, stood.c.group_id == calendar.c.group_id)
        )
        .subquery()
    )
    return [sa.select(rows).where(rows.c.day >= first)]


def _by_day(hours: sa.Table) -> sa.Subquery:
    """Events of a group summed over the hours of a day."""
    names = ("member_messages", "adverts", "posts", "replies", "peer_replies")
    sums = (sa.func.sum(hours.c[name]).label(name) for name in names)
    return sa.select(hours.c.group_id, hours.c.day, *sums).group_by(hours.c.group_id, hours.c.day).subquery()


def _day_moves(presence: sa.Table) -> list[sa.Select[Any]]:
    """+1 on the first day, −1 after the last, of each span; what two spans of a member share is one day."""
    c = presence.c
    whose = (c.group_id, c.customer_id)
    first, last = day_of(c.from_at), day_of(add_seconds(c.until_at, -1))
    before = sa.func.max(last).over(partition_by=whose, order_by=c.from_at, rows=(None, -1))
    spans = (
        sa.select(c.group_id, first.label("first"), last.label("last"), before.label("before"))
        .where(c.from_at < c.until_at)
        .subquery()
    )
    is_again = sa.and_(spans.c.before.is_not(None), spans.c.first <= spans.c.before)
    starts_on = sa.case((is_again, spans.c.before), else_=spans.c.first)
    nothing = sa.literal(0)
    return [
        # a return on the day of leaving begins where the span before ended: that day is not counted again
        sa.select(
            spans.c.group_id,
            sa.case((is_again, _after(starts_on)), else_=starts_on).label("day"),
            sa.literal(1).label("present"),
            nothing.label("at_end"),
        ),
        sa.select(spans.c.group_id, _after(spans.c.last).label("day"), sa.literal(-1), nothing),
    ]


def _after(day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(add_seconds(sa.cast(day, sa.DateTime), 86_400), sa.Date)


def _end_moves(presence: sa.Table) -> list[sa.Select[Any]]:
    """Present when a day ends: from the day of coming on, up to the day of going, which is not ended here."""
    c = presence.c
    nothing = sa.literal(0)
    return [
        sa.select(c.group_id, day_of(c.from_at).label("day"), nothing, sa.literal(1)),
        sa.select(c.group_id, day_of(c.until_at).label("day"), nothing, sa.literal(-1)),
    ]
