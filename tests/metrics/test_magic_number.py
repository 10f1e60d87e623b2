"""The magic number: found where a curve climbs to a plateau, refused with the reason where it does not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.analyses.magic_number import LEAST_PEOPLE, Fit, Refusal, fit, magic_number, standings
from metrics.analyses.people_below import how_many_below, people_below
from metrics.people import ADDED_PEOPLE
from metrics.question import Question, Scope
from metrics.repurchase import REPURCHASE_RATE
from tests.pipeline import publish, settings_at

NOW = datetime(2026, 12, 31, 12)


def curve(shares: list[float], people: list[int]) -> Fit:
    """The fit of shares as exact as whole people allow."""
    return fit([(round(share * many), many) for share, many in zip(shares, people, strict=True)])


@pytest.mark.parametrize(
    ("shares", "n"),
    [
        ([0.42, 0.53, 0.63, 0.72, 0.80, 0.80, 0.80, 0.80], 5),  # a steady climb
        ([0.30, 0.30, 0.30, 0.70, 0.70, 0.70, 0.70], 4),  # a leap
        ([0.20, 0.60, 0.60, 0.60, 0.60], 2),
        ([0.30, 0.50, 0.45, 0.70, 0.70, 0.70], 4),  # a dent on the way
    ],
)
def test_a_plateau_is_found(shares: list[float], n: int) -> None:
    found = curve(shares, [1000] * len(shares))
    assert found.n == n
    assert found.low is not None
    assert found.high is not None
    assert found.low <= n <= found.high
    assert found.plateau == pytest.approx(shares[-1], abs=0.002)
    assert found.refusal is None


@pytest.mark.parametrize(
    ("shares", "people", "refusal"),
    [
        ([0.4, 0.5, 0.6], [900] * 3, Refusal.TOO_FEW),
        ([0.4, 0.5, 0.6, 0.7], [900, 200, 90, LEAST_PEOPLE - 1], Refusal.TOO_FEW),
        ([], [], Refusal.TOO_FEW),
        ([0.5] * 7, [900] * 7, Refusal.LEVEL),
        ([0.80, 0.60, 0.45, 0.30, 0.20, 0.10], [900] * 6, Refusal.FALLS),
        ([0.80, 0.40, 0.40, 0.40, 0.40], [900] * 5, Refusal.FALLS),
        ([0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70], [900] * 7, Refusal.NO_PLATEAU),
        ([0.30, 0.50, 0.80, 0.55, 0.55, 0.55], [900] * 6, Refusal.NO_PLATEAU),
    ],
)
def test_a_curve_without_a_plateau_is_refused(shares: list[float], people: list[int], refusal: Refusal) -> None:
    found = curve(shares, people)
    assert found.refusal is refusal
    assert (found.n, found.low, found.high, found.plateau) == (None,) * 4
    assert all(refusal.text)


@given(st.lists(st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=12))
def test_any_curve_is_answered(steps: list[tuple[int, int]]) -> None:
    """Either a number with its interval and enough steps beyond, or a reason; twice the same."""
    found = fit(steps)
    assert (found.n is None) == (found.refusal is not None)
    if found.n is not None:
        assert 2 <= found.n <= len(steps) - 2
        assert 0 <= (found.plateau or 0) <= 1
    assert fit(steps) == found


def test_interval_holds_the_truth() -> None:
    """Of curves drawn around a true fourth order, nearly all intervals hold it, and they are narrow."""
    chance = Random(3)
    truth = (0.3, 0.42, 0.54, 0.7, 0.7, 0.7, 0.7)
    held = widths = 0
    for _ in range(40):
        found = fit([(sum(chance.random() < share for _ in range(400)), 400) for share in truth])
        held += (found.low or 9) <= 4 <= (found.high or 0)
        widths += (found.high or 0) - (found.low or 0)
    assert held >= 36
    assert widths < 40 * 3


def bought(who: str, days: list[int], guide: str) -> list[dict[str, Any]]:
    """Orders of one person on some days."""
    return [
        {
            "order_id": f"{who}-{day}",
            "customer_id": who,
            "ordered_at": datetime(2026, 1, 1, 10) + timedelta(days=day),
            "amount": Decimal(10),
            "guide_id": guide,
        }
        for day in days
    ]


def test_people_below(tmp_path: Path) -> None:
    """Who has one or two orders less than four, the nearest first, by pages and within a scope."""
    world = {
        "stores": [{"store_id": "S1", "store_name": "一"}],
        "guides": [{"guide_id": "G1", "guide_name": "王", "store_id": "S1"}],
        "customers": [{"customer_id": "A", "nickname": "小鹿"}],
        "contacts": [{"customer_id": "A", "guide_id": "G1", "added_at": datetime(2026, 1, 1, 9)}],
        "orders": [
            *bought("A", [0, 10, 20], "G1"),
            *bought("B", [0, 15], "G1"),
            *bought("C", [0, 30], "G2"),
            *bought("D", [0], "G1"),
            *bought("E", [0, 1, 2, 3], "G1"),
        ],
    }
    generation = publish(settings_at(tmp_path, NOW), world)
    question = Question(metrics=(ADDED_PEOPLE,), start=date(1900, 1, 1), end=date(2027, 1, 1))
    found = people_below(generation, question, 4)
    assert [(one.customer_id, one.step, one.below) for one in found] == [("A", 3, 1), ("C", 2, 2), ("B", 2, 2)]
    assert (found[0].name, found[0].guide, found[0].last_order_at) == ("小鹿", "王", datetime(2026, 1, 21, 10))
    assert how_many_below(generation, question, 4) == 3
    assert [one.customer_id for one in people_below(generation, question, 4, limit=1, offset=1)] == ["C"]
    seen = Question(
        metrics=(ADDED_PEOPLE,),
        start=question.start,
        end=question.end,
        scope=Scope(stores=frozenset({"S1"})),
    )
    assert [one.customer_id for one in people_below(generation, seen, 4)] == ["A", "B"]

    whole = magic_number(generation, Question(metrics=(REPURCHASE_RATE,), start=question.start, end=question.end))
    assert whole.fit.refusal is Refusal.TOO_FEW
    assert {one.step: one.people for one in standings(whole)} == {1: 1, 2: 2, 3: 1, 4: 1}
    assert {one.reason for one in standings(whole)} == {Refusal.TOO_FEW.text[0]}
