"""Rows of text as they stand in a file, and which of the first ones is the heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.intake.headings import most_known
from data.schema import FactTable

HEAD = 40  # records among which the heading is looked for
BATCH = 4_096  # rows read one by one before they are turned into columns: few enough for the processor's cache

Mask = np.ndarray[Any, np.dtype[np.bool_]]


class Rows:
    """A run of rows, by columns: the line each row begins on, its cells as text, and how far the file is read.

    Short rows are filled up with empty cells to the longest one.
    """

    def __init__(self, lines: Sequence[int], columns: Sequence[pa.StringArray], bytes_done: int) -> None:
        self.lines = lines
        self.columns = columns
        self.bytes_done = bytes_done

    @classmethod
    def of(cls, lines: Sequence[int], cells: Sequence[Sequence[str]], bytes_done: int) -> Self:
        """Rows that were read one by one."""
        filled = zip_longest(*cells, fillvalue="") if any(cells) else [[""] * len(cells)]
        columns = [pa.array(column, pa.string()) for column in filled]
        return cls(lines, columns, bytes_done)

    def __len__(self) -> int:
        return len(self.lines)

    def some(self, places: Mask) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The rows of a mask, one by one: the place of each, and its cells."""
        columns = (column.filter(pa.array(places)).to_pylist() for column in self.columns)
        return zip(map(int, np.flatnonzero(places)), zip(*columns, strict=True), strict=True)

    def column(self, place: int) -> pa.StringArray:
        """The cells of one column; the rows may all be too short to reach it."""
        return self.columns[place] if place < len(self.columns) else pa.array([""] * len(self), pa.string())

    def beyond(self, width: int) -> Mask:
        """Which rows hold something after so many cells. A comma at the end of each row adds nothing."""
        beyond: Mask = np.zeros(len(self), bool)
        for column in self.columns[width:]:
            beyond |= pc.not_equal(pc.utf8_trim_whitespace(column), "").to_numpy(zero_copy_only=False)
        return beyond


@dataclass(frozen=True)
class Heading:
    """The row of the first ones that is the heading: its place, and how many columns of one table it names."""

    place: int
    known: int
    width: int


def heading_among(rows: Sequence[Sequence[str]], table: FactTable | None) -> Heading | None:
    """The row that names most columns of one table, the first of equals; None where every row is blank.

    Where no row names any column it is the first row of two cells or more, so that an error can show it.
    """
    found = [
        Heading(place, most_known(row, table), sum(1 for cell in row if cell.strip())) for place, row in enumerate(rows)
    ]
    filled = [heading for heading in found if heading.width]
    return max(filled, key=lambda heading: (heading.known, min(heading.width, 2)), default=None)
