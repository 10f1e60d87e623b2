"""Amounts that no retailer has: each fits its column, their sum does not, and every figure is still to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.warehouse.generations import current
from metrics import publishing
from metrics.analyses.tiers import tiers
from metrics.people import ADDED_PEOPLE
from metrics.persons import PERSONS
from metrics.question import Question
from tests.oracle.pools import NOW
from tests.pipeline import asked, bring, settings_at

MOST = Decimal("9999999999999999.99")  # sixteen digits and the cents
DAY = NOW.replace(hour=9, minute=0, second=0) - timedelta(days=3)
PERIOD = {"start": date(2026, 1, 1), "end": NOW.date()}


def order(number: int, amount: Decimal) -> dict[str, Any]:
    """An order of the same person and guide on the same day as every other."""
    return {"order_id": f"D{number}", "customer_id": "K1", "guide_id": "G1", "ordered_at": DAY, "amount": amount}


def test_sums_of_more_digits_than_a_column_holds(tmp_path: Path) -> None:
    """Brought after small ones, and corrected to small ones: tables are widened when they must be, and only then."""
    settings = settings_at(tmp_path, NOW)
    added = {"customer_id": "K1", "guide_id": "G1", "added_at": DAY - timedelta(days=1)}
    bring(settings, {"contacts": [added], "orders": [order(0, Decimal("0.01"))]})
    publishing.refresh(settings)
    for number in (1, 2, 3):
        bring(settings, {"orders": [order(number, MOST)]})
        publishing.refresh(settings)
        generation = current(settings)
        assert generation is not None
        assert generation.is_large
        assert generation.continued == 0
        total = Decimal("0.01") + number * MOST
        assert asked(generation, "gmv", **PERIOD)[()]["gmv"]["value"] == total
        assert asked(generation, "gmv", by=("guide",), **PERIOD)["G1",]["gmv"]["value"] == total
        assert generation.rows(sa.select(PERSONS.c.net)) == [(total,)]
        ever = Question(metrics=(ADDED_PEOPLE,), start=date(1900, 1, 1), end=NOW.date())
        assert [one.gmv for one in tiers(generation, ever, generation.tiers) if one.people] == [total]
    bring(settings, {"orders": [order(number, Decimal("0.01")) for number in (1, 2, 3)]})
    publishing.refresh(settings)
    generation = current(settings)
    assert generation is not None
    assert not generation.is_large
    assert asked(generation, "gmv", **PERIOD)[()]["gmv"]["value"] == Decimal("0.04")
