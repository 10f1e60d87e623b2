"""Guide days: the rollups of contacts, people and orders summed over channels, campaigns and groups.

Most questions name none of these. A guide's day is then one row however many customers there are, where the rollup has
one for every channel and campaign that the day saw: the more customers, the more of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from data.warehouse.generations import Only, Rollup
from metrics.dimensions import PLACES, TIMES
from metrics.rollups import OF_CUSTOMERS, ROLLUP_TABLES
from metrics.sources import PLACED_BY

_KEYS = ("day", "guide_id", "store_id", "team", "by_hand")
_KNOWN = {*TIMES, *PLACES} - {"hour"}


def _table(subject: str) -> sa.Table:
    left_out = set(PLACED_BY[subject]) - set(_KEYS)
    columns = (
        sa.Column(column.name, column.type, nullable=column.nullable)
        for column in ROLLUP_TABLES[subject].columns
        if column.name not in left_out
    )
    return sa.Table(f"{subject}_by_guide", sa.MetaData(), *columns, schema="mart")


GUIDE_DAYS = {subject: _table(subject) for subject in OF_CUSTOMERS}


def smallest(subject: str, keys: Iterable[str]) -> sa.Table:
    """The smallest rollup of a subject that knows some dimensions, besides hours."""
    return GUIDE_DAYS.get(subject, ROLLUP_TABLES[subject]) if _KNOWN.issuperset(keys) else ROLLUP_TABLES[subject]


def _selects(subject: str, only: Only | None = None) -> list[sa.Select[Any]]:
    rollup, table = ROLLUP_TABLES[subject], GUIDE_DAYS[subject]
    keys = [rollup.c[name] for name in _KEYS]
    sums = (
        sa.func.sum(rollup.c[column.name]).label(column.name) for column in table.columns if column.name not in _KEYS
    )
    some = [] if only is None else [only(rollup)]
    return [sa.select(*keys, *sums).where(*some).group_by(*keys).order_by(rollup.c.day)]


def _rollup(subject: str) -> Rollup:
    return Rollup(
        table=GUIDE_DAYS[subject],
        selects=lambda _: _selects(subject),
        some=lambda _, only: _selects(subject, only),
        of=ROLLUP_TABLES[subject],
    )


BY_GUIDE = tuple(map(_rollup, GUIDE_DAYS))
