"""Excerpts: some rows of tables as tables of their own, and statements about all rows that read only those.

What the rows of a few customers come to is asked with the very select that asks it of everybody, and costs no look at
everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from data.warehouse.engines import drop_scratch, scratch


class Excerpt:
    """The rows of some tables that a condition holds for, as they are when a table is first read."""

    def __init__(self, session: sa.Connection, name: str, rows: Mapping[sa.Table, sa.ColumnElement[bool]]) -> None:
        self._session = session
        self._name = name
        self._rows = rows
        self._taken: dict[sa.Table, sa.Table] = {}

    def reading(self, select: sa.Select[Any]) -> sa.Select[Any]:
        """A select that reads the excerpt wherever it read one of the tables."""
        for element in visitors.iterate(select):
            if isinstance(element, sa.Table) and element in self._rows and element not in self._taken:
                self.taken(element, element, self._rows[element])
        return cast("sa.Select[Any]", visitors.replacement_traverse(select, {}, self._instead))

    def taken(self, table: sa.Table, source: sa.Table, condition: sa.ColumnElement[bool]) -> sa.Table:
        """What is to be read of a table, from where it can be had: the rows of a source with the table's columns."""
        query = sa.select(*(source.c[column.name] for column in table.columns)).where(condition)
        self._taken[table] = scratch(self._session, f"{self._name}_{table.name}", query)
        return self._taken[table]

    def drop(self) -> None:
        """Let go of the rows."""
        for table in self._taken.values():
            drop_scratch(self._session, table.name)

    def _instead(self, element: Any, **_: Any) -> Any:
        if isinstance(element, sa.Table):
            return self._taken.get(element)
        if isinstance(element, sa.Column) and element.table in self._taken:
            return self._taken[element.table].c[element.name]
        return None
