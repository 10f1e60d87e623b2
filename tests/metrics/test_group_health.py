"""Health of groups on random days: classes, their changes and falls, read a second time in plain Python."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from data.settings import HealthRules
from data.warehouse.generations import Generation
from metrics.group_days import GROUP_DAYS
from metrics.health import Health, falls, history, verdicts
from metrics.question import EVERYTHING, Scope
from tests.oracle.world import World
from tests.pipeline import publish, settings_at

RULES = HealthRules()
NOW = datetime(2026, 3, 20, 12)
MADE = datetime(2026, 3, 1, 9)
GROUPS, DAYS, EVENTS_UNTIL = 40, 16, date(2026, 3, 16)
WORSE = {Health.VALUE: 0, Health.MARGINAL: 1, Health.DEAD: 2, Health.SPAM: 2}


def world() -> World:
    """Groups of twelve whose talk changes from day to day; somebody comes and goes after the last event."""
    dice = Random(5)
    groups: list[dict[str, Any]] = []
    memberships: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for n in range(GROUPS):
        group_id = f"Q{n:02d}"
        closes_on = None if n % 3 else date(2026, 3, 4 + n % 13)
        store = {"store_id": f"S{n % 2}"}
        groups.append(
            {"group_id": group_id, "group_name": group_id, "created_at": MADE, "closes_on": closes_on, **store}
        )
        memberships += [
            {"group_id": group_id, "customer_id": f"{group_id}-{who}", "joined_at": MADE + timedelta(hours=who)}
            for who in range(12)
        ]
        for day in range(DAYS):
            kind = dice.choice(("net", "hub", "one", "adverts", "silent", "silent", "silent"))
            number = {"net": 5, "hub": 3, "one": 1, "adverts": 9, "silent": 0}[kind]
            for k in range(number):
                who = f"{group_id}-{dice.randrange(12)}"
                events.append(
                    {
                        "event_id": f"E{len(events)}",
                        "group_id": group_id,
                        "customer_id": None if kind == "adverts" else who,
                        "at": MADE + timedelta(days=day, hours=1 + k),
                        "kind": "advert" if kind == "adverts" else "message",
                        "reply_to": {"net": f"{group_id}-{dice.randrange(12)}", "hub": "guide"}.get(kind),
                    }
                )
    # the memberships reach two days beyond the last event
    late = {"group_id": "Q01", "customer_id": "Q01-x", "joined_at": datetime(2026, 3, 18, 9)}
    stores = [{"store_id": f"S{n}", "store_name": f"店 {n}"} for n in (0, 1)]
    return {"stores": stores, "groups": groups, "memberships": [*memberships, late], "group_events": events}


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """The world, published."""
    return publish(settings_at(tmp_path_factory.mktemp("health"), NOW), world())


@pytest.fixture(scope="module")
def classes(generation: Generation) -> dict[str, dict[date, Health | None]]:
    """The class of every group on every day that events reach, by the rules in plain Python."""
    found: dict[str, dict[date, Health | None]] = {}
    for row in generation.rows(sa.select(GROUP_DAYS).order_by(GROUP_DAYS.c.group_id, GROUP_DAYS.c.day)):
        if row.day <= EVENTS_UNTIL:
            found.setdefault(row.group_id, {})[row.day] = judged(row)
    return found


def judged(row: Any) -> Health | None:
    """The class of a day; every group of this world is made on the first of March."""
    if row.day < date(2026, 3, 3) or not row.at_end:
        return None
    speaking = row.recent_speakers / row.at_end
    if row.recent_posts >= RULES.spam_posts and row.recent_adverts / row.recent_posts >= RULES.spam_adverts:
        return Health.SPAM
    if not row.recent_speakers or speaking < RULES.dead_speakers:
        return Health.DEAD
    peers = row.week_peer_replies / row.week_replies if row.week_replies else 0
    return (
        Health.VALUE if speaking >= RULES.value_speakers and peers >= RULES.value_peers and peers else Health.MARGINAL
    )


def test_the_class_is_that_of_the_last_day_of_events_or_of_the_group(
    generation: Generation, classes: dict[str, dict[date, Health | None]]
) -> None:
    """Memberships reach further than events: on those days nobody could have been seen to speak."""
    assert generation.horizons["memberships"].last_day > EVENTS_UNTIL
    found = verdicts(generation, EVERYTHING, RULES)
    ends = {row["group_id"]: row["closes_on"] for row in world()["groups"]}
    assert set(found) == set(ends)
    for group_id, verdict in found.items():
        day = min(ends[group_id] or EVENTS_UNTIL, EVENTS_UNTIL)
        assert (verdict.day, verdict.health) == (day, classes[group_id][day]), group_id
    assert {verdict.health for verdict in found.values()} == set(Health)
    second = verdicts(generation, Scope(stores=frozenset({"S1"})), RULES)
    assert second == {key: verdict for key, verdict in found.items() if int(key[1:]) % 2}


def test_events_that_reach_further_than_memberships(tmp_path: Path) -> None:
    rows = world()
    early = [row for row in rows["memberships"] if row["group_id"] != "Q01"]
    found = verdicts(publish(settings_at(tmp_path, NOW), {**rows, "memberships": early}), EVERYTHING, RULES)
    assert {verdict.day for key, verdict in found.items() if int(key[1:]) % 3} == {EVENTS_UNTIL}


def test_changes_are_dated(generation: Generation, classes: dict[str, dict[date, Health | None]]) -> None:
    for group_id in ("Q00", "Q01", "Q02"):
        told = [(day, kind) for day, kind in classes[group_id].items() if kind is not None]
        expected = told[:1] + [after for before, after in pairwise(told) if before[1] is not after[1]]
        assert [(one.day, one.health) for one in history(generation, RULES, group_id)] == expected


@pytest.mark.parametrize("days", [2, 7])
def test_a_fall_counts_while_it_lasts(
    days: int, generation: Generation, classes: dict[str, dict[date, Health | None]]
) -> None:
    """The last fall of the class in these days, where the class is still worse than on the first of them."""
    expected = {}
    for group_id, by_day in classes.items():
        told = [(d, kind) for d, kind in by_day.items() if kind and d >= EVENTS_UNTIL - timedelta(days=days)]
        pairs = [(a, b) for a, b in pairwise(told) if WORSE[b[1]] > WORSE[a[1]]]
        if told and WORSE[told[-1][1]] > WORSE[told[0][1]]:
            expected[group_id] = pairs[-1]
    assert len(expected) > 3
    found = falls(generation, EVERYTHING, RULES, days)
    assert {key: tuple((one.day, one.health) for one in pair) for key, pair in found.items()} == expected
