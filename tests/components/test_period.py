"""Presets count from the last day of the data; two days of one's own are both included."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from components.filters import last_day, last_whole_day
from components.period import LONGEST, REACH, SHORT_TITLES, TITLES, parse, period
from data.warehouse.draft import Horizon

LAST = date(2026, 3, 17)


@pytest.mark.parametrize(
    ("preset", "start", "days"),
    [
        ("yesterday", date(2026, 3, 17), 1),
        ("last7", date(2026, 3, 11), 7),
        ("last30", date(2026, 2, 16), 30),
        ("month", date(2026, 3, 1), 17),
        ("quarter", date(2026, 1, 1), 76),
        ("nonsense", date(2026, 2, 16), 30),
        ("custom", date(2026, 2, 16), 30),
    ],
)
def test_presets(preset: str, start: date, days: int) -> None:
    found = period(preset, LAST)
    assert (found.start, found.last, found.days) == (start, LAST, days)


def test_own_days_in_either_order() -> None:
    forth = period("custom", LAST, date(2026, 1, 1), date(2026, 1, 31))
    back = period("custom", LAST, date(2026, 1, 31), date(2026, 1, 1))
    assert forth == back
    assert forth.days == 31


def test_a_link_cannot_ask_for_a_million_days() -> None:
    found = period("custom", LAST, date(1, 1, 1), date(9999, 12, 31))
    assert found.days == LONGEST
    assert found.last <= LAST + timedelta(days=REACH)
    assert period("custom", LAST, date(1, 1, 1), date(1, 1, 2)).days == 1


def test_days_that_are_none() -> None:
    assert parse("2026-02-30") is None
    assert parse("") is None
    assert parse("2026-02-28") == date(2026, 2, 28)


def test_every_preset_has_its_words() -> None:
    assert TITLES.keys() == SHORT_TITLES.keys()


def source(**at: datetime) -> Any:
    """A generation whose kinds of rows reach so far."""
    horizons = {kind: Horizon(moment, moment.date()) for kind, moment in at.items()}
    return SimpleNamespace(horizons=horizons, published_at=datetime(2026, 3, 20, 8))


def test_a_day_just_begun_is_the_last_day_but_not_a_whole_one() -> None:
    found = source(contacts=datetime(2026, 3, 17, 7, 30), orders=datetime(2026, 3, 16, 22))
    assert last_day(found) == date(2026, 3, 17)
    assert last_whole_day(found) == date(2026, 3, 16)


def test_a_day_that_reaches_the_evening_is_whole() -> None:
    assert last_whole_day(source(contacts=datetime(2026, 3, 17, 21, 43))) == date(2026, 3, 17)


def test_a_kind_dated_by_the_day_reaches_to_the_midnight_that_ends_it() -> None:
    assert Horizon(datetime(2026, 3, 18), date(2026, 3, 17)).last_whole_day == date(2026, 3, 17)
    assert Horizon(datetime(2026, 3, 17, 9), date(2026, 3, 17)).last_whole_day == date(2026, 3, 16)


def test_days_of_other_kinds_count_only_where_there_is_nothing_else() -> None:
    campaign_far_ahead = datetime(2027, 1, 1)
    assert last_day(source(contacts=datetime(2026, 3, 17, 20), campaigns=campaign_far_ahead)) == date(2026, 3, 17)
    assert last_day(source(posts=datetime(2026, 3, 1, 9))) == date(2026, 3, 1)
    assert last_day(source()) == date(2026, 3, 20)
