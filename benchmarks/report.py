"""The report: a section per benchmark in `docs/performance.md`, with machine, versions and date."""

from __future__ import annotations

import os
import platform
import re
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "docs" / "performance.md"
HEAD = "# Performance\n\nWritten by `python -m benchmarks NAME`; ratios are within one run, on one machine.\n"


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


def write(name: str, what: str, rows: Sequence[tuple[str, str]]) -> None:
    """Replace the section of a benchmark, and show it."""
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    libraries = ", ".join(f"{one} {version(one)}" for one in ("duckdb", "sqlalchemy", "pyarrow"))
    table = "\n".join(f"| {left} | {right} |" for left, right in rows)
    measured = f"{date.today()} · {machine} · {libraries}"
    section = f"## {name}\n\n{what}\n\n{measured}\n\n| what | measured |\n| --- | --- |\n{table}\n"
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else HEAD
    text = re.sub(rf"\n## {re.escape(name)}\n.*?(?=\n## |\Z)", "", text, flags=re.DOTALL)
    FILE.write_text(text.rstrip() + "\n\n" + section, encoding="utf-8")
    print(section)
