"""The file of rejected rows: what the user mends and imports again."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO
from uuid import uuid4

from data.intake.headings import LINE, OURS, REASON, normal
from data.intake.rejections import Rejection

# A worksheet runs what begins like a formula, and rounds long runs of digits; intake takes both prefixes off again.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONG_DIGITS = re.compile(r"\d{12,}|0\d+")

_STEM = 60  # characters of the file's own name: more would not leave room for ours in the 255 bytes of a name


class Rejects:
    """Rejected rows with the reason and the line in front; they appear under their name only once all are written.

    A context manager: left by an exception, it leaves nothing behind. Without a folder nothing is kept.
    """

    def __init__(self, folder: Path | None, stem: str, heading: Sequence[str]) -> None:
        self._folder = folder
        self._stem = stem[:_STEM]
        self._heading = heading
        self._places = [place for place, word in enumerate(heading) if normal(word) not in OURS]
        self._part: Path | None = None
        self._file: TextIO | None = None
        self._writer: Any = None
        self.path: Path | None = None

    def add(self, line: int, cells: Sequence[str], reasons: Sequence[Rejection]) -> None:
        """Keep one row, as it stood in the file."""
        if self._folder is None:
            return
        if self._file is None:
            self._begin(self._folder)
        reason = "；".join(map(str, reasons))
        kept = [cells[place] if place < len(cells) else "" for place in self._places]
        kept += [cell for cell in cells[len(self._heading) :] if cell.strip()]
        self._writer.writerow([safe(reason), line, *map(safe, kept)])

    def _begin(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._part = folder / f".{uuid4().hex}.part"
        self._file = self._part.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([REASON, LINE, *(safe(self._heading[place]) for place in self._places)])

    def __enter__(self) -> Rejects:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is None or self._part is None:
            return
        self._file.close()
        if error is None:
            self.path = self._published(self._part)
        else:
            self._part.unlink(missing_ok=True)

    def _published(self, part: Path) -> Path:
        """The part under the first name that is free."""
        number = 1
        while True:
            path = part.parent / f"{self._stem}-rejected{'' if number == 1 else f'-{number}'}.csv"
            try:
                path.touch(exist_ok=False)
            except FileExistsError:
                number += 1
                continue
            return part.replace(path)


def safe(cell: str) -> str:
    """A cell that a worksheet shows and doesn't run, and keeps all the digits of."""
    if cell.startswith(_FORMULA):
        return f"'{cell}"
    return f"\t{cell}" if cell.isdigit() and _LONG_DIGITS.fullmatch(cell) else cell
