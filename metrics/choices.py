"""Choices: the codes that dimensions take among the adds of a period, which is what a filter offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from data.warehouse.generations import Generation
from metrics.compiler import split
from metrics.contacts import ADDED_CONTACTS
from metrics.model import Text
from metrics.names import name_of
from metrics.question import EVERYTHING, Question, Scope
from metrics.sources import CONTACTS
from metrics.summaries import smallest

Choices = Mapping[str, Mapping[str, Text]]


def choices(generation: Generation, dimensions: tuple[str, ...], start: date, end: date, scope: Scope) -> Choices:
    """By dimension the codes of adds in [start, end), each with its names, in their order; unknown is left out."""
    question = Question(metrics=(ADDED_CONTACTS,), start=start, end=end, scope=scope)
    found: dict[str, Mapping[str, Text]] = {}
    by_rollup: dict[sa.Table, list[str]] = {}  # one query for those of a table: the places that occur together are few
    for key in dimensions:
        by_rollup.setdefault(smallest(CONTACTS, (key,), is_scoped=scope != EVERYTHING), []).append(key)
    for rollup, keys in by_rollup.items():
        rows = generation.rows(_met(replace(question, by=tuple(keys)), rollup))
        for place, key in enumerate(keys):
            codes = {row[place] for row in rows} - {None}
            named = {str(code): name_of(generation, key, code) for code in codes}
            found[key] = MappingProxyType(dict(sorted(named.items(), key=lambda pair: (pair[1], pair[0]))))
    return MappingProxyType({key: found[key] for key in dimensions})


def _met(question: Question, rollup: sa.Table) -> sa.Select[Any]:
    """The codes that occur together: places first, registers after, for few places are left to look up."""
    is_limited = question.scope.stores is not None or question.scope.guides is not None
    names = ("channel_id",) if "channel_id" in rollup.c else ("guide_id", "store_id", "team")
    places = [rollup.c[name] for name in dict.fromkeys((*names, *(("guide_id", "store_id") if is_limited else ())))]
    added = rollup.c[ADDED_CONTACTS.parts["v"].column]
    met = (
        sa.select(sa.cast(sa.literal(question.start), sa.Date).label("day"), *places)
        .where(rollup.c.day >= question.start, rollup.c.day < question.end, added.is_not(None))
        .group_by(*places)
        .subquery()
    )
    return split(question, met, [sa.func.count().label("places")])
