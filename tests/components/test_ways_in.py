"""Small sums behind channels and referrals: hours of the day, rungs of the ladder, beginnings of the tree."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from components import referral_rows
from components.channel_hours import busiest, clock, is_clear, most_answered
from components.referral_rewards import rungs
from data.settings import FissionRules
from metrics.analyses.channel_hours import Hour
from metrics.analyses.referrers import reward
from metrics.people import ADDED_PEOPLE
from metrics.question import Question
from tests.pipeline import publish, settings_at

LADDER = FissionRules().ladder

DAY = date(2026, 3, 1)


def hour(weekday: int, at: int, adds: int, greeted: int, replied: int) -> Hour:
    """An hour of a weekday without its interval."""
    return Hour(
        weekday=weekday, hour=at, adds=adds, greeted=greeted, replied=replied, reply_rate=None, low=None, high=None
    )


def test_hours_of_the_day_are_sums_and_no_means() -> None:
    """Monday 1 of 2, Tuesday 18 of 58 at nine: 19 of 60, not the mean of 50 % and 31 %."""
    nine = clock([hour(1, 9, 3, 2, 1), hour(2, 9, 4, 58, 18)])[9]
    assert (nine.adds, nine.greeted, nine.replied) == (7, 60, 19)
    assert nine.rate == 19 / 60


def test_few_greetings_do_not_make_the_best_hour() -> None:
    """At three all 5 of 5 replied, at twenty 60 of 100, at ten 30 of 100; five are too few to judge."""
    hours = clock([hour(1, 3, 1, 5, 5), hour(1, 20, 9, 100, 60), hour(1, 10, 5, 100, 30)])
    best = most_answered(hours)
    assert best is not None and best.hour == 20
    assert is_clear(best, hours)
    assert busiest(hours) is None, "fifteen adds"
    most = busiest(clock([hour(1, 3, 1, 5, 5), hour(1, 20, 29, 100, 60)]))
    assert most is not None and most.hour == 20


def test_an_hour_like_all_others_is_not_clear() -> None:
    hours = clock([hour(1, at, 1, 40, 12 + (at == 7)) for at in range(24)])
    best = most_answered(hours)
    assert best is not None and best.hour == 7
    assert not is_clear(best, hours)
    assert busiest(clock([])) is None and most_answered(clock([])) is None


@given(st.lists(st.integers(1, 12), max_size=40))
def test_rungs_cost_what_everybody_is_paid(numbers: list[int]) -> None:
    steps = rungs(Counter(numbers), LADDER)
    assert sum((one.cost for one in steps), Decimal(0)) == sum(
        (reward(number, FissionRules()) for number in numbers), Decimal(0)
    )
    assert sum(one.people for one in steps) == sum(number >= 3 for number in numbers)
    assert [one.one_short for one in steps] == [numbers.count(2), numbers.count(4)]


def test_the_days_before_are_told_as_they_were_known_then(tmp_path: Path) -> None:
    """Named in May, added in June: in May nobody was brought, though the tree of June has her under who named her."""
    world = {
        "contacts": [
            {"customer_id": "A", "guide_id": "G1", "added_at": datetime(2026, 5, 2, 9)},
            {"customer_id": "B", "guide_id": "G1", "added_at": datetime(2026, 6, 3, 9)},
            {"customer_id": "C", "guide_id": "G1", "added_at": datetime(2026, 5, 9, 9)},
        ],
        "referrals": [
            {"referrer_id": "A", "customer_id": "B", "at": datetime(2026, 5, 20, 9)},
            {"referrer_id": "A", "customer_id": "C", "at": datetime(2026, 5, 9, 8)},
        ],
    }
    source = publish(settings_at(tmp_path, datetime(2026, 7, 1, 9)), world)
    june, may = (
        Question(metrics=(ADDED_PEOPLE,), start=date(2026, month, 1), end=date(2026, month + 1, 1)) for month in (6, 5)
    )
    told = referral_rows._told(source, june, may, FissionRules())
    assert {(one.parent, one.child) for one in told.tree.branches()} == {("A", "B"), ("A", "C")}
    assert told.before is not None
    assert (told.before.brought, told.before.referrers, told.before.customers) == (1, 1, 2)
