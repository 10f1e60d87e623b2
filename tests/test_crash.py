"""Killed at any instant of an import: readers keep the last published generation, and the next run mends the rest."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa

from data.settings import ROOT, Settings, settings
from data.warehouse import generations
from data.warehouse.engines import folder, writer
from data.warehouse.tables import BATCHES, FACTS, MILESTONES
from metrics import publishing
from metrics.publishing import Imported
from metrics.rollups import ROLLUP_TABLES
from metrics.sources import PLACED_BY
from tests.pipeline import asked

IS_LONG = hypothesis.settings.get_current_profile_name() == "long"
COPIES, IN_A_ROW = (10, 5) if IS_LONG else (2, 2)  # thirty kills with two scenes, or four
AT_ONCE = 2
BEGIN = datetime(2025, 3, 1, 8)
PERIOD = {"start": date(2025, 3, 1), "end": date(2025, 4, 1)}
KEYS = ("added_contacts", "greeting_rate", "private_chat_ratio", "first_purchase_conversion", "gmv", "buyers")
QUERY = ("query", *KEYS, "--from", "2025-03-01", "--to", "2025-03-31", "--json")

FORK = multiprocessing.get_context("forkserver")  # children that have the program in memory already: no second to wait


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What every kill starts from, and what must come of it."""

    prepared: Path  # a home: own rows published, or the demo
    files: list[Path]
    seconds: float  # that the import takes undisturbed
    before: Any  # what readers see until it is published
    after: Any  # … and then


def settings_at(home: Path) -> Settings:
    """The settings of a home, as the command line has them."""
    return Settings(home=home, warehouse_url=None)


def run(home: str, arguments: list[str]) -> None:
    """`python manage.py …` in a process of its own."""
    for name in [name for name in os.environ if name.startswith("YUTANG_")]:
        del os.environ[name]  # the fork server may have been started in the middle of another test
    os.environ["YUTANG_HOME"] = home
    settings.cache_clear()  # the fork server may have read them already, for another home
    import manage

    sys.argv = ["manage.py", *arguments]
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    manage.main()


def begin(home: Path, arguments: list[str]) -> Any:
    """Start a run."""
    process = FORK.Process(target=run, args=(str(home), arguments))
    process.start()
    return process


def write_files(directory: Path) -> list[Path]:
    """Contacts, messages and orders of a month; some rows correct those that were there before."""
    directory.mkdir()
    chance = Random(7)
    contacts = ["customer_id,guide_id,added_at"]
    messages = ["message_id,customer_id,guide_id,sent_at,sender,kind"]
    orders = ["order_id,customer_id,ordered_at,amount"]
    for number in range(1500):
        customer, guide = f"K{number}", f"G{number % 40}"
        added_at = BEGIN + timedelta(minutes=chance.randrange(28 * 24 * 60))
        contacts.append(f"{customer},{guide},{added_at}")
        for place in range(4):
            at, sender = added_at + timedelta(minutes=place * 7), ("guide", "customer")[place % 2]
            kind = ("greeting", "", "manual", "")[place]
            messages.append(f"{'' if place else f'M{number}'},{customer},{guide},{at},{sender},{kind}")
        if number % 3 == 0:
            orders.append(f"D{number},{customer},{added_at + timedelta(hours=number % 200)},{number % 90}.50")
    written = []
    for name, lines in (("contacts", contacts), ("messages", messages), ("orders", orders)):
        path = directory / f"{name}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        written.append(path)
    return written


def write_earlier(directory: Path) -> list[Path]:
    """What was imported before: some of the contacts, and orders that the new file corrects."""
    directory.mkdir()
    contacts, orders = directory / "contacts.csv", directory / "orders.csv"
    contacts.write_text("customer_id,guide_id,added_at\n" + "".join(f"K{n},G0,{BEGIN}\n" for n in range(300)))
    rows = "".join(f"D{n},K{n + 1},{BEGIN + timedelta(hours=n)},1\n" for n in range(300))
    orders.write_text("order_id,customer_id,ordered_at,amount\n" + rows)
    return [contacts, orders]


def figures(settings: Settings) -> Any:
    """What readers see: the figures, the milestones and the rollups, as sums that show a row too many or too few."""
    generation = generations.current(settings)
    assert generation is not None
    tables: dict[str, Any] = {**MILESTONES, **{f"rollup {name}": summed(name) for name in ROLLUP_TABLES}}
    return {
        "demo": generation.is_demo,
        "asked": asked(generation, *KEYS, **PERIOD),
        "rows": dict(generation.row_counts),
        **{name: generation.rows(content(table, name))[0] for name, table in tables.items()},
    }


def summed(name: str) -> sa.Subquery:
    """A rollup with one row for each place of a day: what came to it later stands beside it."""
    table = ROLLUP_TABLES[name]
    keys = [column for column in table.columns if column.name in ("day", "by_hand", *PLACED_BY[name])]
    sums = (sa.func.sum(column).label(column.name) for column in table.columns if column not in keys)
    return sa.select(*keys, *sums).group_by(*keys).subquery()


def content(table: sa.FromClause, alias: str, *without: str) -> Any:
    """The number of rows and a sum over their contents."""
    cells = [sa.cast(column, sa.Text) for column in table.columns if column.name not in without]
    row = sa.func.concat_ws("|", *(sa.func.coalesce(cell, "-") for cell in cells))
    return sa.select(sa.func.count(), sa.cast(sa.func.sum(sa.cast(sa.func.hash(row), sa.Numeric(38, 0))), sa.Text))


def facts(settings: Settings) -> dict[str, Any]:
    """The facts, whatever batch brought them, and the batches that are recorded."""
    with writer(settings) as connection, connection.begin():
        found = {name: tuple(connection.execute(content(t, name, "batch")).one()) for name, t in FACTS.items()}
        found["batches"] = sorted(connection.execute(sa.select(BATCHES.c.file)).scalars())
        return found


@pytest.fixture(scope="module", params=["own rows", pytest.param("demo", marks=pytest.mark.thorough)])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A home to copy, the files to import, and what an undisturbed import comes to (measured two at once)."""
    work = tmp_path_factory.mktemp("crash")
    prepared, files = work / "prepared", write_files(work / "files")
    settings = settings_at(prepared)
    if request.param == "demo":
        publishing.make_demo(settings, stores=2, guides=4, customers=300, days=60)
    else:
        publishing.import_files(settings, write_earlier(work / "earlier"))
    FORK.set_forkserver_preload(["pytest", "manage", "tests.test_crash"])
    imported = ["import", *map(str, files)]
    begin(work / "nowhere", ["metrics"]).join()  # the fork server is up now
    homes = [copied(prepared, work / f"undisturbed-{number}") for number in range(AT_ONCE)]
    started = time.monotonic()
    runs = [begin(home, imported) for home in homes]
    for one in runs:
        one.join()
        assert one.exitcode == 0
    seconds = time.monotonic() - started
    before = figures(settings)
    after = figures(settings_at(homes[0])), facts(settings_at(homes[0]))
    yield Scene(prepared=prepared, files=files, seconds=seconds, before=before, after=after)


def copied(prepared: Path, home: Path) -> Path:
    """A home of its own, as prepared."""
    shutil.copytree(prepared, home)
    return home


def killed(scene: Scene, home: Path, share: float) -> bool:
    """Import, and kill the process after a share of the usual time; whether it was still at work."""
    process = begin(home, ["import", *map(str, scene.files)])
    process.join(scene.seconds * share)
    process.kill()
    process.join()
    return bool(process.exitcode)


def mended(scene: Scene, home: Path, *, refreshes: bool) -> None:
    """Readers see what stood before or the whole; the next run comes to the figures of an undisturbed import."""
    settings = settings_at(home)
    assert figures(settings) in (scene.before, scene.after[0])
    if refreshes:
        publishing.refresh(settings)
    results = publishing.import_files(settings, scene.files)
    assert all(isinstance(result, Imported) and not result.rows_rejected for result in results), results
    assert figures(settings) == scene.after[0]
    assert facts(settings) == scene.after[1]
    assert list(folder(settings).glob("*.building*")) == []


def test_killed_at_any_instant(scene: Scene, tmp_path: Path) -> None:
    """Kills on copies of the home, spread over the whole run; after half of them refresh comes first."""
    chance = Random(1)
    shares = [(number + chance.random()) / COPIES for number in range(COPIES)]

    def one(number: int) -> bool:
        home = copied(scene.prepared, tmp_path / str(number))
        was_at_work = killed(scene, home, shares[number])
        mended(scene, home, refreshes=number % 2 == 0)
        shutil.rmtree(home)
        return was_at_work

    with ThreadPoolExecutor(AT_ONCE) as pool:
        were_at_work = list(pool.map(one, range(COPIES)))
    assert sum(were_at_work) >= COPIES // 3, "the kills hit the run, not its end"


def test_killed_again_and_again(scene: Scene, tmp_path: Path) -> None:
    """Kills on one home, each later in the run than the one before: what one left the next goes on from."""
    home = copied(scene.prepared, tmp_path / "home")
    for number in range(IN_A_ROW):
        killed(scene, home, (number + 1) / (IN_A_ROW + 1) / 2)
        assert figures(settings_at(home)) in (scene.before, scene.after[0])
    mended(scene, home, refreshes=False)


def test_the_command_line_answers_after_a_kill(scene: Scene, tmp_path: Path) -> None:
    """The real commands: import is killed while it works, query answers, refresh mends."""
    home = copied(scene.prepared, tmp_path / "home")
    importing = commanded(home, "import", *map(str, scene.files))
    before = set(folder(settings_at(home)).iterdir())
    while importing.poll() is None and set(folder(settings_at(home)).iterdir()) == before:
        time.sleep(0.01)  # until it has the warehouse in hands
    time.sleep(scene.seconds / 3)
    importing.kill()
    importing.communicate()
    query = commanded(home, *QUERY)
    answered, said = query.communicate(timeout=60)
    assert query.returncode == 0, said
    (row,) = json.loads(answered)["rows"]
    expected = (sums["asked"][()] for sums in (scene.before, scene.after[0]))
    assert {key: cell["value"] for key, cell in row.items()} in [
        {key: cell["value"] for key, cell in cells.items()} for cells in expected
    ]
    refresh = commanded(home, "refresh")
    refresh.communicate(timeout=60)
    assert refresh.returncode == 0
    mended(scene, home, refreshes=False)


def commanded(home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """`python manage.py …`, its output kept."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "YUTANG_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
