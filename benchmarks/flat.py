"""Flat: whether a page takes longer the more customers there are, from a hundred thousand to ten million."""

from __future__ import annotations

import logging
import statistics
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks import worlds
from benchmarks.asked import Asked, asked
from benchmarks.report import Section, write
from data.warehouse.generations import Generation

SIZES = (100_000, 1_000_000, 10_000_000)
TIMES = 5
SLOW = 0.02  # seconds: questions below are not named


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
    notes.append(("most memory while building and asking", f"{worlds.peak():,.0f} MB"))
    _report(sizes, pages, taken, notes)


Pages = dict[int, dict[str, list[Asked]]]
Taken = dict[tuple[int, str], list[float]]


def _taken(pages: Pages, generations: dict[int, Generation]) -> Taken:
    """The median time of each question of each page, the worlds by turns."""
    spent: dict[tuple[int, str], list[list[float]]] = {}
    for turn in range(TIMES + 1):
        for customers, by_page in pages.items():
            for page, questions in by_page.items():
                one = [timed(lambda q=q, c=customers: q.find(generations[c])) for q in questions]
                if turn:  # the first warms up
                    spent.setdefault((customers, page), []).append(one)
    return {key: [statistics.median(each) for each in zip(*turns, strict=True)] for key, turns in spent.items()}


def timed(work: Callable[[], object]) -> float:
    """The seconds that some work takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


def _report(sizes: tuple[int, ...], pages: Pages, taken: Taken, notes: list[tuple[str, str]]) -> None:
    first, last = sizes[-2] if len(sizes) > 1 else sizes[-1], sizes[-1]
    lines, slow = [], []
    for page, questions in pages[last].items():
        totals = {size: sum(taken[size, page]) for size in sizes}
        rolled = {
            size: sum(t for t, one in zip(taken[size, page], pages[size][page], strict=True) if one.is_rolled_up())
            for size in (first, last)
        }
        lines.append(
            (
                page,
                f"{len(questions)}, {sum(one.is_rolled_up() for one in questions)}",
                *(f"{totals[size] * 1000:,.0f} ms" for size in sizes),
                f"{totals[last] / totals[first]:.2f} ×",
                f"{rolled[last] / rolled[first]:.2f} ×" if rolled[first] else "–",
            )
        )
        for one, spent in zip(questions, taken[last, page], strict=True):
            if spent >= SLOW:
                slow.append((spent, page, one))
    heads = ("page", "questions, on rollups", *(f"{size:,}" for size in sizes))
    growth = f"{last:,} to {first:,}"
    named = [
        (page, one.what, f"{spent * 1000:,.0f} ms", "rollup" if one.is_rolled_up() else "own rows")
        for spent, page, one in sorted(slow, key=lambda each: -each[0])[:15]
    ]
    write(
        "flat",
        "All questions of a page, asked one after the other with nothing kept, in worlds that differ only in the "
        f"number of customers: {worlds.STORES} stores, {worlds.GUIDES} guides and {worlds.DAYS} days in each.",
        Section(rows=notes),
        Section(heads=(*heads, growth, "the same, on rollups"), rows=lines),
        Section(heads=("page", f"slowest questions at {last:,}", "time", "stands on"), rows=named),
    )
