"""How drawn numbers become the cells of a canonical chunk: the Arrow arrays, and the chunk with its line numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.demo.clock import NEVER, Calendar, Flags, Floats, Ints
from data.schema import FACT_TABLES, Kind

ARROW_TYPES: dict[Kind, pa.DataType] = {
    Kind.ID: pa.string(),
    Kind.TEXT: pa.string(),
    Kind.CHOICE: pa.string(),
    Kind.TAGS: pa.string(),
    Kind.TIME: pa.timestamp("s"),
    Kind.DATE: pa.date32(),
    Kind.MONEY: pa.decimal128(18, 2),
    Kind.COUNT: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
}
_EPOCH = np.datetime64("1970-01-01", "D")


def ids(prefix: str, numbers: Ints, width: int, known: Flags | None = None) -> pa.Array:
    """Ids such as `U000001`: the number padded to the width; null where it is not known."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width=width, padding="0")
    return blank(pc.binary_join_element_wise(prefix, digits, ""), known)


def pick(words: Sequence[str | None] | pa.Array, positions: Ints, known: Flags | None = None) -> pa.Array:
    """The word at each position; null where it is not known or the position is negative."""
    source = words if isinstance(words, pa.Array) else pa.array(words, pa.string())
    found = positions >= 0 if known is None else known & (positions >= 0)
    return source.take(pa.array(np.where(found, positions, 0), mask=~found))


def blank(cells: pa.Array, known: Flags | None) -> pa.Array:
    """The cells, null where they are not known."""
    return cells if known is None else pc.if_else(pa.array(known), cells, pa.scalar(None, cells.type))


def moments(calendar: Calendar, seconds: Ints) -> pa.Array:
    """Timestamps of the world's seconds; null for what never happened."""
    first = int((np.datetime64(calendar.start, "D") - _EPOCH).astype(np.int64)) * 86_400
    happened = seconds < NEVER
    return pa.array(np.where(happened, seconds + first, 0), pa.int64(), mask=~happened).cast(pa.timestamp("s"))


def dates(calendar: Calendar, days: Ints, known: Flags | None = None) -> pa.Array:
    """Dates of the world's days."""
    first = int((np.datetime64(calendar.start, "D") - _EPOCH).astype(np.int64))
    return blank(pa.array((days + first).astype(np.int32), pa.int32()).cast(pa.date32()), known)


def money(cents: Ints, known: Flags | None = None) -> pa.Array:
    """Exact yuan from whole cents."""
    words = np.empty((len(cents), 2), dtype=np.int64)  # a decimal128 is two words, low one first
    words[:, 0] = cents
    words[:, 1] = np.where(cents < 0, -1, 0)
    yuan = pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(words.tobytes())])
    return blank(yuan, known)


def counts(numbers: Ints, known: Flags | None = None) -> pa.Array:
    """Whole numbers."""
    return blank(pa.array(numbers.astype(np.int64)), known)


def numbers(values: Floats, known: Flags | None = None) -> pa.Array:
    """Numbers with a fraction."""
    return blank(pa.array(values.astype(np.float64)), known)


@dataclass
class Chunks:
    """Makes the chunks of a world, and remembers how many lines each table has had."""

    lines: dict[str, int] = field(default_factory=dict)

    def chunk(self, table: str, columns: Mapping[str, pa.Array]) -> tuple[str, pa.Table]:
        """The table's name and its next chunk: every canonical column, null where it is not given, and `line`."""
        size = len(next(iter(columns.values())))
        written = self.lines.get(table, 0)
        self.lines[table] = written + size
        arrays = {
            column.name: columns[column.name].cast(ARROW_TYPES[column.kind])
            if column.name in columns
            else pa.nulls(size, ARROW_TYPES[column.kind])
            for column in FACT_TABLES[table].columns
        }
        arrays["line"] = pa.array(np.arange(written + 1, written + size + 1, dtype=np.int64))
        return table, pa.table(arrays)
