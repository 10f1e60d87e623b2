"""What counts as a change: beyond the intervals, beyond the scatter of days, or not said at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from components.change import Verdict, change
from metrics import contacts, content, orders
from metrics.answer import Cell
from metrics.model import Metric
from metrics.statistics import wilson


def rate(numerator: int, denominator: int) -> Cell:
    """A rate as an answer gives it."""
    low, high = wilson(numerator, denominator) or (None, None)
    return Cell(value=numerator / denominator, numerator=numerator, denominator=denominator, low=low, high=high)


REPLY, LOSS = contacts.GREETING_REPLY_RATE, contacts.LOSS_RATE


@pytest.mark.parametrize(
    ("metric", "now", "before", "verdict"),
    [
        (REPLY, rate(300, 1000), rate(400, 1000), Verdict.WORSE),
        (REPLY, rate(400, 1000), rate(300, 1000), Verdict.BETTER),
        (REPLY, rate(3, 10), rate(4, 10), Verdict.STEADY),
        (REPLY, rate(395, 1000), rate(400, 1000), Verdict.STEADY),
        (LOSS, rate(150, 1000), rate(100, 1000), Verdict.WORSE),
        (LOSS, rate(100, 1000), rate(150, 1000), Verdict.BETTER),
    ],
)
def test_rates_move_beyond_their_intervals(metric: Metric, now: Cell, before: Cell, verdict: Verdict) -> None:
    assert change(metric, now, before).verdict is verdict


def counts(*values: int) -> list[Cell]:
    """Days of a count."""
    return [Cell(value=value) for value in values]


def test_counts_move_beyond_the_scatter_of_their_days() -> None:
    calm, low = counts(100, 104, 98, 101, 99, 103, 97), counts(80, 84, 78, 81, 79, 83, 77)
    now, before = Cell(value=562), Cell(value=702)
    assert change(contacts.ADDED_CONTACTS, now, before, low, calm).verdict is Verdict.WORSE
    wild = counts(10, 300, 20, 180, 40, 150, 2)
    assert change(contacts.ADDED_CONTACTS, now, before, low, wild).verdict is Verdict.STEADY


def test_few_days_are_not_judged() -> None:
    found = change(contacts.ADDED_CONTACTS, Cell(value=5), Cell(value=10), counts(5), counts(10))
    assert found.verdict is Verdict.UNKNOWN
    assert found.relative == -0.5


def test_ratio_without_interval_weighs_its_days() -> None:
    """A day of one order of 10,000 must not make the average order value move: it is a ratio of sums."""

    def days(*pairs: tuple[int, int]) -> list[Cell]:
        return [Cell(value=Decimal(a) / b, numerator=Decimal(a), denominator=b) for a, b in pairs]

    before = days((2000, 10), (2100, 10), (1900, 10), (2050, 10), (1950, 10))
    now = days((2000, 10), (2100, 10), (1900, 10), (2050, 10), (10_000, 1))
    found = change(
        orders.AVERAGE_ORDER_VALUE, Cell(value=Decimal("440.24")), Cell(value=Decimal("200.00")), now, before
    )
    assert found.verdict is Verdict.STEADY


def test_nothing_cannot_have_moved() -> None:
    found = change(content.POSTS_PER_DAY, Cell(value=None, reason="no_rows"), Cell(value=1.0))
    assert (found.difference, found.verdict) == (None, Verdict.UNKNOWN)


def test_from_zero_there_is_no_relative_change() -> None:
    found = change(orders.ORDERS, Cell(value=7), Cell(value=0), counts(*[1] * 7), counts(*[0] * 7))
    assert found.relative is None
    assert found.verdict is Verdict.BETTER
