"""Tables of text: CSV and its cousins, read in bounded memory."""

from __future__ import annotations

import csv
import gc
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from data.intake.encoding import encoding_of
from data.intake.errors import IntakeError
from data.intake.rows import BATCH, HEAD, Heading, Rows, heading_among
from data.schema import FactTable

_DELIMITERS = (",", "\t", ";")
_SAMPLE = 1 << 18


class Delimited:
    """A text table: encoding and delimiter are found, quoted line breaks kept, lines counted as in an editor.

    Damaged characters are read as U+FFFD, so that they spoil their own row only.
    """

    def __init__(self, path: Path, table: FactTable | None) -> None:
        encoding = encoding_of(path)
        self.path = path
        self.encoding = encoding.name
        self.bytes_total = path.stat().st_size
        self._codec = encoding.codec
        with path.open(encoding=self._codec, errors="replace", newline="") as file:
            sample = file.read(_SAMPLE)
        heads = [head for delimiter in _DELIMITERS if (head := _head(sample, delimiter, table))]
        if not heads:
            raise IntakeError(f"{path.name} 里没有任何内容。", f"{path.name} holds nothing but blanks.")
        self._head = max(heads, key=lambda head: (head.heading.known, head.heading.width))
        self.heading: Sequence[str] = self._head.cells

    def __iter__(self) -> Iterator[Rows]:
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, self._codec, "replace", newline="") as file:
            reader = csv.reader(file, delimiter=self._head.delimiter)
            for _ in islice(reader, self._head.heading.place + 1):
                pass
            while True:
                line = reader.line_num + 1
                try:
                    with _collector_paused():
                        cells = list(islice(reader, BATCH))
                        rows = Rows(_lines(line, reader.line_num + 1 - line, cells), cells, raw.tell())
                except csv.Error as error:
                    raise self._unclosed(line) from error
                if not cells:
                    return
                yield rows

    def _unclosed(self, line: int) -> IntakeError:
        return IntakeError(
            f"{self.path.name} 第 {line} 行之后有一个引号没有配对，后面的行都被当成了同一个单元格。"
            "请补上或删掉这个引号。",
            f"{self.path.name}: after line {line} a quotation mark is never closed, so the lines after it read as one "
            "cell. Close it or delete it.",
        )


@dataclass(frozen=True)
class _Head:
    delimiter: str
    heading: Heading
    cells: list[str]


def _head(sample: str, delimiter: str, table: FactTable | None) -> _Head | None:
    """The heading that is found if the file is read with a delimiter; None where every row is blank."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        rows.extend(islice(reader, HEAD))
    except csv.Error:
        # A cell without end; what was read before it can still hold the heading.
        rows = rows[:HEAD]
    heading = heading_among(rows, table)
    return None if heading is None else _Head(delimiter, heading, rows[heading.place])


def _lines(first: int, span: int, cells: list[list[str]]) -> Sequence[int]:
    """The line on which each row begins; rows with quoted line breaks reach over several lines."""
    if span == len(cells):
        return range(first, first + span)
    lines = []
    for row in cells:
        lines.append(first)
        first += 1 + sum(_breaks(cell) for cell in row if "\n" in cell or "\r" in cell)
    return lines


def _breaks(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Rows hold no cycles; walking them again and again would halve the speed of reading."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
