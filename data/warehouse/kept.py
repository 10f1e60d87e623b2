"""Kept statements: put into an engine's words once, and sent by its driver with other values each time.

What SQLAlchemy does around a statement that it knows takes as long as a small answer; a page asks for a hundred.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.util import LRUCache

Lines = tuple[tuple[str, ...], list[tuple[Any, ...]]]  # names, and rows in their order


@dataclass(frozen=True)
class Words:
    """A select in the words of an engine; it is sent with the values of its parameters that have none of their own."""

    names: tuple[str, ...]  # of its columns
    text: str
    parameters: Mapping[str, Any]  # lists that belong to the statement are written out
    order: tuple[str, ...] | None  # in which the driver takes them; None where it takes them by name
    given: Set[str]  # the names of the values that it is sent with

    def sent(self, values: Mapping[str, Any]) -> tuple[str, Any]:
        """The text and the values as the driver takes them."""
        found = {**self.parameters, **values}
        return self.text, found if self.order is None else [found[name] for name in self.order]


# By statement, kind of engine and schemas, and not by engine: who held that would hold the file of a generation open.
_WORDS: Any = LRUCache(4_000)


def words_of(query: sa.Select[Any], engine: sa.Engine, values: Mapping[str, Any]) -> Words:
    """A statement in the words of an engine, for values of these names.

    Raises
    ------
    sqlalchemy.exc.InvalidRequestError
        When a value is lacking.
    """
    schemas = engine.get_execution_options().get("schema_translate_map")
    key = query, engine.name, None if schemas is None else tuple(schemas.items())
    found: Words | None = _WORDS.get(key)
    if found is None or found.given != values.keys():
        compiled: Any = query.compile(engine, schema_translate_map=schemas, render_schema_translate=schemas is not None)
        state = compiled.construct_expanded_state(values)
        order = state.positiontup
        names = tuple(column.name for column in query.selected_columns)
        found = Words(names, state.statement, state.parameters, order and tuple(order), frozenset(values))
        _WORDS[key] = found
    return found


def lines(query: sa.Select[Any], engine: sa.Engine, values: Mapping[str, Any]) -> Lines:
    """The names and the rows of a statement with the values of its parameters that have none.

    Where the driver errs, the statement goes the long way, on which it is known what an error means.
    """
    words = words_of(query, engine, values)
    try:
        with closing(engine.raw_connection()) as connection:
            driver: Any = connection.driver_connection
            return words.names, driver.execute(*words.sent(values)).fetchall()
    except engine.dialect.loaded_dbapi.Error:
        with engine.connect() as connection:
            return words.names, [tuple(row) for row in connection.execute(query, values)]
