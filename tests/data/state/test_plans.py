"""Weekly plans: each holds from its week on, the last edit can be undone, ticks belong to one week."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from data.state import audit, plans
from data.state.models import SopPlan
from tests.pipeline import settings_at

NOON = datetime(2026, 3, 31, 12)
FIRST, SECOND, THIRD = date(2026, 3, 16), date(2026, 3, 23), date(2026, 3, 30)


def held(made: SopPlan | None) -> plans.Cells | None:
    """What a plan holds."""
    return None if made is None else plans.cells_of(made)


def test_a_plan_holds_from_its_week_on(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    plans.save(here, "flash", SECOND, {1: {"content": "上课", "fun": "  "}}, "x")
    assert plans.plan(here, "flash", FIRST) is None
    assert held(plans.plan(here, "flash", SECOND)) == held(plans.plan(here, "flash", THIRD)) == {1: {"content": "上课"}}
    assert plans.plan(here, "daily", THIRD) is None
    plans.save(here, "flash", FIRST, {1: {"content": "早一周"}}, "x")
    assert held(plans.plan(here, "flash", FIRST)) == {1: {"content": "早一周"}}
    assert held(plans.plan(here, "flash", THIRD)) == {1: {"content": "上课"}}, "the later week keeps its own plan"


def test_undo_takes_back_the_last_edit_and_then_the_one_before(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    for text in ("一", "二"):
        plans.save(here, "old", THIRD, {2: {"care": text}}, "x")
    last = plans.last_edit(here, "old")
    assert last is not None
    assert plans.undo(here, "old", last.id, "y")
    assert held(plans.plan(here, "old", THIRD)) == {2: {"care": "一"}}
    assert not plans.undo(here, "old", last.id, "y"), "what was undone, or is no more the last, stays as it is"
    first = plans.last_edit(here, "old")
    assert first is not None
    assert plans.undo(here, "old", first.id, "y")
    assert plans.plan(here, "old", THIRD) is None
    assert plans.last_edit(here, "old") is None
    assert [entry.action for entry in audit.trail(here)] == ["sop_plan_undone"] * 2 + ["sop_plan"] * 2


def test_ticks_belong_to_a_week_and_are_made_once(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    for _ in range(2):
        plans.tick(here, "flash", THIRD, 3, "benefit", is_done=True, who="x")
    assert set(plans.ticks(here, "flash", THIRD)) == {(3, "benefit")}
    assert plans.ticks(here, "flash", SECOND) == plans.ticks(here, "daily", THIRD) == {}
    for _ in range(2):
        plans.tick(here, "flash", THIRD, 3, "benefit", is_done=False, who="x")
    assert plans.ticks(here, "flash", THIRD) == {}
    assert [(entry.action, entry.detail["done"]) for entry in audit.trail(here)] == [
        ("sop_tick", False),
        ("sop_tick", True),
    ]
    assert audit.trail(here)[0].detail["day"] == "2026-04-01"


def test_a_week_begins_on_a_monday(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2026-03-31 is none"):
        plans.save(settings_at(tmp_path, NOON), "flash", date(2026, 3, 31), {}, "x")
