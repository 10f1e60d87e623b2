"""The oracle answers every worked case as it was worked by hand."""

import csv
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings

from tests.metrics.worked_cases import WORKED_CASES, WorkedCase, mismatches
from tests.oracle.cases.case import add, at, buys, on
from tests.oracle.contract import SPECS, Shape
from tests.oracle.figures import curve, figure
from tests.oracle.milestones import counted_orders, lives
from tests.oracle.pools import NOW
from tests.oracle.questions import questions
from tests.oracle.world import World, write_csv
from tests.oracle.worlds import worlds

ADDS_UP = (
    "added_contacts",
    "lost_contacts",
    "orders",
    "gmv",
    "group_gmv",
    "campaign_participants",
    "campaign_gmv",
)


@pytest.mark.parametrize("case", WORKED_CASES, ids=lambda case: case.name)
def test_worked_case(case: WorkedCase) -> None:
    found = figure(
        case.world,
        case.metric,
        start=case.start,
        end_inclusive=case.end,
        by=case.by,
        where=case.where,
        all_cohorts=case.all_cohorts,
        now=case.now,
    )
    assert mismatches(case.expected, found) == [], case.docstring


def test_every_metric_has_a_worked_case_with_a_value() -> None:
    worked = {case.metric for case in WORKED_CASES if any(cell["value"] for cell in case.expected.values())}
    assert worked == set(SPECS)


def test_names_of_cases_are_unique() -> None:
    names = [case.name for case in WORKED_CASES]
    assert len(names) == len(set(names))


def test_curve_by_hand() -> None:
    """Contacts of the 1st 00:00: K1 buys after 24 h, K2 leaves after 36 h, K3 buys after 72 h, K4 never.

    S(24) = 3/4 with Greenwood 1/(4·3); S(72) = 3/8 with 1/12 + 1/(2·1) = 7/12.
    Log–log at 24 h: 1.959964·√(1/12)/|ln 0.75| = 1.966715; 0.75^(e^±1.966715) = 0.127948 … 0.960549.
    """
    world: World = {
        "contacts": [
            add("K1", "G1", "01 00:00"),
            add("K2", "G1", "01 00:00", removed_at="02 12:00"),
            add("K3", "G1", "01 00:00"),
            add("K4", "G1", "01 00:00"),
        ],
        "orders": [buys("D1", "K1", "02 00:00"), buys("D2", "K3", "04 00:00")],
    }
    steps = curve(world, people=False, start=on(1), end_inclusive=on(1), now=at("31 12:00"))
    assert [(step.hours, step.at_risk, step.events, step.survival) for step in steps] == [
        (24, 4, 1, Fraction(3, 4)),
        (72, 2, 1, Fraction(3, 8)),
    ]
    assert (steps[0].low, steps[0].high) == pytest.approx((0.127948, 0.960549), abs=1e-5)


def test_orders_are_numbered_by_time_then_id() -> None:
    """D2 and D1 in one second, D0 later: D1 is the 1st, D2 the 2nd, D0 the 3rd; of another person D9 is the 1st."""
    world: World = {
        "orders": [
            buys("D0", "K1", "03 10:00"),
            buys("D2", "K1", "02 10:00"),
            buys("D1", "K1", "02 10:00"),
            buys("D9", "K2", "09 10:00"),
        ]
    }
    assert {order.order_id: order.ordinal for order in counted_orders(world)} == {"D1": 1, "D2": 2, "D0": 3, "D9": 1}


def test_of_one_key_the_last_row_holds() -> None:
    world: World = {"orders": [buys("D1", "K1", "02 10:00", "1.00"), buys("D1", "K1", "02 10:00", "2.00")]}
    assert [order.net for order in counted_orders(world)] == [Decimal("2.00")]


def test_refuses_a_dimension_that_the_metric_has_not() -> None:
    with pytest.raises(ValueError, match="loss_rate has no dimension campaign; it has day"):
        figure({}, "loss_rate", start=on(1), end_inclusive=on(1), by=("campaign",), now=NOW)


def test_files_hold_typed_values_under_english_headings(tmp_path) -> None:
    """A contact with an empty column, and no orders file for orders that were never brought."""
    written = write_csv({"contacts": [add("007", "G1", "02 10:00", channel_id=None)]}, tmp_path)
    assert [path.name for path in written] == ["contacts.csv"]
    with written[0].open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["customer_id", "guide_id", "added_at", "channel_id"],
            ["007", "G1", "2026-03-02 10:00:00", ""],
        ]


@given(worlds(), questions())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_cells_are_what_the_contract_says_of_any_world(world: World, question: dict) -> None:
    """A rate lies in [0, 1] inside its interval; a share of mature rows in [0, 1]; nothing fails on any world."""
    shape = SPECS[question["metric_key"]].shape
    for cell in figure(world, **question, now=NOW).values():
        if shape is Shape.RATE and cell["value"] is not None:
            assert 0 <= cell["low"] <= cell["value"] <= cell["high"] <= 1
            assert cell["numerator"] <= cell["denominator"]
        if cell.get("mature_share") is not None:
            assert 0 <= cell["mature_share"] <= 1


@given(worlds())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_counts_by_day_add_up_to_the_period(world: World) -> None:
    """Adds, orders and money add up over days and guides; milestones lie in their lives."""
    period = {"start": datetime(2026, 2, 1).date(), "end_inclusive": NOW.date(), "now": NOW}
    for metric in ADDS_UP:
        whole = figure(world, metric, **period)[()]["value"]
        parts = [cell["value"] for cell in figure(world, metric, by=("day", "guide"), **period).values()]
        known = sum(part for part in parts if part is not None)
        if whole is not None:  # days after the horizon are unknown: what future rows they hold only the period shows
            assert known <= whole if None in parts else known == whole
    for life in lives(world):
        for moment in (life.greeted_at, life.greeting_replied_at, life.private_chat_at, life.first_order_at):
            assert moment is None or life.holds(moment)
