"""What was counted by hand is marked with its share, also where it stands in a difference."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.oracle.pools import NOW
from tests.pipeline import asked, publish, settings_at

MARCH = {"start": date(2026, 3, 1), "end": date(2026, 4, 1)}


def test_a_difference_says_how_much_of_it_was_counted_by_hand(tmp_path: Path) -> None:
    """One add and its loss in rows, five adds by hand: five of the seven that the net stands on."""
    added = {"customer_id": "A", "guide_id": "G2", "added_at": datetime(2026, 3, 5, 10)}
    world = {
        "contacts": [{**added, "removed_at": datetime(2026, 3, 5, 12)}],
        "tallies": [{"guide_id": "G1", "on": date(2026, 3, 3), "added": 5}],
    }
    found = publish(settings_at(tmp_path / "home", NOW), world)
    cells = asked(found, "added_contacts", "lost_contacts", "net_contacts", **MARCH)[()]
    assert {key: cell["value"] for key, cell in cells.items()} == {
        "added_contacts": 6,
        "lost_contacts": 1,
        "net_contacts": 5,
    }
    assert cells["added_contacts"]["by_hand"] == pytest.approx(5 / 6)
    assert cells["net_contacts"]["by_hand"] == pytest.approx(5 / 7)
    by_guide = asked(found, "net_contacts", by=("guide",), **MARCH)
    assert by_guide["G1",]["net_contacts"]["by_hand"] == 1.0
    assert not by_guide["G2",]["net_contacts"].get("by_hand")
