"""Importing: a file becomes a batch of facts, or leaves no trace; a batch can be undone.

Each call is one transaction of the warehouse. The milestones and the generation that readers see follow when the
caller refreshes; a process killed in between leaves the facts whole and the last generation standing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from data.intake.errors import IntakeError
from data.intake.reading import Progress, Rejection, read
from data.schema import FACT_TABLES
from data.settings import Settings
from data.warehouse.applying import apply, arriving, withdraw
from data.warehouse.remarks import Remark, remarks
from data.warehouse.standing import Standing
from data.warehouse.tables import BATCHES, DERIVED, FACTS, HISTORY, TOUCHED

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of one file."""

    file: str
    table: str
    encoding: str
    rows_read: int
    rows_added: int
    rows_updated: int
    rows_unchanged: int
    rows_rejected: int
    rejects_file: str | None
    batch: int | None  # None for a dry run, and where nothing changed
    ignored: tuple[str, ...] = ()  # headings that the table has no column for
    rejections: tuple[Rejection, ...] = field(default=(), repr=False)
    remarks: tuple[Remark, ...] = field(default=(), repr=False)


def import_file(
    connection: sa.Connection,
    path: Path,
    settings: Settings,
    *,
    table: str | None = None,
    dry_run: bool = False,
    by: str = "",
    progress: Callable[[Progress], None] | None = None,
) -> Imported:
    """Bring one file in as a batch; of a dry run only the counts remain.

    The user's first own file replaces the demo whole, in the same transaction.

    Raises
    ------
    IntakeError
        When the file cannot be read as a table: what was asked, found, and to do. Nothing is written then.
    """
    rejects_dir = None if dry_run else settings.home / "rejects"
    reading = read(path, table, settings=settings, rejects_dir=rejects_dir, progress=progress)
    with arriving(connection, reading.table, reading) as incoming, connection.begin() as transaction:
        standing = Standing.read(connection)
        if standing.is_demo:
            forget_everything(connection)
        batch = (connection.execute(sa.select(sa.func.max(BATCHES.c.batch))).scalar() or 0) + 1
        applied = apply(connection, reading.table, incoming, batch)
        is_kept = applied.is_change and not dry_run
        imported = Imported(
            file=str(path),
            table=reading.table.name,
            encoding=reading.encoding,
            rows_read=reading.rows_read,
            rows_added=applied.added,
            rows_updated=applied.updated,
            rows_unchanged=applied.unchanged,
            rows_rejected=reading.rows_rejected,
            rejects_file=str(reading.rejects_file) if reading.rejects_file else None,
            batch=batch if is_kept else None,
            ignored=tuple(reading.ignored),
            rejections=tuple(reading.rejections),
            remarks=remarks(connection, reading.table, incoming, settings.now()),
        )
        if not is_kept:
            transaction.rollback()
            return imported
        _record(connection, imported, batch, settings.now(), by)
        standing.advance(connection, is_demo=False)
    return imported


def _record(connection: sa.Connection, imported: Imported, batch: int, now: datetime, by: str) -> None:
    connection.execute(
        BATCHES.insert().values(
            batch=batch,
            file=Path(imported.file).name,
            table_name=imported.table,
            encoding=imported.encoding,
            rows_read=imported.rows_read,
            rows_added=imported.rows_added,
            rows_updated=imported.rows_updated,
            rows_unchanged=imported.rows_unchanged,
            rows_rejected=imported.rows_rejected,
            rejects_file=imported.rejects_file,
            imported_at=now,
            imported_by=by,
        )
    )


def forget_everything(connection: sa.Connection) -> None:
    """Empty facts, history, milestones and batches: what the demo leaves behind when real rows come."""
    for table in (*FACTS.values(), *HISTORY.values(), *DERIVED.values(), BATCHES, *TOUCHED.values()):
        connection.execute(sa.delete(table))
    Standing.forget_derived(connection)


def undo_batch(connection: sa.Connection, batch: int, settings: Settings) -> int:
    """Take a batch out of the facts and let what it replaced stand again; gives the rows it had brought.

    Raises
    ------
    IntakeError
        When there is no such batch, or it was undone before.
    """
    with connection.begin():
        row = connection.execute(sa.select(BATCHES).where(BATCHES.c.batch == batch)).first()
        if row is None or row.undone_at is not None:
            live = connection.execute(
                sa.select(BATCHES.c.batch).where(BATCHES.c.undone_at.is_(None)).order_by(BATCHES.c.batch.desc())
            ).scalars()
            known = "、".join(str(number) for number in list(live)[:10]) or "—"
            was_zh, was_en = ("不存在", "does not exist") if row is None else ("已撤销过", "was undone before")
            raise IntakeError(
                f"批次 {batch} {was_zh}；可撤销的批次：{known}。",
                f"Batch {batch} {was_en}; can be undone: {known}.",
            )
        gone = withdraw(connection, FACT_TABLES[row.table_name], batch)
        connection.execute(BATCHES.update().where(BATCHES.c.batch == batch).values(undone_at=settings.now()))
        standing = Standing.read(connection)
        standing.advance(connection, is_demo=False)
        Standing.forget_published(connection)  # rows may be gone, which a generation is not continued over
    return gone.added


def batches(connection: sa.Connection) -> list[sa.Row[tuple[object, ...]]]:
    """Every batch, the newest first."""
    with connection.begin():
        return list(connection.execute(sa.select(BATCHES).order_by(BATCHES.c.batch.desc())))
