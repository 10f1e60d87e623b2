"""Random batches of any table: few ids and few rows, so that keys meet, rows repeat and contents change."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from data.schema import FACT_TABLES, FactColumn, Kind
from tests.oracle.worlds import world_of

Rows = list[dict[str, Any]]

_CELLS: dict[Kind, tuple[Any, ...]] = {
    Kind.ID: ("1", "01", "B"),
    Kind.TEXT: ("甲", "乙"),
    Kind.TIME: (datetime(2026, 3, 1), datetime(2026, 3, 1, 0, 0, 1)),
    Kind.DATE: (date(2026, 3, 1), date(2026, 3, 2)),
    Kind.MONEY: (Decimal("0.00"), Decimal("12.50")),
    Kind.COUNT: (0, 3),
    Kind.NUMBER: (0.1, 2.0),
    Kind.FLAG: (True, False),
    Kind.TAGS: ("新;旧", "旧"),
}


def _cells(column: FactColumn) -> st.SearchStrategy[Any]:
    known = tuple(column.choices.values())[:2] if column.kind is Kind.CHOICE else _CELLS[column.kind]
    return st.sampled_from(known if column.is_required else (None, *known))


@st.composite
def overlapping(draw: DrawFn, name: str) -> list[Rows]:
    """Two to five batches of one table, drawn from one handful of rows."""
    row = st.fixed_dictionaries({column.name: _cells(column) for column in FACT_TABLES[name].columns})
    pool = draw(st.lists(row, min_size=1, max_size=5))
    batch = st.lists(st.sampled_from(pool), min_size=1, max_size=7)
    return draw(st.lists(batch, min_size=2, max_size=5))


@st.composite
def torn_worlds(draw: DrawFn) -> list[tuple[str, Rows]]:
    """A world cut into batches of one table each: late, out of order, some rows twice or with other content."""
    chance = draw(st.randoms(use_true_random=False))
    world = world_of(chance.randrange(2**32))
    other = world_of(chance.randrange(2**32))
    pieces: list[tuple[str, dict[str, Any]]] = []
    for name, rows in world.items():
        pieces += [(name, row) for row in rows]
        keys = FACT_TABLES[name].key
        for row in rows:
            dice = chance.random()
            if dice < 0.1:
                pieces.append((name, row))  # the same row once more
            elif dice < 0.35 and other.get(name):  # the same key, other content
                pieces.append((name, {**chance.choice(other[name]), **{key: row.get(key) for key in keys}}))
    chance.shuffle(pieces)
    found: list[tuple[str, Rows]] = []
    for start, end in _cuts(len(pieces), chance.randint(1, 4), chance):
        here: dict[str, Rows] = {}
        for name, row in pieces[start:end]:
            here.setdefault(name, []).append(row)
        found += here.items()
    return found


def _cuts(length: int, number: int, chance: Any) -> list[tuple[int, int]]:
    at = sorted({0, length, *(chance.randint(0, length) for _ in range(number - 1))})
    return list(pairwise(at))


def as_one_batch(name: str, batches: list[Rows]) -> Rows:
    """What one file would say that brings everything of some files at once.

    Rows known by themselves are as many as in the batch that has most of them; of a key the last row stands last.
    """
    keyed: Rows = []
    by_row: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
    table = FACT_TABLES[name]
    for rows in batches:
        twins: Counter[tuple[Any, ...]] = Counter()
        for row in rows:
            if table.key and all(row.get(key) is not None for key in table.key[:1]):
                keyed.append(row)
                continue
            content = tuple(row.get(column) for column in table.names)
            twins[content] += 1
            by_row[content] = (max(twins[content], by_row.get(content, (0, row))[0]), row)
    return keyed + [row for count, row in by_row.values() for _ in range(count)]
