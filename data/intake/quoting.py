"""Rows of lines with quotation marks, of which one may have gone astray."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator


def quoted_rows(lines: Iterable[str], first: int, delimiter: str, width: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of some lines, each with the number of the line it begins on, counted from `first`.

    A quoted cell may hold line breaks. A mark that is never closed would swallow the rows after it; where the lines
    it swallowed are rows of `width` cells by themselves, they are read as such.
    """
    seen: list[str] = []

    def noted() -> Iterator[str]:
        for line in lines:
            seen.append(line)
            yield line

    feed = noted()
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        row: list[str] | None
        try:
            row = next(reader, None)
            is_whole = True
        except csv.Error:  # a cell beyond all measure
            row, is_whole = [], False
            reader = csv.reader(feed, delimiter=delimiter)
        if row is None:
            return
        if len(seen) > 1 and not (is_whole and _is_one_row(seen, delimiter, width)):
            yield from ((first + place, _alone(line, delimiter, width)) for place, line in enumerate(seen))
        else:
            yield first, row
        first += len(seen)
        seen.clear()


def _is_one_row(lines: list[str], delimiter: str, width: int) -> bool:
    """Whether the lines need each other: the first two are not both long enough to be rows by themselves."""
    return any(len(_literal(line, delimiter)) < width for line in lines[:2])


def _alone(line: str, delimiter: str, width: int) -> list[str]:
    """One line as one row, with its quotation marks if that makes it a row of the right length, else without."""
    try:
        row = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        row = []
    return row if len(row) == width else _literal(line, delimiter)


def _literal(line: str, delimiter: str) -> list[str]:
    return line.rstrip("\r\n").split(delimiter)
