"""Which databases can hold a store, and what is said of all others before anything is asked of them."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from data.databases import STATES, WAREHOUSES, Engines, UnusableStoreError, address, check_version, shown
from data.settings import MOVED, Settings
from data.warehouse.moving import switch


@pytest.mark.parametrize("written", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_may_be_written_in_three_ways(written: str) -> None:
    url = address(f"{written}://u:p@h/d", WAREHOUSES)
    assert url.render_as_string(hide_password=False) == "postgresql+psycopg://u:p@h/d"
    assert url == address(f"{written}://u:p@h/d", STATES)


@pytest.mark.parametrize(
    ("field", "url", "supported"),
    [
        ("warehouse_url", "mysql+pymysql://u:geheim@h/d", "duckdb:///file.duckdb, postgresql://"),
        ("warehouse_url", "sqlite:///w.sqlite", "duckdb:///file.duckdb, postgresql://"),
        ("warehouse_url", "postgresql+asyncpg://u:geheim@h/d", "duckdb:///file.duckdb, postgresql://"),
        ("state_url", "duckdb:///s.duckdb", "sqlite:///file.sqlite, postgresql://"),
        ("state_url", "mssql://u:geheim@h/d", "sqlite:///file.sqlite, postgresql://"),
    ],
)
def test_other_databases_are_refused_with_the_settings(tmp_path: Path, field: str, url: str, supported: str) -> None:
    """In both languages, naming those that are supported, and never the password."""
    with pytest.raises(UnusableStoreError, match=f"is not supported; these are: {supported}") as refused:
        Settings(home=tmp_path, **{field: url})
    assert "不支持" in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_what_is_no_address_is_refused_without_being_repeated(tmp_path: Path) -> None:
    with pytest.raises(UnusableStoreError, match="cannot be read; it looks like") as refused:
        Settings(home=tmp_path, warehouse_url="//u:geheim@h/d")
    assert "geheim" not in str(refused.value)


def test_a_missing_driver_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UnusableStoreError, match=r"psycopg, is missing .*run pip install"):
        address("postgresql://h/d", WAREHOUSES)


def test_a_server_that_is_too_old_is_refused() -> None:
    check_version(SimpleNamespace(info=SimpleNamespace(server_version=140_000)), None)
    with pytest.raises(UnusableStoreError, match="PostgreSQL 13 is too old; version 14"):
        check_version(SimpleNamespace(info=SimpleNamespace(server_version=130_018)), None)


def test_an_address_is_shown_without_what_opens_it() -> None:
    url = address("postgresql://u:geheim@h/d?password=geheim&sslmode=require", WAREHOUSES)
    assert shown(url) == "postgresql://u:***@h/d?password=_&sslmode=require"
    assert shown(address("duckdb:///a/b.duckdb", WAREHOUSES)) == "a/b.duckdb"


def test_a_moved_warehouse_is_found_unless_another_is_set(tmp_path: Path) -> None:
    """The file is its owner's alone; the environment goes before it."""
    at_first = Settings(home=tmp_path, warehouse_url=None)
    assert at_first.warehouse.database == str(tmp_path / "warehouse" / "warehouse.duckdb")
    url = sa.make_url('postgresql+psycopg://u:g"h%5C@h/d')
    switch(at_first, url)
    switch(at_first, url)
    assert at_first.warehouse == url
    assert (tmp_path / MOVED).stat().st_mode & 0o777 == 0o600
    assert Settings(home=tmp_path, warehouse_url="duckdb:///x.duckdb").warehouse.database == "x.duckdb"
    (tmp_path / MOVED).write_text("url = ")
    with pytest.raises(UnusableStoreError, match="no url that can be read"):
        _ = at_first.warehouse


def test_engines_are_kept_and_one_that_gives_way_lets_its_connections_go(tmp_path: Path) -> None:
    made: list[sa.URL] = []

    def make(where: sa.URL) -> sa.Engine:
        made.append(where)
        return sa.create_engine(where)

    engines = Engines(make, most=2)
    first, second, third = (sa.make_url(f"sqlite:///{tmp_path / name}") for name in ("1", "2", "3"))
    for where in (first, second, first):
        with engines.of(where).connect():
            pass
    assert made == [first, second]
    oldest, used = engines.of(second), engines.of(first)  # asked for in this order: the second gives way
    assert (_idle(oldest), _idle(used)) == (1, 1)
    engines.of(third)
    assert (_idle(oldest), _idle(used)) == (0, 1)
    assert engines.of(second) is not oldest
    assert made == [first, second, third, second]


def _idle(engine: sa.Engine) -> int:
    assert isinstance(engine.pool, sa.pool.QueuePool)
    return engine.pool.checkedin()
