"""What lies ahead of publishing stands in no figure, whoever asks: totals, campaigns, their people and places."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from data.warehouse.generations import Generation
from metrics import campaign_people, campaign_places
from metrics.answer import answer
from metrics.campaigns import CAMPAIGN_CONVERSION, CAMPAIGN_GMV, CAMPAIGN_PARTICIPANTS
from metrics.orders import GMV, ORDERS
from metrics.question import Question
from tests.pipeline import publish, settings_at

NOW = datetime(2026, 3, 5, 12)


def order(number: int, day: datetime, amount: int) -> dict[str, Any]:
    """An order of the campaign."""
    return {
        "order_id": f"O{number}",
        "customer_id": f"C{number}",
        "ordered_at": day,
        "amount": Decimal(amount),
        "store_id": "S1",
        "campaign_id": "A1",
    }


@pytest.fixture
def generation(tmp_path: Path) -> Generation:
    """One order and one participant are past, another of each is dated four days ahead; C1 bought in the past."""
    campaign = {"campaign_id": "A1", "campaign_name": "A", "starts_on": date(2026, 3, 1), "ends_on": date(2026, 3, 20)}
    joined = [("C1", 2), ("C2", 2), ("C3", 9)]
    world = {
        "stores": [{"store_id": "S1", "store_name": "外滩店"}],
        "campaigns": [campaign],
        "participants": [
            {"campaign_id": "A1", "customer_id": one, "joined_at": datetime(2026, 3, day, 9)} for one, day in joined
        ],
        "contacts": [
            {"customer_id": one, "guide_id": "G1", "added_at": datetime(2026, 3, 1, 9)} for one in ("C1", "C2", "C3")
        ],
        "guides": [{"guide_id": "G1", "guide_name": "王一", "store_id": "S1"}],
        "orders": [order(1, datetime(2026, 3, 3, 10), 100), order(2, datetime(2026, 3, 9, 10), 900)],
    }
    return publish(settings_at(tmp_path, NOW), world)


def test_totals(generation: Generation) -> None:
    metrics = (ORDERS, GMV, CAMPAIGN_GMV, CAMPAIGN_PARTICIPANTS, CAMPAIGN_CONVERSION)
    found = answer(generation, Question(metrics=metrics, start=date(2026, 3, 1), end=date(2026, 4, 1)))
    assert [found[one].value for one in metrics] == [1, Decimal(100), Decimal(100), 2, 0.5]
    ahead = answer(generation, Question(metrics=(ORDERS, GMV), start=date(2026, 3, 8), end=date(2026, 4, 1)))
    assert [ahead[one].value for one in (ORDERS, GMV)] == [None, None]


def test_people_and_places_of_a_campaign(generation: Generation) -> None:
    question = Question(
        metrics=(CAMPAIGN_GMV,), start=date(2026, 3, 1), end=date(2026, 4, 1), where=(("campaign", ("A1",)),)
    )
    people = {one.key: one.people for one in campaign_people.stages(generation, question)}
    assert (people["took_part"], people["bought"]) == (2, 1)
    (place,) = campaign_places.places(generation, question, "store")
    assert (place.orders, place.gmv.value, place.participants.value) == (1, Decimal(100), 2)
