"""Student's t against its published table, and Welch's interval against cases worked by hand."""

from __future__ import annotations

from math import gamma, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.statistics import student, welch

VALUES = st.lists(st.integers(-1000, 1000).map(lambda n: n / 4), min_size=2, max_size=9)


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (10, 2.228), (29, 2.045), (60, 2.000), (120, 1.980)],
)
def test_the_table_of_students_t(freedom: float, quantile: float) -> None:
    """Two-sided 5 %, as every textbook prints it."""
    assert student(freedom) == pytest.approx(quantile, abs=0.0006)


@pytest.mark.parametrize("freedom", [1.3, 2.694, 4.959, 17.5])
def test_between_whole_degrees_the_density_holds_95_per_cent(freedom: float) -> None:
    """Simpson's rule over the density from −t to t."""
    end, steps = student(freedom), 20_000
    height = gamma((freedom + 1) / 2) / (sqrt(freedom * pi) * gamma(freedom / 2))
    width = end / steps
    density = [height * (1 + (n * width) ** 2 / freedom) ** (-(freedom + 1) / 2) for n in range(steps + 1)]
    area = width / 3 * (density[0] + 4 * sum(density[1:-1:2]) + 2 * sum(density[2:-1:2]) + density[-1])
    assert 2 * area == pytest.approx(0.95, abs=1e-6)


def test_many_degrees_are_the_normal_quantile_and_none_is_refused() -> None:
    assert student(1e7) == pytest.approx(1.95996, abs=0.0001)
    with pytest.raises(ValueError, match="degrees of freedom"):
        student(0)


def test_by_hand() -> None:
    """Means 2.5 and 1; variances 5/3 and 1 over 4 and 3: 0.41667 + 0.33333 = 0.75, so the error is 0.86603.

    Satterthwaite: 0.75² ÷ (0.41667²/3 + 0.33333²/2) = 0.5625 ÷ 0.11343 = 4.959 degrees, t = 2.578.
    """
    gap = welch([1, 2, 3, 4], [0, 1, 2])
    assert gap.value == 1.5
    assert gap.low == pytest.approx(1.5 - 2.578 * sqrt(0.75), abs=0.002)
    assert gap.high == pytest.approx(1.5 + 2.578 * sqrt(0.75), abs=0.002)
    assert not gap.is_clear


@pytest.mark.parametrize("sides", [([1.0], [2.0, 3.0]), ([1.0, 1.0], [2.0, 2.0]), ([1.0, 2.0], [3.0])])
def test_without_a_spread_there_is_no_interval(sides: tuple[list[float], list[float]]) -> None:
    gap = welch(*sides)
    assert (gap.low, gap.high, gap.is_clear) == (None, None, False)


@given(VALUES, VALUES)
def test_the_other_way_round_is_the_negative(ones: list[float], others: list[float]) -> None:
    there, back = welch(ones, others), welch(others, ones)
    assert there.value == pytest.approx(-back.value)
    if there.low is not None:
        assert back.high == pytest.approx(-there.low)
        assert there.low <= there.value <= (there.high or 0)
