"""Random questions that a metric may be asked, for the worlds of `worlds.py`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.oracle.buckets import TIME_DIMENSIONS
from tests.oracle.contract import SPECS
from tests.oracle.pools import (
    BEGIN,
    CAMPAIGNS,
    CHANNELS,
    GROUPS,
    GUIDES,
    NOW,
    PERSONAS,
    STORES,
    TEAMS,
)

CODES: dict[str, tuple[Any, ...]] = {
    "guide": GUIDES,
    "team": TEAMS,
    "persona": PERSONAS,
    "store": STORES,
    "region": ("华东", "华南"),
    "city": ("上海", "广州"),
    "channel": CHANNELS,
    "channel_kind": ("package_card", "phone"),
    "campaign": CAMPAIGNS,
    "group": GROUPS,
    "group_kind": ("flash", "daily"),
    "audience": ("customer", "guide"),
    "removed_by": ("customer", "guide"),
}


@st.composite
def questions(draw: DrawFn, metric: str | None = None) -> dict[str, Any]:
    """The arguments of `figures.figure` after the world, without `now` and `windows`.

    Filters stand on dimensions that are no time; a period may begin before the rows and end a few days after NOW.
    """
    key = metric or draw(st.sampled_from(sorted(SPECS)))
    dimensions = SPECS[key].dimensions
    days = st.dates(BEGIN.date(), NOW.date() + timedelta(days=3))
    whole = (BEGIN.date() - timedelta(days=3), NOW.date())
    start, last = draw(st.just(whole) | st.just(whole) | st.tuples(days, days).map(sorted))
    by = tuple(draw(st.lists(st.sampled_from(dimensions), max_size=2, unique=True)))
    filters = [name for name in dimensions if name not in TIME_DIMENSIONS and name in CODES]
    asked = (
        draw(st.lists(st.sampled_from(filters), max_size=2, unique=True))
        if draw(st.sampled_from((False, False, True)))
        else []
    )
    return {
        "metric_key": key,
        "start": start,
        "end_inclusive": last,
        "by": by,
        "where": {
            name: tuple(draw(st.lists(st.sampled_from(CODES[name]), min_size=1, max_size=2, unique=True)))
            for name in asked
        },
        "all_cohorts": draw(st.booleans()),
    }
