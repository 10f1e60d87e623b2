"""Putting a batch into the facts, and taking it out again.

`facts` holds for every key the content of the greatest batch that brought it, `history` every other version. So undoing
a batch, in whatever order, is: forget its versions, and let the greatest that remains stand. A row that a batch brings
unchanged is remembered as a version too: when the batch that first brought it is undone, it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from data.schema import FactTable, Identity
from data.warehouse.dialects import day_of, same
from data.warehouse.engines import drop_scratch, load_arrow, scratch
from data.warehouse.tables import FACTS, HISTORY, TOUCHED

# The kinds of rows that move milestones, or what else a generation tells, of whom.
_MOVERS = {
    "customers": ("contacts", "messages", "orders", "customers"),
    "members": ("memberships", "group_events", "invitations", "orders"),
    "group_days": ("group_events",),
}


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What a batch did to the facts, in rows."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def is_change(self) -> bool:
        """Whether anything is different now."""
        return bool(self.added or self.updated)

    def __add__(self, other: Applied) -> Applied:
        return Applied(
            added=self.added + other.added,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
        )


@contextmanager
def arriving(connection: sa.Connection, table: FactTable, chunks: Iterable[pa.Table]) -> Iterator[sa.Table]:
    """Canonical chunks as a temporary table, which stands before the transaction that applies it begins.

    An engine may read what its own transaction has written with one core only (DuckDB: half as fast). While a chunk is
    loaded the next is read, each on a core.
    """
    incoming = _incoming(connection, table)
    try:
        with ThreadPoolExecutor(1) as loader:
            loading: Future[None] | None = None
            for chunk in chunks:
                if table.has_ordinal:
                    chunk = chunk.append_column("ordinal", pa.repeat(pa.scalar(0, pa.int32()), chunk.num_rows))
                if loading is not None:
                    loading.result()
                loading = loader.submit(load_arrow, connection, incoming, chunk)
            if loading is not None:
                loading.result()
        connection.commit()
        yield incoming
    finally:
        connection.rollback()  # what the caller has not committed
        drop_scratch(connection, incoming.name)
        connection.commit()


def apply(connection: sa.Connection, table: FactTable, incoming: sa.Table, batch: int) -> Applied:
    """Bring the rows that arrive in as one batch, inside the caller's transaction.

    Of several rows with one key the last line holds. Leaves the customers whose milestones move in `touched`.
    """
    done = Applied()
    for way in _ways(table):
        if _is_there(connection, sa.select(incoming).where(way.holds(incoming))):
            done += _merge(connection, table, way.key, _arrived(connection, table, way, incoming), batch)
    if not done.is_change:
        connection.execute(sa.delete(HISTORY[table.name]).where(HISTORY[table.name].c.batch == batch))
    return done


def _incoming(connection: sa.Connection, table: FactTable) -> sa.Table:
    drop_scratch(connection, "incoming")
    incoming = sa.Table(
        "incoming",
        sa.MetaData(),
        *(sa.Column(column.name, column.stored) for column in table.columns),
        *([sa.Column("ordinal", sa.Integer)] if table.has_ordinal else []),
        sa.Column("line", sa.BigInteger),
        prefixes=["TEMPORARY"],
    )
    connection.execute(sa.schema.CreateTable(incoming))
    return incoming


@dataclass(frozen=True, kw_only=True)
class _Way:
    """One way in which rows of a table are told apart, and the rows it is for."""

    key: tuple[str, ...]
    id_name: str | None = None  # where set, only rows that have (or lack) this id
    has_id: bool = False

    def holds(self, rows: sa.FromClause) -> sa.ColumnElement[bool]:
        """The rows this way is for."""
        if self.id_name is None:
            return sa.true()
        column = rows.c[self.id_name]
        return column.is_not(None) if self.has_id else column.is_(None)


def _ways(table: FactTable) -> list[_Way]:
    by_row = (*table.names, "ordinal")
    if table.identity is Identity.KEY:
        return [_Way(key=table.key)]
    if table.identity is Identity.ROW:
        return [_Way(key=by_row)]
    (id_name,) = table.key
    return [_Way(key=table.key, id_name=id_name, has_id=True), _Way(key=by_row, id_name=id_name)]


def _arrived(connection: sa.Connection, table: FactTable, way: _Way, incoming: sa.Table) -> sa.Table:
    """The arriving rows of one way, with their ordinals among identical rows; copied only where that is needed."""
    columns: list[sa.ColumnElement[Any]] = [incoming.c[name] for name in table.names]
    twins = sa.select(sa.literal(1)).select_from(incoming).where(way.holds(incoming)).group_by(*columns)
    has_twins = "ordinal" in way.key and _is_there(connection, twins.having(sa.func.count() > 1))
    has_others = _is_there(connection, sa.select(incoming).where(sa.not_(way.holds(incoming))))
    if not has_twins and not has_others:
        return incoming
    ordinal: list[sa.ColumnElement[Any]] = [incoming.c.ordinal] if table.has_ordinal else []
    if has_twins:
        place = sa.func.row_number(type_=sa.BigInteger()).over(partition_by=columns, order_by=incoming.c.line)
        ordinal = [(place - 1).label("ordinal")]
    return scratch(connection, "arrived", sa.select(*columns, *ordinal, incoming.c.line).where(way.holds(incoming)))


def _is_there(connection: sa.Connection, query: sa.Select[Any]) -> bool:
    """Whether a query gives any row."""
    return connection.execute(query.limit(1)).first() is not None


def matches(table: FactTable, key: Sequence[str], left: sa.FromClause, right: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether two rows are versions of one row."""
    nullable = {column.name for column in table.columns if not column.is_required}
    if len(key) == 1:  # an id that is there
        return left.c[key[0]] == right.c[key[0]]
    return sa.and_(*(same(left.c[name], right.c[name], is_nullable=name in nullable) for name in key))


def _merge(connection: sa.Connection, table: FactTable, key: tuple[str, ...], arrived: sa.Table, batch: int) -> Applied:
    """Apply rows that share one kind of identity."""
    facts, history = FACTS[table.name], HISTORY[table.name]
    names = [column.name for column in facts.columns if column.name != "batch"]
    content = [name for name in names if name not in key]
    kept, ranked = _last_of_each(connection, key, arrived)
    if ranked is None and not _is_there(
        connection, sa.select(sa.literal(1)).join_from(kept, facts, matches(table, key, kept, facts))
    ):
        versions = sa.select(*(kept.c[name] for name in names), sa.literal(batch).label("batch"))
        connection.execute(facts.insert().from_select([*names, "batch"], versions))
        _touch(connection, table, kept, sa.true())
        added = _count(connection, kept)
        drop_scratch(connection, "arrived")
        return Applied(added=added)

    differs = sa.or_(sa.false(), *(facts.c[name].is_distinct_from(kept.c[name]) for name in content))
    verdict = sa.case((facts.c.batch.is_(None), "new"), (differs, "changed"), else_="same").label("verdict")
    judged = scratch(
        connection,
        "judged",
        sa.select(*(kept.c[name] for name in names), verdict).select_from(
            kept.outerjoin(facts, matches(table, key, kept, facts))
        ),
    )
    counts: dict[str, int] = {
        str(row.verdict): int(row.rows)
        for row in connection.execute(
            sa.select(judged.c.verdict, sa.func.count().label("rows")).group_by(judged.c.verdict)
        )
    }
    changed, moved = counts.get("changed", 0), judged.c.verdict != "same"
    earlier = Applied() if ranked is None else _earlier(connection, table, key, ranked, judged, content)
    _touch(connection, table, judged, moved)
    if changed:
        replaced = sa.exists().where(matches(table, key, facts, judged), judged.c.verdict == "changed")
        _touch(connection, table, facts, replaced)
        connection.execute(
            history.insert().from_select([c.name for c in history.columns], sa.select(facts).where(replaced))
        )
        connection.execute(sa.delete(facts).where(replaced))
    for target, condition in ((facts, moved), (history, judged.c.verdict == "same")):
        versions = sa.select(*(judged.c[name] for name in names), sa.literal(batch).label("batch")).where(condition)
        connection.execute(target.insert().from_select([*names, "batch"], versions))
    for name in ("arrived", "ranked", "kept", "judged"):
        drop_scratch(connection, name)
    return earlier + Applied(added=counts.get("new", 0), updated=changed, unchanged=counts.get("same", 0))


def _last_of_each(
    connection: sa.Connection, key: tuple[str, ...], arrived: sa.Table
) -> tuple[sa.Table, sa.Table | None]:
    """The last row of each key and, where a key comes more than once, all rows with their place from the end."""
    columns = [arrived.c[name] for name in key]
    repeats = sa.select(sa.literal(1)).select_from(arrived).group_by(*columns).having(sa.func.count() > 1)
    if not _is_there(connection, repeats):
        return arrived, None
    place = (
        sa.func.row_number(type_=sa.BigInteger())
        .over(partition_by=columns, order_by=arrived.c.line.desc())
        .label("place")
    )
    ranked = scratch(connection, "ranked", sa.select(*arrived.columns, place))
    last = sa.select(*(ranked.c[c.name] for c in arrived.columns)).where(ranked.c.place == 1)
    return scratch(connection, "kept", last), ranked


def _earlier(
    connection: sa.Connection,
    table: FactTable,
    key: tuple[str, ...],
    ranked: sa.Table,
    judged: sa.Table,
    content: list[str],
) -> Applied:
    """What became of the rows that a later one of the batch replaced.

    Where the later one says what the facts say already, they changed nothing: the same file twice is no change.
    """
    differs = sa.or_(sa.false(), *(ranked.c[name].is_distinct_from(judged.c[name]) for name in content))
    both = ranked.join(judged, sa.and_(matches(table, key, ranked, judged), ranked.c.place > 1))
    is_update = sa.and_(judged.c.verdict != "same", differs)
    updates = sa.func.coalesce(sa.func.sum(sa.case((is_update, 1), else_=0)), 0)
    row = connection.execute(sa.select(sa.func.count(), updates).select_from(both)).one()
    return Applied(updated=int(row[1]), unchanged=int(row[0]) - int(row[1]))


def _touch(connection: sa.Connection, table: FactTable, rows: sa.Table, condition: sa.ColumnElement[bool]) -> None:
    for moved, kinds in _MOVERS.items():
        if table.name in kinds:
            touched = TOUCHED[moved]
            names = [column.name for column in touched.columns]
            cells = [day_of(rows.c["at"]) if name == "day" else rows.c[name] for name in names]
            found = sa.select(*cells).where(condition, *(cell.is_not(None) for cell in cells)).distinct()
            connection.execute(touched.insert().from_select(names, found))


def withdraw(connection: sa.Connection, table: FactTable, batch: int) -> Applied:
    """Forget every version that a batch brought, and let the greatest that remains of each row stand again.

    Returns the rows that went (`added`) and, of these, the rows that an older version took the place of (`updated`).
    """
    facts, history = FACTS[table.name], HISTORY[table.name]
    names = [column.name for column in facts.columns]
    begin = facts.c.batch == batch
    _touch(connection, table, facts, begin)
    gone_rows = restored_rows = 0
    for way in _ways(table):
        gone = scratch(connection, "gone", sa.select(facts).where(begin, way.holds(facts)))
        place = sa.func.row_number(type_=sa.BigInteger()).over(
            partition_by=[history.c[name] for name in way.key], order_by=history.c.batch.desc()
        )
        versions = sa.select(history, place.label("place")).where(
            history.c.batch != batch, way.holds(history), sa.exists().where(matches(table, way.key, history, gone))
        )
        older = scratch(connection, "older", versions)
        stands = older.c.place == 1
        connection.execute(sa.delete(facts).where(begin, way.holds(facts)))
        connection.execute(facts.insert().from_select(names, sa.select(*(older.c[n] for n in names)).where(stands)))
        same_version = sa.exists().where(
            matches(table, way.key, history, older), older.c.batch == history.c.batch, stands
        )
        connection.execute(sa.delete(history).where(way.holds(history), same_version))
        _touch(connection, table, older, stands)
        gone_rows += _count(connection, gone)
        restored_rows += _count(connection, older, stands)
        drop_scratch(connection, "gone")
        drop_scratch(connection, "older")
    connection.execute(sa.delete(history).where(history.c.batch == batch))
    return Applied(added=gone_rows, updated=restored_rows)


def _count(connection: sa.Connection, rows: sa.Table, condition: sa.ColumnElement[bool] | None = None) -> int:
    query = sa.select(sa.func.count()).select_from(rows)
    return int(connection.execute(query if condition is None else query.where(condition)).scalar_one())
