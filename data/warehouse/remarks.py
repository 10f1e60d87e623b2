"""What the rows of a file say that is worth a second look: codes that a register lacks, moments that are still to come.

Nothing is refused for it: a register may come later, and what lies ahead is counted when its time has come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.schema import FACT_TABLES, FactTable, Kind
from data.warehouse.tables import FACTS

NAMED = 5  # codes that are named
_REGISTERS = {
    column: register
    for register, columns in {
        "stores": ("store_id",),
        "guides": ("guide_id", "owner_guide_id"),
        "channels": ("channel_id",),
        "campaigns": ("campaign_id",),
        "groups": ("group_id",),
    }.items()
    for column in columns
}


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A column with remarkable rows, and how many; of codes also which register lacks how many, and the most used."""

    column: str
    rows: int
    register: str | None = None  # None: the moments of these rows are still to come
    number: int = 0
    codes: tuple[str, ...] = ()


def remarks(connection: sa.Connection, table: FactTable, rows: sa.FromClause, now: datetime) -> tuple[Remark, ...]:
    """The remarks on rows of a table, those that arrive or those of a batch, in the order of its columns.

    A register that holds nothing lacks nothing: it was never brought, which is said elsewhere.
    """
    found = [*_unknown(connection, table, rows), *_ahead(connection, table, rows, now)]
    order = {name: place for place, name in enumerate(table.names)}
    return tuple(sorted(found, key=lambda one: order[one.column]))


def _unknown(connection: sa.Connection, table: FactTable, rows: sa.FromClause) -> list[Remark]:
    found = []
    for name in table.names:
        register = _REGISTERS.get(name)
        if register is None or register == table.name:
            continue
        known, column = FACTS[register], rows.c[name]
        (key,) = FACT_TABLES[register].key
        if connection.execute(sa.select(known.c[key]).limit(1)).first() is None:
            continue
        used = (
            sa.select(column.label("code"), sa.func.count().label("rows"))
            .where(column.is_not(None))
            .group_by(column)
            .subquery()
        )
        lacking = (
            sa.select(
                used.c.code,
                sa.func.count().over().label("number"),
                sa.func.sum(used.c.rows).over().label("total"),
            )
            .select_from(used.outerjoin(known, known.c[key] == used.c.code))
            .where(known.c[key].is_(None))
            .order_by(used.c.rows.desc(), used.c.code)
            .limit(NAMED)
        )
        first = connection.execute(lacking).all()
        if first:
            codes = tuple(str(row.code) for row in first)
            number, total = int(first[0].number), int(first[0].total)
            found.append(Remark(column=name, rows=total, register=register, number=number, codes=codes))
    return found


def _ahead(connection: sa.Connection, table: FactTable, rows: sa.FromClause, now: datetime) -> list[Remark]:
    limits: dict[str, Any] = {c.name: now if c.kind is Kind.TIME else now.date() for c in table.happened}
    if not limits:
        return []
    counted = (sa.func.count(sa.case((rows.c[name] > limit, 1))) for name, limit in limits.items())
    counts = connection.execute(sa.select(*counted)).one()
    return [Remark(column=name, rows=int(number)) for name, number in zip(limits, counts, strict=True) if number]
