"""The server's first page is drawn for nobody, seen by the generation that its process has open."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from components.warming import EVERY
from data.settings import Settings
from metrics import publishing
from tests import pipeline
from tests.browser.conftest import served

DESCRIPTORS = Path("/proc/self/fd")
LONGEST = 3 * EVERY


def held(process: subprocess.Popen[bytes]) -> set[str]:
    """The generations that a process has open."""
    found = set()
    for descriptor in DESCRIPTORS.parents[1].joinpath(str(process.pid), "fd").iterdir():
        try:
            found.add(descriptor.readlink().name)
        except FileNotFoundError:  # closed meanwhile
            continue
    return {name for name in found if name.startswith("marts-")}


@pytest.mark.embedded
@pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="the system does not show what files a process has open")
def test_nobody_comes_first_after_a_start_and_after_an_import(demo_home: Path, tmp_path: Path) -> None:
    home = pipeline.copied(demo_home, tmp_path / "home")
    process, _ = served(home, "server.py")
    try:
        assert held(process) == {"marts-1.duckdb"}, "it answers once the page has been drawn"
        assert publishing.refresh(Settings(home=home), full=True) == 2
        until = time.monotonic() + LONGEST
        while "marts-2.duckdb" not in held(process):
            assert time.monotonic() < until, "no reader came, and the new generation was not looked at"
            time.sleep(0.5)
        assert process.poll() is None
    finally:
        process.terminate()
        process.wait(20)
