"""The report: a section per benchmark in `docs/performance.md`, with machine, versions and date."""

from __future__ import annotations

import os
import platform
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "docs" / "performance.md"
HEAD = "# Performance\n\nWritten by `python -m benchmarks NAME`; ratios are within one run, on one machine.\n"
LIBRARIES = ("duckdb", "sqlalchemy", "pyarrow")
Cells = Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A table of a report."""

    rows: Sequence[Cells]
    heads: Cells = ("what", "measured")

    def __str__(self) -> str:
        return "\n".join(_line(cells) for cells in (self.heads, ["---"] * len(self.heads), *self.rows))


def _line(cells: Cells) -> str:
    return f"| {' | '.join(cells)} |"


def seconds(work: Callable[[], Any], times: int = 5) -> float:
    """The median time of some runs after one that warms up."""
    work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def interleaved(*works: Callable[[], Any], times: int = 7) -> list[float]:
    """The median time of each of some works, done in turn: what else a machine does then slows all of them alike."""
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(times + 1):
        for work, found in zip(works, taken, strict=True):
            began = time.perf_counter()
            work()
            if turn:  # the first turn warms up
                found.append(time.perf_counter() - began)
    return [statistics.median(found) for found in taken]


def write(
    name: str, what: str, *tables: Section | Sequence[tuple[str, str]], libraries: Sequence[str] = LIBRARIES
) -> None:
    """Replace the section of a benchmark, and show it."""
    machine = f"{os.cpu_count()} cores{_load()}, {_memory()}{platform.system()} {platform.machine()}"
    used = ", ".join(f"{one} {version(one)}" for one in libraries)
    measured = f"{date.today()} · {machine} · Python {platform.python_version()}, {used}"
    drawn = "\n\n".join(str(one if isinstance(one, Section) else Section(rows=one)) for one in tables)
    section = f"## {name}\n\n{what}\n\n{measured}\n\n{drawn}\n"
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else HEAD
    text = re.sub(rf"\n## {re.escape(name)}\n.*?(?=\n## |\Z)", "", text, flags=re.DOTALL)
    FILE.write_text(text.rstrip() + "\n\n" + section, encoding="utf-8")
    print(section)


def _load() -> str:
    """How many processes wanted to run in the last five minutes: more than cores, and others ran beside us."""
    return f" (load {os.getloadavg()[1]:.1f})" if hasattr(os, "getloadavg") else ""


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB, "
    except (ValueError, OSError):  # a system that does not say
        return ""
