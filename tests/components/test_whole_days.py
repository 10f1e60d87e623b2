"""A change compares days that are over: a morning is not held against a whole day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from components import kpi
from components.change import UNCHANGED_UNKNOWN, Verdict
from components.period import Period
from components.view import View
from data.settings import Settings
from data.state.targets import Target
from data.warehouse.generations import Generation, current
from metrics import contacts, publishing
from metrics.question import EVERYTHING
from metrics.targets import Targets

DAYS = 14  # of ten adds each, but for the last: one, at nine in the morning


@pytest.fixture
def source(tmp_path: Path) -> Generation:
    """A fortnight that ends in a morning."""
    first = date(2026, 3, 2)
    rows = [
        f"C{day}-{n},G1,{first + timedelta(days=day)} 09:00:00\n"
        for day in range(DAYS)
        for n in range(1 if day == DAYS - 1 else 10)
    ]
    file = tmp_path / "contacts.csv"
    file.write_text("customer_id,guide_id,added_at\n" + "".join(rows), encoding="utf-8")
    publishing.import_files(Settings(home=tmp_path), [file])
    found = current(Settings(home=tmp_path))
    assert found is not None
    return found


def test_an_unfinished_day_is_shown_and_not_compared(source: Generation) -> None:
    week = Period("last7", date(2026, 3, 9), date(2026, 3, 16))
    view = View(
        source=source,
        period=week,
        last_whole=date(2026, 3, 14),
        where=(),
        all_cohorts=False,
        scope=EVERYTHING,
    )
    card = kpi.card(view, contacts.ADDED_CONTACTS)
    assert card.now.value == 61
    assert (card.change.difference, card.change.verdict) == (0.0, Verdict.STEADY)
    assert card.whole_days == 6

    over = kpi.card(replace(view, last_whole=date(2026, 3, 15)), contacts.ADDED_CONTACTS)
    assert (over.change.difference, over.whole_days) == (-9.0, None)

    aims = Targets(versions=(Target(metric="added_contacts", from_on=date(2026, 1, 1), value=310.0),))
    assert kpi.card(view, contacts.ADDED_CONTACTS, aims).target == pytest.approx(60), "ten a day, of six days"
    assert kpi.card(replace(view, last_whole=date(2026, 3, 8)), contacts.ADDED_CONTACTS, aims).target is None

    morning = replace(view, period=Period("yesterday", date(2026, 3, 15), date(2026, 3, 16)))
    alone = kpi.card(morning, contacts.ADDED_CONTACTS)
    assert (alone.now.value, alone.change, alone.whole_days) == (1, UNCHANGED_UNKNOWN, 0)
