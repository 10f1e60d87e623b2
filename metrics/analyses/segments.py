"""Segments: the people of a tag, tier, level or place, with what is known of each.

A segment is filters of a question (place, channel) and what only the register of customers or the tiers know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.settings import TierRules
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.analyses.tiered import tiered
from metrics.compiler import split
from metrics.question import Question


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Which people: all of what is given must hold; of several tags, any (they are named without their separators)."""

    tags: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()  # where the customer lives, not where her store is


EVERYBODY = Segment()


def members(
    generation: Generation, question: Question, moment: datetime, rules: TierRules, segment: Segment
) -> sa.Subquery:
    """One row per person of the segment at a moment: her place, tier, purchases, and what the register says."""
    known = tiered(generation, moment, rules)
    query = split(question, known, list(known.c))
    if segment.tags:
        marked = sa.literal(";") + known.c.tags + sa.literal(";")
        query = query.where(sa.or_(*(marked.contains(f";{tag};", autoescape=True) for tag in segment.tags)))
    for codes, held in ((segment.tiers, "tier"), (segment.levels, "level"), (segment.cities, "city")):
        if codes:
            query = query.where(known.c[held].in_(codes))
    return query.subquery()


def levels(generation: Generation) -> list[str]:
    """The levels that customers have, in the order of their names."""
    return _values(generation, "level")


def home_cities(generation: Generation) -> list[str]:
    """The cities that customers live in, in the order of their names."""
    return _values(generation, "city")


def _values(generation: Generation, name: str) -> list[str]:
    value: Any = PUBLISHED["customers"].c[name]
    return [row[0] for row in generation.rows(sa.select(value).distinct().where(value.is_not(None)).order_by(value))]
