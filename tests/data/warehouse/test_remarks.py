"""What a file says that is worth a second look is said before and after it is imported; nothing is refused for it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from data.settings import Settings
from data.warehouse.remarks import Remark
from metrics import publishing
from metrics.outcomes import said, told_result, written_result
from metrics.publishing import Imported
from tests.oracle.pools import NOW
from tests.pipeline import settings_at

STORES = "store_id,store_name\nS1,一店\n"
GUIDES = "guide_id,guide_name,store_id\nG1,王,S1\nG2,李,S8\n"
LATER = NOW + timedelta(seconds=1)
CONTACTS = (
    "customer_id,guide_id,added_at,greeted_at\n"
    + f"K1,G1,{NOW},{LATER}\n"
    + "".join(f"K{n},G{n % 7},2026-03-02 10:00:00,\n" for n in range(2, 30))
)


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """An empty home."""
    return settings_at(tmp_path / "home", NOW)


def bring(here: Settings, *texts: str, dry_run: bool = False) -> list[Imported]:
    """Files in one run."""
    here.home.mkdir(exist_ok=True, parents=True)
    files = []
    for number, text in enumerate(texts):
        files.append(here.home.parent / f"{number}.csv")
        files[-1].write_text(text, encoding="utf-8")
    found = publishing.import_files(here, files, dry_run=dry_run)
    assert all(isinstance(one, Imported) for one in found), found
    return [one for one in found if isinstance(one, Imported)]


AHEAD = Remark(column="greeted_at", rows=1)


def test_codes_that_a_register_lacks_and_moments_ahead(here: Settings) -> None:
    bring(here, STORES, GUIDES)
    rows = {f"G{code}": sum(n % 7 == code for n in range(2, 30)) for code in (0, 3, 4, 5, 6)}
    assert set(rows.values()) == {4}
    unknown = Remark(
        column="guide_id", rows=sum(rows.values()), register="guides", number=5, codes=("G0", "G3", "G4", "G5", "G6")
    )
    for dry_run in (True, False):
        (found,) = bring(here, CONTACTS, dry_run=dry_run)
        assert found.rows_added == 29
        assert set(found.remarks) == {unknown, AHEAD}
    assert written_result(found)["remarks"][0]["codes"] == list(unknown.codes)
    zh, en = said("contacts", unknown)
    assert "5 个编号" in zh
    assert "20 rows" in en
    assert zh in told_result(found)


def test_a_register_that_was_never_brought_lacks_nothing(here: Settings) -> None:
    (found,) = bring(here, CONTACTS)
    assert found.remarks == (AHEAD,)


def test_a_register_in_the_same_run_counts_whatever_the_order(here: Settings) -> None:
    bring(here, "guide_id,guide_name\nG9,赵\n")
    tried, _ = bring(here, CONTACTS, GUIDES, dry_run=True)
    assert tried.remarks == (AHEAD,), "who is in the other file cannot be told without importing it"
    done, _ = bring(here, CONTACTS, GUIDES)
    (unknown,) = (one for one in done.remarks if one.register)
    assert (unknown.number, unknown.codes) == (5, ("G0", "G3", "G4", "G5", "G6"))


def test_the_most_used_codes_are_named_first_and_not_all(here: Settings) -> None:
    bring(here, STORES)
    many = "".join(f"G{n},名,S{n % 9 if n > 3 else 7}\n" for n in range(40))
    (found,) = bring(here, f"guide_id,guide_name,store_id\n{many}")
    (unknown,) = found.remarks
    assert unknown.column == "store_id"
    assert unknown.number == 8
    assert unknown.codes[0] == "S7"
    assert len(unknown.codes) == 5
    assert " 等" in said("guides", unknown)[0]
