"""Contact lists by hand: who is to be contacted today, for which reason, by what – and what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from data.settings import ContactRules, TierRules
from data.state import tasks
from data.warehouse.generations import Generation
from metrics.analyses import contact_lists
from metrics.analyses.contact_lists import Due, Marks
from metrics.analyses.task_results import outcomes, results
from metrics.people import ADDED_PEOPLE
from metrics.question import Question, Scope, UnanswerableError
from tests.pipeline import publish, settings_at

NOW = datetime(2026, 3, 31, 18)  # a Tuesday; its week is 30 March to 5 April
QUESTION = Question(metrics=(ADDED_PEOPLE,), start=date(1900, 1, 1), end=date(2026, 4, 1))
MARKS = Marks(magic_number=3, cycle_days=20.0, dear_net=Decimal(900))
TIMES = (("weekday", (2,)), ("weekday", (1,)), ("hour", (9,)))
RULES, TIERS = ContactRules(dear_share=0.2), TierRules()


def add(who: str, day: int, guide: str = "G1", **more: Any) -> dict[str, Any]:
    """A contact added so many days before the last."""
    return {"customer_id": who, "guide_id": guide, "added_at": NOW - timedelta(days=day, hours=1), **more}


def buy(who: str, number: int, day: int, amount: int = 10) -> dict[str, Any]:
    """An order so many days before the last."""
    at = NOW - timedelta(days=day, minutes=1)
    return {"order_id": f"{who}{number}", "customer_id": who, "ordered_at": at, "amount": Decimal(amount)}


WORLD = {
    "stores": [{"store_id": "S1", "store_name": "一"}, {"store_id": "S2", "store_name": "二"}],
    "guides": [
        {"guide_id": "G1", "guide_name": "王", "store_id": "S1"},
        {"guide_id": "G2", "guide_name": "李", "store_id": "S2"},
    ],
    "customers": [
        {"customer_id": "born", "nickname": "甲", "birthday": date(1990, 4, 5), "phone": "138****1234"},
        {"customer_id": "born_late", "nickname": "乙", "birthday": date(1990, 4, 6)},
        {"customer_id": "gone", "nickname": "丙", "phone": "139****1234"},
    ],
    "contacts": [
        add("fifth", 5),
        add("fourth", 4),
        add("fifth_bought", 5),
        add("step", 60),
        add("gone", 60, removed_at=NOW - timedelta(days=30)),
        add("cycle", 60, "G2"),
        add("cycle", 50, "G1", removed_at=NOW - timedelta(days=40)),
        add("dear", 60),
        add("dear", 10, "G2"),
        add("born", 60, removed_at=NOW - timedelta(days=1)),
        add("born_late", 60),
        add("last", 0),
    ],
    "orders": [
        buy("fifth_bought", 1, 1),
        buy("step", 1, 40),
        buy("step", 2, 10),
        buy("gone", 1, 80),
        buy("gone", 2, 35),
        buy("cycle", 1, 21),
        buy("dear", 1, 5, 900),
        buy("stranger", 1, 21),
    ],
}


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """The world, published."""
    return publish(settings_at(tmp_path_factory.mktemp("home"), NOW), WORLD)


def listed(generation: Generation, question: Question = QUESTION, **page: int) -> list[Due]:
    """The lists under known marks."""
    return contact_lists.contact_lists(generation, question, RULES, TIERS, found_marks=MARKS, **page)


def test_reasons(generation: Generation) -> None:
    """`stranger` was never added: nobody is to contact her. `gone` is also past her cycle, `born_late` next week."""
    found = {one.customer_id: (one.reason, one.others) for one in listed(generation)}
    assert found == {
        "fifth": ("first_order", ()),
        "step": ("one_step", ()),
        "gone": ("one_step", ("cycle",)),
        "cycle": ("cycle", ()),
        "dear": ("dear", ()),
        "born": ("birthday", ()),
    }


def test_ways_and_guides(generation: Generation) -> None:
    """By WeChat while a contact stands, with the guide of the latest; else by phone, and a birthday by message."""
    found = {one.customer_id: (one.by, one.guide_id, one.store_id) for one in listed(generation)}
    assert found["fifth"] == ("wechat", "G1", "S1")
    assert found["cycle"] == ("wechat", "G2", "S2")
    assert found["dear"] == ("wechat", "G2", "S2")
    assert found["gone"] == ("phone", "G1", "S1")
    assert found["born"] == ("sms", "G1", "S1")


def test_order_pages_and_scope(generation: Generation) -> None:
    names = [one.customer_id for one in listed(generation)]
    assert names == ["fifth", "gone", "step", "cycle", "dear", "born"]
    assert [one.customer_id for one in listed(generation, limit=2, offset=2)] == names[2:4]
    mine = replace(QUESTION, scope=Scope(guides=frozenset({"G2"})))
    assert [one.customer_id for one in listed(generation, mine)] == ["cycle", "dear"]


def test_a_filter_of_time_is_of_the_day_of_the_lists(generation: Generation) -> None:
    tuesdays, mondays, mornings = (replace(QUESTION, where=(one,)) for one in TIMES)
    assert listed(generation, tuesdays) == listed(generation)
    assert listed(generation, mondays) == []
    with pytest.raises(UnanswerableError, match="时段"):
        listed(generation, mornings)


def test_leap_day() -> None:
    """Who was born on 29 February is greeted on the 28th where there is no 29th."""
    assert contact_lists.celebrated(date(2026, 2, 28)) == [(2, 28), (2, 29)]
    assert contact_lists.celebrated(date(2028, 2, 28)) == [(2, 28)]
    assert contact_lists.celebrated(date(2028, 2, 29)) == [(2, 29)]


def test_results(generation: Generation, tmp_path: Path) -> None:
    """Contacted 25 days ago and bought at once 4 days later; contacted yesterday: seven days are not over."""
    for who, day in (("cycle", 25), ("step", 25), ("fifth_bought", 2)):
        at = NOW - timedelta(days=day)
        task = tasks.Task(customer_id=who, guide_id="G1", reason="cycle", day=at.date())
        tasks.tick(settings_at(tmp_path, at), task, "G1")
    done = tasks.ticked(settings_at(tmp_path, NOW), date(2026, 3, 1), date(2026, 4, 1))
    found = {one.task.customer_id: one for one in results(generation, done.values())}
    assert found["cycle"].bought_at == NOW - timedelta(days=21, minutes=1)
    assert (found["cycle"].net, found["cycle"].is_over) == (Decimal("10.00"), True)
    assert (found["step"].bought_at, found["step"].net) == (None, Decimal("0.00"))
    assert found["fifth_bought"].bought_at is not None
    assert not found["fifth_bought"].is_over
    (told,) = outcomes(found.values())
    assert (told.done, told.over, told.bought, told.bought_share) == (3, 2, 1, 0.5)
