"""The turning day against a search in plain Python, on rows of days with and without a turn."""

from __future__ import annotations

from math import sqrt

from hypothesis import given
from hypothesis import strategies as st

from metrics.analyses.turning_day import LEAST, turn

COUNTS = st.lists(st.integers(0, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), max_size=30)


def errors(before: list[tuple[int, int]], after: list[tuple[int, int]]) -> float:
    """The two-proportion z of two rows of days, from its textbook form."""
    x, n = sum(one for one, _ in before), sum(of for _, of in before)
    y, m = sum(one for one, _ in after), sum(of for _, of in after)
    if n == 0 or m == 0 or x + y in (0, n + m):
        return 0.0
    p = (x + y) / (n + m)
    return abs(x / n - y / m) / sqrt(p * (1 - p) / n + p * (1 - p) / m)


@given(COUNTS, st.integers(1, 6))
def test_no_other_day_stands_out_more(counts: list[tuple[int, int]], days: int) -> None:
    found = turn(counts, days)
    sizes = {
        place: errors(counts[place - days : place], counts[place : place + days])
        for place in range(days, len(counts) - days + 1)
    }
    greatest = max(sizes.values(), default=0.0)
    if found is None:
        assert greatest <= LEAST + 1e-9
    else:
        assert sizes[found] >= greatest - 1e-9
        assert sizes[found] > LEAST - 1e-9


@given(st.integers(0, 1_000), st.integers(8, 20))
def test_a_step_is_found_where_it_was_made(shift: int, days: int) -> None:
    """60 of 1,000 a day before, 130 from a day on: the day itself, wherever it lies with enough days on both sides."""
    place = days + shift % days
    counts = [(60, 1_000)] * place + [(130, 1_000)] * (3 * days - place)
    assert turn(counts, days) == place


def test_days_with_more_ones_than_rows_are_no_shares() -> None:
    """More adds than cards: cards sent before the data began."""
    assert turn([(50, 10)] * 10 + [(5, 10)] * 10, 5) is None
