"""The rules of groups on a small world, counted by hand: medians, pushes, funnel, talk, hot and cold, campaign days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from data.settings import HealthRules
from data.warehouse.generations import Generation
from metrics import groups as of_groups
from metrics.campaign_register import campaigns
from metrics.cells import Cell
from metrics.group_compare import METRICS, side_by_side, usual
from metrics.group_inside import STAFF, by_day, cold, hot, members, rhythm, talk, way
from metrics.group_pushes import Cause, Push, lesson_days, pushes, quiet_days
from metrics.group_register import groups, life
from metrics.group_wall import Against, Standing, wall
from metrics.health import Health
from metrics.question import EVERYTHING, Scope
from tests.metrics.group_world import NOW, world
from tests.pipeline import publish, settings_at

RULES = HealthRules()
SECOND = Scope(stores=frozenset({"S2"}))


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """The world, published."""
    return publish(settings_at(tmp_path_factory.mktemp("groups"), NOW), world())


@pytest.fixture(scope="module")
def standings(generation: Generation) -> dict[str, Standing]:
    """Every group of it by id."""
    return {one.group.group_id: one for one in wall(generation, EVERYTHING, RULES)}


def pushed(generation: Generation, scope: Scope = EVERYTHING) -> tuple[Push, ...]:
    """The pushes of everything that a viewer may see."""
    return pushes(generation, wall(generation, scope, RULES), scope, RULES)


def test_every_group_is_on_the_wall_also_empty_and_unregistered_ones(standings: dict[str, Standing]) -> None:
    assert set(standings) == {"Q1", "Q2", "Q3", "Q4", "Q5", "Q9", "G7"}
    assert standings["Q9"].group.name[1] == "Q9 (unregistered)"
    assert standings["Q1"].group.names["guide"] == ("导购 1", "导购 1")


def test_running_ones_come_first_and_know_their_days(standings: dict[str, Standing]) -> None:
    assert [one for one in standings if not standings[one].is_running] == ["Q5"]
    assert list(standings)[-1] == "Q5"
    assert standings["Q1"].days_left == 10
    assert standings["Q5"].days_left == -2
    assert standings["Q9"].days_left is None


def test_rates_of_a_whole_life_count_young_invitations(standings: dict[str, Standing]) -> None:
    entry = standings["Q2"][of_groups.GROUP_ENTRY_RATE]
    assert (entry.numerator, entry.denominator) == (20, 40)
    activity = standings["Q1"][of_groups.GROUP_ACTIVITY_RATE]
    assert (activity.numerator, activity.denominator) == (20, 40)
    assert standings["Q1"][of_groups.GROUP_GMV].value == pytest.approx(99.5)


def test_nobody_joined_is_zero_entry_and_no_other_rate(standings: dict[str, Standing]) -> None:
    empty = standings["Q4"]
    assert empty[of_groups.GROUP_ENTRY_RATE].value == 0
    assert empty[of_groups.GROUP_ACTIVITY_RATE].value is None
    assert (empty.invited, empty.joined) == (10, 0)


def test_the_median_is_of_the_campaign_and_its_audience(standings: dict[str, Standing]) -> None:
    entry = of_groups.GROUP_ENTRY_RATE
    assert standings["Q1"].medians["group_entry_rate"] == 0.5  # of 1.0, 0.5 and 0.1
    assert standings["Q1"].against(entry) is Against.ABOVE
    assert standings["Q2"].against(entry) is Against.LEVEL
    assert standings["Q3"].against(entry) is Against.BELOW
    assert standings["Q3"].difference(entry) == pytest.approx(-0.4)
    for alone in ("Q4", "Q5", "G7", "Q9"):  # no campaign, or fewer than three groups
        assert standings[alone].against(entry) is None


def test_a_place_within_chance_is_level() -> None:
    cell = Cell(value=0.5, low=0.4, high=0.6)
    group = Standing.__dataclass_fields__  # every field is named below, or the test must change
    values = dict.fromkeys(group) | {"cells": {"group_entry_rate": cell}, "medians": {"group_entry_rate": 0.55}}
    assert Standing(**values).against(of_groups.GROUP_ENTRY_RATE) is Against.LEVEL  # type: ignore[arg-type]


def test_an_ended_group_keeps_the_class_of_its_last_day(standings: dict[str, Standing]) -> None:
    verdict = standings["Q5"].verdict
    assert verdict is not None
    assert (verdict.day, verdict.health) == (date(2026, 3, 3), Health.VALUE)


def test_a_scope_sees_its_own_groups_only(generation: Generation) -> None:
    """Q3 names no store: it belongs to the store of its owner."""
    assert {one.group.group_id for one in wall(generation, SECOND, RULES)} == {"Q2", "Q3"}
    assert {one.group_id for one in groups(generation, Scope(guides=frozenset({"G2"})))} == {"Q3"}
    assert {
        one.standing.group.group_id for one in pushes(generation, wall(generation, SECOND, RULES), SECOND, RULES)
    } <= {"Q2", "Q3"}
    assert members(generation, SECOND, "Q1") == ()
    assert rhythm(generation, SECOND, "Q1") == ()
    assert talk(generation, SECOND, "Q1", RULES, Cell(value=None)).links == ()
    assert len(members(generation, SECOND, "Q2")) == 20


def test_filters_pass_by_place_and_kind(generation: Generation) -> None:
    found = groups(generation, EVERYTHING)
    assert [one.group_id for one in found if one.is_in((("region", ("区 2",)),))] == ["Q2", "Q3"]
    assert [one.group_id for one in found if one.is_in((("audience", ("guide",)), ("campaign", ("A1",))))] == ["G7"]
    assert all(one.is_in((("channel", ("H1",)),)) for one in found)


def test_pushes_say_why(generation: Generation) -> None:
    found = {one.standing.group.group_id: {reason.cause for reason in one.reasons} for one in pushed(generation)}
    assert found["Q4"] == {Cause.NOBODY}
    assert {Cause.SILENT, Cause.ENTRY, Cause.LESSONS} <= found["Q3"]
    assert found["Q2"] == {Cause.LESSONS}
    assert "Q1" not in found
    assert "Q5" not in found, "an ended group needs no push"


def test_pushes_speak_in_both_languages(generation: Generation) -> None:
    (silent,) = [
        reason.text
        for push in pushed(generation)
        for reason in push.reasons
        if reason.cause is Cause.SILENT and push.standing.group.group_id == "Q3"
    ]
    assert silent == (
        "2026-03-02 之后没有成员发言，已满 2 天",
        "no member has spoken since 2026-03-02, for 2 whole days",
    )
    (lessons,) = [
        reason.text
        for push in pushed(generation)
        for reason in push.reasons
        if reason.cause is Cause.LESSONS and push.standing.group.group_id == "Q2"
    ]
    assert lessons == ("课程日 03-02、03-04 无人学习", "nobody took the lesson of 03-02, 03-04")


def test_a_night_is_no_silence() -> None:
    assert quiet_days(date(2026, 3, 4), datetime(2026, 3, 5, 9)) == 0
    assert quiet_days(date(2026, 3, 4), datetime(2026, 3, 6)) == 1


def test_a_lesson_that_may_still_come_is_not_missed(generation: Generation) -> None:
    (campaign,) = campaigns(generation)
    planned = replace(campaign, starts_on=date(2026, 3, 2), lesson_days=3)
    assert lesson_days([planned], date(2026, 3, 3)) == [("A1", date(2026, 3, 2)), ("A1", date(2026, 3, 3))]
    assert lesson_days([planned], date(2026, 3, 1)) == []
    assert lesson_days([replace(planned, lesson_days=None)], date(2026, 3, 9)) == []


def test_the_way_from_invitation_to_purchase(standings: dict[str, Standing]) -> None:
    stages = way(standings["Q1"])
    assert [(stage.key, stage.people) for stage in stages] == [
        ("invited", 40),
        ("joined", 40),
        ("spoke", 20),
        ("learned", 3),
        ("took_part", 2),
        ("bought", 2),
    ]
    spoke = stages[2].rate
    assert spoke is not None
    assert spoke.value == 0.5
    assert spoke.low is not None
    assert spoke.low < 0.5
    assert [stage.people for stage in way(standings["Q4"])] == [10, 0, 0, 0, 0, 0]


def test_hours_add_up_to_days(generation: Generation) -> None:
    days = by_day(rhythm(generation, EVERYTHING, "Q1"))
    assert {day: counts["messages"] for day, counts in days.items()} == {date(2026, 3, d): 20 for d in (2, 3, 4, 5)}
    assert days[date(2026, 3, 3)] == {
        "messages": 20,
        "lessons": 1,
        "take_parts": 1,
        "red_packets": 1,
        "purchases": 0,
        "adverts": 0,
    }


def test_a_net_and_a_hub_and_too_little_to_tell(generation: Generation, standings: dict[str, Standing]) -> None:
    net, few = standings["Q1"][of_groups.GROUP_PEER_SHARE], standings["Q2"][of_groups.GROUP_PEER_SHARE]
    shape = talk(generation, EVERYTHING, "Q1", RULES, net)
    assert shape.is_net is True
    assert len(shape.members) == 21
    assert sum(link.replies for link in shape.links) == 80
    assert dict(zip(shape.members, shape.names, strict=True))["Q1-0"] == ("小鹿", "小鹿")
    assert talk(generation, EVERYTHING, "Q2", RULES, few).is_net is None
    assert {link.answered for link in talk(generation, EVERYTHING, "Q2", RULES, few).links} == {STAFF}
    assert (
        talk(generation, EVERYTHING, "Q1", HealthRules(value_peers=1), Cell(value=0.2, denominator=80)).is_net is False
    )


def test_hot_took_part_and_cold_never_spoke(generation: Generation) -> None:
    everyone = members(generation, EVERYTHING, "Q1")
    assert [one.customer_id for one in hot(everyone)] == ["Q1-5"], "Q1-6 has bought"
    assert {one.customer_id for one in cold(everyone)} == {f"Q1-{n}" for n in range(20, 40)}


def test_groups_side_by_side_by_campaign_day(generation: Generation) -> None:
    chosen = usual(groups(generation, EVERYTHING))
    assert [one.group_id for one in chosen] == ["Q1", "Q2", "Q3", "G7"]
    lines = {line.group.group_id: dict(line.days) for line in side_by_side(generation, EVERYTHING, chosen, METRICS[0])}
    assert lines["Q1"][1].value == 0.5
    assert lines["Q1"][0].value == 0
    assert lines["Q3"][1].value == 0.25
    assert side_by_side(generation, SECOND, chosen, METRICS[0])[0].days == ()
    assert side_by_side(generation, EVERYTHING, (), METRICS[0]) == ()


def test_a_world_without_groups_has_none(tmp_path: Path) -> None:
    empty = publish(
        settings_at(tmp_path, NOW),
        {"contacts": [{"customer_id": "C", "guide_id": "G", "added_at": datetime(2026, 3, 1)}]},
    )
    assert life(empty) is None
    assert wall(empty, EVERYTHING, RULES) == ()
    assert pushed(empty) == ()


def test_groups_without_events_have_members_and_no_verdict(tmp_path: Path) -> None:
    rows = {key: value for key, value in world().items() if key not in ("group_events", "orders")}
    bare = publish(settings_at(tmp_path, NOW), rows)
    standing = next(one for one in wall(bare, EVERYTHING, RULES) if one.group.group_id == "Q1")
    assert standing.verdict is None
    assert [stage.people for stage in way(standing)] == [40, 40, None, None, None, None]
    causes = {reason.cause for push in pushed(bare) for reason in push.reasons}
    assert causes == {Cause.NOBODY, Cause.ENTRY}, "what was never brought is no reason"
