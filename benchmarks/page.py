"""Page: what a page costs the server, with one reader and with fifty, and how long a browser takes to show it."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import browsers, servers, sessions, worlds
from benchmarks.browsers import BYTES, COLD, NEW, RANGE, RELOAD, SLOW, Seen, Visit
from benchmarks.report import Section, write
from benchmarks.sessions import Readers
from components.language import catalogue

READERS = 50
ROWS = (
    (COLD, "first visitor after a start, empty browser"),
    (NEW, "new visitor, empty browser"),
    (RELOAD, "reload"),
    (RANGE, "other days, until everything is redrawn"),
    (SLOW, "new visitor over 20 Mbit/s"),
    (BYTES, "bytes of a new visit"),
)
LIBRARIES = ("streamlit", "altair", "duckdb", "playwright")


def run(customers: int = 100_000, readers: int = READERS) -> None:
    """Measure the pages over a world of so many customers, and with so many readers at once."""
    logging.disable(logging.WARNING)
    with TemporaryDirectory(prefix="yutang-page-") as folder:
        settings, _ = worlds.build(Path(folder) / "world", customers, is_talkative=False)
        app = servers.ours(settings)
        with app.running() as (process, port):
            with worlds.step("one reader"):
                alone = sessions.alone(port, process)
            with worlds.step(f"{readers} readers"):
                crowd = sessions.crowd(port, process, readers)
        rows = Path(folder) / "rows.parquet"
        servers.rows(worlds.published(settings), rows)
        with worlds.step("make the environment of the other dashboards"):
            python = servers.environment(Path(folder) / "peers")
        preset = catalogue("zh")["period.last7"]
        visits = [browsers.ours(app, preset), *map(browsers.other, servers.others(python, rows))]
        seen = _visited(visits)
    _report(customers, readers, alone, crowd, {visit.server.name: one for visit, one in seen})


def _visited(visits: list[Visit]) -> list[tuple[Visit, Seen]]:
    """Every dashboard visited by turns."""
    seen = [(visit, Seen()) for visit in visits]
    with browsers.chromium() as browser:
        for turn in range(browsers.COLD_TIMES):
            for visit, one in seen:
                with worlds.step(f"first visit {turn + 1} of {visit.server.name}"):
                    browsers.cold(browser, visit, one)
        with ExitStack() as stack:
            running = [(visit, one, stack.enter_context(visit.server.running())[1]) for visit, one in seen]
            for visit, _, port in running:
                browsers.warm(browser, visit, port, Seen())  # warms up
            for turn in range(browsers.TIMES):
                for visit, one, port in running:
                    with worlds.step(f"visit {turn + 1} of {visit.server.name}"):
                        browsers.warm(browser, visit, port, one)
    return seen


def _report(customers: int, readers: int, alone: Readers, crowd: Readers, seen: dict[str, Seen]) -> None:
    times = [
        (
            page,
            *(f"{found.quantile(share, page) * 1000:,.0f} ms" for found in (alone, crowd) for share in (0.5, 0.95)),
            f"{alone.sent[page] / 1000:,.0f} kB",
        )
        for page in alone.taken
    ]
    everybody = [
        ("runs, and those that failed", f"{crowd.runs:,}, {crowd.errors}"),
        ("p50 and p95 of all runs", f"{crowd.quantile(0.5) * 1000:,.0f} ms, {crowd.quantile(0.95) * 1000:,.0f} ms"),
        ("memory of the server, after one and with all", f"{alone.held:,.0f} MB, {crowd.held:,.0f} MB"),
    ]
    visits = [(words, *_ranked(seen, what)) for what, words in ROWS]
    visits.append(("visits that got stuck", *(str(one.stuck) for one in seen.values())))
    low, high = sessions.THINKS
    write(
        "page",
        f"{customers:,} customers, {worlds.STORES} stores, {worlds.GUIDES} guides. Sessions over the real WebSocket, "
        "from the request to the last message of the run, answers kept (warm); the client shares the cores. "
        f"{readers} readers are spread over the pages and think for {low:.0f} to {high:.0f} s between runs. "
        "In Chromium, straight from the server without a proxy: seconds until all figures are on the screen, medians, "
        "the dashboards by turns; the number in brackets is the place. The others show four figures, three rates by "
        "day, a ranking of twenty and a choice of days; ours is its whole first page: eight figures with their lines, "
        "three rates, a funnel and two rankings.",
        Section(heads=("page", "one p50", "one p95", f"{readers} p50", f"{readers} p95", "sent"), rows=times),
        Section(heads=(f"{readers} readers", "measured"), rows=everybody),
        Section(heads=("in the browser", *seen), rows=visits),
        libraries=LIBRARIES,
    )


def _ranked(seen: dict[str, Seen], what: str) -> list[str]:
    """The medians of a kind of measurement with their places."""
    medians = [one.median(what) for one in seen.values()]
    return [
        f"{one / 1e6:.2f} MB ({place})" if what == BYTES else f"{one:.2f} s ({place})"
        for one, place in ((one, sorted(medians).index(one) + 1) for one in medians)
    ]
