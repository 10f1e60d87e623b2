"""Stays: from when until when a guide worked in which store and team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import pyarrow as pa
import sqlalchemy as sa

from data.warehouse.engines import load_arrow
from data.warehouse.tables import DERIVED, FACTS

BEGINNING, END = date(1900, 1, 1), date(9999, 12, 31)

Post = tuple[str | None, str | None]  # store_id, team


def stays_of(home: Post, moves: Iterable[tuple[date, str | None, str | None]]) -> list[tuple[date, date, Post]]:
    """The stays of one guide: the register holds until the first move, an empty cell of a move leaves what was.

    >>> stays_of(("S1", "red"), [(date(2026, 3, 1), "S2", None)])[-1]
    (datetime.date(2026, 3, 1), datetime.date(9999, 12, 31), ('S2', 'red'))
    """
    spans = [(BEGINNING, home)]
    for from_on, store_id, team in sorted(moves, key=lambda move: move[0]):
        held = spans[-1][1]
        spans.append((from_on, (store_id or held[0], team or held[1])))
    ends = [start for start, _ in spans[1:]] + [END]
    return [(start, end, held) for (start, held), end in zip(spans, ends, strict=True) if start < end]


def derive_stays(connection: sa.Connection) -> None:
    """Write every guide's stays anew: few rows, and a move changes any day after it."""
    guides, moves, stays = FACTS["guides"], FACTS["guide_moves"], DERIVED["stays"]
    homes: dict[str, Post] = {
        row.guide_id: (row.store_id, row.team)
        for row in connection.execute(sa.select(guides.c.guide_id, guides.c.store_id, guides.c.team))
    }
    moved: dict[str, list[tuple[date, str | None, str | None]]] = defaultdict(list)
    for row in connection.execute(sa.select(moves.c.guide_id, moves.c.from_on, moves.c.store_id, moves.c.team)):
        moved[row.guide_id].append((row.from_on, row.store_id, row.team))
    rows = [
        {"guide_id": guide_id, "from_on": start, "until_on": end, "store_id": held[0], "team": held[1]}
        for guide_id in sorted(homes.keys() | moved.keys())
        for start, end, held in stays_of(homes.get(guide_id, (None, None)), moved[guide_id])
    ]
    connection.execute(sa.delete(stays))
    if rows:
        shape = pa.schema(
            {
                "guide_id": pa.string(),
                "from_on": pa.date32(),
                "until_on": pa.date32(),
                "store_id": pa.string(),
                "team": pa.string(),
            }
        )
        load_arrow(connection, stays, pa.Table.from_pylist(rows, schema=shape))
