"""Ids, names, tags, choices and yes-or-no as people write them."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from data.intake.headings import normal
from data.intake.tidy import DAMAGED, has, tidy
from data.schema import FactColumn

# What is left of a long number that passed through a worksheet: 2.01905E+18.
DIGITS_LOST = r"^\d(?:\.\d+)?[eE]\+\d{2}$"

FLAGS = {"1": True, "是": True, "true": True, "yes": True, "y": True, "√": True, "✓": True, "✔": True,
         "0": False, "否": False, "false": False, "no": False, "n": False, "×": False, "✗": False}  # fmt: skip

Read = tuple[pa.Array, pa.BooleanArray]


def read_ids(cells: pa.StringArray) -> Read:
    """Ids as text, and which of them lost digits in a worksheet or a character on the way."""
    cells = tidy(cells)
    wrong = _none(cells)
    if has(cells, b"+"):
        wrong = pc.or_(wrong, pc.fill_null(pc.match_substring_regex(cells, DIGITS_LOST), False))
    if has(cells, DAMAGED.encode()):
        wrong = pc.or_(wrong, pc.fill_null(pc.match_substring(cells, DAMAGED), False))
    return cells, wrong


def read_texts(cells: pa.StringArray) -> Read:
    """Names and notes as they are; masked ones (`138****1234`) too. None is wrong."""
    cells = tidy(cells)
    return cells, _none(cells)


def read_tags(cells: pa.StringArray) -> Read:
    """Tags joined by `;`, however they were separated. None is wrong."""
    cells = pc.replace_substring_regex(
        tidy(cells), pattern=r"[\s\x{3000}]*[;；、,，][\s;；、,，\x{3000}]*", replacement=";"
    )
    cells = pc.utf8_trim(cells, characters=";")
    return pc.if_else(pc.equal(cells, ""), pa.scalar(None, pa.string()), cells), _none(cells)


def read_flags(cells: pa.StringArray) -> Read:
    """Yes or no, and which cells are neither."""
    return _looked_up(cells, FLAGS, pa.bool_())


def read_choices(cells: pa.StringArray, column: FactColumn) -> Read:
    """Canonical codes, and which cells are neither a word nor a code of the column."""
    known = {normal(code): code for code in column.choices.values()}
    known |= {normal(word): code for word, code in column.choices.items()}
    return _looked_up(cells, known, pa.string())


def _looked_up(cells: pa.StringArray, known: Mapping[str, object], kind: pa.DataType) -> Read:
    cells = tidy(cells)
    found = pa.array([None if cell is None else known.get(normal(cell)) for cell in cells.to_pylist()], kind)
    return found, pc.and_(cells.is_valid(), found.is_null())


def _none(cells: pa.StringArray) -> pa.BooleanArray:
    return pc.and_(cells.is_null(), cells.is_valid())
