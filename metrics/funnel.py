"""The funnel: of the contacts added in a period, how many have come how far by the horizon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data.warehouse.generations import Generation
from metrics.compiler import Form, asked_rows, days_of, keys_of, split
from metrics.contacts import ADDS
from metrics.events import EVENTS
from metrics.model import Text
from metrics.question import EVERYTHING, Question
from metrics.stages import STAGES
from metrics.summaries import smallest


@dataclass(frozen=True, kw_only=True)
class Reached:
    """A stage, the one that it is a part of, and how many contacts reached it; None where no row speaks of it."""

    key: str
    title: Text
    within: str | None
    people: int | None


def funnel(generation: Generation, question: Question) -> list[Reached]:
    """The stages of the contacts added in the question's period, within its filters and scope.

    A contact counts for a stage whether or not it passed the ones before.
    """
    form = Form((), question.where, question.scope)
    if "hour" in keys_of(form):
        rows = asked_rows(form, ADDS.subject, ADDS.anchor)
        amounts = {stage.key: stage.part.amount(rows.c, generation.windows) for stage in STAGES}
        query = split(form, rows, _totals(amounts), is_cut=True)
    else:
        query = _over_rollup(form)
    names, (row,) = generation.lines(query, days_of(question))
    found = dict(zip(names, row, strict=True))
    return [
        Reached(
            key=stage.key,
            title=stage.title,
            within=stage.within,
            people=int(found[stage.key] or 0) if EVENTS[stage.event].kinds(generation) else None,
        )
        for stage in STAGES
    ]


@lru_cache(maxsize=256)
def _over_rollup(form: Form) -> sa.Select[Any]:
    """How many contacts reached each stage, summed up by day."""
    rows = smallest(ADDS.subject, keys_of(form), is_scoped=form.scope != EVERYTHING)
    return split(form, rows, _totals({stage.key: rows.c[stage.part.column] for stage in STAGES}))


def _totals(amounts: Mapping[str, sa.ColumnElement[Any]]) -> list[sa.ColumnElement[Any]]:
    return [sa.cast(sa.func.sum(amount), sa.BigInteger).label(key) for key, amount in amounts.items()]
