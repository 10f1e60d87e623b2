"""Groups as they are registered: what each is, whose it is, until when it runs, and who may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from data.warehouse.draft import Draft
from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics.model import Text
from metrics.names import name_of
from metrics.question import Filter, Scope

LIVED = ("groups", "invitations", "memberships", "group_events")  # a group's life is dated by these rows
SEEN = LIVED[1:]
DIMENSIONS = ("region", "city", "store", "team", "guide", "persona", "campaign", "group_kind", "audience")


@dataclass(frozen=True, kw_only=True)
class Group:
    """One group; `codes` and `names` hold its place and kind by dimension, None where nobody said."""

    group_id: str
    name: Text
    codes: Mapping[str, str | None]
    names: Mapping[str, Text]
    created_at: datetime | None
    closes_on: date | None
    campaign_starts_on: date | None
    lesson_days: int | None

    def is_in(self, where: tuple[Filter, ...]) -> bool:
        """Whether it passes filters; one on a dimension that groups do not have lets every group pass."""
        return all(self.codes[key] in wanted for key, wanted in where if key in self.codes)


def last_day(draft: Draft) -> date:
    """The last day that rows of groups speak of; the day of publishing where there are none."""
    reached = [draft.horizons[kind].last_day for kind in SEEN if kind in draft.horizons]
    return max(reached, default=draft.published_at.date())


def life(draft: Draft) -> tuple[date, date] | None:
    """The days [first, end) of all groups together; None where no group was ever brought."""
    begun = [draft.since[kind] for kind in LIVED if kind in draft.since]
    if not begun:
        return None
    end = last_day(draft) + timedelta(days=1)
    return min([*begun, end - timedelta(days=1)]), end


def placed(day: date) -> sa.Subquery:
    """One row per registered group with its store, else the owner's of a day, and what that store and owner are."""
    groups, stays, campaigns = PUBLISHED["groups"], MILESTONES["stays"], PUBLISHED["campaigns"]
    of_day = sa.and_(groups.c.owner_guide_id == stays.c.guide_id, stays.c.from_on <= day, stays.c.until_on > day)
    rows = (
        sa.select(
            groups.c.group_id,
            groups.c.group_name,
            groups.c.kind,
            sa.func.coalesce(groups.c.audience, "customer").label("audience"),
            groups.c.created_at,
            groups.c.closes_on,
            groups.c.campaign_id,
            groups.c.owner_guide_id.label("guide_id"),
            sa.func.coalesce(groups.c.store_id, stays.c.store_id).label("store_id"),
            stays.c.team,
            campaigns.c.starts_on,
            campaigns.c.lesson_days,
        )
        .select_from(
            groups.outerjoin(stays, of_day).outerjoin(campaigns, groups.c.campaign_id == campaigns.c.campaign_id)
        )
        .subquery()
    )
    stores, guides = PUBLISHED["stores"], PUBLISHED["guides"]
    return (
        sa.select(*rows.c, stores.c.region, stores.c.city, guides.c.persona)
        .select_from(
            rows.outerjoin(stores, rows.c.store_id == stores.c.store_id).outerjoin(
                guides, rows.c.guide_id == guides.c.guide_id
            )
        )
        .subquery()
    )


def within(rows: Any, scope: Scope) -> list[sa.ColumnElement[bool]]:
    """The conditions by which rows with a store and a guide are cut to what a viewer may see."""
    found = []
    if scope.stores is not None:
        found.append(rows.c.store_id.in_(sorted(scope.stores)))
    if scope.guides is not None:
        found.append(rows.c.guide_id.in_(sorted(scope.guides)))
    return found


def is_seen(group_id: Any, scope: Scope, day: date) -> sa.ColumnElement[bool]:
    """Whether the viewer may see the group that a column names."""
    rows = placed(day)
    conditions = within(rows, scope)
    return group_id.in_(sa.select(rows.c.group_id).where(*conditions)) if conditions else sa.true()


def groups(generation: Generation, scope: Scope) -> tuple[Group, ...]:
    """The registered groups that a viewer may see, in the order of their ids."""
    rows = placed(last_day(generation))
    found = generation.rows(sa.select(rows).where(*within(rows, scope)).order_by(rows.c.group_id))
    called: dict[tuple[str, str], Text] = {}
    return tuple(_group(generation, row, called) for row in found)


def unregistered(group_id: str) -> Group:
    """A group that rows name and no register knows."""
    return Group(
        group_id=group_id,
        name=(f"{group_id}（未登记）", f"{group_id} (unregistered)"),
        codes=dict.fromkeys(DIMENSIONS),
        names={},
        created_at=None,
        closes_on=None,
        campaign_starts_on=None,
        lesson_days=None,
    )


def _group(generation: Generation, row: Any, called: dict[tuple[str, str], Text]) -> Group:
    """A group of the register; `called` keeps the names that many groups share."""
    codes = {
        "region": row.region,
        "city": row.city,
        "store": row.store_id,
        "team": row.team,
        "guide": row.guide_id,
        "persona": row.persona,
        "campaign": row.campaign_id,
        "group_kind": row.kind,
        "audience": row.audience,
    }
    names = {}
    for key, code in codes.items():
        if code is not None:
            if (key, code) not in called:
                called[key, code] = name_of(generation, key, code)
            names[key] = called[key, code]
    return Group(
        group_id=row.group_id,
        name=(row.group_name, row.group_name),
        codes=codes,
        names=names,
        created_at=row.created_at,
        closes_on=row.closes_on,
        campaign_starts_on=row.starts_on,
        lesson_days=row.lesson_days,
    )
