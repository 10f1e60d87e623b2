"""A warehouse moves to another engine and back, with all it held, or not at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from data.databases import UnusableStoreError
from data.settings import MOVED, Settings
from data.warehouse.engines import writer
from data.warehouse.generations import current
from metrics import publishing
from metrics.moving import Moved, is_same, move, told_move, written_move
from tests.oracle.pools import NOW
from tests.pipeline import asked, settings_at
from tests.server import database

PASSWORD = "geheim"


@pytest.fixture
def demo(tmp_path: Path) -> Settings:
    """A home with the demo, in files."""
    settings = settings_at(tmp_path / "home", NOW, engine="duckdb")
    publishing.make_demo(settings, stores=2, guides=3, customers=30, days=12)
    return settings


@pytest.fixture
def shop(tmp_path: Path) -> Settings:
    """A home with a contact and an order, in files."""
    settings = settings_at(tmp_path / "home", NOW, engine="duckdb")
    orders = tmp_path / "orders.csv"
    orders.write_text("order_id,customer_id,ordered_at,amount\nD1,K1,2026-03-03,10\n")
    publishing.import_files(settings, [one_contact(tmp_path), orders])
    return settings


def target(tmp_path: Path) -> str:
    """An empty database of a server, its address with a password, which that server does not ask for."""
    return database(tmp_path / "target").replace("postgres:@", f"postgres:{PASSWORD}@")


def moved(settings: Settings, to: str, *by: str) -> Moved:
    """A move, its progress checked."""
    shares: list[float] = []
    done = move(settings, to, by=by, report=lambda share, _: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    return done


def one_contact(folder: Path) -> Path:
    """A small file."""
    path = folder / "contacts.csv"
    path.write_text("customer_id,guide_id,added_at\nK1,G1,2026-03-02\n")
    return path


def gmv(settings: Settings) -> Any:
    """All that was sold."""
    found = current(settings)
    assert found is not None
    start, end = NOW.date() - timedelta(days=60), NOW.date() + timedelta(days=1)
    return found.number, asked(found, "gmv", start=start, end=end, by=("store",))


def test_to_the_server_and_back(demo: Settings, tmp_path: Path) -> None:
    """Rows, batches, the demo's mark and all figures; from then on imports go there, and undoing one works."""
    contacts = tmp_path / "contacts.csv"
    before = gmv(demo)
    there = moved(demo, target(tmp_path), "store", "day", "channel", "group", "campaign", "hour")
    assert there.is_switched
    assert there.differences == ()
    assert there.figures > 300
    assert demo.warehouse.get_backend_name() == "postgresql"
    assert gmv(demo)[1] == before[1]
    assert PASSWORD not in "".join((str(written_move(there)), *told_move(there), repr(demo)))
    found = current(demo)
    assert found is not None
    assert found.is_demo

    contacts.write_text("customer_id,guide_id,added_at\nK1,G1,2026-03-02 10:00:00\n")
    publishing.import_files(demo, [contacts])  # the first own file replaces the demo, there too
    contacts.write_text("customer_id,guide_id,added_at,channel_id\nK1,G1,2026-03-02 10:00:00,Q1\n")
    publishing.import_files(demo, [contacts])
    back = moved(demo, f"duckdb:///{tmp_path / 'files' / 'w.duckdb'}", "channel")
    assert back.is_switched
    assert demo.warehouse.database == str(tmp_path / "files" / "w.duckdb")
    publishing.undo(demo, 2)
    with writer(demo) as connection:
        rows = publishing.batches(demo)
        assert [(row.batch, row.undone_at is None) for row in rows] == [(2, False), (1, True)]
        assert connection.exec_driver_sql("SELECT channel_id FROM facts.contacts").all() == [(None,)]


def test_one_difference_and_nothing_is_switched(shop: Settings, tmp_path: Path) -> None:
    """A cent more on the way: the difference is named, the old warehouse goes on, the new one is empty again."""
    url = target(tmp_path)
    there = shop.model_copy(update={"warehouse_url": url})
    with writer(there):
        pass  # makes the tables
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION public.dearer() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN NEW.amount = NEW.amount + 0.01; RETURN NEW; END'"
        )
        connection.execute(
            "CREATE TRIGGER t BEFORE INSERT ON facts.orders FOR EACH ROW EXECUTE FUNCTION public.dearer()"
        )
    done = moved(shop, url, "store")
    assert not done.is_switched
    assert {"gmv", "average_order_value"} <= {one.metric for one in done.differences}
    assert "added_contacts" not in {one.metric for one in done.differences}
    assert "nothing was switched" in told_move(done)[-1]
    assert not (shop.home / MOVED).exists()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TRIGGER t ON facts.orders")
    assert moved(shop, url).is_switched, "it can be tried once more"


def test_a_move_that_was_cut_off_is_begun_anew(shop: Settings, tmp_path: Path) -> None:
    """Cut off after the copy, the next move empties the target first; one that somebody used since is left alone."""
    url = target(tmp_path)

    def cut_off(_: float, doing: str) -> None:
        if doing == "milestones":
            raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            move(shop, url, report=cut_off)
    assert moved(shop, url).is_switched
    used = f"duckdb:///{tmp_path / 'used.duckdb'}"
    with pytest.raises(KeyboardInterrupt):
        move(shop, used, report=cut_off)
    more = tmp_path / "more.csv"
    more.write_text("customer_id,guide_id,added_at\nK2,G1,2026-03-03\n")
    publishing.import_files(shop.model_copy(update={"warehouse_url": used}), [more])
    with pytest.raises(UnusableStoreError, match="holds rows already"):
        move(shop, used, report=cut_off)


def test_what_cannot_be_a_target_is_refused(shop: Settings, tmp_path: Path) -> None:
    """Itself, its own folder, one with rows; and an empty warehouse cannot be moved. Nothing is switched."""
    for to in ("warehouse", "other"):
        with pytest.raises(UnusableStoreError, match="is the present warehouse, or lies in its folder"):
            move(shop, f"duckdb:///{shop.home / 'warehouse' / to}.duckdb", report=lambda *_: None)
    full = settings_at(tmp_path / "full", NOW, engine="duckdb").model_copy(
        update={"warehouse_url": f"duckdb:///{tmp_path / 'full.duckdb'}"}
    )
    publishing.import_files(full, [one_contact(tmp_path)])
    with pytest.raises(UnusableStoreError, match="holds rows already"):
        move(shop, str(full.warehouse_url), report=lambda *_: None)
    with pytest.raises(UnusableStoreError, match="there is nothing to move"):
        move(settings_at(tmp_path / "empty", NOW, engine="duckdb"), "duckdb:///x.duckdb", report=lambda *_: None)
    assert not (shop.home / MOVED).exists()


def test_where_the_environment_names_the_warehouse_it_must_be_changed_there(tmp_path: Path) -> None:
    """The file would not be heeded, so it is not written; the words say what to do."""
    url = f"duckdb:///{tmp_path / 'a' / 'w.duckdb'}"
    here = settings_at(tmp_path / "home", NOW, engine="duckdb").model_copy(update={"warehouse_url": url})
    publishing.import_files(here, [one_contact(tmp_path)])
    done = moved(here, f"duckdb:///{tmp_path / 'b' / 'w.duckdb'}")
    assert (done.is_switched, done.differences) == (False, ())
    assert "YUTANG_WAREHOUSE_URL is set" in told_move(done)[-1]
    assert not (here.home / MOVED).exists()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(1, 1, True), (None, None, True), (0.1 + 0.2, 0.3, True), (1, 2, False), (None, 0.0, False), ("a", "b", False)],
)
def test_what_counts_as_the_same(first: Any, second: Any, expected: bool) -> None:
    assert is_same(first, second) is expected
