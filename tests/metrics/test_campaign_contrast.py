"""Differences of two shares against published and hand-computed intervals, and the rule that makes the best third."""

from __future__ import annotations

from math import sqrt

import pytest

from metrics.campaign_contrast import LEAST_PARTICIPANTS, Contrast, Part, newcombe, thirds
from metrics.campaign_places import Place
from metrics.cells import Cell
from metrics.groups import GROUP_ENTRY_RATE


@pytest.mark.parametrize(
    ("ones", "of_ones", "others", "of_others", "low", "high"),
    [
        # Newcombe, Interval estimation for the difference between independent proportions, 1998, table II, method 10
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
        (10, 10, 0, 10, 0.6075, 1.0),
    ],
)
def test_published_intervals(ones: int, of_ones: int, others: int, of_others: int, low: float, high: float) -> None:
    found = newcombe(ones, of_ones, others, of_others)
    assert found is not None
    assert found == pytest.approx((low, high), abs=0.00006)


def test_by_hand() -> None:
    """30 of 100 against 20 of 100: Wilson gives 0.2189–0.3958 and 0.1334–0.2888, each to four places."""
    low = 0.1 - sqrt((0.3 - 0.21895) ** 2 + (0.28883 - 0.2) ** 2)
    high = 0.1 + sqrt((0.39585 - 0.3) ** 2 + (0.2 - 0.13337) ** 2)
    assert newcombe(30, 100, 20, 100) == pytest.approx((low, high), abs=0.0001)
    assert (low, high) == pytest.approx((-0.0203, 0.2167), abs=0.0001)


def test_the_other_way_round_is_the_negative() -> None:
    there, back = newcombe(30, 90, 5, 40), newcombe(5, 40, 30, 90)
    assert there is not None
    assert back is not None
    assert there == pytest.approx((-back[1], -back[0]))


@pytest.mark.parametrize("shares", [(0, 0, 1, 2), (1, 2, 0, 0), (3, 2, 1, 2)])
def test_what_is_no_share_has_no_interval(shares: tuple[int, int, int, int]) -> None:
    assert newcombe(*shares) is None


@pytest.mark.parametrize(
    ("best", "rest", "is_different"),
    [((56, 70), (48, 80), True), ((48, 80), (56, 70), True), ((30, 100), (20, 100), False), ((0, 0), (1, 2), False)],
)
def test_different_is_an_interval_without_zero(
    best: tuple[int, int], rest: tuple[int, int], is_different: bool
) -> None:
    one = Contrast(
        metric=GROUP_ENTRY_RATE,
        best=Part(numerator=best[0], denominator=best[1]),
        rest=Part(numerator=rest[0], denominator=rest[1]),
        interval=newcombe(*best, *rest),
    )
    assert one.is_different is is_different


def store(code: str | None, gmv: int | None, participants: int) -> Place:
    """A store with a sale and some participants."""
    return Place(
        code=code,
        name=(str(code), str(code)),
        gmv=Cell(value=gmv),
        orders=1,
        orders_share=None,
        participants=Cell(value=participants),
        conversion=Cell(value=None),
    )


def test_the_best_third_is_by_gmv_per_participant() -> None:
    """Per participant: A 10, B 30, C 20, D 5, E 1; F has too few people, the unknown store and G no sales at all."""
    listed = [
        store("A", 100, 10),
        store("B", 600, 20),
        store("C", 200, 10),
        store("D", 50, 10),
        store("E", 10, 10),
        store("F", 9000, LEAST_PARTICIPANTS - 1),
        store("G", None, 50),
        store(None, 9000, 50),
    ]
    best, rest = thirds(listed)
    assert [place.code for place in best] == ["B"]
    assert [place.code for place in rest] == ["C", "A", "D", "E"]
    assert thirds(listed[:2]) == ((), ())


def test_equals_are_in_the_order_of_their_codes() -> None:
    best, rest = thirds([store(code, 100, 10) for code in "CAB"])
    assert [place.code for place in (*best, *rest)] == ["A", "B", "C"]
