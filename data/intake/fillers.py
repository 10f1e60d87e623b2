"""Rows that are no data: blank ones, totals, headings said again, rules and what stands below them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from data.intake.headings import normal

_TOTAL = re.compile(r"(?:总\s*计|合\s*计|total)\s*[:：]?", re.IGNORECASE)
_RULE = re.compile(r"#?-{5,}")


class Fillers:
    """Tells the fillers of one file apart from its rows; it remembers whether a dashed line went by."""

    def __init__(self, heading: Sequence[str], required: Sequence[int]) -> None:
        self._heading = [normal(cell) for cell in heading]
        self._first = heading[0].strip()
        self._required = required
        self._is_below_rule = False
        word = re.escape(heading[required[0]].strip()) if required else "$."
        self._suspect = rf"^\s*(?:#?-{{5}}|总\s*计|合\s*计|(?i:total)\s*[:：]?\s*$|{word}\s*$)"

    def suspects(self, cells: pa.StringArray) -> pa.BooleanArray:
        """Which cells of the first required column may begin a filler though they read like data."""
        return pc.match_substring_regex(cells, pattern=self._suspect)

    def has(self, row: Sequence[str]) -> bool:
        """Whether a row is none of the data. Rows must be asked in the order of the file."""
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled or _TOTAL.fullmatch(filled[0]):
            return True
        if _RULE.match(filled[0]) and len(filled) == 1:
            self._is_below_rule = True
            return True
        if row[0].strip() == self._first and [normal(cell) for cell in row[: len(self._heading)]] == self._heading:
            return True
        return self._is_below_rule and any(place >= len(row) or not row[place].strip() for place in self._required)
