"""Every benchmark runs, in a world so small that what it measures means nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import asked, engines, flat, intake, limit, report
from benchmarks.__main__ import BENCHMARKS, main
from data.settings import Settings

SIZES = {"engines": (300,), "flat": (600,), "groups": (30,), "increment": (600,), "intake": (4_000,), "limit": (600,)}
pytestmark = pytest.mark.embedded  # they measure files
PAGES = {"overview", "groups", "dictionary"}
ELSEWHERE = {"page"}  # it starts servers and browsers, and installs the dashboards that it compares with


@pytest.fixture(autouse=True)
def _once(monkeypatch: Any) -> Iterator[None]:
    """Each thing is measured once; then the process is as it was."""
    for module in (engines, flat, intake, limit):
        monkeypatch.setattr(module, "TIMES", 1)
    monkeypatch.setattr(asked, "RUNS", 1)
    for module in (engines, flat):
        monkeypatch.setattr(module, "asked", lambda home: _some(asked.asked, home))
    monkeypatch.setattr(flat, "runs", lambda home: _some(asked.runs, home))
    yield
    logging.disable(logging.NOTSET)


def _some(ask: Callable[[Settings], dict[str, Any]], home: Settings) -> dict[str, Any]:
    """Of a few pages; `limit` asks for all."""
    whole = asked.pages
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asked, "pages", lambda: {key: file for key, file in whole().items() if key in PAGES})
        return ask(home)


def test_none_is_left_out() -> None:
    assert SIZES.keys() | ELSEWHERE == BENCHMARKS.keys()


@pytest.mark.parametrize("name", SIZES)
def test_it_writes_a_section_and_leaves_the_others(name: str, tmp_path: Path, monkeypatch: Any) -> None:
    file = tmp_path / "performance.md"
    file.write_text("# Performance\n\n## other\n\nstays\n", encoding="utf-8")
    monkeypatch.setattr(report, "FILE", file)
    assert main([name, *map(str, SIZES[name])]) == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# Performance\n\n## other\n\nstays\n")
    section = text.split(f"\n## {name}\n")[1]
    rows = [line for line in section.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    assert len(rows) > 2
    assert not any(cell.strip() in ("", "nan") for row in rows for cell in row.strip("| ").split("|"))
