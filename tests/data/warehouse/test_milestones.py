"""Incremental = full: however rows come and go, the milestones are those of a warehouse that got all at once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from hypothesis import given, note
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.schema import FACT_TABLES
from data.settings import Windows
from data.warehouse.applying import withdraw
from data.warehouse.engines import writer
from data.warehouse.generations import Generation, current
from data.warehouse.milestones import derive
from data.warehouse.standing import Standing
from data.warehouse.tables import MILESTONES, PUBLISHED, TOUCHED
from metrics import publishing
from metrics.holdings import ROLLUPS
from metrics.rollups import ROLLUP_TABLES
from metrics.sources import PLACED_BY
from tests.data.warehouse.batches import as_one_batch, torn_worlds
from tests.data.warehouse.plain import derived_of, empty, ordered, put
from tests.oracle.pools import NOW
from tests.pipeline import settings_at

Batches = list[tuple[str, list[dict[str, Any]]]]

WINDOWS = st.sampled_from((Windows(), Windows(orders_by="day", orders_belong_to="owner")))


@given(batches=torn_worlds(), data=st.data(), windows=WINDOWS)
@examples(max_examples=1)
def test_incremental_is_full(warehouse: sa.Connection, batches: Batches, data: st.DataObject, windows: Windows) -> None:
    """Refreshed after every batch or only sometimes, some batches undone on the way."""
    empty(warehouse)
    live: dict[int, tuple[str, list[dict[str, Any]]]] = {}
    derive(warehouse, windows, NOW)
    for number, (name, rows) in enumerate(batches, start=1):
        note(f"{number} {name}: {rows}")
        if put(warehouse, name, rows, number).is_change:
            live[number] = name, rows
        if live and data.draw(st.integers(0, 9)) == 0:
            gone = data.draw(st.sampled_from(sorted(live)))
            note(f"undone {gone}")
            withdraw(warehouse, FACT_TABLES[live.pop(gone)[0]], gone)
        if data.draw(st.booleans()):
            derive(warehouse, windows, NOW)
    derive(warehouse, windows, NOW)
    for touched in TOUCHED.values():
        assert warehouse.execute(sa.select(sa.func.count()).select_from(touched)).scalar_one() == 0
    by_and_by = derived_of(warehouse)
    derive(warehouse, windows, NOW, everybody=True)
    assert derived_of(warehouse) == by_and_by

    empty(warehouse)
    for name in FACT_TABLES:
        at_once = as_one_batch(name, [rows for other, rows in live.values() if other == name])
        if at_once:
            put(warehouse, name, at_once, 1)
    derive(warehouse, windows, NOW)
    assert derived_of(warehouse) == by_and_by


@given(batches=torn_worlds(), is_refreshed=st.lists(st.booleans(), min_size=1, max_size=5))
@examples(max_examples=1)
def test_published_figures_do_not_depend_on_the_way(batches: Batches, is_refreshed: list[bool]) -> None:
    """A generation published by and by, one built in full, and one of a fresh warehouse hold the same rows."""
    with TemporaryDirectory() as home:
        settings = settings_at(Path(home), NOW)
        for number, (name, rows) in enumerate(batches, start=1):
            with writer(settings) as connection:
                put(connection, name, rows, number)
                Standing.read(connection).advance(connection, is_demo=False)
                connection.commit()
            if number % 4 == 0 and is_refreshed[number // 4 % len(is_refreshed)]:
                publishing.refresh(settings)
        publishing.refresh(settings)
        by_and_by = published(current(settings))
        publishing.refresh(settings, full=True)
        assert published(current(settings)) == by_and_by
    with TemporaryDirectory() as home:
        settings = settings_at(Path(home), NOW)
        with writer(settings) as connection:
            for name in FACT_TABLES:
                at_once = as_one_batch(name, [rows for other, rows in batches if other == name])
                if at_once:
                    put(connection, name, at_once, 1)
            Standing.read(connection).advance(connection, is_demo=False)
            connection.commit()
        publishing.refresh(settings)
        assert published(current(settings)) == by_and_by


def published(generation: Generation | None) -> dict[str, Any]:
    """All rows that readers of a generation can reach, and what it says of them."""
    assert generation is not None
    tables = {**MILESTONES, **{f"{name} facts": table for name, table in PUBLISHED.items()}}
    tables |= {one.table.name: one.table for one in ROLLUPS if one.table not in ROLLUP_TABLES.values()}
    found: dict[str, Any] = {name: ordered(generation.rows(sa.select(table))) for name, table in tables.items()}
    for name, table in ROLLUP_TABLES.items():  # what was added beside counts as one with what stood
        keys = [column for column in table.columns if column.name in ("day", "by_hand", *PLACED_BY[name])]
        sums = (sa.func.sum(column) for column in table.columns if column not in keys)
        found[f"rollup {name}"] = ordered(generation.rows(sa.select(*keys, *sums).group_by(*keys)))
    return found | {
        "horizons": generation.horizons,
        "brought": generation.brought,
        "row_counts": generation.row_counts,
        "since": generation.since,
        "future_rows": generation.future_rows,
    }
