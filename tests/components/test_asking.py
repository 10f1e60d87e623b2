"""Answers are kept by generation, question and scope: never one viewer's for another, never an old one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from components import asking
from data.settings import Settings, settings
from data.warehouse.generations import Generation, current
from metrics import contacts, publishing
from metrics.question import EVERYTHING, Question, Scope

MARCH = Question(metrics=(contacts.ADDED_CONTACTS,), start=date(2026, 3, 1), end=date(2026, 4, 1))


def bring(home: Path, name: str, text: str) -> Generation:
    """Import a file and give the generation that follows."""
    path = home / name
    path.write_text(text, encoding="utf-8")
    publishing.import_files(Settings(home=home), [path])
    found = current(Settings(home=home))
    assert found is not None
    return found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YUTANG_HOME", str(tmp_path))
    settings.cache_clear()
    return tmp_path


def added(source: Generation, question: Question) -> object:
    (row,) = asking.ask(source, question)
    return row[contacts.ADDED_CONTACTS].value


def test_an_import_makes_the_kept_answer_unreachable(home: Path) -> None:
    head = "customer_id,guide_id,added_at\n"
    first = bring(home, "a.csv", f"{head}C1,G1,2026-03-02 10:00:00\n")
    assert added(first, MARCH) == 1
    second = bring(home, "b.csv", f"{head}C2,G1,2026-03-03 10:00:00\n")
    assert second.number != first.number
    assert added(second, MARCH) == 2
    settings.cache_clear()


def test_a_scope_is_part_of_the_key(home: Path) -> None:
    head = "customer_id,guide_id,added_at\n"
    source = bring(home, "a.csv", f"{head}C1,G1,2026-03-02 10:00:00\nC2,G2,2026-03-02 11:00:00\n")
    narrow = replace(MARCH, scope=Scope(guides=frozenset({"G1"})))
    assert added(source, MARCH) == 2
    assert added(source, narrow) == 1
    assert added(source, MARCH) == 2
    assert asking.members(source, "guide", date(2026, 3, 31), EVERYTHING).keys() == {"G1", "G2"}
    assert asking.members(source, "guide", date(2026, 3, 31), narrow.scope).keys() == {"G1"}
    settings.cache_clear()


def test_every_field_of_a_question_is_in_its_key() -> None:
    other = {
        "metrics": (contacts.LOST_CONTACTS,),
        "start": date(2026, 2, 1),
        "end": date(2026, 3, 31),
        "by": ("store",),
        "where": (("store", ("S1",)),),
        "all_cohorts": True,
        "scope": Scope(stores=frozenset({"S1"})),
    }
    assert set(other) == set(Question.__dataclass_fields__)
    for field, value in other.items():
        assert asking._key(replace(MARCH, **{field: value})) != asking._key(MARCH), field
