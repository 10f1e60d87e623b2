"""Raw cells made into a canonical chunk: typed columns, and which cells could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from data.intake.amounts import MONEY, read_counts, read_money, read_numbers
from data.intake.moments import EARLIEST, EARLIEST_BIRTH, TIME, read_dates, read_times
from data.intake.rows import Mask
from data.intake.tidy import by_distinct
from data.intake.words import read_choices, read_flags, read_ids, read_tags, read_texts
from data.schema import FactColumn, FactTable, Kind

ARROW: dict[Kind, pa.DataType] = {
    Kind.ID: pa.string(),
    Kind.TEXT: pa.string(),
    Kind.TIME: TIME,
    Kind.DATE: pa.date32(),
    Kind.MONEY: MONEY,
    Kind.COUNT: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
    Kind.CHOICE: pa.string(),
    Kind.TAGS: pa.string(),
}

Read = tuple[pa.Array, pa.BooleanArray]


@dataclass(frozen=True)
class Cleaned:
    """The typed columns of a chunk (wrong cells null), and for each column with wrong cells which rows these are in."""

    columns: dict[str, pa.Array]
    wrong: dict[str, Mask]


def chunk_schema(table: FactTable) -> pa.Schema:
    """The columns of a canonical chunk: those of the table, and the line each row stands on."""
    fields = [pa.field(column.name, ARROW[column.kind]) for column in table.columns]
    return pa.schema([*fields, pa.field("line", pa.int64())])


def clean(table: FactTable, cells: Mapping[str, pa.StringArray], rows: int, zone: str) -> Cleaned:
    """Read the cells of each column as what the column holds; a column that the file lacks is null throughout.

    A cell is wrong if it cannot be read, or if it is empty and the column is required. `zone` is business-local time.
    """
    columns: dict[str, pa.Array] = {}
    wrong: dict[str, Mask] = {}
    for column in table.columns:
        if column.name not in cells:
            columns[column.name] = pa.nulls(rows, ARROW[column.kind])
            continue
        values, bad = _read(column, cells[column.name], zone)
        columns[column.name] = values
        if column.is_required and values.null_count:
            bad = pc.or_(bad, values.is_null())
        if pc.any(bad).as_py():
            wrong[column.name] = bad.to_numpy(zero_copy_only=False)
    return Cleaned(columns, wrong)


def _read(column: FactColumn, cells: pa.StringArray, zone: str) -> Read:
    earliest = EARLIEST_BIRTH if column.name == "birthday" else EARLIEST
    match column.kind:
        case Kind.ID:
            return read_ids(cells)
        case Kind.TEXT:
            return read_texts(cells)
        case Kind.TIME:
            return read_times(cells, zone, earliest)
        case Kind.DATE:
            return by_distinct(cells, partial(read_dates, zone=zone, earliest=earliest))
        case Kind.MONEY:
            return read_money(cells)
        case Kind.COUNT:
            return read_counts(cells)
        case Kind.NUMBER:
            return read_numbers(cells)
        case Kind.FLAG:
            return by_distinct(cells, read_flags)
        case Kind.CHOICE:
            return by_distinct(cells, partial(read_choices, column=column))
        case Kind.TAGS:
            return by_distinct(cells, read_tags)
