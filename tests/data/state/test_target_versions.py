"""Targets: the version that begins last holds, an edit is undone as a whole, and the trail says who."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from data.state import audit, targets
from data.state.targets import Target
from tests.pipeline import settings_at

NOON = datetime(2026, 3, 31, 12)
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


def wanted(value: float | None, from_on: date = MARCH, **more: str) -> Target:
    """A target of GMV, unless said otherwise."""
    return Target(**{"metric": "gmv", "from_on": from_on, "value": value, **more})  # type: ignore[arg-type]


def test_versions_take_each_others_place_by_day_and_then_by_writing(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    assert targets.standing(here) == ()
    for one in (wanted(300.0), wanted(100.0, FEBRUARY), wanted(400.0)):
        assert targets.save(here, [one], "boss") == (one,)
    assert targets.standing(here) == (wanted(100.0, FEBRUARY), wanted(300.0), wanted(400.0))


def test_what_changes_nothing_makes_no_version(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    assert targets.save(here, [wanted(None)], "boss") == (), "there is none to be ended"
    targets.save(here, [wanted(300.0, FEBRUARY)], "boss")
    assert targets.save(here, [wanted(300.0)], "boss") == (), "it holds in March as well"
    store = wanted(300.0, dimension="store", code="S1")
    assert targets.save(here, [store], "boss") == (store,), "a store has one of its own"
    assert targets.save(here, [wanted(1.0), wanted(300.0)], "boss") == (), "of two in one edit the last counts"
    assert len(audit.trail(here)) == 2


def test_an_edit_is_undone_as_a_whole_and_then_the_one_before(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    first = wanted(100.0)
    both = [wanted(200.0), wanted(50.0, dimension="store", code="S1")]
    targets.save(here, [first], "boss")
    targets.save(here, both, "campaign_manager")
    edit = targets.last_edit(here)
    assert [(one.value, one.code, one.who) for one in edit] == [
        (200.0, None, "campaign_manager"),
        (50.0, "S1", "campaign_manager"),
    ]
    assert targets.undo(here, edit[0].edit, "boss")
    assert targets.standing(here) == (first,)
    assert not targets.undo(here, edit[0].edit, "boss"), "what is no more the last stays as it is"
    assert targets.undo(here, targets.last_edit(here)[0].edit, "boss")
    assert targets.standing(here) == ()
    assert targets.last_edit(here) == []
    assert [(one.value, one.undone_at) for one in targets.versions(here)] == [
        (50.0, NOON),
        (200.0, NOON),
        (100.0, NOON),
    ]
    assert [entry.action for entry in audit.trail(here)] == ["target_undone"] * 2 + ["target"] * 3
    assert audit.trail(here)[2].detail == {
        "metric": "gmv",
        "dimension": "store",
        "code": "S1",
        "from": "2026-03-01",
        "value": 50.0,
    }
