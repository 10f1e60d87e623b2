"""The facts as plain Python has them: which rows stand after some batches, told without any SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from data.schema import FACT_TABLES, FactTable, Identity
from data.warehouse.applying import Applied, apply, arriving
from data.warehouse.tables import BATCHES, DERIVED, FACTS, HISTORY, STANDING, TOUCHED
from tests.pipeline import chunk

Row = Mapping[str, Any]


def standing(table: FactTable, batches: Iterable[Sequence[Row]]) -> dict[Any, tuple[Any, ...]]:
    """Identity -> content of the rows that stand: of one identity the last of all holds."""
    held: dict[Any, tuple[Any, ...]] = {}
    for rows in batches:
        twins: Counter[tuple[Any, ...]] = Counter()
        for row in rows:
            content = tuple(row.get(name) for name in table.names)
            key: tuple[Any, ...] = tuple(row.get(name) for name in table.key)
            ordinal = 0
            if table.identity is Identity.ROW or (table.identity is Identity.ID_OR_ROW and key == (None,)):
                ordinal = twins[content]
                twins[content] += 1
                key = ("row", content, ordinal)
            held[key] = (*content, ordinal) if table.has_ordinal else content
    return held


def facts_of(connection: sa.Connection, table: FactTable) -> list[tuple[Any, ...]]:
    """The rows that the warehouse holds, without the batch that brought them, in an order that means nothing."""
    facts = FACTS[table.name]
    return ordered(connection.execute(sa.select(*(c for c in facts.columns if c.name != "batch"))))


def derived_of(connection: sa.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All milestones."""
    return {name: ordered(connection.execute(sa.select(table))) for name, table in DERIVED.items()}


def ordered(rows: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Rows in an order of their own, so that equal tables are equal lists."""
    return sorted((tuple(row) for row in rows), key=repr)


def put(connection: sa.Connection, name: str, rows: Sequence[Row], batch: int, pieces: int = 1) -> Applied:
    """Apply rows as one batch that arrives in so many pieces."""
    table = FACT_TABLES[name]
    whole = chunk(table, rows)
    size = max(1, -(-len(rows) // pieces))
    with arriving(connection, table, [whole.slice(at, size) for at in range(0, len(rows), size)]) as incoming:
        applied = apply(connection, table, incoming, batch)
        connection.commit()
    return applied


def empty(connection: sa.Connection) -> None:
    """Make a warehouse as new."""
    for table in (*FACTS.values(), *HISTORY.values(), *DERIVED.values(), BATCHES, *TOUCHED.values(), STANDING):
        connection.execute(sa.delete(table))
    connection.commit()
