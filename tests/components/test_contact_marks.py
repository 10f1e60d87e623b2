"""What the contact lists go by is of the whole business, whatever part of it somebody looks at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from components import contact_rows, retention_rows
from components.filters import last_day
from components.period import Period
from components.view import View
from data.settings import ContactRules
from metrics.analyses import contact_lists, lifetime_value, repurchase_cycle
from metrics.analyses.cohorts import cohorts
from metrics.question import Scope
from tests.metrics.analysis_worlds import NOW, world_of
from tests.pipeline import publish, settings_at


@pytest.mark.parametrize("seed", [1, 2])
def test_of_all_and_of_a_part(tmp_path: Path, seed: int) -> None:
    source = publish(settings_at(tmp_path, NOW), world_of(seed))
    last = last_day(source)
    whole = View(
        source=source,
        period=Period("custom", last, last + timedelta(days=1)),
        last_whole=last,
        where=(),
        all_cohorts=False,
        scope=Scope(),
    )
    part = replace(whole, where=(("guide", ("G1",)),), scope=Scope(stores=frozenset({"S1"})))
    moment = max(source.horizons[kind].at for kind in ("contacts", "orders"))
    expected = contact_lists.marks(source, moment, ContactRules())
    assert expected.cycle_days is not None
    for view in (part, whole):
        assert contact_rows.marks(view) == expected
        question = retention_rows.ever(view)
        assert list(retention_rows.cycle(view)) == list(repurchase_cycle.repurchase_cycle(source, question))
        assert retention_rows.cohorts(view, "month") == cohorts(source, question)
        assert retention_rows.cohorts(view, "week") == cohorts(source, question, "week")
        assert retention_rows.values(view) == lifetime_value.lifetime_value(source, question)
    assert retention_rows.cycle(part) != retention_rows.cycle(whole)
