"""Persona days: every day of every account of a persona, whether it posted or not."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from data.warehouse.dialects import day_of, days_of
from data.warehouse.tables import MILESTONES
from metrics.sources import CONTENT, PLACED_BY, placed


def persona_days(first: date, last: date) -> sa.Select[Any]:
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
    found = placed(rows)
    return sa.select(found.c.day, *(found.c[name] for name in PLACED_BY[CONTENT]))
