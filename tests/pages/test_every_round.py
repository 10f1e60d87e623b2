"""After a round of visits by nobody no reader of any page waits for a query, seen in a runtime of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from components import access

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = """
import asyncio, json, sys
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from components import access, asking, warming
from data.warehouse.generations import Generation

asked, find, find_kept = [], Generation.rows, Generation.lines
Generation.rows = lambda *arguments: asked.append(1) or find(*arguments)
Generation.lines = lambda *arguments: asked.append(1) or find_kept(*arguments)

async def rounds():
    runtime = Runtime(RuntimeConfig("app.py", MemoryMediaFileStorage("/media"), MemoryUploadedFileManager("/upload")))
    await runtime.start()
    seen = []
    for turn in range(3):
        if turn == 2:
            asking.forget()
        for page in access.SEES:
            asked.clear()
            drawn = await warming.visit(runtime, page)
            seen.append((page, drawn, len(asked)))
    runtime.stop()
    json.dump(seen, sys.stdout)

asyncio.run(rounds())
"""


@pytest.mark.embedded
def test_every_page_is_drawn_and_asks_nothing_afterwards(homes: dict[str, Path]) -> None:
    there = {**os.environ, "YUTANG_HOME": str(homes["demo"]), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", ROUNDS], cwd=ROOT, env=there, capture_output=True, text=True, check=True
    )
    seen = json.loads(done.stdout)
    pages = list(access.SEES)
    first, second, third = (seen[n * len(pages) : (n + 1) * len(pages)] for n in range(3))
    assert [page for page, _, _ in seen] == pages * 3
    assert all(page == drawn for page, drawn, _ in seen)
    assert sum(queries for _, _, queries in first) > len(pages), "the first round asks"
    assert {page: queries for page, _, queries in second if queries} == {}, "a reader finds it all there"
    assert sum(queries for _, _, queries in third) > len(pages), "what was forgotten is asked anew"
