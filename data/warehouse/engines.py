"""How the warehouse is reached: one writer at a time, readers of published generations never in its way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.tables import METADATA

_WRITERS = threading.RLock()  # one writer in this process; the file's own lock keeps other processes out


class WarehouseBusyError(RuntimeError):
    """Another process is writing: what was tried, how long, and what to do."""


def folder(settings: Settings) -> Path:
    """Where the embedded warehouse and its generations stand."""
    return settings.home / "warehouse"


def _url(settings: Settings) -> sa.URL:
    if settings.warehouse_url:
        return sa.make_url(settings.warehouse_url)
    folder(settings).mkdir(parents=True, exist_ok=True)
    return sa.URL.create("duckdb", database=str(folder(settings) / "warehouse.duckdb"))


@contextmanager
def writer(settings: Settings, *, patience: float = 60.0) -> Iterator[sa.Connection]:
    """A connection that may write, in autocommit mode until `connection.begin()`.

    Raises
    ------
    WarehouseBusyError
        When another process holds the warehouse for longer than `patience` seconds.
    """
    with _WRITERS:
        engine = sa.create_engine(
            _url(settings),
            poolclass=sa.pool.NullPool,
            connect_args={"config": {"memory_limit": settings.memory_limit, "preserve_insertion_order": False}},
        )
        try:
            connection = _connected(engine, patience)
            try:
                _prepare(connection)
                yield connection
            finally:
                connection.close()
        finally:
            engine.dispose()


def _connected(engine: sa.Engine, patience: float) -> sa.Connection:
    deadline = time.monotonic() + patience
    while True:
        try:
            return engine.connect()
        except sa.exc.OperationalError as error:
            if "lock" not in str(error).lower():
                raise
            if time.monotonic() > deadline:
                message = (
                    f"仓库正被另一个进程写入，等待 {patience:.0f} 秒后放弃；请稍后再试 · "
                    f"Another process is writing to the warehouse; gave up after {patience:.0f} s, try again later."
                )
                raise WarehouseBusyError(message) from error
            time.sleep(0.1)


def _prepare(connection: sa.Connection) -> None:
    with connection.begin():
        for schema in ("facts", "history", "derived"):
            connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
        for table in METADATA.sorted_tables:
            connection.execute(sa.schema.CreateTable(table, if_not_exists=True))


def load_arrow(connection: sa.Connection, table: sa.Table, rows: pa.Table) -> None:
    """Append Arrow rows to a table; columns the rows lack stay empty."""
    names = [column.name for column in table.columns if column.name in rows.column_names]
    raw: Any = connection.connection.driver_connection
    raw.register("arriving", rows)
    try:
        arriving = sa.table("arriving", *(sa.column(name) for name in names))
        connection.execute(table.insert().from_select(names, sa.select(*arriving.columns)))
    finally:
        raw.unregister("arriving")


def scratch(connection: sa.Connection, name: str, query: sa.Select[Any] | sa.CompoundSelect[Any]) -> sa.Table:
    """A temporary table of this connection, filled from a query and replacing one of the same name."""
    drop_scratch(connection, name)
    columns = (sa.Column(column.name, column.type) for column in query.selected_columns)
    table = sa.Table(name, sa.MetaData(), *columns, prefixes=["TEMPORARY"])
    connection.execute(sa.schema.CreateTable(table))
    connection.execute(table.insert().from_select([c.name for c in table.columns], query))
    return table


def drop_scratch(connection: sa.Connection, name: str) -> None:
    """Let go of a temporary table, if it is there."""
    connection.execute(sa.schema.DropTable(sa.Table(name, sa.MetaData()), if_exists=True))


@contextmanager
def attached(connection: sa.Connection, path: Path) -> Iterator[None]:
    """A DuckDB file under the name `mart`, written completely when the block ends."""
    quoted = "'" + str(path).replace("'", "''") + "'"
    connection.exec_driver_sql(f"ATTACH {quoted} AS mart")
    try:
        yield
        connection.exec_driver_sql("CHECKPOINT mart")  # DETACH would do the same, but swallow that the disk is full
    finally:
        connection.exec_driver_sql("DETACH mart")
