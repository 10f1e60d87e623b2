"""Raw cells without the wrapping that exports put around them."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

BLANKS = ("", "-", "--", "—", "——", "———", "－", "－－")
DAMAGED = "\ufffd"  # what a byte that is no character was read as

_WRAPPED = r'^="([^"]*)"$'
# Zero-width marks that address books leave around names and numbers.
_UNSEEN = "^[\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]+|[\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]+$"


def tidy(cells: pa.StringArray) -> pa.StringArray:
    """Cells trimmed (blanks, tabs, no-break and full-width spaces), `="351"` and `'351` unwrapped; blank ones null."""
    if not _may_need_care(cells):
        return without_empty(cells)
    if has(cells, b"\0"):  # no text of a database can hold one
        cells = pc.replace_substring(cells, pattern="\0", replacement=DAMAGED)
    if not _bytes(cells).isascii():
        cells = pc.replace_substring_regex(cells, pattern=_UNSEEN, replacement="")
    cells = pc.utf8_trim_whitespace(cells)
    if has(cells, b"'"):
        cells = pc.utf8_trim_whitespace(pc.replace_substring_regex(cells, pattern="^'", replacement=""))
    if has(cells, b'="'):
        cells = pc.utf8_trim_whitespace(pc.replace_substring_regex(cells, pattern=_WRAPPED, replacement=r"\1"))
    blank = pc.is_in(cells, value_set=pa.array(BLANKS))
    return pc.if_else(blank, pa.scalar(None, pa.string()), cells)


def without_empty(cells: pa.StringArray) -> pa.StringArray:
    """Empty cells as null; nothing else is looked at."""
    empty = pc.equal(cells, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), cells) if pc.any(empty).as_py() else cells


def has(cells: pa.StringArray, mark: bytes) -> bool:
    """Whether some cell holds the bytes: one pass over memory, far cheaper than a look at each cell."""
    return mark in _bytes(cells)


def by_distinct(
    cells: pa.StringArray, read: Callable[[pa.StringArray], tuple[pa.Array, pa.BooleanArray]]
) -> tuple[pa.Array, pa.BooleanArray]:
    """What `read` gives, asked once for each different cell: for columns of few different values."""
    coded = cells.dictionary_encode()
    values, wrong = read(coded.dictionary)
    return values.take(coded.indices), wrong.take(coded.indices)


def _may_need_care(cells: pa.StringArray) -> bool:
    data = _bytes(cells)
    return not data.isascii() or any(mark in data for mark in (b" ", b"\t", b"\n", b"\r", b"'", b"=", b"-", b"\0"))


def _bytes(cells: pa.StringArray) -> bytes:
    buffer = cells.buffers()[2]
    return b"" if buffer is None else bytes(buffer.to_pybytes())
