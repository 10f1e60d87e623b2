"""A world: the rows a business brought, as plain Python values, and how they look as files."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from data.schema import FACT_TABLES, Identity

Row = Mapping[str, Any]
World = Mapping[str, list[dict[str, Any]]]
"""Table name -> its rows in file order. A table that is absent was never brought; an absent cell is empty."""


def rows(world: World, table: str) -> list[Row]:
    """The rows of a table that hold, in file order: of several with one key, the last one."""
    held: dict[object, Row] = {}
    for number, row in enumerate(world.get(table, [])):
        key = _key(table, row, number)
        held.pop(key, None)
        held[key] = row
    return list(held.values())


def _key(table: str, row: Row, number: int) -> object:
    fact_table = FACT_TABLES[table]
    if fact_table.identity is Identity.KEY:
        return tuple(row.get(column) for column in fact_table.key)
    if fact_table.identity is Identity.ID_OR_ROW:
        identifier = row.get(fact_table.key[0] if fact_table.key else fact_table.names[0])
        return ("id", identifier) if identifier is not None else ("row", number)
    return ("row", number)


def is_brought(world: World, table: str, column: str | None = None) -> bool:
    """Whether the table has a row or, with a column, whether any row fills it."""
    held = rows(world, table)
    return bool(held) if column is None else any(row.get(column) is not None for row in held)


def write_csv(world: World, folder: Path) -> list[Path]:
    """One UTF-8 file per table of the world, `TABLE.csv`, under canonical English headings; the files in schema order.

    A file has the required columns and those that some row names, so a column may be there and empty in every row.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table, fact_table in FACT_TABLES.items():
        if table not in world:
            continue
        named = {column for row in world[table] for column in row}
        unknown = named - set(fact_table.names)
        if unknown:
            raise ValueError(f"{table} has no column {sorted(unknown)}; it has {', '.join(fact_table.names)}")
        headings = [column.name for column in fact_table.columns if column.is_required or column.name in named]
        path = folder / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headings)
            writer.writerows([cell_text(row.get(heading)) for heading in headings] for row in world[table])
        written.append(path)
    return written


def cell_text(value: object) -> str:
    """A typed value as a file writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return str(value)
