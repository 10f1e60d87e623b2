"""Increment: a day appended to half a year, against building everything anew."""

from __future__ import annotations

import statistics
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import worlds
from benchmarks.report import write
from data.schema import FACT_TABLES
from data.settings import Settings
from data.warehouse.applying import apply, arriving
from data.warehouse.engines import writer
from data.warehouse.standing import Standing
from metrics import publishing

APPENDED = 3  # days, one after the other
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
STEPS = ("milestones", "rollups")  # as publishing calls them


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


def _apply(settings: Settings, batch: int, day: list[tuple[str, pa.Table]]) -> int:
    """Bring a day into the facts as a batch of each table; gives its rows."""
    with writer(settings) as connection:
        for name, rows in day:
            with arriving(connection, FACT_TABLES[name], [rows]) as incoming, connection.begin():
                apply(connection, FACT_TABLES[name], incoming, batch)
                Standing.read(connection).advance(connection, is_demo=False)
    return sum(rows.num_rows for _, rows in day)


def _refreshed(settings: Settings, *, full: bool) -> dict[str, float]:
    """The seconds that deriving the milestones and publishing them took."""
    began: dict[str, float] = {}

    def report(_share: float, doing: str) -> None:
        began.setdefault(doing, perf_counter())

    publishing.refresh(settings, full=full, report=report)
    first, second = STEPS
    return {first: began[second] - began[first], second: perf_counter() - began[second]}


def run(customers: int = 1_000_000) -> None:
    """Measure the last days of a world of so many customers."""
    with TemporaryDirectory(prefix="yutang-increment-") as home:
        settings = worlds.at(Path(home))
        last = (datetime.now() - timedelta(hours=24)).date() - timedelta(days=1)  # the world's last whole day
        appended = [last - timedelta(days=n) for n in reversed(range(APPENDED))]
        days: dict[date, dict[str, list[pa.Table]]] = {day: {} for day in appended}

        def before() -> worlds.Chunks:
            for name, rows in worlds.demo(customers, days=worlds.DAYS + 1):
                for day in appended:
                    days[day].setdefault(name, []).append(_of_day(name, rows, day))
                yield name, _as_of(name, rows, appended[0])

        with worlds.step("draw and load"):
            there = worlds.fill(settings, before())
        with worlds.step("first build"):
            publishing.refresh(settings, full=True)
        brought: list[int] = []
        facts: list[float] = []
        one_day: list[dict[str, float]] = []
        everything: list[dict[str, float]] = []
        for batch, day in enumerate(appended, start=1):
            tables = [(name, pa.concat_tables(rows)) for name, rows in days[day].items()]
            began = perf_counter()
            brought.append(_apply(settings, batch, [(name, rows) for name, rows in tables if rows.num_rows]))
            facts.append(perf_counter() - began)
            for full, taken in ((False, one_day), (True, everything)):
                taken.append(_refreshed(settings, full=full))
                print(f"  {'everything' if full else 'the day'}: {taken[-1]}", flush=True)
    part, whole = (
        {step: statistics.median(turn[step] for turn in turns) for step in STEPS} for turns in (one_day, everything)
    )
    first, second = STEPS
    both = sum(part.values()), sum(whole.values())
    write(
        "increment",
        f"{customers:,} customers over {worlds.DAYS} days, {sum(there.values()):,} rows; then {APPENDED} days one by "
        "one, each followed by a full build of the same facts. Medians.",
        (
            ("rows of a day", f"{statistics.median(brought):,.0f}"),
            ("a day into the facts", f"{statistics.median(facts):.2f} s"),
            (
                "its milestones, rollups and publication",
                f"{both[0]:.2f} s ({part[first]:.2f} + {part[second]:.2f}): {both[0] / both[1]:.2f} of the full build; "
                f"milestones alone {part[first] / whole[first]:.2f}",
            ),
            (
                "milestones, rollups and publication of everything",
                f"{both[1]:.2f} s ({whole[first]:.2f} + {whole[second]:.2f})",
            ),
            ("peak memory of the process", f"{worlds.peak():,.0f} MB"),
        ),
    )
