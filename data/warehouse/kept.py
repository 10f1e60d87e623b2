"""Kept statements: put into an engine's words once, and sent by its driver with other values each time.

What SQLAlchemy does around a statement that it knows takes as long as a small answer; a page asks for a hundred.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from contextlib import closing
from functools import lru_cache
from typing import Any

import sqlalchemy as sa


class Kept:
    """A select in the words of an engine; it is sent with the values of its parameters that have none of their own."""

    def __init__(self, query: sa.Select[Any], engine: sa.Engine) -> None:
        schemas = engine.get_execution_options().get("schema_translate_map")
        self._query = query
        self._engine = engine
        self._compiled: Any = query.compile(
            engine, schema_translate_map=schemas, render_schema_translate=schemas is not None
        )
        self._expanded: Any = None  # with lists that belong to the statement written out
        self._given: Set[str] = frozenset()  # the names of the values that it was first sent with
        self.names = tuple(column.name for column in query.selected_columns)

    def sent(self, values: Mapping[str, Any]) -> tuple[str, Any]:
        """The text and the values as the driver takes them."""
        if self._expanded is None or values.keys() != self._given:
            self._expanded, self._given = self._compiled.construct_expanded_state(values), set(values)
        found = {**self._expanded.parameters, **values}
        order = self._expanded.positiontup
        return self._expanded.statement, found if order is None else [found[name] for name in order]

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows that the statement has with these values, in the order of `names`.

        Where the driver errs, the statement goes the long way, on which it is known what an error means.
        """
        try:
            with closing(self._engine.raw_connection()) as connection:
                driver: Any = connection.driver_connection
                return driver.execute(*self.sent(values)).fetchall()  # type: ignore[no-any-return]
        except self._engine.dialect.loaded_dbapi.Error:
            with self._engine.connect() as connection:
                return [tuple(row) for row in connection.execute(self._query, values)]


@lru_cache(maxsize=4096)
def kept(query: sa.Select[Any], engine: sa.Engine) -> Kept:
    """A statement as it is kept for an engine."""
    return Kept(query, engine)
