"""Continued = built: a generation made by what has changed holds what a build of everything holds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, note
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.schema import FACT_TABLES
from data.settings import Settings
from data.warehouse import continuing
from data.warehouse.applying import withdraw
from data.warehouse.engines import writer
from data.warehouse.generations import Generation, current
from data.warehouse.standing import Standing
from metrics import publishing
from metrics.persons import PERSONS
from tests.data.warehouse.plain import put
from tests.data.warehouse.test_milestones import published
from tests.oracle.pools import NOW
from tests.oracle.worlds import world_of
from tests.pipeline import settings_at

SLICES = 2
TOGETHER = 3  # tables that are brought before the next is published


def batched(names: Iterable[str], size: int) -> list[list[str]]:
    """Names in parts of a size."""
    rest = list(names)
    return [rest[place : place + size] for place in range(0, len(rest), size)]


def brought(settings: Settings, batch: int, **tables: list[dict[str, Any]]) -> Generation:
    """Rows brought in and published; gives what readers see then."""
    with writer(settings) as connection:
        for number, (name, rows) in enumerate(tables.items()):
            put(connection, name, rows, batch + number)
        Standing.read(connection).advance(connection, is_demo=False)
        connection.commit()
    publishing.refresh(settings)
    found = current(settings)
    assert found is not None
    return found


@given(seed=st.integers(0, 2**32), chance=st.randoms(use_true_random=False))
@examples(max_examples=1)
def test_slices_of_a_world(seed: int, chance: Any) -> None:
    """Most of a world at once, the rest slice by slice: continued, and each time as if it had come at once."""
    world = world_of(seed)
    with TemporaryDirectory() as home:
        settings = settings_at(Path(home), NOW)
        batch = 0
        late = []
        for name, rows in world.items():
            chance.shuffle(rows)
            late += [(name, row) for row in rows[: len(rows) // 4]]
            with writer(settings) as connection:
                put(connection, name, rows[len(rows) // 4 :], batch := batch + 1)
                Standing.read(connection).advance(connection, is_demo=False)
                connection.commit()
        publishing.refresh(settings)
        chance.shuffle(late)
        seen = []
        for place in range(0, len(late), max(1, len(late) // SLICES)):
            slices: dict[str, list[dict[str, Any]]] = {}
            for name, row in late[place : place + max(1, len(late) // SLICES)]:
                slices.setdefault(name, []).append(row)
            for names in batched(slices, TOGETHER):
                tables = {name: slices[name] for name in names}
                seen.append((names, brought(settings, batch + 1, **tables).continued))
                batch += len(names)
        note(str(seen))
        assert any(continued for _, continued in seen)
        by_and_by = published(current(settings))
        publishing.refresh(settings, full=True)
        whole = current(settings)
        assert whole is not None
        assert whole.continued == 0
        assert published(whole) == by_and_by


def test_a_day_is_added_and_an_undone_one_is_built(tmp_path: Path) -> None:
    """A message and an order of a known customer continue; a batch undone, a guide moved, a first refund do not."""
    settings = settings_at(tmp_path, NOW)
    added = {"customer_id": "K1", "guide_id": "G1", "added_at": NOW.replace(day=1, hour=9)}
    said = {"customer_id": "K1", "guide_id": "G1", "sent_at": NOW.replace(day=1, hour=10)}
    order = {
        "order_id": "D1",
        "customer_id": "K1",
        "guide_id": "G1",
        "amount": Decimal(5),
        "ordered_at": NOW.replace(day=1),
    }
    guide = {"guide_id": "G1", "guide_name": "一", "store_id": "S1"}
    steps = [
        ("guides", guide, 0),
        ("contacts", added, 0),
        ("messages", {**said, "message_id": "M1", "sender": "guide", "kind": "greeting"}, 0),
        ("messages", {**said, "message_id": "M2", "sender": "customer", "kind": "manual", "sent_at": NOW}, 1),
        ("orders", order, 0),
        ("orders", {**order, "order_id": "D2", "ordered_at": NOW}, 1),
        ("orders", {**order, "order_id": "D2", "ordered_at": NOW, "amount": Decimal(7)}, 2),
        ("contacts", {**added, "customer_id": "K2"}, 3),
        ("guides", {**guide, "store_id": "S2"}, 0),
    ]
    for batch, (name, row, continued) in enumerate(steps, start=1):
        generation = brought(settings, batch, **{name: [row]})
        assert (name, batch, generation.continued) == (name, batch, continued)
    with writer(settings) as connection:
        withdraw(connection, FACT_TABLES["orders"], 7)
        Standing.read(connection).advance(connection, is_demo=False)
        Standing.forget_published(connection)
        connection.commit()
    publishing.refresh(settings)
    after = current(settings)
    assert after is not None
    assert after.continued == 0


def test_what_is_told_of_a_person_follows(tmp_path: Path) -> None:
    """The register's word of a person, and who holds her, are those of the last batch in a continued generation too."""
    settings = settings_at(tmp_path, NOW)
    added = {"customer_id": "K1", "guide_id": "G1", "added_at": NOW.replace(day=1, hour=9)}
    lost = {
        **added,
        "customer_id": "K2",
        "removed_at": NOW.replace(day=1, hour=10),
    }  # removals are known
    brought(settings, 1, contacts=[added, lost], customers=[{"customer_id": "K1", "level": "银卡", "tags": "干皮"}])

    def told(generation: Generation) -> tuple[Any, ...]:
        (row,) = generation.rows(sa.select(PERSONS).where(PERSONS.c.customer_id == "K1"))
        return row.level, row.tags, row.holder_id

    moved = brought(settings, 3, customers=[{"customer_id": "K1", "level": "金卡", "tags": "干皮;敏感肌"}])
    assert (moved.continued, told(moved)) == (1, ("金卡", "干皮;敏感肌", "G1"))
    later = brought(settings, 4, contacts=[{**added, "guide_id": "G2", "added_at": NOW.replace(day=2)}])
    assert (later.continued, told(later)) == (2, ("金卡", "干皮;敏感肌", "G2"))
    gone = brought(
        settings, 5, contacts=[{**added, "guide_id": "G2", "added_at": NOW.replace(day=2), "removed_at": NOW}]
    )
    assert (gone.continued, told(gone)[-1]) == (3, "G1"), "the add that still stands"


def test_no_more_than_so_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some continuations everything is built again."""
    monkeypatch.setattr(continuing, "LONGEST", 2)
    settings = settings_at(tmp_path, NOW)
    added = {"guide_id": "G1", "added_at": NOW}
    found = [brought(settings, n, contacts=[{**added, "customer_id": f"K{n}"}]).continued for n in range(1, 6)]
    assert found == [0, 1, 2, 0, 1]
