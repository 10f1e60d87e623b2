"""Segments: the people of a tag, tier, level or place, with what is known of each.

A segment is filters of a question (place, channel) and what only the register of customers or the tiers know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data.settings import Settings, TierRules
from data.warehouse.dialects import each_part
from data.warehouse.draft import Draft
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.analyses.analysis import Analysis, column, money, share
from metrics.analyses.purchases import looked_from
from metrics.analyses.tiered import tiered
from metrics.compiler import split
from metrics.model import Unit
from metrics.people import ADDED_PEOPLE
from metrics.question import Question


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Which people: all of what is given must hold; of several tags, any (they are named without their separators)."""

    tags: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()  # where the customer lives, not where her store is


EVERYBODY = Segment()


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A tag with its people; a person with several tags is counted in each.

    What they bought is None where no order was ever brought in.
    """

    tag: str
    people: int
    share: float | None  # of all people of the segment
    buyers: int | None
    buyer_share: float | None
    orders: int | None
    gmv: Decimal | None
    per_person: Decimal | None


def members(generation: Generation, question: Question, rules: TierRules, segment: Segment) -> sa.Subquery | None:
    """One row per person of the segment: her place, tier, purchases, and what the register says; None without rows."""
    moment = looked_from(question, generation, "contacts", "orders")
    return None if moment is None else _members(generation, moment, question, rules, segment)


def _members(draft: Draft, moment: datetime, question: Question, rules: TierRules, segment: Segment) -> sa.Subquery:
    known = tiered(draft, moment, rules)
    query = split(question, known, list(known.c))
    if segment.tags:
        marked = sa.literal(";") + known.c.tags + sa.literal(";")
        query = query.where(sa.or_(*(marked.contains(f";{tag};", autoescape=True) for tag in segment.tags)))
    for codes, held in ((segment.tiers, "tier"), (segment.levels, "level"), (segment.cities, "city")):
        if codes:
            query = query.where(known.c[held].in_(codes))
    return query.subquery()


def tags(generation: Generation, question: Question, rules: TierRules, segment: Segment = EVERYBODY) -> Sequence[Tag]:
    """Every tag of the segment's people, the most frequent first."""
    people = members(generation, question, rules, segment)
    if people is None:
        return []
    # one row a text of tags, whatever the number of people, before texts are taken apart
    sums = (
        sa.func.count().label("people"),
        sa.func.sum(sa.case((people.c.orders > 0, 1), else_=0)).label("buyers"),
        sa.func.sum(people.c.orders).label("orders"),
        sa.func.sum(people.c.net).label("net"),
    )
    everybody = sa.func.sum(sa.func.count()).over().label("everybody")
    texts = sa.select(people.c.tags, *sums, everybody).group_by(people.c.tags).subquery()
    parts = sa.select(texts, each_part(texts.c.tags, sa.literal(";")).label("part")).subquery()
    once = sa.select(parts, sa.func.trim(parts.c.part).label("tag")).where(parts.c.tags.is_not(None)).subquery()
    names = ("people", "buyers", "orders", "net", "everybody")
    one = sa.select(once.c.tags, once.c.tag, *(once.c[name] for name in names)).distinct().subquery()
    query = (
        sa.select(
            one.c.tag,
            *(sa.func.sum(one.c[name]).label(name) for name in names[:-1]),
            sa.func.max(one.c.everybody).label("everybody"),
        )
        .where(one.c.tag != "")
        .group_by(one.c.tag)
    )
    has_orders = "orders" in generation.horizons
    found = [
        Tag(
            tag=row.tag,
            people=int(row.people),
            share=share(row.people, row.everybody),
            buyers=int(row.buyers) if has_orders else None,
            buyer_share=share(row.buyers, row.people) if has_orders else None,
            orders=int(row.orders) if has_orders else None,
            gmv=money(row.net) if has_orders else None,
            per_person=money(money(row.net) / row.people) if has_orders else None,
        )
        for row in generation.rows(query)
    ]
    return sorted(found, key=lambda one: (-one.people, one.tag))


def levels(generation: Generation) -> list[str]:
    """The levels that customers have, in the order of their names."""
    return _values(generation, "level")


def home_cities(generation: Generation) -> list[str]:
    """The cities that customers live in, in the order of their names."""
    return _values(generation, "city")


def _values(generation: Generation, name: str) -> list[str]:
    value: Any = PUBLISHED["customers"].c[name]
    return [row[0] for row in generation.rows(sa.select(value).distinct().where(value.is_not(None)).order_by(value))]


def _rows(generation: Generation, question: Question, settings: Settings) -> Sequence[Tag]:
    return tags(generation, question, settings.tiers)


TAGS = Analysis(
    key="tags",
    title=("标签", "Tags"),
    meaning=(
        "每个标签多少人、买了多少；一人多个标签在每个里都算",
        "The people of each tag and what they bought; with several tags a person counts in each.",
    ),
    columns=(
        column("tag", "标签", "Tag"),
        column("people", "人数", "People", Unit.COUNT),
        column("share", "占比", "Share", Unit.PERCENT),
        column("buyers", "买过的人", "Buyers", Unit.COUNT),
        column("buyer_share", "买过的占比", "Share of buyers", Unit.PERCENT),
        column("orders", "订单数", "Orders", Unit.COUNT),
        column("gmv", "累计成交额", "GMV so far", Unit.MONEY),
        column("per_person", "人均成交", "GMV per person", Unit.MONEY),
    ),
    rows=_rows,
    metric=ADDED_PEOPLE,
)
