"""Rows of text as they stand in a file, and which of the first ones is the heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
import pyarrow as pa

from data.intake.headings import most_known
from data.schema import FactTable

HEAD = 40  # records among which the heading is looked for
BATCH = 4_096  # rows read at once: few enough to stay in the processor's cache

Mask = np.ndarray[Any, np.dtype[np.bool_]]


class Rows:
    """A run of rows: the line each begins on, its cells (rows may differ in length), and how far the file is read."""

    def __init__(self, lines: Sequence[int], cells: list[list[str]], bytes_done: int) -> None:
        self.lines = lines
        self.cells = cells
        self.bytes_done = bytes_done
        self.columns = list(zip_longest(*cells, fillvalue=""))

    def __len__(self) -> int:
        return len(self.cells)

    def column(self, place: int) -> pa.StringArray:
        """The cells of one column; the rows may all be too short to reach it."""
        return pa.array(self.columns[place] if place < len(self.columns) else [""] * len(self), pa.string())

    def beyond(self, width: int) -> Mask:
        """Which rows hold something after so many cells. A comma at the end of each row adds nothing."""
        beyond: Mask = np.zeros(len(self), bool)
        for column in self.columns[width:]:
            if any(cell.strip() for cell in set(column)):
                beyond |= np.fromiter((bool(cell.strip()) for cell in column), bool, len(self))
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
