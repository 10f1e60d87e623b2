"""Names: two guides of one name are told apart wherever a guide is named, for money is paid by name."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from metrics.answer import answer
from metrics.contacts import ADDED_CONTACTS
from metrics.names import register
from metrics.question import Question
from tests.pipeline import publish, settings_at

GUIDES = [
    ("G1", "冯明哲", "S1"),
    ("G2", "冯明哲", "S2"),
    ("G3", "冯明哲", "S2"),
    ("G4", "朱晨", None),
    ("G5", "朱晨", "S9"),
]
NAMES = {
    "G1": "冯明哲（外滩店）",
    "G2": "冯明哲（天河店）（G2）",
    "G3": "冯明哲（天河店）（G3）",
    "G4": "朱晨（G4）",
    "G5": "朱晨（G5）",
    "G6": "何雨欣",
}


def test_one_name_of_several_guides_says_the_store_and_if_need_be_the_code(tmp_path: Path) -> None:
    guides = [{"guide_id": one, "guide_name": name, "store_id": store} for one, name, store in GUIDES]
    guides.append({"guide_id": "G6", "guide_name": "何雨欣", "store_id": "S1"})
    stores = [{"store_id": one, "store_name": name} for one, name in (("S1", "外滩店"), ("S2", "天河店"))]
    added = datetime(2026, 3, 2, 10)
    contacts = [
        {"customer_id": f"C{place}", "guide_id": one, "added_at": added} for place, one in enumerate([*NAMES, "G7"])
    ]
    world = {"guides": guides, "stores": stores, "contacts": contacts}
    generation = publish(settings_at(tmp_path, datetime(2026, 3, 5)), world)
    assert register(generation, "guide") == NAMES
    question = Question(metrics=(ADDED_CONTACTS,), start=date(2026, 3, 1), end=date(2026, 3, 4), by=("guide",))
    called = {row.codes[0]: row.names[0][0] for row in answer(generation, question).rows}
    assert called == {**NAMES, "G7": "G7（未登记）"}
