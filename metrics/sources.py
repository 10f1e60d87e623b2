"""Sources: the rows of a subject as a select, dated by an anchor, placed with the guide's store and team of the day.

Rollups are made from these selects, and a question that no rollup can answer asks them directly: one definition.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from data.warehouse.dialects import add_seconds, day_of, days_of, hour_of
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics.group_days import GROUP_DAYS

CONTACTS, PEOPLE, ORDERS, CONTENT = "contacts", "people", "orders", "content"
GROUPS, CAMPAIGNS = "groups", "campaigns"

# The columns that place a row of each subject; `day` dates it.
PLACED_BY: dict[str, tuple[str, ...]] = {
    CONTACTS: ("guide_id", "store_id", "team", "channel_id", "removed_by"),
    PEOPLE: ("guide_id", "store_id", "team", "channel_id"),
    ORDERS: ("guide_id", "store_id", "team", "channel_id", "campaign_id", "group_id"),
    CONTENT: ("persona", "guide_id", "store_id", "team"),
    GROUPS: ("guide_id", "store_id", "team", "campaign_id", "group_id"),
    CAMPAIGNS: ("guide_id", "store_id", "team", "campaign_id"),
}


@dataclass(frozen=True)
class Period:
    """Days [start, end) to which a source is cut before anything is computed; None is all."""

    start: date
    end: date


def dated(subject: str, anchor: str, period: Period | None = None) -> sa.Subquery:
    """One row per row of the subject whose anchor is known, with day, hour and place."""
    return _SOURCES[subject, anchor](period)


def _inside(moment: sa.ColumnElement[Any], period: Period | None) -> list[sa.ColumnElement[bool]]:
    """The cut on the moment itself, so that the engine can skip what lies outside."""
    if period is None:
        return []
    return [moment >= datetime.combine(period.start, time()), moment < datetime.combine(period.end, time())]


def placed(rows: sa.Subquery, own_store: str | None = None, on: sa.ColumnElement[Any] | None = None) -> sa.Subquery:
    """Rows with the store and team of their guide on their day (or on another)."""
    stays = MILESTONES["stays"]
    day = rows.c.day if on is None else on
    of_day = sa.and_(rows.c.guide_id == stays.c.guide_id, day >= stays.c.from_on, day < stays.c.until_on)
    store_id = stays.c.store_id if own_store is None else sa.func.coalesce(rows.c[own_store], stays.c.store_id)
    kept = [column for column in rows.c if column.name != own_store]
    return (
        sa.select(*kept, store_id.label("store_id"), stays.c.team.label("team"))
        .select_from(rows.outerjoin(stays, of_day))
        .subquery()
    )


def _contacts(anchor: str) -> Callable[[Period | None], sa.Subquery]:
    def source(period: Period | None) -> sa.Subquery:
        contacts, channels, reach = MILESTONES["contacts"], PUBLISHED["channels"], PUBLISHED["channel_reach"]
        at = contacts.c[anchor]
        columns: list[sa.ColumnElement[Any]] = [
            day_of(at).label("day"),
            hour_of(at).label("hour"),
            *(column for column in contacts.c if column.name != "removed_by"),
            (contacts.c.removed_by if anchor == "removed_at" else sa.cast(sa.null(), sa.Text)).label("removed_by"),
        ]
        rows: sa.FromClause = contacts
        if anchor == "added_at":
            first = (
                sa.select(reach.c.channel_id, sa.func.min(reach.c.on).label("reach_from"))
                .group_by(reach.c.channel_id)
                .subquery()
            )
            rows = rows.outerjoin(first, contacts.c.channel_id == first.c.channel_id).outerjoin(
                channels, contacts.c.channel_id == channels.c.channel_id
            )
            columns += [first.c.reach_from, channels.c.kind.label("channel_kind")]
        query = sa.select(*columns).select_from(rows).where(at.is_not(None), *_inside(at, period))
        return placed(query.subquery())

    return source


def _reach(period: Period | None) -> sa.Subquery:
    """Cards sent, calls made, impressions: of a channel and a day, of no guide."""
    reach, channels = PUBLISHED["channel_reach"], PUBLISHED["channels"]
    nothing = sa.cast(sa.null(), sa.Text)
    cut = [] if period is None else [reach.c.on >= period.start, reach.c.on < period.end]
    return (
        sa.select(
            reach.c.on.label("day"),
            sa.cast(sa.null(), sa.Integer).label("hour"),
            reach.c.channel_id,
            reach.c.reached,
            channels.c.kind.label("channel_kind"),
            *(nothing.label(name) for name in ("guide_id", "store_id", "team", "removed_by")),
        )
        .select_from(reach.outerjoin(channels, reach.c.channel_id == channels.c.channel_id))
        .where(*cut)
        .subquery()
    )


def _people(anchor: str) -> Callable[[Period | None], sa.Subquery]:
    def source(period: Period | None) -> sa.Subquery:
        people = MILESTONES["people"]
        at = people.c[anchor]
        query = sa.select(day_of(at).label("day"), hour_of(at).label("hour"), *people.c)
        rows = query.where(at.is_not(None), *_inside(at, period)).subquery()
        return placed(rows, on=day_of(rows.c.added_at))  # a person belongs to the place of her earliest add

    return source


def _orders(period: Period | None) -> sa.Subquery:
    orders = MILESTONES["orders"]
    at = orders.c["at"]
    columns = (column for column in orders.c if column.name != "store_id")
    query = sa.select(
        day_of(at).label("day"), hour_of(at).label("hour"), *columns, orders.c.store_id.label("own_store_id")
    )
    return placed(query.where(*_inside(at, period)).subquery(), own_store="own_store_id")


def _posts(period: Period | None) -> sa.Subquery:
    posts = MILESTONES["posts"]
    at = posts.c.posted_at
    query = sa.select(day_of(at).label("day"), hour_of(at).label("hour"), *posts.c)
    return placed(query.where(*_inside(at, period)).subquery())


def _of_groups(rows: sa.FromClause, at: sa.ColumnElement[Any] | None = None, *only: Any) -> Callable[..., sa.Subquery]:
    """Rows of a group, placed with its owner and its store, else the owner's."""

    def source(period: Period | None) -> sa.Subquery:
        groups = PUBLISHED["groups"]
        if at is None:  # the rows have their day
            day: Any = rows.c.day
            hour: Any = rows.c["hour"] if "hour" in rows.c else sa.cast(sa.null(), sa.Integer)
            cut = [] if period is None else [day >= period.start, day < period.end]
        else:
            day, hour, cut = day_of(at), hour_of(at), _inside(at, period)
        taken = ("day", "hour", "guide_id", "store_id", "channel_id", "campaign_id")
        query = (
            sa.select(
                day.label("day"),
                hour.label("hour"),
                *(column for column in rows.c if column.name not in taken),
                groups.c.owner_guide_id.label("guide_id"),
                groups.c.store_id.label("own_store_id"),
                groups.c.campaign_id.label("campaign_id"),
            )
            .select_from(rows.outerjoin(groups, rows.c.group_id == groups.c.group_id))
            .where(*cut, *only)
        )
        return placed(query.subquery(), own_store="own_store_id")

    return source


def present_members(period: Period) -> sa.Subquery:
    """One row per member, group and day of the period on which she was there at any moment."""
    presence = MILESTONES["presence"]
    days = days_of(period.start, period.end - timedelta(days=1))
    there = sa.and_(
        presence.c.from_at < presence.c.until_at,
        day_of(presence.c.from_at) <= days.c.day,
        day_of(add_seconds(presence.c.until_at, -1)) >= days.c.day,
    )
    rows = sa.select(days.c.day, presence.c.group_id, presence.c.customer_id).join_from(presence, days, there)
    return _of_groups(rows.subquery())(None)


def members_at_all(period: Period) -> sa.Subquery:
    """One row per stay of a member that touches the period, dated by its first day: where no day or place is asked."""
    presence = MILESTONES["presence"]
    touches = sa.and_(
        presence.c.from_at < presence.c.until_at,
        presence.c.from_at < datetime.combine(period.end, time()),
        presence.c.until_at > datetime.combine(period.start, time()),
    )
    day = sa.cast(sa.literal(period.start), sa.Date).label("day")
    rows = sa.select(day, presence.c.group_id, presence.c.customer_id).where(touches)
    return _of_groups(rows.subquery())(None)


def _participants(period: Period | None) -> sa.Subquery:
    participants = MILESTONES["participants"]
    at = participants.c.joined_at
    query = sa.select(day_of(at).label("day"), hour_of(at).label("hour"), *participants.c)
    rows = query.where(*_inside(at, period)).subquery()
    return placed(rows, on=day_of(rows.c.added_at))


def _campaign_orders(period: Period | None) -> sa.Subquery:
    orders = MILESTONES["campaign_orders"]
    at = orders.c["at"]
    columns = (column for column in orders.c if column.name != "store_id")
    query = sa.select(
        day_of(at).label("day"), hour_of(at).label("hour"), *columns, orders.c.store_id.label("own_store_id")
    )
    return placed(query.where(*_inside(at, period)).subquery(), own_store="own_store_id")


def _costs(period: Period | None) -> sa.Subquery:
    """What was spent on a campaign: on a day, by nobody in particular."""
    costs = PUBLISHED["costs"]
    cut = [] if period is None else [costs.c.on >= period.start, costs.c.on < period.end]
    nothing = sa.cast(sa.null(), sa.Text)
    return (
        sa.select(
            costs.c.on.label("day"),
            sa.cast(sa.null(), sa.Integer).label("hour"),
            costs.c.campaign_id,
            costs.c.amount,
            *(nothing.label(name) for name in ("guide_id", "store_id", "team")),
        )
        .where(costs.c.campaign_id.is_not(None), *cut)
        .subquery()
    )


_ORDERS = MILESTONES["orders"]

_SOURCES: dict[tuple[str, str], Callable[[Period | None], sa.Subquery]] = {
    (CONTACTS, "added_at"): _contacts("added_at"),
    (CONTACTS, "greeted_at"): _contacts("greeted_at"),
    (CONTACTS, "greeting_replied_at"): _contacts("greeting_replied_at"),
    (CONTACTS, "private_chat_at"): _contacts("private_chat_at"),
    (CONTACTS, "removed_at"): _contacts("removed_at"),
    (CONTACTS, "on"): _reach,
    (PEOPLE, "added_at"): _people("added_at"),
    (PEOPLE, "first_order_at"): _people("first_order_at"),
    (ORDERS, "at"): _orders,
    (CONTENT, "posted_at"): _posts,
    (GROUPS, "invited_at"): _of_groups(MILESTONES["invitations"], MILESTONES["invitations"].c.invited_at),
    (GROUPS, "joined_at"): _of_groups(MILESTONES["memberships"], MILESTONES["memberships"].c.joined_at),
    (GROUPS, "at"): _of_groups(MILESTONES["group_hours"]),
    (GROUPS, "day"): _of_groups(GROUP_DAYS),
    (GROUPS, "paid"): _of_groups(_ORDERS, _ORDERS.c["at"], _ORDERS.c.group_id.is_not(None)),
    (CAMPAIGNS, "joined_at"): _participants,
    (CAMPAIGNS, "at"): _campaign_orders,
    (CAMPAIGNS, "on"): _costs,
}


def presence(first: date, last: date) -> sa.Select[Any]:
    """Each day of each account of a persona, from its first post to the last day covered."""
    posts = MILESTONES["posts"]
    # a first day per persona and account: who of a place has posted for the persona by then
    begun = (
        sa.select(posts.c.persona, posts.c.guide_id, sa.func.min(day_of(posts.c.posted_at)).label("from_on"))
        .group_by(posts.c.persona, posts.c.guide_id)
        .subquery()
    )
    days = days_of(first, last)
    day = days.c.day
    rows = (
        sa.select(day.label("day"), begun.c.persona, begun.c.guide_id)
        .select_from(begun.join(days, day >= begun.c.from_on))
        .subquery()
    )
    stood = placed(rows)
    return sa.select(stood.c.day, *(stood.c[name] for name in PLACED_BY[CONTENT]))
