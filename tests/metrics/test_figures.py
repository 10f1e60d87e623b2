"""The product's figures against the hand-worked cases and against the oracle on random worlds."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, note
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.warehouse.generations import Generation
from metrics.answer import curve
from metrics.catalogue import CATALOGUE
from metrics.question import Question
from tests.metrics.worked_cases import WORKED_CASES, WorkedCase, mismatches
from tests.oracle import figures
from tests.oracle.pools import NOW
from tests.oracle.questions import questions
from tests.oracle.worlds import worlds
from tests.pipeline import asked, publish, publish_files, settings_at

ON_ONE_WORLD = 25


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Callable[[WorkedCase], Generation]:
    """The generation of a case's world, brought in as files; cases that share a world share it."""
    found: dict[str, Generation] = {}

    def publish_once(case: WorkedCase) -> Generation:
        world = repr((case.now, case.world))
        if world not in found:
            found[world] = publish_files(settings_at(tmp_path_factory.mktemp("case"), case.now), case.world)
        return found[world]

    return publish_once


@pytest.mark.parametrize("case", WORKED_CASES, ids=lambda case: case.name)
def test_worked_case(case: WorkedCase, published: Callable[[WorkedCase], Generation]) -> None:
    """Rows brought in as files answer as they were worked by hand."""
    generation = published(case)
    found = asked(
        generation,
        case.metric,
        start=case.start,
        end=case.end + timedelta(days=1),
        by=case.by,
        where=case.where,
        all_cohorts=case.all_cohorts,
    )
    cells = {codes: row[case.metric] for codes, row in found.items()}
    assert mismatches(case.expected, cells) == [], case.docstring


@given(world=worlds(), asks=st.lists(questions(), min_size=ON_ONE_WORLD, max_size=ON_ONE_WORLD))
@examples(max_examples=3)
def test_random_worlds(world: dict[str, list[dict[str, Any]]], asks: list[dict[str, Any]]) -> None:
    """Every figure equals the oracle's: re-adds, losses, refunds, ties, missing kinds, rows before the add."""
    with TemporaryDirectory() as home:
        generation = publish(settings_at(Path(home), NOW), world)
        for ask in asks:
            expected = figures.figure(world, **ask, now=NOW)
            found = asked(
                generation,
                ask["metric_key"],
                start=ask["start"],
                end=ask["end_inclusive"] + timedelta(days=1),
                by=ask["by"],
                where=ask["where"],
                all_cohorts=ask["all_cohorts"],
            )
            cells = {codes: row[ask["metric_key"]] for codes, row in found.items()}
            note(f"{ask}\nexpected {expected}\nfound {cells}")
            assert differences(expected, cells) == []


@given(world=worlds(), people=st.booleans())
@examples(max_examples=3)
def test_random_curves(world: dict[str, list[dict[str, Any]]], people: bool) -> None:
    """The Kaplan–Meier curve equals the oracle's, step by step."""
    start, last = date(2026, 2, 16), NOW.date()
    expected = figures.curve(world, people, start=start, end_inclusive=last, now=NOW)
    key = "median_days_to_first_purchase" + ("_people" if people else "")
    with TemporaryDirectory() as home:
        generation = publish(settings_at(Path(home), NOW), world)
        steps = curve(generation, Question(metrics=(CATALOGUE[key],), start=start, end=last + timedelta(days=1)))
    assert [(s.hours, s.at_risk, s.events) for s in steps] == [(s.hours, s.at_risk, s.events) for s in expected]
    for step, other in zip(steps, expected, strict=True):
        assert (step.survival, step.low, step.high) == pytest.approx((other.survival, other.low, other.high))


def differences(expected: dict[Any, Any], found: dict[Any, Any]) -> list[str]:
    """What differs between the oracle's cells and the product's."""
    if set(expected) != set(found):
        return [f"rows: expected {sorted(expected, key=str)}, found {sorted(found, key=str)}"]
    return [
        f"{codes} {name}: expected {cell[name]!r}, found {found[codes][name]!r}"
        for codes, cell in expected.items()
        for name in cell
        if not is_same(cell[name], found[codes].get(name))
    ]


def is_same(left: Any, right: Any) -> bool:
    """Equal, to the cent and to the last digits of a division."""
    if left is None or right is None:
        return left is right
    return math.isclose(float(left), float(right), rel_tol=1e-9, abs_tol=1e-12)


def test_cents_are_exact(tmp_path: Path) -> None:
    """0.10 a thousand times is 100.00, as no float sum would have it."""
    orders = [
        {
            "order_id": f"D{n}",
            "customer_id": "K1",
            "ordered_at": datetime(2026, 3, 1, 10) + timedelta(seconds=n),
            "amount": Decimal("0.10"),
        }
        for n in range(1000)
    ]
    generation = publish(settings_at(tmp_path, NOW), {"orders": orders})
    found = asked(generation, "gmv", start=date(2026, 3, 1), end=date(2026, 3, 2))
    assert found[()]["gmv"]["value"] == 100.00
