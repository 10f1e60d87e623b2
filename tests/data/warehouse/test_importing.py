"""Files as batches: counted, overlapping, imported again; the demo gives way whole or not at all."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.intake.errors import IntakeError
from data.schema import FACT_TABLES
from data.settings import Settings
from data.warehouse.engines import folder, writer
from data.warehouse.generations import Generation, current
from data.warehouse.tables import FACTS, MILESTONES
from metrics import publishing
from metrics.publishing import Failed, Imported
from tests import pipeline
from tests.data.warehouse.plain import facts_of
from tests.oracle.pools import NOW
from tests.pipeline import settings_at

HEADING = "order_id,customer_id,ordered_at,amount\n"
CONTACTS = "customer_id,guide_id,added_at\nK1,G1,2026-03-02 10:00:00\nK2,G1,2026-03-02 11:00:00\n"


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """An empty home."""
    return settings_at(tmp_path / "home", NOW)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small demo, to be copied."""
    home = tmp_path_factory.mktemp("demo")
    publishing.make_demo(settings_at(home, NOW), stores=2, guides=3, customers=50, days=30)
    return home


@pytest.fixture
def demo_home(made: Path, tmp_path: Path) -> Settings:
    """A home with that demo."""
    return settings_at(pipeline.copied(made, tmp_path / "home"), NOW)


def file(tmp_path: Path, text: str, name: str = "file.csv") -> Path:
    """A file of the user's."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def bring(settings: Settings, *paths: Path, **how: Any) -> Imported:
    """Import files and give what became of the last."""
    (*_, last) = publishing.import_files(settings, paths, **how)
    assert isinstance(last, Imported), last
    assert last.rows_read == last.rows_added + last.rows_updated + last.rows_unchanged + last.rows_rejected
    return last


def counts(imported: Imported) -> tuple[int, int, int, int]:
    """Added, updated, unchanged, rejected."""
    return imported.rows_added, imported.rows_updated, imported.rows_unchanged, imported.rows_rejected


def orders(settings: Settings) -> dict[str, Decimal]:
    """The orders that stand, with their amounts."""
    with writer(settings) as connection, connection.begin():
        rows = facts_of(connection, FACT_TABLES["orders"])
    names = FACT_TABLES["orders"].names
    return {row[names.index("order_id")]: row[names.index("amount")] for row in rows}


def published(settings: Settings) -> Generation:
    """What readers see."""
    found = current(settings)
    assert found is not None
    return found


def test_the_same_file_again_changes_nothing(here: Settings, tmp_path: Path) -> None:
    """No batch, no generation, no row; also where rows repeat, or correct each other further down."""
    texts = {
        "orders": HEADING + "D1,K1,2026-03-01,1\nD2,K1,2026-03-01,2\nD1,K1,2026-03-01,3\nD2,K1,2026-03-01,2\n",
        "costs": "on,kind,amount\n2026-03-01,礼品,5\n2026-03-01,礼品,5\n2026-03-02,礼品,5\n",
        "messages": "customer_id,guide_id,sent_at,sender\n" + "K1,G1,2026-03-01 10:00:00,客户\n" * 3,
        "training": "guide_id,lesson,on,attended\nG1,1,2026-03-01,是\nG1,2,2026-03-02,否\n",
    }
    for name, text in texts.items():
        path = file(tmp_path, text, f"{name}.csv")
        first = bring(here, path)
        assert first.batch is not None
        number, rows = published(here).number, published(here).row_counts
        again = bring(here, path)
        assert again.batch is None
        assert (again.rows_added, again.rows_updated, again.rows_unchanged) == (0, 0, again.rows_read)
        assert published(here).number == number
        assert published(here).row_counts == rows
    assert orders(here) == {"D1": Decimal("3.00"), "D2": Decimal("2.00")}, "the last row of a key holds"
    assert published(here).row_counts["costs"] == 3
    assert published(here).row_counts["messages"] == 3
    assert len(publishing.batches(here)) == len(texts)


def test_overlapping_files_add_what_is_new(here: Settings, tmp_path: Path) -> None:
    """Monday's export and Tuesday's that overlaps it: repeated rows are unchanged, corrected ones updated."""
    monday = file(tmp_path, HEADING + "D1,K1,2026-03-01,1\nD2,K1,2026-03-01,2\nD3,K1,never,3\n", "monday.csv")
    tuesday = file(tmp_path, HEADING + "D2,K1,2026-03-01,2\nD1,K9,2026-03-01,9\nD4,K1,2026-03-02,4\n", "tuesday.csv")
    assert counts(bring(here, monday)) == (2, 0, 0, 1)
    assert counts(bring(here, tuesday)) == (1, 1, 1, 0)
    assert orders(here) == {"D1": Decimal("9.00"), "D2": Decimal("2.00"), "D4": Decimal("4.00")}
    assert counts(bring(here, monday)) == (0, 1, 1, 1), "an older file imported later holds, as the later batch"
    assert publishing.undo(here, 3) == 1
    assert publishing.undo(here, 1) == 1, "of D2, which stands on: Tuesday brought it too"
    assert orders(here) == {"D1": Decimal("9.00"), "D2": Decimal("2.00"), "D4": Decimal("4.00")}
    assert publishing.undo(here, 2) == 3
    assert orders(here) == {}
    assert published(here).row_counts["orders"] == 0


def test_dry_run_leaves_nothing_behind(here: Settings, tmp_path: Path) -> None:
    """The counts of the import to come, and no batch, no generation, no file of rejected rows."""
    path = file(tmp_path, HEADING + "D1,K1,2026-03-01,1\nD3,K1,never,3\n")
    dry = bring(here, path, dry_run=True)
    assert (dry.batch, dry.rejects_file, counts(dry)) == (None, None, (1, 0, 0, 1))
    assert [one.value for one in dry.rejections] == ["never"]
    assert publishing.batches(here) == []
    assert current(here) is None
    assert not (here.home / "rejects").exists()
    real = bring(here, path)
    assert counts(real) == counts(dry)
    assert real.rejects_file is not None
    assert counts(bring(here, path, dry_run=True)) == (0, 0, 1, 1)
    assert published(here).number == 1
    assert [rejected.name for rejected in (here.home / "rejects").iterdir()] == [Path(real.rejects_file).name]


def test_a_file_that_fails_does_not_stop_the_others(here: Settings, tmp_path: Path) -> None:
    """Nothing of it is written, the rest is published once."""
    good = file(tmp_path, CONTACTS, "good.csv")
    bad = file(tmp_path, "foo,bar\n1,2\n", "bad.csv")
    failed, done = publishing.import_files(here, [bad, good])
    assert isinstance(failed, Failed)
    assert isinstance(done, Imported)
    assert (done.batch, published(here).number) == (1, 1)


def test_own_rows_replace_the_demo_whole(demo_home: Settings, tmp_path: Path) -> None:
    """After the first own file no row of the demo is left in any table, nor in the milestones."""
    assert published(demo_home).is_demo
    bring(demo_home, file(tmp_path, CONTACTS))
    assert not published(demo_home).is_demo
    assert {name: rows for name, rows in published(demo_home).row_counts.items() if rows} == {"contacts": 2}
    for name, table in MILESTONES.items():
        rows = published(demo_home).rows(sa.select(table))
        assert len(rows) == {"contacts": 2, "people": 2}.get(name, 0), name


@pytest.mark.parametrize(
    "text",
    [HEADING + "D1,K1,never,1\nD2,K1,2026-03-01,much\n", "foo,bar\n1,2\n", HEADING, ""],
    ids=["all rows rejected", "unknown headings", "no rows", "empty"],
)
def test_a_first_import_without_a_row_leaves_the_demo(demo_home: Settings, tmp_path: Path, text: str) -> None:
    """The demo gives way to rows, not to an attempt."""
    before = published(demo_home)
    publishing.import_files(demo_home, [file(tmp_path, text)])
    assert published(demo_home).number == before.number
    with writer(demo_home) as connection, connection.begin():
        held = len(facts_of(connection, FACT_TABLES["contacts"]))
    assert held == before.row_counts["contacts"] > 0
    bring(demo_home, file(tmp_path, CONTACTS), dry_run=True)
    assert published(demo_home).is_demo


def test_an_import_that_breaks_halfway_leaves_the_demo(
    demo_home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo's end and the first rows are one transaction."""

    def broken(*_: object) -> None:
        raise MemoryError

    before = published(demo_home).row_counts
    with monkeypatch.context() as patch:
        patch.setattr("data.intake.importing._record", broken)
        with pytest.raises(MemoryError):
            publishing.import_files(demo_home, [file(tmp_path, CONTACTS)])
    publishing.refresh(demo_home, full=True)
    assert published(demo_home).is_demo
    assert published(demo_home).row_counts == before


def test_the_demo_never_mixes_with_own_rows(here: Settings, tmp_path: Path) -> None:
    """It refuses over own rows, and comes again once they are all undone."""
    bring(here, file(tmp_path, CONTACTS))
    with pytest.raises(IntakeError, match="never mixes"):
        publishing.make_demo(here, stores=2, guides=3, customers=50, days=30)
    assert published(here).row_counts["contacts"] == 2
    publishing.undo(here, 1)
    publishing.make_demo(here, stores=2, guides=3, customers=50, days=30)
    assert published(here).is_demo
    assert publishing.batches(here) == []


def test_a_demo_made_again_and_interrupted_is_finished_by_refresh(
    demo_home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The facts were committed, their milestones were not: the next refresh derives everybody's."""
    before = published(demo_home)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_refresh", lambda *_, **__: None)
        publishing.make_demo(demo_home, stores=2, guides=3, customers=50, days=30)
    assert publishing.refresh(demo_home) == before.number + 1
    for table in (MILESTONES["contacts"], MILESTONES["orders"], MILESTONES["people"]):
        assert len(published(demo_home).rows(sa.select(table))) == len(before.rows(sa.select(table))) > 0


def test_unpublished_batches_are_published_by_the_next_run(
    here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the facts, or after the milestones: refresh finishes, and no touched customer is forgotten."""
    bring(here, file(tmp_path, CONTACTS))
    steps = ["metrics.publishing.derive", "data.warehouse.continuing.write_about"]
    if pipeline.ENGINE == "duckdb":
        steps.append("data.warehouse.embedded._point")
    for broken in steps:
        late = file(tmp_path, f"customer_id,guide_id,added_at,greeted_at\nK1,G1,2026-03-02 10:00:00,{moment(broken)}\n")
        with monkeypatch.context() as patch:
            patch.setattr(broken, interrupted)
            with pytest.raises(KeyboardInterrupt):
                publishing.import_files(here, [late])
        assert greeted(here) != moment(broken), "readers still see the generation before"
        publishing.refresh(here)
        assert greeted(here) == moment(broken)
        assert bring(here, late).batch is None
        assert list(folder(here).glob("*.building*")) == []
    assert publishing.refresh(here) is None


def moment(broken: str) -> datetime:
    """A greeting of its own for each place that breaks."""
    return datetime(2026, 3, 2, 12, 0, len(broken))


def interrupted(*_: object, **__: object) -> None:
    """The user's patience ends here."""
    raise KeyboardInterrupt


def greeted(settings: Settings) -> datetime | None:
    """When K1 was greeted, as readers see it."""
    contacts = MILESTONES["contacts"]
    (row,) = published(settings).rows(sa.select(contacts.c.greeted_at).where(contacts.c.customer_id == "K1"))
    return row[0]


def test_undo_of_no_batch_names_those_there_are(here: Settings, tmp_path: Path) -> None:
    """A missing batch, and one that was undone before."""
    with pytest.raises(IntakeError, match="does not exist; can be undone: —"):
        publishing.undo(here, 1)
    bring(here, file(tmp_path, CONTACTS))
    bring(here, file(tmp_path, HEADING + "D1,K1,2026-03-01,1\n"))
    publishing.undo(here, 1)
    with pytest.raises(IntakeError, match="undone before; can be undone: 2"):
        publishing.undo(here, 1)
    with pytest.raises(IntakeError, match="7 does not exist; can be undone: 2"):
        publishing.undo(here, 7)
    assert bring(here, file(tmp_path, CONTACTS)).batch == 3, "numbers are never used twice"


def test_unregistered_names_are_kept(here: Settings, tmp_path: Path) -> None:
    """A fact that names guides and stores no register knows is counted like any other."""
    bring(here, file(tmp_path, CONTACTS))
    with writer(here) as connection, connection.begin():
        assert connection.execute(sa.select(sa.func.count()).select_from(FACTS["guides"])).scalar_one() == 0
    assert len(published(here).rows(sa.select(MILESTONES["contacts"]))) == 2


def test_ids_of_any_length_are_kept(here: Settings, tmp_path: Path) -> None:
    """Longer than an engine packs, like those of a page's address in the place of an id."""
    ids = [f"K{n}" * (1 if n % 3 else 2_500) for n in range(300)]
    rows = "".join(f"{one},G1,2026-03-02 10:00:00\n" for one in ids)
    bring(here, file(tmp_path, f"customer_id,guide_id,added_at\n{rows}"))
    kept = published(here).rows(sa.select(MILESTONES["contacts"].c.customer_id))
    assert sorted(row.customer_id for row in kept) == sorted(ids)
