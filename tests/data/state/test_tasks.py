"""Ticked tasks: once for a customer, reason and day; taken away again; each change in the trail."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from data.state import audit, tasks
from tests.pipeline import settings_at

NOON = datetime(2026, 3, 31, 12)
TODAY = NOON.date()


def test_a_task_is_ticked_once_and_taken_back(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    task = tasks.Task(customer_id="K1", guide_id="G1", reason="birthday", day=TODAY)
    tasks.tick(here, task, "G1")
    tasks.tick(here, task, "G1")
    tasks.tick(settings_at(tmp_path, NOON + timedelta(hours=1)), task, "店长", " 已约到店 ")
    (found,) = tasks.ticked(here, TODAY, TODAY).values()
    assert (found.at, found.who, found.note, found.guide_id) == (NOON, "G1", "已约到店", "G1")
    tasks.untick(here, task, "G1")
    tasks.untick(here, task, "G1")
    assert tasks.ticked(here, TODAY, TODAY) == {}
    assert [entry.detail["done"] for entry in audit.trail(here)] == [False, True, True]


def test_ticks_are_found_by_day_and_guide(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    for guide, day in (("G1", 30), ("G2", 30), ("G1", 31)):
        task = tasks.Task(customer_id=f"K{guide}", guide_id=guide, reason="cycle", day=date(2026, 3, day))
        tasks.tick(here, task, guide)
    assert len(tasks.ticked(here, date(2026, 3, 30), TODAY)) == 3
    assert list(tasks.ticked(here, date(2026, 3, 30), date(2026, 3, 30), ["G1"])) == [
        ("KG1", "cycle", date(2026, 3, 30))
    ]
    assert tasks.ticked(here, TODAY, TODAY, []) == {}
