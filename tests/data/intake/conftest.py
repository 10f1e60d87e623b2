"""Files on disk, read whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.intake.reading import Reading, read
from data.settings import Settings


class Whole:
    """A reading that is finished, with its accepted rows."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.rows: list[dict[str, Any]] = [row for chunk in reading for row in chunk.to_pylist()]

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows]


ReadText = Callable[..., Whole]


@pytest.fixture
def read_file(tmp_path: Path) -> Callable[..., Whole]:
    def reads(path: Path, table: str | None = None) -> Whole:
        settings = Settings(home=tmp_path, _env_file=None)
        return Whole(read(path, table, settings=settings, rejects_dir=tmp_path / "rejects"))

    return reads


@pytest.fixture
def read_text(tmp_path: Path, read_file: Callable[..., Whole]) -> ReadText:
    """Read a text as if it had been brought in a file."""

    def reads(text: str | bytes, table: str | None = None, *, encoding: str = "utf-8", name: str = "a.csv") -> Whole:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
        return read_file(path, table)

    return reads
