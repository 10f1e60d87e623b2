"""Worlds to measure on: the demo's rows streamed into a warehouse, with the time and size of every step."""

from __future__ import annotations

import resource
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data.demo import generate
from data.settings import Settings
from data.warehouse.engines import load_arrow, writer
from data.warehouse.generations import Generation, current
from data.warehouse.standing import Standing
from data.warehouse.tables import FACTS
from metrics import publishing

MEMORY = "6GB"  # of the warehouse; with the process's own it stays below eight
STORES, GUIDES, DAYS = 100, 500, 180
MESSAGES = 10  # per customer, at least
Chunks = Iterable[tuple[str, pa.Table]]


@contextmanager
def step(what: str, taken: dict[str, float] | None = None) -> Iterator[None]:
    """Say how long a step took and how much memory the process has needed so far."""
    began = perf_counter()
    yield
    spent = perf_counter() - began
    if taken is not None:
        taken[what] = spent
    print(f"  {what}: {spent:.1f} s, peak {peak():,.0f} MB", flush=True)


def peak() -> float:
    """The most memory that this process has held, in MB."""
    with suppress(OSError):  # where there is /proc: a child's own figure begins with that of its parent
        return int(Path("/proc/self/status").read_text(encoding="utf-8").split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def demo(customers: int, *, stores: int = STORES, guides: int = GUIDES, days: int = DAYS) -> Chunks:
    """The demo's chunks, of a world that ends yesterday morning or today."""
    today = (datetime.now() - timedelta(hours=24)).date()
    return generate(stores=stores, guides=guides, customers=customers, days=days, today=today)


def talkative(chunks: Chunks) -> Chunks:
    """The chunks, with broadcasts added to the messages until there are MESSAGES for every customer."""
    customers = messages = 0
    for name, rows in chunks:
        yield name, rows
        if name == "customers":
            customers += rows.num_rows
        if name == "messages":
            messages += rows.num_rows
            for copy in range(1, MESSAGES):
                more = rows.slice(0, min(rows.num_rows, max(0, customers * MESSAGES - messages)))
                if more.num_rows:
                    messages += more.num_rows
                    yield name, _broadcasts(more, copy)


def _broadcasts(rows: pa.Table, copy: int) -> pa.Table:
    def put(name: str, cells: pa.Array) -> None:
        nonlocal rows
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(place, name, cells)

    put("message_id", pc.binary_join_element_wise(rows["message_id"], f"-{copy}", ""))
    put("sent_at", pc.add(rows["sent_at"], pa.scalar(60 * copy, pa.duration("s"))))
    put("sender", pa.repeat(pa.scalar("guide"), rows.num_rows))
    put("kind", pa.repeat(pa.scalar("broadcast"), rows.num_rows))
    return rows


def load(connection: sa.Connection, name: str, rows: pa.Table) -> None:
    """Append rows to the facts as the demo does: keys are unique, and there is no batch to undo."""
    for constant in {"batch", "ordinal"} & set(FACTS[name].columns.keys()):
        rows = rows.append_column(constant, pa.repeat(pa.scalar(0, pa.int32()), rows.num_rows))
    load_arrow(connection, FACTS[name], rows)


def fill(settings: Settings, chunks: Chunks) -> dict[str, int]:
    """Stream chunks into the facts of an empty warehouse; gives the rows of each table."""
    rows: dict[str, int] = {}
    with writer(settings) as connection:
        for name, chunk in chunks:
            load(connection, name, chunk)
            connection.commit()  # what a transaction has written stays in memory, with the Arrow rows it came from
            rows[name] = rows.get(name, 0) + chunk.num_rows
        Standing.read(connection).advance(connection, is_demo=False)
        connection.commit()
    return rows


def at(home: Path) -> Settings:
    """The settings of a world that lives in a folder, with bounded memory."""
    return Settings(home=home, warehouse_url=None, state_url=None, memory_limit=MEMORY)


def published(settings: Settings) -> Generation:
    """The generation that a world shows."""
    found = current(settings)
    assert found is not None
    return found


def build(home: Path, customers: int, *, is_talkative: bool = True) -> tuple[Settings, dict[str, int]]:
    """A published world of so many customers; gives its settings and the rows of each table."""
    settings = at(home)
    print(f"{customers:,} customers", flush=True)
    with step("draw and load"):
        rows = fill(settings, talkative(demo(customers)) if is_talkative else demo(customers))
    print(f"  {sum(rows.values()):,} rows, {rows['messages']:,} messages, {size(home):,.0f} MB on disk", flush=True)
    with step("milestones, rollups, publishing"):
        publishing.refresh(settings, full=True)
    print(f"  {size(home):,.0f} MB on disk", flush=True)
    return settings, rows


def size(home: Path) -> float:
    """What a folder takes on disk, in MB."""
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6


def today_of(generation: Generation) -> date:
    """The last day of which a world speaks."""
    return generation.horizons["contacts"].last_day
