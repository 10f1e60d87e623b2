"""Excerpts: some rows of tables as tables of their own, and statements about all rows that read only those.

What the rows of a few customers come to is asked with the very select that asks it of everybody, and costs no look at
everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from data.warehouse.engines import drop_scratch, scratch


@dataclass(frozen=True)
class Excerpt:
    """Some rows of some tables."""

    tables: Mapping[sa.Table, sa.Table]  # a table and what stands in for it

    @classmethod
    def taken(cls, session: sa.Connection, rows: Mapping[sa.Table, sa.ColumnElement[bool]]) -> Excerpt:
        """The rows of each table that its condition holds for, as they are now; replaces an earlier excerpt."""
        return cls(
            {
                table: scratch(session, f"some_{table.name}", sa.select(table).where(condition))
                for table, condition in rows.items()
            }
        )

    def reading(self, select: sa.Select[Any]) -> sa.Select[Any]:
        """A select that reads the excerpt wherever it read one of the tables."""
        return cast("sa.Select[Any]", visitors.replacement_traverse(select, {}, self._instead))

    def drop(self, session: sa.Connection) -> None:
        """Let go of the rows."""
        for table in self.tables.values():
            drop_scratch(session, table.name)

    def _instead(self, element: Any, **_: Any) -> Any:
        if isinstance(element, sa.Table):
            return self.tables.get(element)
        if isinstance(element, sa.Column) and element.table in self.tables:
            return self.tables[element.table].c[element.name]
        return None
