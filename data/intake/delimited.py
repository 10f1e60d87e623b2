"""Tables of text: CSV and its cousins, read in bounded memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, TextIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from data import collector
from data.intake.ahead import ahead
from data.intake.encoding import encoding_of
from data.intake.errors import IntakeError
from data.intake.quoting import quoted_rows
from data.intake.rows import BATCH, HEAD, Heading, Rows, heading_among
from data.schema import FactTable

if TYPE_CHECKING:
    from _csv import Reader

_DELIMITERS = (",", "\t", ";")
_NOTHING = "".join(_DELIMITERS) + ' \r\n\u00a0\u3000\ufeff"'
_SAMPLE = 1 << 18
_BLOCK = 1 << 20
_PLAIN = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "gb18030": "gb18030"}  # by whose bytes a file can be split
_CELL = 1_000  # lines that a cell may hold at the end of a block


class Delimited:
    """A text table: encoding and delimiter are found, quoted line breaks kept, lines counted as in an editor.

    Damaged characters are read as U+FFFD, so that they spoil their own row only.

    UTF-8 and GB18030 are split into cells as they are: no byte of a longer character is a mark, a delimiter or the end
    of a line. Any other encoding becomes UTF-8 first.
    """

    def __init__(self, path: Path, table: FactTable | None) -> None:
        encoding = encoding_of(path)
        self.path = path
        self.encoding = encoding.name
        self.bytes_total = path.stat().st_size
        self._codec = encoding.codec
        with path.open(encoding=self._codec, errors="replace", newline="") as file:
            sample = file.read(_SAMPLE)
        is_modern = "\r" not in sample.replace("\r\n", "")  # lines end as everywhere today
        self._is_plain = is_modern and self._codec in _PLAIN
        self._split_as = _PLAIN[self._codec] if self._is_plain else "utf-8"
        if not sample.strip(_NOTHING):
            raise IntakeError(f"{path.name} 里没有任何内容。", f"{path.name} holds nothing but blanks.")
        heads = [head for delimiter in _DELIMITERS if (head := _head(sample, delimiter, table))]
        self._head = max(heads, key=lambda head: (head.heading.known, head.heading.width))
        self.heading: Sequence[str] = self._head.cells

    def __iter__(self) -> Iterator[Rows]:
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, self._codec, "replace", newline="") as text:
            above = self._reader(text)
            for _ in islice(above, self._head.heading.place + 1):
                pass
            file: _Lines = _Recoded(text)
            if self._is_plain:
                raw.seek(0)
                for _ in range(above.line_num):
                    raw.readline()
                file = raw
            with closing(ahead(self._blocks(file, raw, above.line_num + 1))) as blocks:
                for block in blocks:
                    yield from block

    def _blocks(self, file: _Lines, raw: BinaryIO, line: int) -> Generator[Iterable[Rows], None, None]:
        """The rows of each block: split already where that is done at once, else split while they are asked for."""
        codec = self._split_as
        while data := file.read(_BLOCK):
            data += file.readline()
            is_closed = _is_closed(data)
            if not is_closed:
                data += _rest_of_cell(file)
                is_closed = _is_closed(data)
            done = raw.tell()
            rows = self._at_once(data, line, done) if is_closed else None
            if rows is None and codec == "utf-8" and (mended := data.decode(codec, "replace").encode()) != data:
                data = mended
                rows = self._at_once(data, line, done) if is_closed else None
            if rows is not None:
                yield [rows]
                line += len(rows)
                continue
            block = io.StringIO(data.decode(codec, "replace"), newline="")
            if is_closed:
                yield self._one_by_one(block, line, partial(int, done))
                line += _breaks(data)
            else:
                # A mark is astray, and there is no telling where the cells of the next block begin.
                rest = (one.decode(codec, "replace") for one in iter(file.readline, b""))
                yield self._one_by_one(chain(block, rest), line, raw.tell)
                return

    def _reader(self, lines: Iterable[str]) -> Reader:
        return csv.reader(lines, delimiter=self._head.delimiter)

    def _at_once(self, data: bytes, line: int, bytes_done: int) -> Rows | None:
        """Whole lines read as columns, far faster; None where some line is no row, or no row of that length."""
        span = range(line, line + _breaks(data) + (not data.endswith((b"\n", b"\r"))))
        width = self._width(data)
        if width == 0:
            return None
        names = [str(place) for place in range(width)]
        codec = self._split_as
        cells = pa.string() if codec == "utf-8" else pa.binary()
        try:
            table = arrow_csv.read_csv(
                pa.py_buffer(data),
                arrow_csv.ReadOptions(column_names=names, block_size=len(data) + 1),
                arrow_csv.ParseOptions(
                    delimiter=self._head.delimiter, ignore_empty_lines=False, newlines_in_values=True
                ),
                arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, cells), strings_can_be_null=False),
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows != len(span):
            return None
        columns = [column.combine_chunks() for column in table.columns]
        return Rows(span, columns if codec == "utf-8" else [_text(column, codec) for column in columns], bytes_done)

    def _width(self, data: bytes) -> int:
        """How many cells the first line of a block has."""
        end = min(place for place in (data.find(b"\n"), data.find(b"\r"), len(data)) if place >= 0)
        first = data[:end].decode("utf-8", "replace")
        if '"' not in first:
            return first.count(self._head.delimiter) + 1
        try:
            return len(next(self._reader([first]), []))
        except csv.Error:
            return 0

    def _one_by_one(self, lines: Iterable[str], line: int, done: Callable[[], int]) -> Iterator[Rows]:
        rest = quoted_rows(lines, line, self._head.delimiter, len(self.heading))
        while True:
            with collector.paused():
                numbered = list(islice(rest, BATCH))
                if not numbered:
                    return
                numbers, cells = zip(*numbered, strict=True)
                rows = Rows.of(numbers, cells, done())
            yield rows


class _Lines(Protocol):
    """The bytes of a text, by size and by line."""

    def read(self, size: int, /) -> bytes: ...

    def readline(self) -> bytes: ...


class _Recoded:
    """A text of any encoding as UTF-8."""

    def __init__(self, text: TextIO) -> None:
        self._text = text

    def read(self, size: int, /) -> bytes:
        return self._text.read(size).encode()

    def readline(self) -> bytes:
        return self._text.readline().encode()


def _text(cells: pa.BinaryArray, codec: str) -> pa.StringArray:
    """Cells of an encoding that ASCII is part of; each word is decoded once."""
    _, offsets, data = cells.buffers()
    if data is None or np.frombuffer(data, np.int8).min(initial=0) >= 0:
        return pa.StringArray.from_buffers(len(cells), offsets, data, offset=cells.offset)
    found = cells.dictionary_encode()
    words = (word.decode(codec, "replace") for word in found.dictionary.to_pylist())
    return pa.array(words, pa.string()).take(found.indices)


def _rest_of_cell(file: _Lines) -> bytes:
    """The lines up to the one that closes the quoted cell in which what was read before ends."""
    lines: list[bytes] = []
    while len(lines) < _CELL and (line := file.readline()):
        lines.append(line)
        if not _is_closed(line):
            break
    return b"".join(lines)


def _is_closed(data: bytes) -> bool:
    return b'"' not in data or _count(data, b'"') % 2 == 0


def _breaks(data: bytes) -> int:
    breaks = _count(data, b"\n")
    return breaks if b"\r" not in data else breaks + _count(data, b"\r") - data.count(b"\r\n")


def _count(data: bytes, mark: bytes) -> int:
    """How often a byte occurs: where it does so in every line, five times as fast as `bytes.count`."""
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == mark[0]))


@dataclass(frozen=True)
class _Head:
    delimiter: str
    heading: Heading
    cells: list[str]


def _head(sample: str, delimiter: str, table: FactTable | None) -> _Head | None:
    """The heading that is found if the file is read with a delimiter; None where every row is blank."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    # After a cell without end nothing more is read; the heading may stand before it.
    with suppress(csv.Error):
        rows.extend(islice(reader, HEAD))
    heading = heading_among(rows, table)
    return None if heading is None else _Head(delimiter, heading, rows[heading.place])
