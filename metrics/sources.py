"""Sources: the rows of a subject as a select, dated by an anchor, placed with the guide's store and team of the day.

Rollups are made from these selects, and a question that no rollup can answer asks them directly: one definition.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.warehouse.dialects import add_seconds, day_of, days_of, hour_of
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics.group_days import GROUP_DAYS
from metrics.periods import Period, inside

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
class Unplaced:
    """Rows before the stay of their guide is looked up: on which day, and which column has a store of their own."""

    rows: sa.Subquery
    own_store: str | None = None
    on: sa.ColumnElement[Any] | None = None


_Source = Callable[[Period | None], Unplaced | sa.Subquery]


def dated(subject: str, anchor: str, period: Period | None = None, *, is_placed: bool = True) -> sa.Subquery:
    """One row per row of the subject whose anchor is known, with day, hour and place; or without."""
    return _placed(_SOURCES[subject, anchor](period), is_placed)


def _placed(found: Unplaced | sa.Subquery, is_placed: bool) -> sa.Subquery:
    if not isinstance(found, Unplaced):
        return found
    return placed(found.rows, found.own_store, found.on) if is_placed else found.rows


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


def _contacts(anchor: str) -> _Source:
    def source(period: Period | None) -> Unplaced:
        contacts, channels, reach = MILESTONES["contacts"], PUBLISHED["channels"], PUBLISHED["channel_reach"]
        at = contacts.c[anchor]
        columns: list[sa.ColumnElement[Any]] = [
            day_of(at).label("day"),
            hour_of(at).label("hour"),
            *(column for column in contacts.c if column.name != "removed_by"),
            (contacts.c.removed_by if anchor == "removed_at" else sa.cast(sa.null(), sa.Text)).label("removed_by"),
        ]
        cut = (at.is_not(None), *inside(at, period))
        if anchor != "added_at":
            return Unplaced(sa.select(*columns).where(*cut).subquery())
        first = (
            sa.select(reach.c.channel_id, sa.func.min(reach.c.on).label("reach_from"))
            .group_by(reach.c.channel_id)
            .subquery()
        )
        known = contacts.outerjoin(first, contacts.c.channel_id == first.c.channel_id).outerjoin(
            channels, contacts.c.channel_id == channels.c.channel_id
        )
        query = sa.select(*columns, first.c.reach_from, channels.c.kind.label("channel_kind")).select_from(known)
        return Unplaced(query.where(*cut).subquery())

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


def _people(anchor: str) -> _Source:
    def source(period: Period | None) -> Unplaced:
        people = MILESTONES["people"]
        at = people.c[anchor]
        query = sa.select(day_of(at).label("day"), hour_of(at).label("hour"), *people.c)
        rows = query.where(at.is_not(None), *inside(at, period)).subquery()
        return Unplaced(rows, on=day_of(rows.c.added_at))  # a person belongs to the place of her earliest add

    return source


def _orders(anchor: str = "at", where: Callable[[sa.Table], sa.ColumnElement[bool]] | None = None) -> _Source:
    """Orders, or those of them that stand for a person: her first, or her first of a month."""

    def source(period: Period | None) -> Unplaced:
        orders = MILESTONES["orders"]
        at = orders.c["at"]
        columns: list[sa.ColumnElement[Any]] = [column for column in orders.c if column.name != "store_id"]
        if anchor != "at":
            columns.append(at.label(anchor))
        query = sa.select(
            day_of(at).label("day"),
            hour_of(at).label("hour"),
            *columns,
            sa.case((orders.c.ordinal > 1, orders.c.orders), else_=0).label("returning_orders"),
            sa.case((orders.c.month_orders > 1, 1), else_=0).label("repeats"),
            orders.c.store_id.label("own_store_id"),
        )
        only = [] if where is None else [where(orders)]
        return Unplaced(query.where(*only, *inside(at, period)).subquery(), own_store="own_store_id")

    return source


def _posts(period: Period | None) -> Unplaced:
    posts = MILESTONES["posts"]
    at = posts.c.posted_at
    query = sa.select(day_of(at).label("day"), hour_of(at).label("hour"), *posts.c)
    return Unplaced(query.where(*inside(at, period)).subquery())


def _of_groups(rows: sa.FromClause, at: sa.ColumnElement[Any] | None = None, *only: Any) -> Callable[..., Unplaced]:
    """Rows of a group, placed with its owner and its store, else the owner's."""

    def source(period: Period | None) -> Unplaced:
        groups = PUBLISHED["groups"]
        if at is None:  # the rows have their day
            day: Any = rows.c.day
            hour: Any = rows.c["hour"] if "hour" in rows.c else sa.cast(sa.null(), sa.Integer)
            cut = [] if period is None else [day >= period.start, day < period.end]
        else:
            day, hour, cut = day_of(at), hour_of(at), inside(at, period)
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
        return Unplaced(query.subquery(), own_store="own_store_id")

    return source


def present_members(period: Period, *, is_placed: bool = True) -> sa.Subquery:
    """One row per member, group and day of the period on which she was there at any moment."""
    presence = MILESTONES["presence"]
    days = days_of(period.start, period.end)
    there = sa.and_(
        days.c.day < period.end,
        presence.c.from_at < presence.c.until_at,
        day_of(presence.c.from_at) <= days.c.day,
        day_of(add_seconds(presence.c.until_at, -1)) >= days.c.day,
    )
    rows = sa.select(days.c.day, presence.c.group_id, presence.c.customer_id).join_from(presence, days, there)
    return _placed(_of_groups(rows.subquery())(None), is_placed)


def present_once(period: Period, *, is_placed: bool = True) -> sa.Subquery:
    """One row per member and group who was there at any moment of the period, on its first day."""
    presence = MILESTONES["presence"]
    begin, end = period.moments
    there = (presence.c.from_at < presence.c.until_at, presence.c.from_at < end, presence.c.until_at > begin)
    day = sa.cast(period.start, sa.Date).label("day")
    rows = sa.select(presence.c.group_id, presence.c.customer_id, day).where(*there).distinct()
    return _placed(_of_groups(rows.subquery())(None), is_placed)


def _participants(period: Period | None) -> Unplaced:
    participants = MILESTONES["participants"]
    at = participants.c.joined_at
    query = sa.select(day_of(at).label("day"), hour_of(at).label("hour"), *participants.c)
    rows = query.where(*inside(at, period)).subquery()
    return Unplaced(rows, on=day_of(rows.c.added_at))


def _campaign_orders(period: Period | None) -> Unplaced:
    orders = MILESTONES["campaign_orders"]
    at = orders.c["at"]
    columns = (column for column in orders.c if column.name != "store_id")
    query = sa.select(
        day_of(at).label("day"), hour_of(at).label("hour"), *columns, orders.c.store_id.label("own_store_id")
    )
    return Unplaced(query.where(*inside(at, period)).subquery(), own_store="own_store_id")


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

_SOURCES: dict[tuple[str, str], _Source] = {
    (CONTACTS, "added_at"): _contacts("added_at"),
    (CONTACTS, "greeted_at"): _contacts("greeted_at"),
    (CONTACTS, "greeting_replied_at"): _contacts("greeting_replied_at"),
    (CONTACTS, "private_chat_at"): _contacts("private_chat_at"),
    (CONTACTS, "removed_at"): _contacts("removed_at"),
    (CONTACTS, "on"): _reach,
    (PEOPLE, "added_at"): _people("added_at"),
    (PEOPLE, "first_order_at"): _people("first_order_at"),
    (ORDERS, "at"): _orders(),
    (ORDERS, "first_at"): _orders("first_at", lambda orders: sa.and_(orders.c.ordinal == 1, orders.c.orders == 1)),
    (ORDERS, "month"): _orders("month", lambda orders: orders.c.month_orders.is_not(None)),
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
