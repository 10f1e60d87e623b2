"""Choices: the codes that dimensions take among the adds of a period, which is what a filter offers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import sqlalchemy as sa

from data.warehouse.generations import Generation
from metrics.compiler import split
from metrics.contacts import ADDED_CONTACTS
from metrics.model import Text
from metrics.names import name_of
from metrics.question import Question, Scope
from metrics.rollups import ROLLUP_TABLES
from metrics.sources import CONTACTS

Choices = Mapping[str, Mapping[str, Text]]


def choices(generation: Generation, dimensions: tuple[str, ...], start: date, end: date, scope: Scope) -> Choices:
    """By dimension the codes of adds in [start, end), each with its names, in their order; unknown is left out.

    One query for all of them: the places that occur together are few.
    """
    question = Question(metrics=(ADDED_CONTACTS,), start=start, end=end, by=dimensions, scope=scope)
    rollup = ROLLUP_TABLES[CONTACTS]
    places = [rollup.c[name] for name in ("guide_id", "store_id", "team", "channel_id")]
    added = rollup.c[ADDED_CONTACTS.parts["v"].column]
    # places first, registers after: few places are left to look up
    met = (
        sa.select(sa.cast(sa.literal(start), sa.Date).label("day"), *places)
        .where(rollup.c.day >= start, rollup.c.day < end, added.is_not(None))
        .group_by(*places)
        .subquery()
    )
    rows = generation.rows(split(question, met, [sa.func.count().label("places")]))
    found: dict[str, Mapping[str, Text]] = {}
    for place, key in enumerate(dimensions):
        codes = {row[place] for row in rows} - {None}
        named = {str(code): name_of(generation, key, code) for code in codes}
        found[key] = MappingProxyType(dict(sorted(named.items(), key=lambda pair: (pair[1], pair[0]))))
    return MappingProxyType(found)
