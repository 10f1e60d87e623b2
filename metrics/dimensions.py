"""Dimensions: what figures can be split and filtered by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data.warehouse import dialects
from data.warehouse.tables import PUBLISHED
from metrics.model import Text

Rows = sa.FromClause


@dataclass(frozen=True, kw_only=True)
class Joined:
    """A register that a dimension is looked up in."""

    table: str
    on: str

    @property
    def rows(self) -> sa.Table:
        """The published register."""
        return PUBLISHED[self.table]


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """One way to split: the code's expression over a source's columns, and how buckets of time are listed."""

    key: str
    title: Text
    code: Callable[[Rows], sa.ColumnElement[Any]]
    joined: Joined | None = None
    named_by: tuple[str, str, str] | None = None  # register, its id, its name
    bucket: Callable[[date], Any] | None = None  # time only: the bucket of a day

    @property
    def is_time(self) -> bool:
        """Whether every bucket of the period is listed."""
        return self.bucket is not None or self.key == "hour"


def _column(name: str) -> Callable[[Rows], sa.ColumnElement[Any]]:
    return lambda rows: rows.c[name]


def _of(joined: Joined, column: str) -> Callable[[Rows], sa.ColumnElement[Any]]:
    return lambda rows: joined.rows.c[column]


_STORES = Joined(table="stores", on="store_id")
_GUIDES = Joined(table="guides", on="guide_id")
_CHANNELS = Joined(table="channels", on="channel_id")
_GROUPS = Joined(table="groups", on="group_id")
_CAMPAIGNS = Joined(table="campaigns", on="campaign_id")


def _persona(rows: Rows) -> sa.ColumnElement[Any]:
    """A post's own persona; elsewhere the guide's."""
    return rows.c["persona"] if "persona" in rows.c else _GUIDES.rows.c["persona"]


def _audience(rows: Rows) -> sa.ColumnElement[Any]:
    groups = _GROUPS.rows
    return sa.case((groups.c.group_id.is_not(None), sa.func.coalesce(groups.c.audience, "customer")), else_=sa.null())


def _campaign_day(rows: Rows) -> sa.ColumnElement[Any]:
    return dialects.days_between(_CAMPAIGNS.rows.c.starts_on, rows.c["day"]) + 1


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


DIMENSIONS: dict[str, Dimension] = {
    dimension.key: dimension
    for dimension in (
        Dimension(key="day", title=("日期", "Day"), code=_column("day"), bucket=lambda day: day),
        Dimension(key="week", title=("周", "Week"), code=lambda rows: dialects.week_of(rows.c["day"]), bucket=monday),
        Dimension(
            key="month",
            title=("月", "Month"),
            code=lambda rows: dialects.month_of(rows.c["day"]),
            bucket=lambda day: day.replace(day=1),
        ),
        Dimension(
            key="weekday",
            title=("星期", "Weekday"),
            code=lambda rows: dialects.weekday_of(rows.c["day"]),
            bucket=lambda day: day.isoweekday(),
        ),
        Dimension(key="hour", title=("时段", "Hour"), code=_column("hour")),
        Dimension(
            key="guide",
            title=("导购", "Guide"),
            code=_column("guide_id"),
            named_by=("guides", "guide_id", "guide_name"),
        ),
        Dimension(key="team", title=("战队", "Team"), code=_column("team")),
        Dimension(key="persona", title=("人设", "Persona"), code=_persona, joined=_GUIDES),
        Dimension(
            key="store",
            title=("门店", "Store"),
            code=_column("store_id"),
            named_by=("stores", "store_id", "store_name"),
        ),
        Dimension(key="region", title=("大区", "Region"), code=_of(_STORES, "region"), joined=_STORES),
        Dimension(key="city", title=("城市", "City"), code=_of(_STORES, "city"), joined=_STORES),
        Dimension(
            key="channel",
            title=("渠道", "Channel"),
            code=_column("channel_id"),
            named_by=("channels", "channel_id", "channel_name"),
        ),
        Dimension(
            key="channel_kind", title=("渠道类型", "Channel kind"), code=_of(_CHANNELS, "kind"), joined=_CHANNELS
        ),
        Dimension(
            key="campaign",
            title=("活动", "Campaign"),
            code=_column("campaign_id"),
            named_by=("campaigns", "campaign_id", "campaign_name"),
        ),
        Dimension(
            key="group",
            title=("社群", "Group"),
            code=_column("group_id"),
            named_by=("groups", "group_id", "group_name"),
        ),
        Dimension(key="group_kind", title=("群类型", "Group kind"), code=_of(_GROUPS, "kind"), joined=_GROUPS),
        Dimension(key="audience", title=("群对象", "Audience"), code=_audience, joined=_GROUPS),
        Dimension(key="campaign_day", title=("活动第几天", "Campaign day"), code=_campaign_day, joined=_CAMPAIGNS),
        Dimension(key="removed_by", title=("流失方", "Removed by"), code=_column("removed_by")),
    )
}

TIMES = ("day", "week", "month", "weekday", "hour")
PLACES = ("guide", "team", "persona", "store", "region", "city")
OF_STAYS = frozenset({"team", "store", *(key for key, one in DIMENSIONS.items() if one.joined is _STORES)})
OF_CONTACTS = (*TIMES, *PLACES, "channel", "channel_kind")
OF_ORDERS = (*OF_CONTACTS, "campaign", "group", "group_kind", "audience", "campaign_day")
OF_BUYERS_OF_MONTHS = ("month", *(key for key in OF_ORDERS if key not in TIMES))
OF_CONTENT = (*TIMES, *PLACES)
_OF_GROUP = (*PLACES, "campaign", "group", "group_kind", "audience")
OF_GROUPS = (*TIMES, *_OF_GROUP, "campaign_day")
OF_GROUP_DAYS = ("day", "week", "month", "weekday", *_OF_GROUP, "campaign_day")
OF_GROUPS_IN_PERIOD = ("day", "week", "month", *_OF_GROUP, "campaign_day")
OF_GROUPS_AT_END = ("day", "week", "month", *_OF_GROUP)
OF_CAMPAIGNS = (*TIMES, *PLACES, "campaign", "campaign_day")
OF_CAMPAIGN_COSTS = ("day", "week", "month", "weekday", "campaign", "campaign_day")


def codes_of_period(key: str, start: date, end: date) -> list[Any]:
    """Every bucket of a time dimension in [start, end), in order."""
    if key == "hour":
        return list(range(24))
    bucket = DIMENSIONS[key].bucket
    assert bucket is not None
    days = (start + timedelta(days=n) for n in range((end - start).days))
    return sorted({bucket(day) for day in days})


def first_day(key: str, code: Any, start: date) -> date:
    """The first day of a bucket inside a period that begins at `start`."""
    if isinstance(code, date):
        return max(code, start)
    if key == "weekday":
        return start + timedelta(days=(code - start.isoweekday()) % 7)
    return start
