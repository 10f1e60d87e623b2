"""Summaries: the rollups of contacts, people and orders once more, by guide and day, and by channel and day.

Most questions name no campaign and no group, and either places or channels. A guide's or a channel's day is then one
row however many customers there are, where the rollup has one for each of both: the more customers, the more of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.warehouse.generations import Only, Rollup
from metrics.dimensions import PLACES, TIMES
from metrics.rollups import OF_CUSTOMERS, ROLLUP_TABLES
from metrics.sources import PLACED_BY

_DAYS = {*TIMES} - {"hour"}


@dataclass(frozen=True, kw_only=True)
class _Way:
    """One way to sum up: by which columns besides the day, and which dimensions these know."""

    name: str
    columns: tuple[str, ...]
    knows: frozenset[str]


# The smallest first; a guide belongs to a scope, a channel to none.
_BY_CHANNEL = _Way(name="by_channel", columns=("channel_id",), knows=frozenset({*_DAYS, "channel", "channel_kind"}))
_BY_GUIDE = _Way(name="by_guide", columns=("guide_id", "store_id", "team"), knows=frozenset({*_DAYS, *PLACES}))


def _table(subject: str, way: _Way) -> sa.Table:
    left_out = {*PLACED_BY[subject]} - {*way.columns}
    columns = (
        sa.Column(column.name, column.type, nullable=column.nullable)
        for column in ROLLUP_TABLES[subject].columns
        if column.name not in left_out
    )
    return sa.Table(f"{subject}_{way.name}", sa.MetaData(), *columns, schema="mart")


_TABLES = {(subject, way): _table(subject, way) for subject in OF_CUSTOMERS for way in (_BY_CHANNEL, _BY_GUIDE)}


def smallest(subject: str, keys: Iterable[str], *, is_scoped: bool) -> sa.Table:
    """The smallest table of a subject's sums that knows some dimensions, besides hours, and a viewer's scope."""
    wanted = {*keys}
    for way in (_BY_GUIDE,) if is_scoped else (_BY_CHANNEL, _BY_GUIDE):
        if wanted <= way.knows and (subject, way) in _TABLES:
            return _TABLES[subject, way]
    return ROLLUP_TABLES[subject]


def _selects(subject: str, way: _Way, only: Only | None = None) -> list[sa.Select[Any]]:
    rollup, table = ROLLUP_TABLES[subject], _TABLES[subject, way]
    names = ("day", *way.columns, "by_hand")
    keys = [rollup.c[name] for name in names]
    sums = (
        sa.func.sum(rollup.c[column.name]).label(column.name) for column in table.columns if column.name not in names
    )
    some = [] if only is None else [only(rollup)]
    return [sa.select(*keys, *sums).where(*some).group_by(*keys).order_by(rollup.c.day)]


def _rollup(subject: str, way: _Way) -> Rollup:
    return Rollup(
        table=_TABLES[subject, way],
        selects=lambda _: _selects(subject, way),
        some=lambda _, only: _selects(subject, way, only),
        of=ROLLUP_TABLES[subject],
    )


SUMMARIES = tuple(_rollup(subject, way) for subject, way in _TABLES)
