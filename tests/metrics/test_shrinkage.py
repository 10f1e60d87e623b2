"""Shrunk rates against figures worked by hand, published moments, and what must hold for any counts."""

from __future__ import annotations

from math import inf, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.shrinkage import shrunk

COUNTS = st.lists(st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=12)


def test_one_of_one_does_not_beat_ninety_of_a_hundred() -> None:
    """Pooled: 201 of 301. S = Σ n (p − mean)² = 8.789; S ÷ pq = 39.617; ρ = (39.617 − 3) ÷ (301 − 30001/301 − 3).

    So ρ = 36.617 ÷ 198.329 = 0.18463 and the mean is worth 1/ρ − 1 = 4.416 observations:
    1 of 1 becomes (1 + 4.416 × 0.6678) ÷ 5.416 = 0.729, and 90 of 100 (90 + 2.949) ÷ 104.416 = 0.890.
    """
    found = shrunk([(1, 1), (90, 100), (60, 100), (50, 100)])
    assert found.mean == pytest.approx(201 / 301)
    assert found.strength == pytest.approx(4.42, abs=0.01)
    assert found.rates[0] == pytest.approx(0.729, abs=0.001)
    assert found.rates[1] == pytest.approx(0.890, abs=0.001)


def test_the_two_alone_differ_by_no_more_than_chance() -> None:
    """1 of 1 and 90 of 100 are what one rate of 91/101 gives: neither beats the other."""
    found = shrunk([(1, 1), (90, 100)])
    assert found.strength == inf
    assert found.rates == (91 / 101, 91 / 101)


def test_by_hand() -> None:
    """8 of 10 and 2 of 10: mean 0.5, S = 2 × 10 × 0.09 = 1.8, ÷ 0.25 = 7.2; ρ = (7.2 − 1) ÷ (20 − 10 − 1) = 0.6889.

    The mean is worth 0.4516 observations: (8 + 0.2258) ÷ 10.4516 = 0.787.
    """
    found = shrunk([(8, 10), (2, 10)])
    assert found.strength == pytest.approx(9 / 6.2 - 1)
    assert found.rates == pytest.approx((0.78704, 0.21296), abs=0.00001)


def test_rates_that_differ_wholly_are_left_as_they_are() -> None:
    assert shrunk([(0, 5), (5, 5), (0, 5), (5, 5)]).rates == (0, 1, 0, 1)


@pytest.mark.parametrize(
    ("counts", "rates"),
    [
        ([], ()),
        ([(0, 0)], (None,)),
        ([(3, 4)], (0.75,)),
        ([(0, 0), (3, 4)], (None, 0.75)),
        ([(2, 2), (5, 5)], (1, 1)),
        ([(0, 2), (0, 5)], (0, 0)),
        ([(1, 1), (0, 1)], (0.5, 0.5)),  # tried once each: skill and chance cannot be told apart
    ],
)
def test_edges(counts: list[tuple[int, int]], rates: tuple[float | None, ...]) -> None:
    assert shrunk(counts).rates == rates


@pytest.mark.parametrize("pair", [(2, 1), (-1, 3)])
def test_what_is_no_share_is_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no share"):
        shrunk([pair])


@given(COUNTS)
def test_a_rate_lies_between_its_own_and_the_mean(counts: list[tuple[int, int]]) -> None:
    found = shrunk(counts)
    for (hits, tries), rate in zip(counts, found.rates, strict=True):
        if rate is None:
            assert tries == 0
            continue
        assert found.mean is not None
        low, high = sorted((hits / tries, found.mean))
        assert low - 1e-12 <= rate <= high + 1e-12


@given(COUNTS)
def test_of_equally_many_tries_the_order_stays(counts: list[tuple[int, int]]) -> None:
    found = shrunk(counts)
    for (hits, tries), rate in zip(counts, found.rates, strict=True):
        for (others, same), other in zip(counts, found.rates, strict=True):
            if tries == same and hits > others:
                assert rate is not None
                assert other is not None
                assert rate > other or isclose(rate, other)
