"""The state keeps what was done, and its migrations make what its models say."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from data.state import audit, store
from data.state.models import Base
from tests.pipeline import settings_at

NOON = datetime(2026, 3, 31, 12)


def test_newest_first(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    audit.record(here, "老板", "import", file="a.csv", rows=3)
    audit.record(here, "老板", "undo", batch=1)
    entries = audit.trail(here)
    assert [(e.at, e.who, e.action, e.detail) for e in entries] == [
        (NOON, "老板", "undo", {"batch": 1}),
        (NOON, "老板", "import", {"file": "a.csv", "rows": 3}),
    ]
    assert [entry.action for entry in audit.trail(here, most=1)] == ["undo"]


def test_migrations_make_the_models(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    audit.trail(here)
    with sa.create_engine(store.url(here)).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


@pytest.mark.embedded
def test_readers_stand_beside_a_writer(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    audit.trail(here)
    with sa.create_engine(store.url(here)).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_many_write_at_once(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)

    def write(who: str) -> None:
        for n in range(10):
            audit.record(here, who, "import", n=n)

    threads = [threading.Thread(target=write, args=(f"T{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = audit.trail(here)
    assert len(entries) == 40
    assert {entry.who for entry in entries} == {"T0", "T1", "T2", "T3"}


@pytest.mark.embedded
def test_state_stands_where_its_url_says(tmp_path: Path) -> None:
    here = settings_at(tmp_path / "home", NOON).model_copy(
        update={"state_url": f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"}
    )
    audit.record(here, "x", "demo")
    assert (tmp_path / "elsewhere.sqlite").exists()
    assert not (tmp_path / "home" / "state.sqlite").exists()
