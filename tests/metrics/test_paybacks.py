"""The pay-back of channels against the oracle on random worlds: re-adds, refunds, orders before the add, late costs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, note
from hypothesis import settings as examples
from hypothesis import strategies as st

from metrics.analyses.channel_returns import channels
from metrics.contacts import ADDED_CONTACTS
from metrics.question import Question
from tests.oracle import paybacks as oracle
from tests.oracle.pools import BEGIN, CHANNELS, NOW
from tests.oracle.worlds import worlds
from tests.pipeline import publish, settings_at

COSTS = st.lists(
    st.fixed_dictionaries(
        {
            "on": st.dates(BEGIN.date(), NOW.date() + timedelta(days=2)),
            "amount": st.sampled_from((Decimal("0.01"), Decimal("5.00"), Decimal("60.00"))),
            "channel_id": st.sampled_from(CHANNELS),
            "kind": st.just("gift"),
        }
    ),
    min_size=1,
    max_size=6,
)
ENDS = st.lists(st.dates(BEGIN.date(), NOW.date() + timedelta(days=3)), min_size=3, max_size=3)


@given(world=worlds(), costs=COSTS, ends=ENDS)
@examples(max_examples=5)
def test_random_worlds(world: dict[str, list[dict[str, Any]]], costs: list[dict[str, Any]], ends: list[date]) -> None:
    world = {**world, "costs": costs}
    with TemporaryDirectory() as home:
        generation = publish(settings_at(Path(home), NOW), world)
        for end in (date(2030, 1, 1), *ends):
            expected = oracle.paybacks(world, end=end, now=NOW)
            note(f"{end} {expected}")
            told = {one.channel_id: one.payback_days for one in channels(generation, _until(end))}
            assert {code: expected.get(str(code)) for code in told} == told


def test_an_order_before_the_add_pays_nothing_back(tmp_path: Path) -> None:
    """Ten yuan were spent on 1 March. Ten an hour before the add do not pay it back; ten at the very add do, and so do
    ten on the 9th – but for who looks at the days before the 9th.
    """
    added = datetime(2026, 3, 2, 10)
    orders = {"A": added - timedelta(hours=1), "B": added, "C": added + timedelta(days=7)}

    def payback(channel: str, end: date) -> int | None:
        return next(one.payback_days for one in channels(generation, _until(end)) if one.channel_id == channel)

    world = {
        "guides": [{"guide_id": "G1", "guide_name": "导购"}],
        "channels": [{"channel_id": code, "channel_name": code, "kind": "phone"} for code in orders],
        "contacts": [{"customer_id": c, "guide_id": "G1", "added_at": added, "channel_id": c} for c in orders],
        "orders": [
            {"order_id": code, "customer_id": code, "ordered_at": at, "amount": Decimal(10)}
            for code, at in orders.items()
        ],
        "costs": [
            {"on": date(2026, 3, 1), "amount": Decimal(10), "channel_id": code, "kind": "gift"} for code in orders
        ],
    }
    generation = publish(settings_at(tmp_path, datetime(2026, 3, 20)), world)
    assert [payback(code, date(2026, 3, 20)) for code in orders] == [None, 1, 8]
    assert [payback(code, date(2026, 3, 9)) for code in orders] == [None, 1, None]


def _until(end: date) -> Question:
    return Question(metrics=(ADDED_CONTACTS,), start=date(2000, 1, 1), end=end)
