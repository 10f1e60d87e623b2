"""Batches in and out: what stands is what plain Python says, in whatever order batches come and go."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, note
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.schema import FACT_TABLES
from data.warehouse.applying import withdraw
from data.warehouse.tables import FACTS, HISTORY
from tests.data.warehouse.batches import overlapping
from tests.data.warehouse.plain import empty, facts_of, ordered, put, standing

TABLES = (
    "orders",  # a key of one column
    "contacts",  # a key of three
    "customers",
    "training",  # an empty part of a key is a value of its own
    "referrals",
    "messages",  # an id, or the row with its ordinal
    "group_events",
    "costs",  # the row with its ordinal
    "guide_points",
    "tallies",
)


@pytest.mark.parametrize("name", TABLES)
@given(data=st.data())
@examples(max_examples=3)
def test_undone_is_as_if_never_imported(warehouse: sa.Connection, name: str, data: st.DataObject) -> None:
    """Overlapping batches, a random subset undone in random order, some more batches afterwards."""
    table = FACT_TABLES[name]
    batches = data.draw(overlapping(name))
    split = data.draw(st.integers(1, len(batches)))
    pieces = data.draw(st.integers(1, 3))
    empty(warehouse)
    live: dict[int, list[dict[str, Any]]] = {}

    def bring(first: int, rows_of: list[list[dict[str, Any]]]) -> None:
        for number, rows in enumerate(rows_of, start=first):
            done = put(warehouse, name, rows, number, pieces)
            note(f"batch {number}: {rows} → {done}")
            assert done.added + done.updated + done.unchanged == len(rows)
            before = standing(table, live.values())
            after = standing(table, [*live.values(), rows])
            assert done.is_change == (before != after)
            assert done.added >= len(after.keys() - before.keys())
            if done.is_change:
                live[number] = rows
            assert facts_of(warehouse, table) == ordered(after.values())

    bring(1, batches[:split])
    gone = data.draw(st.lists(st.sampled_from(sorted(live)), unique=True))
    for number in gone:
        brought = sum(row[-1] == number for row in everything(warehouse, name))
        undone = withdraw(warehouse, table, number)
        del live[number]
        note(f"undone {number}: {undone}")
        assert undone.updated <= undone.added <= brought
        assert facts_of(warehouse, table) == ordered(standing(table, live.values()).values())
    bring(split + 1, batches[split:])
    for number in list(live):
        withdraw(warehouse, table, number)
    assert everything(warehouse, name) == [], "nothing is left when all is undone"


def everything(connection: sa.Connection, name: str) -> list[tuple[Any, ...]]:
    """Facts and their other versions, each with its batch at the end."""
    both = sa.union_all(sa.select(FACTS[name]), sa.select(HISTORY[name]))
    return [tuple(row) for row in connection.execute(both)]


def test_unchanged_rows_outlive_the_batch_that_first_brought_them(warehouse: sa.Connection) -> None:
    """Monday's file, then Tuesday's with one row more: taking Monday back takes no row of Tuesday."""
    monday = {"on": date(2026, 3, 2), "kind": "gift", "amount": Decimal("5.00")}
    empty(warehouse)
    put(warehouse, "costs", [monday], 1)
    done = put(warehouse, "costs", [monday, monday], 2)
    assert (done.added, done.unchanged) == (1, 1)
    withdraw(warehouse, FACT_TABLES["costs"], 1)
    assert len(facts_of(warehouse, FACT_TABLES["costs"])) == 2
    withdraw(warehouse, FACT_TABLES["costs"], 2)
    assert facts_of(warehouse, FACT_TABLES["costs"]) == []


def test_same_file_twice_with_a_key_twice_is_no_change(warehouse: sa.Connection) -> None:
    """A file that corrects its own row further down says nothing new the second time."""
    order = {"order_id": "D1", "customer_id": "K1", "ordered_at": datetime(2026, 3, 1, 10), "amount": Decimal("1.00")}
    file = [order, {**order, "amount": Decimal("2.00")}]
    empty(warehouse)
    assert put(warehouse, "orders", file, 1).is_change
    done = put(warehouse, "orders", file, 2)
    assert (done.added, done.updated, done.unchanged) == (0, 0, 2)
    assert not done.is_change
    assert len(everything(warehouse, "orders")) == 1
