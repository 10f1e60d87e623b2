"""Times and days as people and shops write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.intake.tidy import tidy, without_empty

TIME = pa.timestamp("s")
LATEST = 2100
EARLIEST = 1990
EARLIEST_BIRTH = 1900

_DATE = r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})"
_CLOCK = r"(?P<hour>\d{1,2})(?:[:时点](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2})(?:[.,]\d+)?秒?|分)?|[时点])?"
_OFFSET = r"(?P<offset>[Zz]|[+-]\d{2}(?::?\d{2})?)?"
_WRITTEN = rf"^{_DATE}(?:日?|(?:日|日?[Tt\s])\s*{_CLOCK}\s*{_OFFSET})$"
_COMPACT = (
    r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[Tt ]?(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:\.\d+)?)?(?P<offset>[Zz])?)?$"
)
_SERIAL = r"^\d{5}(?:\.\d+)?$"  # days since 1899-12-30, as a workbook counts them
_SERIAL_ZERO = np.datetime64("1899-12-30", "s")

Numbers = np.ndarray[Any, np.dtype[Any]]


def read_times(cells: pa.StringArray, zone: str, earliest: int = EARLIEST) -> tuple[pa.Array, pa.BooleanArray]:
    """Business-local moments to the second, and which cells are none.

    A fraction of a second is cut off; a time with an offset is moved into `zone`.
    """
    filled = without_empty(cells)
    try:
        moments = pc.cast(filled, TIME)
    except pa.ArrowInvalid:
        filled = tidy(cells)
        moments = _read_each(filled, zone)
    return _within(filled, moments, earliest)


def read_dates(cells: pa.StringArray, zone: str, earliest: int = EARLIEST) -> tuple[pa.Array, pa.BooleanArray]:
    """Days, and which cells are none; of a moment, the day it falls on in `zone`."""
    moments, wrong = read_times(cells, zone, earliest)
    return pc.cast(moments, pa.date32(), safe=False), wrong


def _within(cells: pa.StringArray, moments: pa.Array, earliest: int) -> tuple[pa.Array, pa.BooleanArray]:
    """Moments of plausible years; the others are wrong, as are the cells that were not read."""
    first = pa.scalar(datetime(earliest, 1, 1), TIME)
    last = pa.scalar(datetime(LATEST + 1, 1, 1), TIME)
    fits = pc.fill_null(pc.and_(pc.greater_equal(moments, first), pc.less(moments, last)), False)
    wrong = pc.and_(cells.is_valid(), pc.invert(fits))
    return pc.if_else(fits, moments, pa.scalar(None, TIME)), wrong


def _read_each(cells: pa.StringArray, zone: str) -> pa.Array:
    """Moments of cells in mixed forms; null where no form fits. Cells in the standard form are cast at once."""
    result = np.full(len(cells), np.datetime64("NaT"), "M8[s]")
    standard = pc.fill_null(pc.match_substring_regex(cells, r"^\d{4}-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d$"), False)
    rest = np.flatnonzero(~_numpy(standard) & _numpy(cells.is_valid()))
    try:
        plain = pc.cast(pc.if_else(standard, cells, pa.scalar(None, pa.string())), TIME)
        result = np.where(_numpy(plain.is_valid()), _numpy(plain).astype("M8[s]"), result)
    except pa.ArrowInvalid:
        # Some day of the standard form is on no calendar: all are read by the slower way.
        rest = np.flatnonzero(_numpy(cells.is_valid()))
    left = pc.utf8_trim_whitespace(pc.utf8_normalize(cells.take(pa.array(rest)), form="NFKC"))
    for pattern in (_WRITTEN, _COMPACT):
        found = pc.extract_regex(left, pattern)
        fits = np.flatnonzero(_numpy(found.is_valid()))
        result[rest[fits]] = _composed(found.take(pa.array(fits)), zone)
    serial = np.flatnonzero(_numpy(pc.match_substring_regex(left, _SERIAL)))
    days = _numpy(pc.cast(left.take(pa.array(serial)), pa.float64()))
    result[rest[serial]] = _SERIAL_ZERO + np.round(days * 86_400).astype("m8[s]")
    return pa.array(result, TIME, mask=np.isnat(result))


def _composed(parts: pa.StructArray, zone: str) -> Numbers:
    """Moments put together from year, month … second; NaT where the calendar or the clock has no such moment."""
    year, month, day = (_number(parts, name) for name in ("year", "month", "day"))
    hour, minute, second = (_number(parts, name) for name in ("hour", "minute", "second"))
    months = (year - 1970).astype("M8[Y]").astype("M8[M]") + (month - 1).astype("m8[M]")
    days = months.astype("M8[D]") + (day - 1).astype("m8[D]")
    is_real = (month >= 1) & (month <= 12) & (days.astype("M8[M]") == months) & (day >= 1)
    is_real &= (hour < 24) & (minute < 60) & (second < 60)
    moments: Numbers = days.astype("M8[s]") + (hour * 3600 + minute * 60 + second).astype("m8[s]")
    moments[~is_real] = np.datetime64("NaT")
    offsets = parts.field("offset")
    for place in np.flatnonzero(_numpy(pc.not_equal(offsets, "")) & is_real):
        moments[place] = _moved(moments[place], offsets[int(place)].as_py(), ZoneInfo(zone))
    return moments


def _number(parts: pa.StructArray, name: str) -> Numbers:
    digits = parts.field(name)
    return _numpy(pc.cast(pc.if_else(pc.equal(digits, ""), "0", digits), pa.int64()))


def _moved(wall: np.datetime64, offset: str, zone: ZoneInfo) -> np.datetime64:
    """The business-local reading of a wall clock that stood at an offset from UTC."""
    digits = offset[1:].replace(":", "").ljust(4, "0") if offset not in "Zz" else "0000"
    ahead = (int(digits[:2]) * 60 + int(digits[2:])) * (-60 if offset.startswith("-") else 60)
    moment = datetime.fromtimestamp(int(wall.astype("int64")) - ahead, UTC).astimezone(zone)
    return np.datetime64(moment.replace(tzinfo=None), "s")


def _numpy(values: pa.Array) -> Numbers:
    """Values as NumPy has them; a mask's nulls are false, other values have none here."""
    whole = pc.fill_null(values, False) if pa.types.is_boolean(values.type) else values
    numbers: Numbers = whole.to_numpy(zero_copy_only=False)
    return numbers
