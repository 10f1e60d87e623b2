"""Embedded: the warehouse in a DuckDB file, each generation in another beside it.

A DuckDB file admits one writer or many readers, so readers never open the file that is written. A generation is built
as `marts-N.building`, renamed to `marts-N.duckdb`, and pointed to by the file `CURRENT`.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from duckdb_sqlalchemy import Dialect, DuckDBIdentifierPreparer
from sqlalchemy.util import LRUCache

from data.warehouse.store import KEPT, Pointed, WarehouseBusyError


class _Dialect(Dialect):
    """DuckDB whose compiled statements serve every file: what was asked of a generation is not compiled for the next.

    A reader has nothing to roll back after a query, and asking would cost as much as a small one.
    """

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    def detect_autocommit_setting(self, dbapi_connection: Any) -> bool:
        """Whether the connection stands in autocommit mode."""
        return bool(dbapi_connection.autocommit)


class _Bare(DuckDBIdentifierPreparer):
    """Names without their schema: the tables of a generation are all that its file holds."""

    @staticmethod
    def schema_for_object(_object: object) -> None:  # type: ignore[override]
        """None, whatever the table."""


class _Reader(_Dialect):
    """Of one generation's file."""

    preparer = _Bare  # type: ignore[assignment]
    supports_statement_cache = True


for _name, _class in (("shared", _Dialect), ("reading", _Reader)):
    sa.dialects.registry.register(f"duckdb.{_name}", __name__, _class.__name__)
_COMPILED: Any = LRUCache(1_000)


@dataclass(frozen=True)
class Embedded:
    """A warehouse of files: its own, and the folder of its generations."""

    url: sa.URL
    folder: Path
    memory_limit: str
    threads: int | None

    @contextmanager
    def writing(self, patience: float) -> Iterator[sa.Connection]:
        """The file, open for writing: its own lock keeps other processes out."""
        self.folder.mkdir(parents=True, exist_ok=True)
        connection = _connected(_writer(self.url, self.memory_limit, self.threads), patience)
        try:
            yield connection
        finally:
            connection.close()

    @staticmethod
    def load(connection: sa.Connection, table: sa.Table, rows: pa.Table) -> None:
        """Scan the Arrow memory where it is."""
        raw: Any = connection.connection.driver_connection
        raw.register("arriving", rows)
        try:
            arriving = sa.table("arriving", *(sa.column(name) for name in rows.column_names))
            connection.execute(table.insert().from_select(rows.column_names, sa.select(*arriving.columns)))
        finally:
            raw.unregister("arriving")

    def next_number(self, connection: sa.Connection) -> int:
        """One more than any file or the pointer has."""
        pointed = self.pointed()
        numbers = [_number(path) for path in self.folder.glob("marts-*.duckdb")]
        return max([*numbers, pointed.number if pointed else 0]) + 1

    @contextmanager
    def building(self, connection: sa.Connection, number: int, base: Pointed | None = None) -> Iterator[sa.Connection]:
        """A file under the name `mart`; then renamed into place and pointed to."""
        for leftover in self.folder.glob("marts-*.building*"):
            leftover.unlink()
        building = self.folder / f"marts-{number}.building"
        if base is not None:
            shutil.copyfile(base.where, building)
        autocommit = connection.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with autocommit as session, _attached(session, building):
            yield session
        building.rename(self.folder / f"marts-{number}.duckdb")
        _point(self.folder, number)
        for path in sorted(self.folder.glob("marts-*.duckdb"), key=_number)[:-KEPT]:
            path.unlink()

    def pointed(self) -> Pointed | None:
        """What `CURRENT` names; the mark is when that file was last changed."""
        try:
            number = int((self.folder / "CURRENT").read_text())
        except FileNotFoundError:
            return None
        path = self.folder / f"marts-{number}.duckdb"
        try:
            mark = path.stat().st_mtime_ns
        except FileNotFoundError:
            return Pointed(number, str(path), None)
        return Pointed(number, str(path), mark)

    def reading(self, pointed: Pointed) -> sa.Engine:
        """The generation's file, open read-only; a file that is removed can be read for as long as it is open."""
        engine = sa.create_engine(
            sa.URL.create("duckdb+reading", database=pointed.where),
            connect_args={"read_only": True},
            isolation_level="AUTOCOMMIT",  # nothing changes in a generation: each query stands for itself
            skip_autocommit_rollback=True,
            execution_options={"compiled_cache": _COMPILED},
        )
        sa.event.listen(engine, "connect", _quietly)
        return engine


@lru_cache(maxsize=8)
def _writer(url: sa.URL, memory_limit: str, threads: int | None) -> sa.Engine:
    """The engine of a writer: it holds no connection between two writings, but the statements that it has compiled."""
    config = {"memory_limit": memory_limit, "preserve_insertion_order": False}
    engine = sa.create_engine(
        url.set(drivername="duckdb+shared"),
        execution_options={"compiled_cache": _COMPILED},
        poolclass=sa.pool.NullPool,
        connect_args={"config": config if threads is None else config | {"threads": threads}},
    )
    sa.event.listen(engine, "connect", _quietly)
    return engine


def _quietly(connection: Any, _record: Any) -> None:
    """Draw no bars: where DuckDB takes the program for a console it would write them between its answers."""
    connection.execute("SET enable_progress_bar = false")


def _connected(engine: sa.Engine, patience: float) -> sa.Connection:
    deadline = time.monotonic() + patience
    while True:
        try:
            return engine.connect()
        except sa.exc.OperationalError as error:
            if "lock" not in str(error).lower():
                raise
            if time.monotonic() > deadline:
                raise WarehouseBusyError(patience) from error
            time.sleep(0.1)


@contextmanager
def _attached(connection: sa.Connection, path: Path) -> Iterator[None]:
    """A file under the name `mart`, written completely when the block ends.

    Blocks are not packed anew for the few rows that went from them: a day's rows would cost a whole table, and the next
    generation that is built whole packs them all.
    """
    quoted = "'" + str(path).replace("'", "''") + "'"
    connection.exec_driver_sql(f"ATTACH {quoted} AS mart")
    connection.exec_driver_sql("SET max_vacuum_tasks = 0")
    try:
        yield
        connection.exec_driver_sql("CHECKPOINT mart")  # DETACH would do the same, but swallow that the disk is full
    finally:
        connection.exec_driver_sql("RESET max_vacuum_tasks")
        connection.exec_driver_sql("DETACH mart")


def _number(path: Path) -> int:
    return int(path.stem.split("-")[1])


def _point(folder: Path, number: int) -> None:
    """Flip the pointer, atomically and durably."""
    beside = folder / "CURRENT.building"
    with beside.open("w") as file:
        file.write(str(number))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / "CURRENT")
