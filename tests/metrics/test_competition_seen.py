"""Who looks at which lines of a ranking, and what a card says that the next reward needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from data.settings import Settings
from data.warehouse.generations import current
from metrics.competitions.cards import Next, card
from metrics.competitions.rules import checked
from metrics.competitions.seen import seen
from metrics.competitions.settling import shortfall
from metrics.competitions.standings import Board, board, standings
from metrics.question import Scope
from tests.pages import race


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small competition."""
    made = tmp_path_factory.mktemp("race")
    race.run(made)
    return made


@pytest.fixture(scope="module")
def spring(home: Path) -> Board:
    """Its board."""
    source = current(Settings(home=home))
    assert source is not None
    return board(source, checked(race.SPRING))


def test_points_are_those_worked_by_hand(spring: Board) -> None:
    assert {place.entrant.id: place.points for place in standings(spring)} == race.POINTS
    assert (spring.has_begun, spring.is_over) == (True, False)


@pytest.mark.parametrize(
    ("by", "scope", "where", "expected"),
    [
        ("guide", Scope(), (), {"G1", "G2", "G3", "G4"}),
        ("guide", Scope(stores=frozenset({"S1"})), (), {"G1", "G3"}),
        ("guide", Scope(guides=frozenset({"G2"})), (), {"G2"}),
        ("guide", Scope(), (("team", ("蓝队",)),), {"G2", "G4"}),
        ("guide", Scope(stores=frozenset({"S1"})), (("guide", ("G2", "G3")),), {"G3"}),
        ("guide", Scope(), (("channel", ("H1",)),), {"G1", "G2", "G3", "G4"}),  # not what an entrant has
        ("team", Scope(guides=frozenset({"G2"})), (), {"蓝队"}),
        ("store", Scope(guides=frozenset({"G2"})), (), {"S2"}),
        ("region", Scope(stores=frozenset({"S1"})), (), {"华东"}),
        ("team", Scope(), (("region", ("华东", "华北")),), {"红队", "蓝队"}),
        ("guide", Scope(guides=frozenset()), (), set()),
    ],
)
def test_lines_of_a_viewer(spring: Board, by: str, scope: Scope, where: tuple, expected: set[str]) -> None:  # type: ignore[type-arg]
    places = standings(spring, by=by)
    found = seen(spring, places, by, scope, where)
    assert {place.entrant.id for place in found} == expected
    assert all(place in places for place in found)  # the ranks are those among everyone


def steps(spring: Board, one: str) -> dict[str, tuple[str, Decimal, Decimal, int | None]]:
    """By kind: of what, how much, for how much money, which place."""
    return {step.kind: (step.what, step.needs, step.amount, step.place) for step in card(spring, one).steps}


def test_next_rewards_worked_by_hand(spring: Board) -> None:
    """Li has 40 against Wang's 50, and today 0 against 30; Zhao has nothing, and her league's first has 15."""
    assert steps(spring, "G1") == {}
    assert steps(spring, "G2") == {"rank": ("points", 10, 100, 1), "daily_best": ("points", 30, 50, 1)}
    assert steps(spring, "G4") == {
        "opening_order": ("orders", 1, 10, None),
        "rank": ("points", 15, 300, 1),
        "daily_best": ("points", 15, 50, 1),
    }


def test_what_is_certain_and_what_is_held(spring: Board) -> None:
    """Wang: her opening order for certain; first place and today's best (03-03) as long as she leads.

    Li was the best of the second of March (40 against 20): gone by, hence certain.
    """
    wang, li = card(spring, "G1"), card(spring, "G2")
    assert (wang.earned, wang.leading) == (10, 350)
    assert (li.earned, li.leading) == (60, 200)


def test_everything_is_certain_when_it_is_over(home: Path) -> None:
    """The same on the second of March alone: the rows reach beyond it, and no step is left."""
    source = current(Settings(home=home))
    assert source is not None
    over = board(source, checked({**race.SPRING, "ends_on": "2026-03-02"}))
    assert over.is_over
    li = card(over, "G2")
    assert (li.earned, li.leading, li.steps) == (360, 0, ())
    assert Next(kind="rank", what="points", needs=Decimal(1), amount=Decimal(1)).place is None


def test_not_begun(home: Path) -> None:
    source = current(Settings(home=home))
    assert source is not None
    later = board(source, checked({**race.SPRING, "starts_on": "2026-04-01", "ends_on": "2026-04-03"}))
    assert (later.has_begun, later.is_over) == (False, False)
    assert {place.points for place in standings(later)} == {0}


def test_a_day_whose_rows_stop_before_it_closes_is_settled_with_a_warning(spring: Board) -> None:
    """It closes at 22:00: rows up to 18:59 leave out three hours and more, those up to 19:00 may be all there are."""
    day = date(2026, 3, 3)

    def warned(reach: datetime | None) -> str:
        return (shortfall(replace(spring, reach=reach), day) or ("", ""))[0]

    assert (
        warned(datetime(2026, 3, 3, 18, 59)) == "计分数据只到 2026-03-03 18:59，03-03 22:00 才截止，其间的可能还没导入"
    )
    assert warned(datetime(2026, 3, 2, 23, 59))
    assert warned(None)
    assert not warned(datetime(2026, 3, 3, 19))
    assert not warned(datetime(2026, 3, 4, 8))
