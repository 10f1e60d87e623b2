"""Weekly plans beside what the groups' events show: what counts as done, missed, to do, or done unplanned."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from metrics import campaign_sop
from metrics.campaign_sop import INGREDIENTS, KINDS, WEEKDAYS, Match, Seen
from metrics.campaign_templates import template
from metrics.question import Question, Scope
from tests.pipeline import publish, settings_at

MONDAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("is_planned", "is_ticked", "seen", "state"),
    [
        (True, False, None, "open"),
        (True, True, None, "done"),
        (True, False, 3, "done"),
        (True, False, 0, "missed"),
        (True, True, 0, "done"),
        (False, False, 0, "nothing"),
        (False, False, 2, "unplanned"),
        (False, False, None, "nothing"),
    ],
)
def test_state(is_planned: bool, is_ticked: bool, seen: int | None, state: str) -> None:
    assert Match(is_planned=is_planned, is_ticked=is_ticked, seen=seen).state == state


def test_a_day_that_is_not_over_is_not_missed() -> None:
    """Monday is over, Tuesday goes on: nothing seen by now says nothing; a trace seen already counts."""
    planned = {1: {"content": "课", "privilege": "价"}, 2: {"content": "课", "benefit": "红包"}}
    days = (Seen(on=MONDAY), Seen(on=date(2026, 3, 17), lessons=4))
    found = campaign_sop.matches(planned, frozenset(), days, MONDAY)
    assert found[1, "content"].state == "missed"
    assert found[1, "privilege"].state == "open", "what leaves no trace can only be ticked"
    assert found[2, "content"].state == "done"
    assert found[2, "benefit"].state == "open"
    assert found[5, "content"].state == "nothing"
    tally = campaign_sop.tally(found)
    assert (tally.planned, tally.ticked, tally.done, tally.missed, tally.open) == (4, 0, 1, 1, 2)


def test_seen_is_of_a_kind_and_a_week_and_a_scope(tmp_path: Path) -> None:
    """Q1 is a flash group of G1, Q2 a daily one of G2; C1 is a member of Q1, and who has no name is staff."""

    def event(group: str, day: int, kind: str, who: str | None = None) -> dict[str, object]:
        return {"group_id": group, "at": datetime(2026, 3, day, 10), "kind": kind, "customer_id": who}

    made = datetime(2026, 3, 1)
    generation = publish(
        settings_at(tmp_path, datetime(2026, 3, 31)),
        {
            "groups": [
                {"group_id": "Q1", "group_name": "Q1", "kind": "flash", "owner_guide_id": "G1", "created_at": made},
                {"group_id": "Q2", "group_name": "Q2", "kind": "daily", "owner_guide_id": "G2", "created_at": made},
            ],
            "memberships": [{"group_id": "Q1", "customer_id": "C1", "joined_at": datetime(2026, 3, 2)}],
            "group_events": [
                event("Q1", 16, "message", "C1"),
                event("Q1", 16, "message"),
                event("Q1", 16, "lesson", "C1"),
                event("Q1", 16, "red_packet", "C1"),
                event("Q1", 17, "advert"),
                event("Q1", 17, "take_part", "C1"),
                event("Q2", 18, "message"),
                event("Q1", 15, "message"),
            ],
        },
    )
    week = Question(metrics=(), start=MONDAY, end=date(2026, 3, 17))
    found = campaign_sop.seen(generation, week, "flash")
    assert found == (
        Seen(on=MONDAY, messages=2, staff_messages=1, lessons=1, red_packets=1),
        Seen(on=date(2026, 3, 17), take_parts=1, adverts=1),
        Seen(on=date(2026, 3, 18)),
    )
    assert [found[0].of(key) for key in INGREDIENTS] == [None, 1, 0, 1, 1, 0, None, None]
    assert campaign_sop.over_until(generation) == date(2026, 3, 17), "the 18th breaks off in the morning"
    mine = Question(metrics=(), start=MONDAY, end=date(2026, 3, 17), scope=Scope(guides=frozenset({"G2"})))
    assert [day.messages for day in campaign_sop.seen(generation, mine, "flash")] == [0, 0, 0]
    later = Question(metrics=(), start=date(2026, 3, 23), end=date(2026, 3, 24))
    assert campaign_sop.seen(generation, later, "flash") == ()


@pytest.mark.parametrize("kind", KINDS)
def test_templates_speak_both_languages_and_use_every_ingredient(kind: str) -> None:
    chinese, english = template(kind, 0), template(kind, 1)
    assert set(chinese) == set(WEEKDAYS)
    assert all(chinese[day] for day in WEEKDAYS), "every day has something"
    assert {key for texts in chinese.values() for key in texts} == set(INGREDIENTS)
    assert {day: set(texts) for day, texts in chinese.items()} == {day: set(texts) for day, texts in english.items()}
    assert all(text.isascii() for texts in english.values() for text in texts.values())
