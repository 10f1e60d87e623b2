"""Figures that are asked together are those that are asked alone, also under a filter that some of them lack."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from components.period import Period
from components.view import View
from data.settings import Settings
from data.warehouse.generations import current
from metrics import channels, contacts, content, orders, people, publishing
from metrics.question import EVERYTHING

CONTACTS = """customer_id,guide_id,added_at,channel_id
C1,G1,2026-03-02 10:00:00,K1
C2,G1,2026-03-03 10:00:00,K2
C3,G2,2026-03-03 11:00:00,
"""
ORDERS = """order_id,customer_id,guide_id,ordered_at,amount,status
O1,C1,G1,2026-03-04 10:00:00,100.00,paid
O2,C3,G2,2026-03-20 10:00:00,80.00,paid
"""
WALL = (
    contacts.ADDED_CONTACTS,
    contacts.FIRST_PURCHASE_CONVERSION,
    contacts.MEDIAN_DAYS_TO_FIRST_PURCHASE,
    people.FIRST_PURCHASERS,
    orders.GMV,
    orders.BUYERS,
    channels.PACKAGE_CARD_RATE,
    content.POSTS_PER_DAY,
)


@pytest.mark.parametrize("where", [(), (("channel", ("K1",)),), (("guide", ("G1", "G2")),)])
def test_together_is_alone(tmp_path: Path, where: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    for name, text in (("contacts.csv", CONTACTS), ("orders.csv", ORDERS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    publishing.import_files(Settings(home=tmp_path), [tmp_path / "contacts.csv", tmp_path / "orders.csv"])
    source = current(Settings(home=tmp_path))
    assert source is not None
    march = Period("custom", date(2026, 3, 1), date(2026, 4, 1))
    alone = View(
        source=source,
        period=march,
        last_whole=date(2026, 3, 31),
        where=where,
        all_cohorts=False,
        scope=EVERYTHING,
    )
    wall = alone.together(*WALL)
    for metric in WALL:
        assert wall.cell(metric) == alone.cell(metric), metric.key
        assert wall.series(metric, "week") == alone.series(metric, "week"), metric.key
        assert wall.series(metric, all_cohorts=True) == alone.series(metric, all_cohorts=True), metric.key
    assert wall.cell(contacts.ADDED_CONTACTS).value == {(): 3, "channel": 1, "guide": 3}[where[0][0] if where else ()]
    assert wall.cell(contacts.LOSS_RATE) == alone.cell(contacts.LOSS_RATE)
