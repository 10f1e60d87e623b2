"""The two engines hold the same: every metric by every dimension, and batches that come, go and come again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.schema import FACT_TABLES
from data.settings import Windows
from data.warehouse.applying import Applied, withdraw
from data.warehouse.engines import writer
from data.warehouse.milestones import derive
from data.warehouse.tables import HISTORY
from metrics.answer import curve
from metrics.catalogue import CATALOGUE
from metrics.dimensions import DIMENSIONS
from metrics.question import Question, Scope
from tests.data.warehouse.batches import torn_worlds
from tests.data.warehouse.plain import derived_of, empty, facts_of, ordered, put
from tests.metrics.test_figures import differences
from tests.oracle.pools import BEGIN, NOW
from tests.oracle.worlds import world_of
from tests.pipeline import asked, publish, settings_at

ENGINES = ("duckdb", "postgresql")
START, END = BEGIN.date() - timedelta(days=3), NOW.date() + timedelta(days=3)
PAIRS = (("day", "store"), ("hour", "guide"), ("week", "channel"), ("group", "day"))
SCOPE = Scope(stores=frozenset({"S1"}))


@pytest.mark.parametrize("seed", [249])  # a world that has rows of nearly every table
def test_every_metric_by_every_dimension(seed: int, tmp_path: Path) -> None:
    """Money to the cent, counts exactly, quotients to their last digits; rows in the same order; also for a scope."""
    windows = Windows(orders_by="day", orders_belong_to="owner")
    embedded, server = (
        publish(settings_at(tmp_path / engine, NOW, windows, engine=engine), world_of(seed)) for engine in ENGINES
    )
    assert (embedded.horizons, embedded.since, embedded.brought) == (server.horizons, server.since, server.brought)
    assert (embedded.row_counts, embedded.future_rows) == (server.row_counts, server.future_rows)
    for by in ((), *((key,) for key in DIMENSIONS), *PAIRS):
        keys = [key for key, metric in CATALOGUE.items() if set(by) <= set(metric.dimensions)]
        for scope in (Scope(), SCOPE) if not by else (Scope(),):
            first, second = (
                asked(generation, *keys, start=START, end=END, by=by, scope=scope) for generation in (embedded, server)
            )
            assert list(first) == list(second), by
            for key in keys:
                of_metric = ({codes: row[key] for codes, row in found.items()} for found in (first, second))
                assert differences(*of_metric) == [], (key, by)
    for key in ("median_days_to_first_purchase", "median_days_to_first_purchase_people"):
        question = Question(metrics=(CATALOGUE[key],), start=START, end=END)
        assert curve(embedded, question) == curve(server, question)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sa.Connection, sa.Connection]]:
    """A writer on each engine; each example empties the warehouses first."""
    home = tmp_path_factory.mktemp("both")
    with ExitStack() as stack:
        embedded, server = (
            stack.enter_context(writer(settings_at(home / engine, NOW, engine=engine))) for engine in ENGINES
        )
        yield embedded, server


@given(batches=torn_worlds(), data=st.data())
@examples(max_examples=1)
def test_batches_come_go_and_come_again(
    both: tuple[sa.Connection, sa.Connection], batches: list[tuple[str, list[dict[str, Any]]]], data: st.DataObject
) -> None:
    """Late and repeated rows, undone and brought again: same facts, same older versions, same milestones."""
    gone = data.draw(st.sets(st.integers(1, len(batches)), max_size=3))
    seen = []
    for connection in both:
        empty(connection)
        done: dict[Any, Applied] = {}
        for number, (name, rows) in enumerate(batches, start=1):
            done[number] = put(connection, name, rows, number)
            if number % 3 == 0:
                derive(connection, Windows(), NOW)
        for number in gone:
            done["gone", number] = withdraw(connection, FACT_TABLES[batches[number - 1][0]], number)
        derive(connection, Windows(), NOW)
        for number in gone:
            done["again", number] = put(connection, *batches[number - 1], len(batches) + number)
        derive(connection, Windows(), NOW)
        by_and_by = derived_of(connection)
        derive(connection, Windows(), NOW, everybody=True)
        assert derived_of(connection) == by_and_by
        facts = {name: facts_of(connection, table) for name, table in FACT_TABLES.items()}
        history = {name: ordered(connection.execute(sa.select(table))) for name, table in HISTORY.items()}
        seen.append((done, facts, history, by_and_by))
    assert seen[0] == seen[1]
