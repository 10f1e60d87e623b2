"""Flat: whether a page takes longer the more customers there are, from a hundred thousand to ten million."""

from __future__ import annotations

import logging
import statistics
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, TypeGuard
from unittest.mock import patch

from benchmarks import worlds
from benchmarks.asked import DOORS, Asked, asked, own, runs
from benchmarks.report import Section, write
from data.collector import settle
from data.warehouse.generations import Generation

SIZES = (100_000, 1_000_000, 10_000_000)
TIMES = 3
SLOW = 5.0  # seconds: a question that takes longer is asked once
NAMED = 15  # of the slowest queries


def run(*sizes: int) -> None:
    """Measure the pages in worlds of so many customers."""
    logging.disable(logging.WARNING)
    sizes = sizes or SIZES
    built, notes, pages, generations = [], [], {}, {}
    with TemporaryDirectory(prefix="yutang-flat-") as where:
        for customers in sizes:
            home = Path(where) / str(customers)
            began = perf_counter()
            settings, rows = worlds.build(home, customers)
            notes.append(
                (
                    f"{customers:,} customers",
                    f"{rows['messages']:,} messages, {sum(rows.values()):,} rows; drawn, loaded, derived and published "
                    f"in {perf_counter() - began:,.0f} s, {worlds.size(home):,.0f} MB on disk",
                )
            )
            (home / "warehouse" / "warehouse.duckdb").unlink()  # readers need the generation only
            built.append(settings)
            with worlds.step("every page once"):
                pages[customers] = asked(settings)
            generations[customers] = worlds.published(settings)
        taken = _taken(pages, generations)
        again = {customers: runs(home) for customers, home in zip(sizes, built, strict=True)}
    notes.append(("most memory while building and asking", f"{worlds.peak():,.0f} MB"))
    _report(sizes, pages, taken, again, notes)


Pages = dict[int, dict[str, list[Asked]]]


@dataclass(frozen=True)
class Spent:
    """The seconds of a question: all of it, and each of its queries."""

    whole: float
    queries: tuple[float, ...]


Taken = dict[tuple[int, str], list[Spent]]


def _spent(one: Asked, generation: Generation) -> Spent:
    """Ask a question and time it with its queries."""
    queries: list[float] = []

    def timing(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            began = perf_counter()
            found = original(*arguments)
            queries.append(perf_counter() - began)
            return found

        return call

    with ExitStack() as patches:
        for door in DOORS:
            patches.enter_context(patch.object(Generation, door, timing(getattr(Generation, door))))
        whole = timed(lambda: one.find(generation))
    return Spent(whole, tuple(queries))


def _taken(pages: Pages, generations: dict[int, Generation]) -> Taken:
    """The median times of each question of each page, the worlds by turns."""
    settle()  # as the server does
    turns: dict[tuple[int, str], list[list[Spent]]] = {}
    for _ in range(TIMES + 1):
        for customers, by_page in pages.items():
            for page, questions in by_page.items():
                before = turns.setdefault((customers, page), [])
                known = before[-1] if before else [None] * len(questions)
                pairs = zip(questions, known, strict=True)
                before.append([was if _is_slow(was) else _spent(one, generations[customers]) for one, was in pairs])
    # the first turn warms up
    return {key: [_median(each) for each in zip(*several[1:], strict=True)] for key, several in turns.items()}


def _is_slow(spent: Spent | None) -> TypeGuard[Spent]:
    return spent is not None and spent.whole > SLOW


def _median(several: Sequence[Spent]) -> Spent:
    queries = zip(*(one.queries for one in several), strict=True)
    return Spent(statistics.median(one.whole for one in several), tuple(map(statistics.median, queries)))


def timed(work: Callable[[], object]) -> float:
    """The seconds that some work takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


def _parts(questions: list[Asked], taken: list[Spent]) -> dict[str, float]:
    """The seconds of a page: all, in queries on rollups, in queries on rows that grow, and in what surrounds them."""
    found = {"all": sum(one.whole for one in taken), "rollups": 0.0, "own": 0.0}
    for one, spent in zip(questions, taken, strict=True):
        for query, seconds in zip(one.queries, spent.queries, strict=True):
            found["own" if own(query) else "rollups"] += seconds
    return {**found, "around": found["all"] - found["rollups"] - found["own"]}


def _report(
    sizes: tuple[int, ...],
    pages: Pages,
    taken: Taken,
    again: dict[int, dict[str, float]],
    notes: list[tuple[str, str]],
) -> None:
    last, first = sizes[-1], sizes[-2] if len(sizes) > 1 else sizes[-1]
    lines, slow = [], []
    for page in pages[last]:
        parts = {size: _parts(pages[size][page], taken[size, page]) for size in sizes}
        lines.append(
            (
                page,
                str(len(pages[last][page])),
                *(f"{parts[size]['all'] * 1000:,.0f} ms" for size in sizes),
                *(_growth(parts[first][part], parts[last][part]) for part in ("all", "rollups", "own", "around")),
                _growth(again[first][page], again[last][page]),
            )
        )
        for one, spent in zip(pages[last][page], taken[last, page], strict=True):
            for query, seconds in zip(one.queries, spent.queries, strict=True):
                slow.append((seconds, page, one.what, ", ".join(own(query)) or "rollup"))
    growth = f"{last:,} to {first:,}"
    write(
        "flat",
        "All questions of a page, asked one after the other with nothing kept, in worlds that differ only in the "
        f"number of customers: {worlds.STORES} stores, {worlds.GUIDES} guides and {worlds.DAYS} days in each. The time "
        "of a page is told apart by what its queries read: rollups and registers, or rows that grow with the "
        "customers; the rest is Python. At the right a run of the page whose answers are all kept, as readers cause it "
        "with every click.",
        Section(rows=notes),
        Section(
            heads=(
                "page",
                "questions",
                *(f"{size:,}" for size in sizes),
                growth,
                "on rollups",
                "on own rows",
                "Python",
                "run, nothing asked",
            ),
            rows=lines,
        ),
        Section(
            heads=("page", f"slowest queries at {last:,}", "time", "reads besides registers"),
            rows=[
                (page, what, f"{seconds * 1000:,.0f} ms", reads)
                for seconds, page, what, reads in sorted(slow, reverse=True)[:NAMED]
            ],
        ),
    )


def _growth(before: float, after: float) -> str:
    return f"{after / before:.2f} × ({after * 1000:,.0f} ms)" if before else "–"
