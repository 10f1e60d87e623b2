"""Money, counts and other numbers as people and shops write them."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from data.intake.tidy import has, tidy

MONEY = pa.decimal128(18, 2)

_MONEY = r"^-?0+(?:\.0+)?$|^\d{1,16}(?:\.\d{1,2}0*)?$"
_COUNT = r"^\d{1,18}(?:\.0+)?$"
_NUMBER = r"^[+-]?\d{1,300}(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$"
_GROUPED = r"^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$"

Read = tuple[pa.Array, pa.BooleanArray]


def read_money(cells: pa.StringArray) -> Read:
    """Yuan with two decimals, exact, never negative; and which cells are none: `¥1,234.50`, `499.00（仅供参考）`."""
    return _read(cells, _MONEY, _bare_money, _to_money)


def read_counts(cells: pa.StringArray) -> Read:
    """Whole numbers from 0 on, and which cells are none: `1,234`, `12.0`."""
    return _read(cells, _COUNT, _ungrouped, lambda digits: pc.cast(_cut(digits, r"\.0+$"), pa.int64()))


def read_numbers(cells: pa.StringArray) -> Read:
    """Numbers, and which cells are none; a per-cent sign says nothing, percentages are kept as they are read."""
    return _read(cells, _NUMBER, lambda rest: _ungrouped(_cut(rest, r"\s*%$")), lambda t: pc.cast(t, pa.float64()))


def _read(
    cells: pa.StringArray,
    plain: str,
    unwrapped: Callable[[pa.StringArray], pa.StringArray],
    cast: Callable[[pa.StringArray], pa.Array],
) -> Read:
    """Cells of the plain form are cast as they stand; only where some are not is the costlier unwrapping done."""
    cells = tidy(cells)
    fits = pc.fill_null(pc.match_substring_regex(cells, plain), True)
    if not pc.all(fits).as_py():
        cells = pc.if_else(fits, cells, unwrapped(pc.utf8_normalize(cells, form="NFKC")))
        fits = pc.fill_null(pc.match_substring_regex(cells, plain), True)
    return cast(pc.if_else(fits, cells, pa.scalar(None, pa.string()))), pc.invert(fits)


def _bare_money(cells: pa.StringArray) -> pa.StringArray:
    """Amounts without the sign of the yuan, the unit and a remark in brackets."""
    bare = _cut(_cut(cells, r"\s*\(.*\)$"), r"^¥\s*")
    return _ungrouped(_cut(bare, r"\s*元$"))


def _ungrouped(cells: pa.StringArray) -> pa.StringArray:
    """Numbers without commas, where these stand between thousands: `1,23` stays as it is, and is refused."""
    return pc.if_else(pc.match_substring_regex(cells, _GROUPED), pc.replace_substring(cells, ",", ""), cells)


def _to_money(cells: pa.StringArray) -> pa.Array:
    exact = _cut(cells, r"(\.\d\d)0+$", r"\1") if has(cells, b".") else cells
    return pc.cast(_cut(exact, r"^-") if has(cells, b"-") else exact, MONEY)


def _cut(cells: pa.StringArray, pattern: str, replacement: str = "") -> pa.StringArray:
    return pc.replace_substring_regex(cells, pattern=pattern, replacement=replacement)
