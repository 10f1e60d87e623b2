"""Rules: what is wrong is refused with its place, what is right is written and read back the same."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.state import audit, competitions
from metrics.competitions.files import read, write
from metrics.competitions.register import UnknownCompetitionError, keep, kept, rules_of
from metrics.competitions.rules import RulesError, checked
from metrics.competitions.scorables import SCORABLES
from metrics.competitions.templates import TEMPLATES, template
from tests.oracle.contests import contest_rules
from tests.pipeline import settings_at

SPRING = """
id = "spring"
title = "春季导购大赛"
starts_on = 2026-03-02
ends_on = 2026-03-08
cut_offs = ["12:00", "22:00"]
entrants = "guide"                 # guide, team, store
[[scores]]
what = "orders"                    # gmv, orders, units, adds, greeting_replies, …
points = 10                        # per unit; gmv: per yuan
cap_per_day = 50
[[rewards]]
kind = "rank"                      # pots by place at the end
pots = [300, 200, 100]
"""
NOON = datetime(2026, 3, 31, 12)
PLAIN: dict[str, Any] = {
    "id": "spring",
    "title": "春季",
    "starts_on": "2026-03-02",
    "ends_on": "2026-03-08",
    "scores": [{"what": "orders", "points": 10}],
}
LADDER = {"kind": "ladder", "steps": [{"at": 5, "amount": 79}, {"at": 3, "amount": 30}]}
LAYERS = [{"title": "小", "guides_up_to": 9}, {"title": "大", "guides_up_to": 5}]


def test_the_written_example_reads() -> None:
    rules = read(SPRING)
    assert (rules.id, rules.title, rules.entrants) == ("spring", "春季导购大赛", "guide")
    assert (rules.starts_on, rules.ends_on) == (date(2026, 3, 2), date(2026, 3, 8))
    assert rules.cut_offs == (time(12), time(22))
    assert [(score.what, score.points, score.cap_per_day) for score in rules.scores] == [("orders", 10, 50)]
    assert [reward.model_dump()["pots"] for reward in rules.rewards] == [(300, 200, 100)]
    assert read(write(rules)) == rules


@pytest.mark.parametrize(
    ("change", "place", "told"),
    [
        ({"id": ""}, "id", "不能为空"),
        ({"id": "a/b"}, "rules", "an id has no blanks or slashes"),
        ({"ends_on": "2026-03-01"}, "rules", "it ends before it starts"),
        ({"ends_on": "2027-03-09"}, "rules", "366 days at most"),
        ({"starts_on": "9999-12-31", "ends_on": "9999-12-31"}, "rules", "it ends too late"),
        ({"starts_on": "soon"}, "starts_on “soon”", "date"),
        ({"cut_offs": ["22:00", "12:00"]}, "rules", "cut-offs must rise"),
        ({"cut_offs": ["12:00", "12:00"]}, "rules", "cut-offs must rise"),
        ({"cut_offs": ["12:00", "22:00Z"]}, "cut_offs.2 “22:00Z”", "in local time"),
        ({"entrants": "region"}, "entrants “region”", "is none of the choices"),
        ({"entrant": "guide"}, "entrant “guide”", "there is no such item"),
        ({"scores": []}, "scores", "must not be empty"),
        ({"scores": [{"what": "ordrs", "points": 1}]}, "scores.1.what “ordrs”", "您是不是想找 orders"),
        ({"scores": [{"what": "gmv", "points": 0}]}, "scores.1", "worth 0 points"),
        ({"scores": [{"what": "points", "points": 1}]}, "scores.1", "points do not score points"),
        ({"scores": [{"what": "gmv", "points": "nan"}]}, "scores.1.points “nan”", "finite"),
        ({"scores": [{"what": "gmv", "points": 1, "cap_per_day": 0}]}, "scores.1.cap_per_day “0”", "too small"),
        ({"scores": [{"what": "gmv", "points": 1}] * 2}, "rules", "an item scores once"),
        ({"tie_breakers": ["points"]}, "rules", "points break no tie of points"),
        ({"rewards": [{"kind": "prize"}]}, "rewards.1", "there is no such reward"),
        ({"rewards": [{"pots": [1]}]}, "rewards.1", "needs a kind"),
        ({"rewards": [{"kind": "rank", "pots": []}]}, "rewards.1.rank.pots", "must not be empty"),
        ({"rewards": [{"kind": "rank", "pots": [1, -1]}]}, "rewards.1.rank.pots.2 “-1”", "too small"),
        ({"rewards": [{"kind": "rank", "pots": ["0.001"]}]}, "rewards.1.rank.pots.1 “0.001”", "too many decimals"),
        ({"rewards": [{"kind": "opening_order"}]}, "rewards.1.opening_order.amount", "is missing"),
        ({"rewards": [{"kind": "commission", "rate": 2}]}, "rewards.1.commission.rate “2”", "too large"),
        ({"rewards": [LADDER]}, "rewards.1.ladder", "the steps of a ladder must rise"),
        ({"leagues": "layers"}, "rules", "there are no layers"),
        ({"leagues": "layers", "layers": LAYERS}, "rules", "the layers must rise"),
        ({"leagues": "layers", "layers": [{"title": "余"}, LAYERS[0]]}, "rules", "only the last layer"),
        ({"leagues": "layers", "layers": LAYERS[:1], "entrants": "team"}, "rules", "no layers of stores"),
        ({"entrants": "store", "rewards": [{"kind": "team_pot", "pots": [1]}]}, "rules", "no team pots"),
        (
            {"stages": [{"title": "课程", "starts_on": "2026-03-01", "ends_on": "2026-03-03"}]},
            "rules",
            "课程 · a stage lies outside",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(change: dict[str, Any], place: str, told: str) -> None:
    with pytest.raises(RulesError) as refused:
        checked(PLAIN | change)
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{place}：") or line.startswith(f"{place} “"), line
    assert told in line


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(RulesError) as refused:
        checked({"id": "k", "title": "k", "starts_on": "x", "ends_on": "2026-03-01", "scores": [{"what": "y"}]})
    assert [line.split("：")[0].split(" ")[0] for line in str(refused.value).splitlines()] == [
        "starts_on",
        "scores.1.what",
        "scores.1.points",
    ]


@pytest.mark.parametrize("text", ["id = ", "id = 1\nid = 2", "[[scores]", "\x00", "points = 1e"])
def test_what_is_no_toml_is_refused(text: str) -> None:
    with pytest.raises(RulesError, match="This is no TOML"):
        read(text)


@given(seed=st.integers(0, 2**32 - 1), title=st.text(min_size=1, max_size=8), league=st.text(min_size=1, max_size=5))
@examples(max_examples=60)
def test_rules_are_written_and_read_back(seed: int, title: str, league: str) -> None:
    """Whatever they are: as TOML, and as they are kept."""
    rules = checked(contest_rules(seed) | {"title": title, "regions": (league,)})
    assert read(write(rules)) == rules
    assert checked(rules.model_dump(mode="json")) == rules


@given(
    points=st.decimals(-999_999, 999_999, places=6).filter(bool),
    cap=st.decimals("0.0001", 99_999_999, places=4),
    pots=st.lists(st.decimals(0, 9_999_999_999, places=2), min_size=1, max_size=5),
    cuts=st.sets(st.times().map(lambda at: at.replace(microsecond=0)), max_size=3),
)
def test_figures_survive_to_the_last_digit(points: Decimal, cap: Decimal, pots: list[Decimal], cuts: set[time]) -> None:
    score = {"what": "gmv", "points": points, "cap_per_day": cap}
    rules = checked(PLAIN | {"scores": [score], "cut_offs": sorted(cuts), "rewards": [{"kind": "rank", "pots": pots}]})
    again = read(write(rules))
    assert again == rules
    assert (again.scores[0].points, again.scores[0].cap_per_day, again.cut_offs) == (points, cap, tuple(sorted(cuts)))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_good_as_it_stands(name: str) -> None:
    """It can be kept, lasts as long as it says, and its stages fill it without a gap."""
    rules = template(name, id="k", title="t", starts_on=date(2026, 2, 26))
    assert len(rules.days) == TEMPLATES[name][1]
    staged = [day for stage in rules.stages for day in rules.days if stage.starts_on <= day <= stage.ends_on]
    assert staged in ([], list(rules.days))
    assert read(write(rules)) == rules


def test_the_distributors_ladder_is_that_of_the_case() -> None:
    """Three new customers bring 30 yuan, five bring 79."""
    rules = template("distributors", id="k", title="t", starts_on=date(2026, 3, 2))
    (ladder,) = (reward for reward in rules.rewards if reward.kind == "ladder")
    assert [(step.at, step.amount) for step in ladder.steps] == [(3, 30), (5, 79)]
    assert not ladder.adds_up


def test_everything_that_rules_look_at_is_counted() -> None:
    """Once each: what scores, what breaks ties, what rewards are for."""
    rewards = [
        {"kind": "opening_order", "amount": 1},
        {"kind": "commission", "rate": "0.1"},
        {"kind": "daily_best", "amount": 1, "what": "adds"},
        {"kind": "rank", "pots": [1]},
        {"kind": "team_pot", "pots": [1]},
    ]
    rules = checked(PLAIN | {"tie_breakers": ["unit", "lesson"], "rewards": rewards})
    assert rules.counted == tuple(
        key for key in SCORABLES if key in ("gmv", "orders", "opening_order", "units", "adds", "lessons")
    )


def test_versions_are_kept_and_taken_back(tmp_path: Path) -> None:
    """The last version holds; the same again is none; the last edit can be undone, but only by who has seen it."""
    here = settings_at(tmp_path, NOON)
    first, second = checked(PLAIN), checked(PLAIN | {"title": "春季二"})
    assert keep(here, first, "小王")
    assert not keep(here, first, "小李")
    assert keep(here, second, "小李")
    assert rules_of(here, "spring") == second
    assert [(version.who, version.rules["title"]) for version in competitions.versions(here, "spring")] == [
        ("小李", "春季二"),
        ("小王", "春季"),
    ]
    before, last = competitions.versions(here, "spring")[1].id, kept(here)["spring"].version
    assert not competitions.undo(here, "spring", before, "x"), "a later edit stands"
    assert competitions.undo(here, "spring", last, "x")
    assert rules_of(here, "spring") == first
    assert competitions.undo(here, "spring", before, "x")
    with pytest.raises(UnknownCompetitionError, match=r"没有竞赛 spring"):
        rules_of(here, "spring")
    assert keep(here, first, "小王"), "what was taken back can be kept anew"
    actions = [entry.action for entry in audit.trail(here)]
    assert actions == ["competition", "competition_undone", "competition_undone", "competition", "competition"]


def test_an_unknown_competition_names_the_nearest(tmp_path: Path) -> None:
    here = settings_at(tmp_path, NOON)
    for one in ("spring", "summer"):
        keep(here, checked(PLAIN | {"id": one}), "x")
    with pytest.raises(UnknownCompetitionError, match="您是不是想找 spring"):
        rules_of(here, "sprnig")
