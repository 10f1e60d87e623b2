"""Increment: a day appended to half a year, against building everything anew."""

from __future__ import annotations

import statistics
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks import worlds
from benchmarks.days import Days, bring
from benchmarks.report import write
from data.settings import Settings
from metrics import publishing

APPENDED = 3  # days, one after the other
STEPS = ("milestones", "rollups")  # as publishing calls them


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
        days = Days(customers, APPENDED)
        with worlds.step("draw and load"):
            there = worlds.fill(settings, days.before())
        with worlds.step("first build"):
            publishing.refresh(settings, full=True)
        brought: list[int] = []
        facts: list[float] = []
        one_day: list[dict[str, float]] = []
        everything: list[dict[str, float]] = []
        for batch, day in enumerate(days.brought(), start=1):
            began = perf_counter()
            brought.append(bring(settings, batch, day))
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
