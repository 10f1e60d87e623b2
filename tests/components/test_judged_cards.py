"""A card with a target is judged by it; a change that is rounded to nothing has no direction."""

from __future__ import annotations

import pytest

from components.change import UNCHANGED_UNKNOWN, Change, Verdict
from components.kpi import Card, moved
from metrics.answer import Cell
from metrics.contacts import ADDED_CONTACTS, LOST_CONTACTS
from metrics.model import Metric
from metrics.targets import Judged


def card(metric: Metric, value: int | None, target: float | None) -> Card:
    """A card of nothing but a figure and its target."""
    return Card(metric, Cell(value=value, has_rows=True), (), UNCHANGED_UNKNOWN, target=target)


@pytest.mark.parametrize(
    ("metric", "value", "target", "judged"),
    [
        (ADDED_CONTACTS, 5000, 5000, Judged.MET),
        (ADDED_CONTACTS, 4500, 5000, Judged.NEAR),
        (ADDED_CONTACTS, 4499, 5000, Judged.MISSED),
        (LOST_CONTACTS, 400, 400, Judged.MET),
        (LOST_CONTACTS, 440, 400, Judged.NEAR),
        (LOST_CONTACTS, 522, 400, Judged.MISSED),
        (ADDED_CONTACTS, None, 5000, None),
        (ADDED_CONTACTS, 5000, None, None),
    ],
)
def test_met_near_or_missed(metric: Metric, value: int | None, target: float | None, judged: Judged | None) -> None:
    assert card(metric, value, target).judged is judged


@pytest.mark.parametrize(("difference", "said"), [(0.0004, "0.0 %"), (-0.0004, "0.0 %"), (-0.0006, "-0.1 %")])
def test_what_is_rounded_to_nothing_points_nowhere(difference: float, said: str) -> None:
    found = moved(ADDED_CONTACTS, Change(difference * 1000, difference, Verdict.STEADY))
    assert found.replace("\u202f", " ").replace("\u00a0", " ") == said
