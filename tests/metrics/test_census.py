"""The census that a generation holds is what is counted when it is asked, for every filter that guides know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from data.settings import TierRules
from data.warehouse.generations import Generation, current
from data.warehouse.tables import PUBLISHED
from metrics import publishing
from metrics.analyses import census
from metrics.analyses.census import MONTHS, months_back, moves
from metrics.analyses.counts import ALL, TAG, TOLD
from metrics.analyses.segments import EVERYBODY, Segment
from metrics.people import ADDED_PEOPLE
from metrics.persons import PERSONS, last_moment
from metrics.question import Question, Scope
from tests.metrics.analysis_worlds import NOW, world_of
from tests.pipeline import publish, settings_at

RULES = TierRules()
EVER = Question(metrics=(ADDED_PEOPLE,), start=date(1900, 1, 1), end=date(2026, 12, 31))
LATER = date(1900, 1, 2)  # nobody was known before: the same people, but the census is not asked
ASKED = (
    EVER,
    replace(EVER, where=(("guide", ("G1",)),)),
    replace(EVER, where=(("region", ("华东",)), ("team", (None, "红队")))),
    replace(EVER, scope=Scope(stores=frozenset({"S2"}))),
    replace(EVER, scope=Scope(guides=frozenset({"G1", "G9"}))),
    replace(EVER, where=(("store", ("nowhere",)),)),
)


@pytest.fixture(scope="module", params=(1, 2, 3))
def generation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """A random world whose people have levels, cities, birthdays and doubled tags."""
    world, chance = world_of(request.param), Random(request.param)
    for person in world["customers"]:
        person["level"] = chance.choice((None, "金卡", "银卡"))
        person["city"] = chance.choice((None, "上海", "广州"))
        person["birthday"] = chance.choice((None, date(1980, 2, 29), date(2008, 8, 31), date(2001, 1, 1)))
        person["tags"] = chance.choice((None, "", "宝妈", "宝妈; 宝妈 ;油皮", "油皮;"))
    world["channels"] = [{"channel_id": f"C{n}", "channel_name": f"C{n}", "kind": "phone"} for n in (1, 2)]
    for contact in world["contacts"]:
        contact["channel_id"] = chance.choice((None, "C1", "C1", "C1", "C2", "C3"))
    return publish(settings_at(tmp_path_factory.mktemp("home"), NOW), world)


def told(generation: Generation, question: Question, segment: Segment = EVERYBODY) -> dict[str, dict[Any, Any]]:
    """All that the census tells, as plain values."""
    found = census.census(generation, question, RULES, segment, (ALL, *TOLD, TAG))
    return {what: {code: tuple(row)[-6:] for code, row in rows} for what, rows in found.items()}


@pytest.mark.parametrize("question", ASKED, ids=range(len(ASKED)))
def test_what_is_held_is_what_is_counted(generation: Generation, question: Question) -> None:
    held, counted = told(generation, question), told(generation, replace(question, start=LATER))
    assert held == counted
    if "nowhere" not in repr(question):
        assert {*held} >= {ALL, "tier", "store_id", TAG}
        people = held[ALL][None][0]
        assert sum(sums[0] for sums in held["tier"].values()) == people
        assert sum(sums[0] for sums in held["store_id"].values()) <= people


@pytest.mark.parametrize("question", ASKED, ids=range(len(ASKED)))
def test_moves_that_are_held_are_those_that_are_counted(generation: Generation, question: Question) -> None:
    """What lies further back than is held is counted; the months that both tell of are the same."""
    moment = last_moment(generation)
    assert moment is not None
    further = months_back(moment.date(), MONTHS + 2)
    whole = moves(generation, question, further, moment, RULES)
    assert question != EVER or {n for n, _, _ in whole} & {0, 1}  # before the months that are held
    for months in range(1, MONTHS + 1):
        held = moves(generation, question, further[-months - 1 :], moment, RULES)
        first = MONTHS + 2 - months
        assert held == {(n - first, *tiers): people for (n, *tiers), people in whole.items() if n >= first}


def test_a_tag_that_somebody_has_twice_is_hers_once(generation: Generation) -> None:
    known = {who for (who,) in generation.rows(sa.select(PERSONS.c.customer_id))}
    texts = generation.rows(sa.select(PUBLISHED["customers"].c.customer_id, PUBLISHED["customers"].c.tags))
    has = [{tag.strip() for tag in text.split(";")} for who, text in texts if who in known and text]
    expected = {tag: sum(tag in mine for mine in has) for tag in ("宝妈", "油皮")}
    for question in (EVER, replace(EVER, start=LATER)):
        assert {tag: sums[0] for tag, sums in told(generation, question)[TAG].items()} == expected


def test_a_channel_other_rules_and_a_segment_are_counted(generation: Generation) -> None:
    by_channel = told(generation, replace(EVER, where=(("channel", ("C1",)),)))
    assert by_channel == told(generation, replace(EVER, where=(("channel", ("C1",)),), start=LATER))
    assert {*by_channel["channel_id"]} == {"C1"}
    young = TierRules(new_days=1, core_orders=1, core_days=400)
    there, here = (
        {code: row.people for code, row in census.census(generation, EVER, rules, EVERYBODY, ("tier",))["tier"]}
        for rules in (RULES, young)
    )
    assert there != here
    assert sum(there.values()) == sum(here.values())
    tagged = told(generation, EVER, Segment(tags=("油皮",)))
    assert tagged[ALL][None][0] == tagged[TAG]["油皮"][0] == told(generation, EVER)[TAG]["油皮"][0]


def test_other_rules_are_published_by_a_refresh(tmp_path: Path) -> None:
    settings = settings_at(tmp_path, NOW)
    publish(settings, world_of(1))
    changed = settings.model_copy(update={"tiers": TierRules(core_orders=1, core_days=400)})
    assert publishing.refresh(changed) == 2
    found = current(changed)
    assert found is not None
    assert found.tiers.core_orders == 1
    assert publishing.refresh(changed) is None
    held, counted = (
        {code: row.people for code, row in census.census(found, one, found.tiers, EVERYBODY, ("tier",))["tier"]}
        for one in (EVER, replace(EVER, start=LATER))
    )
    assert held == counted
    before = census.census(found, EVER, RULES, EVERYBODY, ("tier",))["tier"]  # under the old rules: counted
    assert held != {code: row.people for code, row in before}
