"""One file read from its first row to its last: canonical chunks out, rejected rows aside."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from data.intake.cleaning import Cleaned, chunk_schema, clean
from data.intake.fillers import Fillers
from data.intake.headings import table_named
from data.intake.readers import Opened, open_file
from data.intake.rejections import Rejection, expected, too_many
from data.intake.rejects import Rejects
from data.intake.rows import Rows
from data.schema import FactTable
from data.settings import Settings

__all__ = ["Progress", "Reading", "Rejection", "read"]

SHOWN = 200  # rejections kept in memory; the file of rejected rows has all of them
CHUNK = 524_288  # rows handed on at once: with fewer an engine's two cores get in each other's way


@dataclass(frozen=True)
class Progress:
    """How far a file is read."""

    rows: int
    bytes_done: int
    bytes_total: int
    rows_per_second: float


def read(
    path: Path,
    table: str | None = None,
    *,
    settings: Settings,
    rejects_dir: Path | None,
    progress: Callable[[Progress], None] | None = None,
) -> Reading:
    """Open a file and find out what it is; its rows are read when the answer is iterated.

    `table` is a canonical name, or None to let the headings tell. Without `rejects_dir` (a dry run) no file of
    rejected rows is written. Raises IntakeError where the file cannot be taken in at all.
    """
    opened = open_file(path, None if table is None else table_named(table))
    return Reading(path, opened, settings.timezone, rejects_dir, progress)


class Reading:
    """A file on its way in. Iterating yields canonical chunks; the counts grow meanwhile and are whole at the end.

    `rows_read` counts accepted and rejected rows, not the blank lines, totals and footers between them.
    """

    def __init__(
        self,
        file: Path,
        opened: Opened,
        zone: str,
        rejects_dir: Path | None,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        match = opened.match
        self.file = file
        self.table: FactTable = match.table
        self.encoding = opened.source.encoding
        self.headings = {name: match.headings[place].strip() for name, place in match.places.items()}
        self.ignored = match.ignored
        self.rows_read = 0
        self.rows_rejected = 0
        self.rejections: list[Rejection] = []
        self.rejects_file: Path | None = None
        self._source = opened.source
        self._match = match
        self._zone = zone
        self._rejects_dir = rejects_dir
        self._progress = progress

    @property
    def columns(self) -> frozenset[str]:
        """The canonical columns that the file brings."""
        return frozenset(self.headings)

    def __iter__(self) -> Iterator[pa.Table]:
        self.rows_read = self.rows_rejected = 0
        self.rejections, self.rejects_file = [], None
        required = [self._match.places[column.name] for column in self.table.columns if column.is_required]
        fillers = Fillers(self._match.headings, required)
        rejects = Rejects(self._rejects_dir, self.file.stem, self._match.headings)
        started = time.monotonic()
        with rejects:
            waiting: list[pa.Table] = []
            for rows in self._source:
                waiting.append(self._accepted(rows, fillers, rejects))
                self._report(rows.bytes_done, started)
                if sum(chunk.num_rows for chunk in waiting) >= CHUNK:
                    yield pa.concat_tables(waiting)
                    waiting = []
            if any(chunk.num_rows for chunk in waiting):
                yield pa.concat_tables(waiting)
        self.rejects_file = rejects.path

    def _accepted(self, rows: Rows, fillers: Fillers, rejects: Rejects) -> pa.Table:
        """The good rows of a run, typed; the others are counted and kept."""
        cells = {name: rows.column(place) for name, place in self._match.places.items()}
        cleaned = clean(self.table, cells, len(rows), self._zone)
        spare = rows.beyond(len(self._match.headings))
        refused = np.logical_or.reduce([spare, *cleaned.wrong.values()])
        first = next(column.name for column in self.table.columns if column.is_required)
        suspect = refused | fillers.suspects(cells[first]).to_numpy(zero_copy_only=False)
        filler = np.zeros(len(rows), bool)
        for place, row in rows.some(suspect):
            if fillers.has(row):
                filler[place] = True
            elif refused[place]:
                line = rows.lines[place]
                reasons = self._beyond(line, row) if spare[place] else self._reasons(line, row, place, cleaned)
                self._reject(line, row, reasons, rejects)
        self.rows_read += len(rows) - int(filler.sum())
        chunk = pa.Table.from_arrays([*cleaned.columns.values(), _numbers(rows.lines)], schema=chunk_schema(self.table))
        return chunk.filter(pa.array(~(refused | filler))) if suspect.any() else chunk

    def _reasons(self, line: int, row: Sequence[str], place: int, cleaned: Cleaned) -> list[Rejection]:
        """What was wrong with each wrong cell of a row."""
        reasons = []
        for name, wrong in cleaned.wrong.items():
            if wrong[place]:
                value = row[at] if (at := self._match.places[name]) < len(row) else ""
                reasons.append(Rejection(line, self.headings[name], value, expected(self.table[name], value)))
        return reasons

    def _beyond(self, line: int, row: Sequence[str]) -> list[Rejection]:
        """That a row holds more than there are headings for: which cells are wrong is then anyone's guess."""
        headings = self._match.headings
        extra = [cell for cell in row[len(headings) :] if cell.strip()]
        return [too_many(line, headings[-1].strip(), " ".join(extra), len(extra))]

    def _reject(self, line: int, row: Sequence[str], reasons: Sequence[Rejection], rejects: Rejects) -> None:
        self.rows_rejected += 1
        self.rejections.extend(reasons[: SHOWN - len(self.rejections)])
        rejects.add(line, row, reasons)

    def _report(self, bytes_done: int, started: float) -> None:
        if self._progress is not None:
            speed = self.rows_read / max(time.monotonic() - started, 1e-9)
            self._progress(Progress(self.rows_read, bytes_done, self._source.bytes_total, speed))


def _numbers(lines: Sequence[int]) -> pa.Int64Array:
    numbers = np.arange(lines.start, lines.stop) if isinstance(lines, range) else np.asarray(lines, np.int64)
    return pa.array(numbers, pa.int64())
