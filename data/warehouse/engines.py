"""How the warehouse is reached: one writer at a time, readers of published generations never in its way.

The one place that knows which engines there are; what they have in common is `data/warehouse/store.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import sqlalchemy as sa

from data.databases import DUCKDB, POSTGRESQL
from data.settings import Settings
from data.warehouse.embedded import Embedded
from data.warehouse.store import Store, WarehouseBusyError
from data.warehouse.tables import METADATA

if TYPE_CHECKING:
    from data.warehouse.server import Server

_TABLES = sa.select(sa.column("table_schema", sa.Text), sa.column("table_name", sa.Text)).select_from(
    sa.table("tables", schema="information_schema")
)
_WRITERS = threading.RLock()  # one writer in this process; the store's own lock keeps other processes out


def folder(settings: Settings) -> Path:
    """Where an embedded warehouse and its generations stand: where its file is, else (in memory) in home."""
    file = settings.warehouse.database
    if settings.warehouse.get_backend_name() != DUCKDB or file in (None, "", ":memory:"):
        return settings.home / "warehouse"
    return Path(str(file)).parent


def store(settings: Settings) -> Store:
    """The store that the settings name.

    Raises
    ------
    UnusableStoreError
        When no such engine is supported, or its driver is missing.
    """
    url = settings.warehouse
    if url.get_backend_name() == POSTGRESQL:
        return _server()(url)
    return Embedded(url, folder(settings), settings.memory_limit, settings.threads)


def _server() -> type[Server]:
    """Imported when it is asked for: who has files only needs no driver of a server."""
    from data.warehouse.server import Server

    return Server


@contextmanager
def writer(settings: Settings, *, patience: float = 60.0) -> Iterator[sa.Connection]:
    """A connection that may write, in autocommit mode until `connection.begin()`.

    Raises
    ------
    WarehouseBusyError
        When another process holds the warehouse for longer than `patience` seconds.
    UnusableStoreError
        When the server cannot be reached or is too old.
    """
    with _WRITERS:
        while True:
            here = store(settings)
            with here.writing(patience) as connection:
                if store(settings) != here:  # it was moved while this one waited
                    continue
                _prepare(connection)
                yield connection
                return


def _prepare(connection: sa.Connection) -> None:
    with connection.begin():
        for schema in ("facts", "history", "derived"):
            connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
        there = {(row.table_schema, row.table_name) for row in connection.execute(_TABLES)}
        for table in METADATA.sorted_tables:
            if (table.schema, table.name) not in there:
                connection.execute(sa.schema.CreateTable(table))


def load_arrow(connection: sa.Connection, table: sa.Table, rows: pa.Table) -> None:
    """Append Arrow rows to a table; columns the rows lack stay empty."""
    names = [column.name for column in table.columns if column.name in rows.column_names]
    load = _server().load if connection.dialect.name == POSTGRESQL else Embedded.load
    load(connection, table, rows.select(names))


def scratch(connection: sa.Connection, name: str, query: sa.Select[Any] | sa.CompoundSelect[Any]) -> sa.Table:
    """A temporary table of this connection, filled from a query and replacing one of the same name."""
    drop_scratch(connection, name)
    table = _temporary(name, [(column.name, column.type) for column in query.selected_columns])
    connection.execute(sa.schema.CreateTable(table))
    connection.execute(table.insert().from_select([c.name for c in table.columns], query))
    return table


_TEMPORARY: dict[object, sa.Table] = {}


def _temporary(name: str, columns: Sequence[tuple[str, sa.types.TypeEngine[Any]]]) -> sa.Table:
    """A temporary table of some columns, always the same: what is asked of it is put into an engine's words once."""
    key = name, *((column, repr(kind)) for column, kind in columns)
    if key not in _TEMPORARY:
        made = (sa.Column(column, kind) for column, kind in columns)
        _TEMPORARY[key] = sa.Table(name, sa.MetaData(), *made, prefixes=["TEMPORARY"])
    return _TEMPORARY[key]


def drop_scratch(connection: sa.Connection, name: str) -> None:
    """Let go of a temporary table, if it is there."""
    connection.execute(sa.schema.DropTable(sa.Table(name, sa.MetaData()), if_exists=True))


__all__ = ["WarehouseBusyError", "drop_scratch", "folder", "load_arrow", "scratch", "store", "writer"]
