"""Written reviews: every save is a version, the last holds, an older one can come back, and the trail says who."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from data.state import audit, reviews
from tests.pipeline import settings_at

NOON = datetime(2026, 3, 31, 12)


def test_the_last_version_holds_and_the_others_stay(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    assert reviews.latest(here, "A1") == {}
    assert reviews.save(here, "A1", {"worked": "红包准时", "failed": "开场太晚"}, "店长") == ("worked", "failed")
    later = settings_at(tmp_path, NOON.replace(hour=18))
    assert reviews.save(later, "A1", {"worked": "红包准时，晒单多", "failed": "开场太晚"}, "老板") == ("worked",)
    held = reviews.latest(here, "A1")
    assert {part: (one.text, one.who, one.at.hour) for part, one in held.items()} == {
        "worked": ("红包准时，晒单多", "老板", 18),
        "failed": ("开场太晚", "店长", 12),
    }
    assert [one.text for one in reviews.versions(here, "A1", "worked")] == ["红包准时，晒单多", "红包准时"]
    assert [one.text for one in reviews.versions(here, "A1", "worked", most=1)] == ["红包准时，晒单多"]
    assert reviews.latest(here, "A2") == {}, "another campaign has a review of its own"


def test_what_is_not_changed_makes_no_version(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    assert reviews.save(here, "A1", {"worked": "", "next": ""}, "x") == ()
    assert audit.trail(here) == []
    reviews.save(here, "A1", {"worked": "好"}, "x")
    assert reviews.save(here, "A1", {"worked": "好"}, "x") == ()
    assert reviews.save(here, "A1", {"worked": ""}, "x") == ("worked",), "emptying is a change"
    assert [one.text for one in reviews.versions(here, "A1", "worked")] == ["", "好"]


def test_an_older_version_comes_back_as_the_newest(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    for text in ("一", "二", "三"):
        reviews.save(here, "A1", {"next": text}, "x")
    oldest = reviews.versions(here, "A1", "next")[-1]
    again = reviews.restore(here, oldest.id, "y")
    assert (again.text, again.who) == ("一", "y")
    assert [one.text for one in reviews.versions(here, "A1", "next")] == ["一", "三", "二", "一"]
    assert audit.trail(here)[0].action == "review_restored"
    assert audit.trail(here)[0].detail == {"campaign": "A1", "part": "next", "version": oldest.id}


def test_what_does_not_exist_is_refused(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    with pytest.raises(ValueError, match="has no part plot; it has: worked, failed, next"):
        reviews.save(here, "A1", {"plot": "x"}, "x")
    with pytest.raises(LookupError, match="no version 7"):
        reviews.restore(here, 7, "x")
