"""Days: a world as it was when a day began, and what the day brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import worlds
from data.schema import FACT_TABLES
from data.settings import Settings
from data.warehouse.applying import apply, arriving
from data.warehouse.engines import writer
from data.warehouse.standing import Standing

# When a row comes into being, and what is only written into it later: a removal, a leaving.
BORN = {
    "contacts": "added_at",
    "messages": "sent_at",
    "orders": "ordered_at",
    "groups": "created_at",
    "invitations": "invited_at",
    "memberships": "joined_at",
    "group_events": "at",
    "participants": "joined_at",
    "referrals": "at",
    "channel_reach": "on",
    "posts": "posted_at",
    "wecom_days": "on",
}
LATER = {
    ("contacts", "removed_at"): ("removed_at", "removed_by"),
    ("memberships", "left_at"): ("left_at",),
    ("orders", "paid_at"): ("paid_at",),
}
Brought = list[tuple[str, pa.Table]]  # the rows of a day, by table


class Days:
    """The last whole days of a world of so many customers, one by one, and what was there before them.

    What the days brought is known once `before` was read to its end.
    """

    def __init__(self, customers: int, count: int) -> None:
        last = (datetime.now() - timedelta(hours=24)).date() - timedelta(days=1)
        self._customers = customers
        self._days = [last - timedelta(days=n) for n in reversed(range(count))]
        self._brought: list[dict[str, list[pa.Table]]] = [{} for _ in self._days]

    def before(self) -> worlds.Chunks:
        """The rows as they were when the first of the days began."""
        for name, rows in worlds.demo(self._customers, days=worlds.DAYS + 1):
            for day, brought in zip(self._days, self._brought, strict=True):
                brought.setdefault(name, []).append(_of_day(name, rows, day))
            yield name, _as_of(name, rows, self._days[0])

    def brought(self) -> Sequence[Brought]:
        """What each day brought."""
        whole = ([(name, pa.concat_tables(rows)) for name, rows in brought.items()] for brought in self._brought)
        return [[(name, rows) for name, rows in day if rows.num_rows] for day in whole]


def _cells(rows: pa.Table, name: str, day: date) -> tuple[pa.ChunkedArray, pa.Scalar]:
    """A column of times and the midnight that begins a day, of one type."""
    column = rows[name]
    midnight = datetime.combine(day, time()) if pa.types.is_timestamp(column.type) else day
    return column, pa.scalar(midnight, column.type)


def _has_come(rows: pa.Table, name: str, day: date) -> pa.ChunkedArray:
    """Whether each moment lies before a day; a missing one does not."""
    return pc.fill_null(pc.less(*_cells(rows, name, day)), False)


def _as_of(name: str, rows: pa.Table, day: date) -> pa.Table:
    """The rows as they were when a day began."""
    if name not in BORN:
        return rows
    rows = rows.filter(_has_come(rows, BORN[name], day))
    for (table, moment), cells in LATER.items():
        if table == name:
            known = _has_come(rows, moment, day)
            for cell in cells:
                place = rows.schema.get_field_index(cell)
                kept = pc.if_else(known, rows[cell], pa.scalar(None, rows[cell].type))
                rows = rows.set_column(place, cell, kept)
    return rows


def _of_day(name: str, rows: pa.Table, day: date) -> pa.Table:
    """What a day brought: rows born on it, and those of earlier days into which something was written."""
    if name not in BORN:
        return rows.slice(0, 0)
    until = _as_of(name, rows, day + timedelta(days=1))
    moments = [BORN[name], *(moment for table, moment in LATER if table == name)]
    is_new = [pc.invert(_has_come(until, moment, day)) for moment in moments]
    is_known = [pc.is_valid(until[moment]) for moment in moments]
    found = pc.and_(is_new[0], is_known[0])
    for new, known in zip(is_new[1:], is_known[1:], strict=True):
        found = pc.or_(found, pc.and_(new, known))
    return until.filter(found)


def bring(settings: Settings, batch: int, day: Brought) -> int:
    """Bring a day into the facts as a batch of each table; gives its rows."""
    with writer(settings) as connection:
        for name, rows in day:
            with arriving(connection, FACT_TABLES[name], [rows]) as incoming, connection.begin():
                apply(connection, FACT_TABLES[name], incoming, batch)
                Standing.read(connection).advance(connection, is_demo=False)
    return sum(rows.num_rows for _, rows in day)
