"""Generations: readers always see one whole, writers wait for each other, and nothing stays behind."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from data.settings import ROOT, Settings
from data.warehouse.embedded import Embedded
from data.warehouse.engines import WarehouseBusyError, folder, writer
from data.warehouse.generations import KEPT, Generation, LostGenerationError, current
from data.warehouse.store import Pointed
from data.warehouse.tables import MILESTONES
from metrics import publishing
from tests.oracle.pools import NOW
from tests.pipeline import asked, settings_at

PERIOD = {"start": date(2026, 3, 1), "end": date(2026, 4, 1)}


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """A home with one contact and one order in its first generation."""
    settings = settings_at(tmp_path / "home", NOW)
    import_more(settings, tmp_path, 1)
    return settings


def import_more(settings: Settings, tmp_path: Path, number: int) -> None:
    """One contact and one order more, so that generation N has N of each."""
    contacts, orders = tmp_path / f"contacts-{number}.csv", tmp_path / f"orders-{number}.csv"
    contacts.write_text(f"customer_id,guide_id,added_at\nK{number},G1,2026-03-0{number}\n")
    orders.write_text(f"order_id,customer_id,ordered_at,amount\nD{number},K{number},2026-03-0{number},10\n")
    publishing.import_files(settings, [contacts, orders])


def published(settings: Settings) -> Generation:
    """What readers see."""
    found = current(settings)
    assert found is not None
    return found


def test_readers_never_err_and_never_see_two_generations(here: Settings, tmp_path: Path) -> None:
    """Some threads ask all the time while two generations are published."""
    seen: list[tuple[int, int, int, int]] = []
    errors: list[BaseException] = []
    is_over = threading.Event()

    def read() -> None:
        while not is_over.wait(0.005):
            try:
                generation = published(here)
                cells = asked(generation, "added_contacts", "orders", "buyers", **PERIOD)[()]
                figures = (cells[key]["value"] for key in ("added_contacts", "orders", "buyers"))
                seen.append((generation.number, *figures))
            except BaseException as error:
                errors.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(2, 4):
        import_more(here, tmp_path, number)
    time.sleep(0.2)
    is_over.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert {one[0] for one in seen} >= {1, 3}, "the readers were there from the first to the last"
    assert [one for one in seen if set(one) != {one[0]}] == []


@pytest.mark.embedded
def test_the_last_generations_are_kept(here: Settings) -> None:
    """Pointer and files, and nothing half built."""
    for _ in range(2, KEPT + 3):
        publishing.refresh(here, full=True)
    last = KEPT + 2
    kept = {path.name for path in folder(here).iterdir() if path.name != "warehouse.duckdb"}
    assert kept == {"CURRENT", *(f"marts-{number}.duckdb" for number in range(last - KEPT + 1, last + 1))}
    assert (folder(here) / "CURRENT").read_text() == str(last)


@pytest.mark.embedded
def test_an_old_generation_can_be_read_while_it_is_held(here: Settings, tmp_path: Path) -> None:
    """Its file is removed, other threads open and close others, and it still answers from a new thread."""
    found: list[Generation] = []
    opener = threading.Thread(target=lambda: found.append(published(here)))
    opener.start()
    opener.join()
    import_more(here, tmp_path, 2)
    for _ in range(3, KEPT + 4):
        published(here)
        publishing.refresh(here, full=True)
    published(here)
    assert not (folder(here) / "marts-1.duckdb").exists()
    counts: list[int] = []

    def read() -> None:
        counts.append(len(found[0].rows(sa.select(MILESTONES["contacts"]))))
        counts.append(asked(found[0], "orders", **PERIOD)[()]["orders"]["value"])

    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert counts == [1] * 12


@pytest.mark.embedded
def test_a_killed_publisher_leaves_nothing_behind(here: Settings, tmp_path: Path) -> None:
    """Readers ignore half-built files, the next publisher removes them; a file never pointed to harms nobody."""
    home = folder(here)
    for name in ("marts-2.building", "marts-2.building.wal", "CURRENT.building"):
        (home / name).write_bytes(b"torn")
    (home / "marts-2.duckdb").write_bytes(b"whole, but never pointed to")
    assert published(here).number == 1
    import_more(here, tmp_path, 2)
    assert published(here).number == 3
    assert published(here).row_counts["orders"] == 2
    assert list(home.glob("*.building*")) == []


@pytest.mark.embedded
@pytest.mark.parametrize("harm", ["removed", "torn", "of an older program"])
@pytest.mark.parametrize("is_full", [False, True])
def test_a_lost_generation_is_said_in_words_and_mended(here: Settings, harm: str, is_full: bool) -> None:
    """Somebody removed the file, or this program cannot read it: the message says what to run, and that works."""
    path = folder(here) / "marts-1.duckdb"
    path.unlink()
    if harm == "torn":
        path.write_bytes(b"torn" * 5000)
    elif harm == "of an older program":
        duckdb.connect(str(path)).close()  # a file of ours, without the tables that we look for
    with pytest.raises(LostGenerationError, match="run refresh"):
        current(here)
    assert publishing.refresh(here, full=is_full) == 2
    assert published(here).row_counts["orders"] == 1


@pytest.mark.embedded
def test_a_reader_slower_than_the_writer_finds_the_next(here: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pointer was read, then its generation was replaced and removed before it could be opened."""
    now = Embedded.pointed
    earlier = iter([Pointed(7, "marts-7.duckdb", 7), Pointed(8, "marts-8.duckdb", None)])
    monkeypatch.setattr(Embedded, "pointed", lambda store: next(earlier, None) or now(store))
    assert published(here).number == 1


HOLDER = """
import sys
from pathlib import Path
from data.settings import Settings
from data.warehouse.engines import writer
with writer(Settings(home=Path(sys.argv[1]), warehouse_url=sys.argv[2] or None)):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(here: Settings) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the warehouse until it is told to go on."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(here.home), here.warehouse_url or ""],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_held_warehouse_is_waited_for_then_given_up(here: Settings, holder: subprocess.Popen[str]) -> None:
    """The writer says for how long it waited; readers don't notice."""
    begun = time.monotonic()
    with pytest.raises(WarehouseBusyError, match="gave up after 1 s"), writer(here, patience=1):
        pass
    assert 1 <= time.monotonic() - begun < 5
    assert asked(published(here), "orders", **PERIOD)[()]["orders"]["value"] == 1
    assert holder.stdin is not None
    holder.stdin.write("\n")
    holder.stdin.flush()
    with writer(here) as connection, connection.begin():
        pass


@pytest.mark.embedded
def test_two_processes_import_at_once(tmp_path: Path) -> None:
    """Both on a home that is new: one waits for the other, both succeed, nothing is lost."""
    home = tmp_path / "home"
    processes = []
    for number in range(2):
        path = tmp_path / f"orders-{number}.csv"
        rows = "".join(f"D{number}-{n},K{n},2026-03-02,1\n" for n in range(500))
        path.write_text("order_id,customer_id,ordered_at,amount\n" + rows)
        command = [sys.executable, "manage.py", "import", str(path), "--json"]
        environment = {"YUTANG_HOME": str(home), "PATH": ""}
        processes.append(
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        )
    results = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], results
    settings = settings_at(home, NOW)
    assert sorted(row.batch for row in publishing.batches(settings)) == [1, 2]
    assert published(settings).row_counts["orders"] == 1000
    assert asked(published(settings), "orders", **PERIOD)[()]["orders"]["value"] == 1000
