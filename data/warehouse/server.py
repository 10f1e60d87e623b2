"""Server: the warehouse in a database of a PostgreSQL server, each generation in a schema `marts_N` of it.

A generation is built and pointed to in one transaction, so that nobody ever sees half of one. Text is ordered by its
bytes, as everywhere else in the program, however the database was made.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from psycopg import sql
from psycopg.adapt import Buffer, Loader
from sqlalchemy.dialects.postgresql import OID
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from data.databases import Engines, check_version, reached
from data.warehouse.store import KEPT, LostGenerationError, Pointed, WarehouseBusyError
from data.warehouse.tables import MART, STANDING

PIECE = 16_384  # rows that are made ready for COPY at once

_LOCK = 0x79757461_6E67  # "yutang": the advisory lock of whoever writes, one in each database
_POINTER = "generation"  # the row of facts.standing that points
_PREFIX = "marts_"
_GONE = ("3F000", "42P01")  # no such schema, no such table
_HELD = "55P03"  # the lock was not to be had in time


class _Types(PGTypeCompiler):
    """Columns of text in byte order: what is greatest or first is then the same as in Python and on every engine."""

    def visit_TEXT(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - the name that the compiler looks for
        return f'{super().visit_TEXT(type_, **kw)} COLLATE "C"'


class _Dialect(PGDialect_psycopg):
    type_compiler_cls = _Types
    supports_statement_cache = True
    supports_comments = False  # they stand in the program; a statement a column would be sent for each generation


sa.dialects.registry.register("postgresql.bytewise", __name__, _Dialect.__name__)


class _Exact(Loader):
    """A numeric without decimals is a whole number: the sum of whole numbers comes as one."""

    def load(self, data: Buffer) -> int | Decimal:
        text = bytes(data).decode()
        return int(text) if text.lstrip("-").isdigit() else Decimal(text)


@dataclass(frozen=True)
class Server:
    """A warehouse in a database that is its own."""

    url: sa.URL

    @contextmanager
    def writing(self, patience: float) -> Iterator[sa.Connection]:
        """A connection that holds the lock of the one writer; it is free again as soon as the connection is gone."""
        engine = _engine(self.url, poolclass=sa.pool.NullPool)
        try:
            with reached(engine) as connection:
                _lock(connection, patience)
                yield connection
        finally:
            engine.dispose()

    @staticmethod
    def load(connection: sa.Connection, table: sa.Table, rows: pa.Table) -> None:
        """COPY in its text format, made column by column."""
        raw: Any = connection.connection.driver_connection
        target = sql.Identifier(*(part for part in (table.schema, table.name) if part))
        names = sql.SQL(", ").join(map(sql.Identifier, rows.column_names))
        with (
            raw.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(target, names)) as copy,
        ):
            for batch in rows.to_batches(max_chunksize=PIECE):
                if batch.num_rows:
                    copy.write(_lines(batch))

    def next_number(self, connection: sa.Connection) -> int:
        """One more than any schema or the pointer has."""
        pointed = self.pointed()
        numbers = _numbers(connection)
        connection.rollback()
        return max([*numbers, pointed.number if pointed else 0]) + 1

    @contextmanager
    def building(self, connection: sa.Connection, number: int, base: Pointed | None = None) -> Iterator[sa.Connection]:
        """A transaction that makes the schema, empty or as another generation's, fills it and points to it."""
        schema = f"{_PREFIX}{number}"
        engine = connection.engine.execution_options(schema_translate_map={MART_SCHEMA: schema})
        with engine.begin() as session:
            session.execute(sa.schema.CreateSchema(schema))
            if base is not None:
                _copy(session, base.where, schema)
            yield session
            _analyze(session, schema)
            session.execute(sa.delete(STANDING).where(STANDING.c.key == _POINTER))
            session.execute(STANDING.insert().values(key=_POINTER, value=str(number)))
        _drop_old(connection)

    def pointed(self) -> Pointed | None:
        """What the pointer's row names; the mark is the identity of a table in that schema."""
        number = STANDING.c.value
        about = sa.func.to_regclass(sa.literal(_PREFIX) + number + sa.literal(".about"))
        query = sa.select(number, sa.cast(sa.cast(about, OID), sa.BigInteger)).where(STANDING.c.key == _POINTER)
        try:
            with reached(_READERS.of(self.url)) as connection:
                row = connection.execute(query).first()
        except sa.exc.ProgrammingError as error:
            if _code(error) in _GONE:  # nothing was ever written here
                return None
            raise
        return None if row is None else Pointed(int(row[0]), f"{_PREFIX}{row[0]}", row[1])

    def reading(self, pointed: Pointed) -> sa.Engine:
        """The readers' pooled connections, with the generation's schema."""
        return _READERS.of(self.url).execution_options(schema_translate_map={MART_SCHEMA: pointed.where})


MART_SCHEMA = MART.schema or "mart"


def _engine(url: sa.URL, **options: Any) -> sa.Engine:
    engine = sa.create_engine(url.set(drivername="postgresql+bytewise"), **options)
    sa.event.listen(engine, "connect", check_version)
    sa.event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: psycopg.Connection[Any], _record: Any) -> None:
    """Read sums as what they are, make nothing outside of the schemas that we name, sort in memory, and join by hashes.

    The planner takes most of our conditions for such as hardly a row meets, and would go through one side of a join
    once for each row of the other: seconds for what takes milliseconds.
    """
    connection.adapters.register_loader("numeric", _Exact)
    _set(connection, "SET search_path TO pg_temp")
    _set(connection, "SET work_mem TO '64MB'")  # counting different members of many days: a third faster than at 4 MB
    _set(connection, "SET enable_nestloop TO off")
    _set(connection, "SET jit TO off")  # a join by nothing equal is then so dear that older servers would compile it


def _set(connection: psycopg.Connection[Any], statement: str) -> None:
    before, connection.autocommit = connection.autocommit, True  # a rollback must not take it back
    connection.execute(statement.encode())
    connection.autocommit = before


def _new_readers(url: sa.URL) -> sa.Engine:
    """The connections of everybody who reads in this process; they cannot write."""
    engine = _engine(
        url, pool_size=5, max_overflow=20, pool_pre_ping=True, pool_recycle=1800, isolation_level="AUTOCOMMIT"
    )
    sa.event.listen(engine, "connect", _read_only)
    sa.event.listen(engine, "handle_error", _say_lost)
    return engine


_READERS = Engines(_new_readers)


def _read_only(connection: psycopg.Connection[Any], _record: Any) -> None:
    _set(connection, "SET default_transaction_read_only TO on")


def _say_lost(context: sa.engine.ExceptionContext) -> None:
    """A generation that was removed while somebody held it."""
    options = context.execution_context.execution_options if context.execution_context else {}
    schema = options.get("schema_translate_map", {}).get(MART_SCHEMA)
    if schema and getattr(context.original_exception, "sqlstate", None) in _GONE:
        raise LostGenerationError(schema) from context.original_exception


def _code(error: sa.exc.DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _lock(connection: sa.Connection, patience: float) -> None:
    deadline = time.monotonic() + patience
    while not connection.execute(sa.select(sa.func.pg_try_advisory_lock(_LOCK))).scalar_one():
        if time.monotonic() > deadline:
            raise WarehouseBusyError(patience)
        connection.rollback()
        time.sleep(0.1)
    connection.rollback()  # the lock is the connection's, not the transaction's


def _lines(batch: pa.RecordBatch) -> memoryview:
    """Rows as COPY reads them: tabs between columns, `\\N` for nothing, and a backslash before what would mislead."""
    cells = [_cells(column) for column in batch.columns]
    rows = pc.binary_join_element_wise(*cells, "\t", null_handling="replace", null_replacement="\\N")
    ended = pc.binary_join_element_wise(rows, "", "\n")
    _, offsets, data = ended.buffers()
    ends = memoryview(offsets).cast("i")
    return memoryview(data)[ends[ended.offset] : ends[ended.offset + len(ended)]]


def _cells(column: pa.Array) -> pa.StringArray:
    cells = column.cast(pa.string())
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        for letter, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
            cells = pc.replace_substring(cells, pattern=letter, replacement=written)
    return cells


def _numbers(connection: sa.Connection) -> list[int]:
    """The numbers of the generations that are there, the oldest first."""
    names = sa.inspect(connection).get_schema_names()
    suffixes = (name.removeprefix(_PREFIX) for name in names if name.startswith(_PREFIX))
    return sorted(int(suffix) for suffix in suffixes if suffix.isdigit())


def _analyze(session: sa.Connection, schema: str) -> None:
    """Tell the planner what the new tables hold; it would find out by itself only minutes later."""
    raw: Any = session.connection.driver_connection
    for name in sa.inspect(session).get_table_names(schema):
        analyze = sql.SQL("ANALYZE {}").format(sql.Identifier(schema, name))
        raw.execute(analyze)


def _copy(session: sa.Connection, base: str, schema: str) -> None:
    """The tables of a schema with their rows."""
    raw: Any = session.connection.driver_connection
    for name in sa.inspect(session).get_table_names(base):
        old, new = sql.Identifier(base, name), sql.Identifier(schema, name)
        copied = sql.SQL("CREATE TABLE {} AS TABLE {}").format(new, old)
        raw.execute(copied)


def _drop_old(connection: sa.Connection) -> None:
    """Let go of all but the last generations; one that somebody is reading at this moment goes the next time."""
    numbers = _numbers(connection)
    connection.rollback()
    for number in numbers[:-KEPT]:
        try:
            with connection.begin():
                connection.execute(sa.select(sa.func.set_config("lock_timeout", "500ms", True)))
                connection.execute(sa.schema.DropSchema(f"{_PREFIX}{number}", cascade=True))
        except sa.exc.OperationalError as error:
            if _code(error) != _HELD:
                raise
