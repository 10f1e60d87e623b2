"""Moving: the rows of one warehouse brought into another, whatever engines the two stand on, and the switch to it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from data.settings import MOVED, Settings
from data.warehouse.engines import load_arrow
from data.warehouse.standing import Standing
from data.warehouse.tables import BATCHES, FACTS, HISTORY, STANDING

CHUNK = 65_536  # rows in memory at once

_ARROW: tuple[tuple[type[sa.types.TypeEngine[Any]], pa.DataType], ...] = (
    (sa.Text, pa.string()),
    (sa.BigInteger, pa.int64()),
    (sa.Integer, pa.int32()),
    (sa.DateTime, pa.timestamp("us")),
    (sa.Date, pa.date32()),
    (sa.Double, pa.float64()),
    (sa.Numeric, pa.decimal128(18, 2)),
    (sa.Boolean, pa.bool_()),
)


def is_empty(connection: sa.Connection) -> bool:
    """Whether no row was ever brought into a warehouse."""
    tables = (*FACTS.values(), *HISTORY.values(), BATCHES)
    with connection.begin():
        has_rows = any(connection.execute(sa.select(sa.literal(1)).select_from(one).limit(1)).first() for one in tables)
        return not has_rows and Standing.read(connection).facts_version == 0


def copy_rows(source: sa.Connection, target: sa.Connection, report: Callable[[str, int, int], None]) -> dict[str, int]:
    """Bring facts, their history, batches and standing into an empty warehouse, all or nothing; gives rows by table.

    `report` is told, after each chunk, the table, how many of its rows are there, and how many it has.
    """
    found: dict[str, int] = {}
    with source.begin(), target.begin():
        for table in (*FACTS.values(), *HISTORY.values(), BATCHES):
            whole = int(source.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
            done = 0
            for chunk in _chunks(source, table):
                load_arrow(target, table, chunk)
                done += chunk.num_rows
                report(table.fullname, done, whole)
            found[table.fullname] = done
        standing = Standing.read(source)
        standing.take_over(target)
    return found


def _chunks(source: sa.Connection, table: sa.Table) -> Iterator[pa.Table]:
    shape = pa.schema([(column.name, _arrow(column.type)) for column in table.columns])
    streamed = source.execution_options(yield_per=CHUNK).execute(sa.select(table))
    for rows in streamed.partitions():
        columns = zip(*rows, strict=True)
        yield pa.table([pa.array(cells, field.type) for cells, field in zip(columns, shape, strict=True)], schema=shape)


def _arrow(kind: sa.types.TypeEngine[Any]) -> pa.DataType:
    return next(arrow for stored, arrow in _ARROW if isinstance(kind, stored))


def forget(connection: sa.Connection) -> None:
    """Make a warehouse empty again, so that the move can be tried once more."""
    with connection.begin():
        for table in (*FACTS.values(), *HISTORY.values(), BATCHES, STANDING):
            connection.execute(sa.delete(table))


def switch(settings: Settings, url: sa.URL) -> None:
    """Let the home's warehouse be the one at an address, from the next question on.

    The file can be read by its owner only, since the address may hold a password.
    """
    beside = settings.home / f"{MOVED}.building"
    settings.home.mkdir(parents=True, exist_ok=True)
    beside.unlink(missing_ok=True)
    written = json.dumps(url.render_as_string(hide_password=False), ensure_ascii=False)  # as TOML quotes it, too
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"# Written by manage.py migrate-warehouse; YUTANG_WAREHOUSE_URL goes before it.\nurl = {written}\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(settings.home / MOVED)
