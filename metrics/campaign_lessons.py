"""Lessons of a campaign: on which days they were held and how many guides came, else on which days they are planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics.campaign_register import DAY, Campaign
from metrics.group_register import within
from metrics.question import Scope


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson on a day. Of one that is only planned the numbers are None, and the name is its number."""

    on: date
    name: str
    attended: int | None = None
    asked: int | None = None  # guides of whom it was brought whether they came

    @property
    def is_planned(self) -> bool:
        """Whether no row of training speaks of it."""
        return self.attended is None


def held(generation: Generation, scope: Scope, campaign_id: str) -> tuple[Lesson, ...]:
    """The lessons that were brought with the training, in order; a lesson given on two days is on each of them."""
    training, stays = PUBLISHED["training"], MILESTONES["stays"]
    of_day = sa.and_(
        training.c.guide_id == stays.c.guide_id, training.c.on >= stays.c.from_on, training.c.on < stays.c.until_on
    )
    rows = (
        sa.select(training.c.guide_id, training.c.lesson, training.c.on, training.c.attended, stays.c.store_id)
        .select_from(training.outerjoin(stays, of_day))
        .where(training.c.campaign_id == campaign_id)
        .subquery()
    )
    query = (
        sa.select(
            rows.c.on,
            rows.c.lesson,
            sa.func.sum(sa.case((rows.c.attended, 1), else_=0)).label("attended"),
            sa.func.count().label("asked"),
        )
        .where(*within(rows, scope))
        .group_by(rows.c.on, rows.c.lesson)
        .order_by(rows.c.on, rows.c.lesson)
    )
    return tuple(
        Lesson(on=row.on, name=row.lesson, attended=int(row.attended), asked=int(row.asked))
        for row in generation.rows(query)
    )


def with_planned(campaign: Campaign, brought: Sequence[Lesson]) -> tuple[Lesson, ...]:
    """The lessons that were held, and of the planned ones those still to come after the last of them."""
    number = campaign.plan[0]
    last = max((one.on for one in brought), default=None)
    taken = len({one.name for one in brought})
    planned = [Lesson(on=campaign.starts_on + n * DAY, name=str(n + 1)) for n in range(taken, number)]
    return (*brought, *(one for one in planned if last is None or one.on > last))
