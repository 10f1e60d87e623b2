"""Ranks and money: worked by hand, and what must hold whatever the points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.competitions.entrants import Entrant
from metrics.competitions.money import CENT, by_place, shares
from metrics.competitions.points import Ledger
from metrics.competitions.ranks import ranked
from metrics.competitions.rewards import Line, paid, rewards
from metrics.competitions.rules import checked
from tests.oracle.competitions import split

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 3)
NAMES = st.sampled_from("abcdefgh")
CENTS = st.integers(0, 100_000).map(lambda number: Decimal(number) / 100)
WEIGHTS = st.dictionaries(NAMES, st.decimals(-5, 1000, places=4), max_size=8)


@pytest.mark.parametrize(
    ("points", "ranks"),
    [
        ({"a": 9, "b": 9, "c": 5}, {"a": 1, "b": 1, "c": 3}),
        ({"a": 5, "b": 9, "c": 5, "d": 1}, {"b": 1, "a": 2, "c": 2, "d": 4}),
        ({"a": 7, "b": 7, "c": 7}, {"a": 1, "b": 1, "c": 1}),
        ({"a": 0, "b": 0}, {"a": 1, "b": 1}),
        ({"a": -3, "b": 0}, {"b": 1, "a": 2}),
        ({"a": (9, 1), "b": (9, 2), "c": (9, 2), "d": (10, 0)}, {"d": 1, "b": 2, "c": 2, "a": 4}),
        ({}, {}),
    ],
)
def test_ranks_by_hand(points: dict[str, Any], ranks: dict[str, int]) -> None:
    """1-1-3; who ties by the tie-breaker too still shares the rank."""
    keys = {one: key if isinstance(key, tuple) else (key,) for one, key in points.items()}
    assert ranked({one: tuple(map(Decimal, key)) for one, key in keys.items()}) == ranks


@given(points=st.dictionaries(NAMES, st.tuples(st.integers(-2, 4).map(Decimal), st.integers(0, 2).map(Decimal))))
def test_a_rank_is_one_more_than_those_who_are_better(points: dict[str, tuple[Decimal, Decimal]]) -> None:
    found = ranked(points)
    assert found == {one: 1 + sum(other > key for other in points.values()) for one, key in points.items()}


@given(whole=CENTS, weights=WEIGHTS)
def test_parts_sum_to_the_whole(whole: Decimal, weights: dict[str, Decimal]) -> None:
    """Exactly, each less than a unit from its exact share, nobody without weight, in whatever order they come."""
    parts = shares(whole, weights)
    heavy = {one: weight for one, weight in weights.items() if weight > 0}
    assert parts.keys() == heavy.keys()
    assert sum(parts.values()) == (whole if heavy else 0)
    total = sum(map(Fraction, heavy.values()))
    for one, part in parts.items():
        assert abs(Fraction(part) - Fraction(whole) * Fraction(heavy[one]) / total) < Fraction(CENT)
    assert parts == shares(whole, dict(reversed(weights.items())))
    assert parts == split(whole, weights)


def test_a_remainder_goes_to_the_larger_then_by_id() -> None:
    """1.00 among 1 : 1 : 4 is 16⅔, 16⅔ and 66⅔ cents: two cents are left, remainders tie, a and b come first."""
    weights = {"c": Decimal(4), "b": Decimal(1), "a": Decimal(1)}
    assert shares(Decimal("1.00"), weights) == {"a": Decimal("0.17"), "b": Decimal("0.17"), "c": Decimal("0.66")}
    assert shares(Decimal("0.01"), dict.fromkeys("ab", Decimal(1))) == {"a": CENT, "b": 0}


@given(pots=st.lists(CENTS, min_size=1, max_size=4), points=st.dictionaries(NAMES, st.integers(1, 3), max_size=8))
def test_pots_are_paid_wholly_and_never_more(pots: list[Decimal], points: dict[str, int]) -> None:
    """As many pots as there are winners, all of each; who ties gets the same but for a cent; better is never less."""
    won = by_place(tuple(pots), ranked({one: (Decimal(number),) for one, number in points.items()}))
    assert sum(won.values()) == sum(pots[: len(points)])
    falling = pots == sorted(pots, reverse=True)
    for one, number in points.items():
        for other, theirs in points.items():
            mine, hers = won.get(one, Decimal(0)), won.get(other, Decimal(0))
            assert number != theirs or abs(mine - hers) <= CENT
            assert not falling or number <= theirs or mine >= hers - CENT


# -- every kind of reward, by hand


def ledger(points: Mapping[str, Any] = {}, **quantities: Mapping[str, Any]) -> Ledger:
    """A ledger of the first day, and of the second where an entrant's figures are a pair."""
    found = Ledger()
    for rows, key, cells in (
        (found.points, "orders", points),
        *((found.quantities, what, cells) for what, cells in quantities.items()),
    ):
        for one, figures in cells.items():
            for day, figure in zip((FIRST, LAST), figures if isinstance(figures, tuple) else (figures,), strict=False):
                rows[one, day, key] += Decimal(str(figure))
    return found


def entrants(**more: Any) -> dict[str, Entrant]:
    """Five entrants a … e; what is said of some overrides."""
    return {one: Entrant(id=one, name=one, **more.get(one, {})) for one in "abcde"}


def lines(
    reward: dict[str, Any], counted: Ledger, who: dict[str, Entrant] | None = None, today: date = LAST, **rules: Any
) -> list[Line]:
    """What one reward pays."""
    members = rules.pop("members", {})
    made = checked(
        {
            "id": "k",
            "title": "k",
            "starts_on": FIRST,
            "ends_on": LAST,
            "scores": [{"what": "orders", "points": 1}],
            "rewards": [reward],
            **rules,
        }
    )
    return rewards(made, counted, who or entrants(), members, today)


def pays(*arguments: Any, **more: Any) -> dict[str, str]:
    """The same, added up by entrant."""
    return {one: f"{amount:.2f}" for one, amount in paid(lines(*arguments, **more)).items()}


RANK = {"kind": "rank", "pots": [300, 200, 100]}


def test_pots_by_place() -> None:
    """b and c tie for the second place and share 200 + 100; who has nothing, or less, wins nothing."""
    assert pays(RANK, ledger({"a": 9, "b": 5, "c": 5, "d": 1})) == {"a": "300.00", "b": "150.00", "c": "150.00"}
    assert pays(RANK, ledger({"a": 9, "b": 0, "c": -5})) == {"a": "300.00"}
    thirds = {"a": "200.00", "b": "200.00", "c": "200.00"}
    assert pays(RANK, ledger(dict.fromkeys("abc", 2))) == thirds
    assert pays({**RANK, "pots": [100]}, ledger(dict.fromkeys("abc", 2))) == {"a": "33.34", "b": "33.33", "c": "33.33"}


def test_a_tie_breaker_parts_winners_of_points_only() -> None:
    counted = ledger({"a": 5, "b": 5, "c": 5}, gmv={"a": 1, "b": 2, "c": 2})
    assert pays(RANK, counted, tie_breakers=["gmv"]) == {"b": "250.00", "c": "250.00", "a": "100.00"}
    by_units = ledger({"a": 5}, gmv={"a": 1, "b": 2}, units={"a": 3, "b": 3})
    assert pays({**RANK, "what": "units"}, by_units, tie_breakers=["gmv"]) == {"a": "250.00", "b": "250.00"}


def test_each_league_has_its_own_pots() -> None:
    who = entrants(a={"league": "甲"}, b={"league": "甲"}, c={"league": "乙"})
    assert pays(RANK, ledger({"a": 9, "b": 8, "c": 1, "d": 2}), who) == {
        "a": "300.00",
        "b": "200.00",
        "c": "300.00",
        "d": "300.00",
    }


def test_daily_rewards_carry_their_day_and_stop_today() -> None:
    """The second day's best is c; before that day has come nothing is paid for it."""
    counted = ledger({"a": (9, 1), "b": (9, 0), "c": (0, 3)})
    best = {"kind": "daily_best", "amount": 50}
    found = [(line.day, line.entrant, line.amount) for line in lines(best, counted)]
    assert found == [(FIRST, "a", 25), (FIRST, "b", 25), (LAST, "c", 50)]
    assert pays(best, counted, today=FIRST) == {"a": "25.00", "b": "25.00"}
    assert pays({**RANK, "per": "day"}, counted) == {"a": "450.00", "b": "250.00", "c": "300.00"}


def test_opening_orders_are_paid_each() -> None:
    """To a team as often as guides of it opened."""
    found = lines({"kind": "opening_order", "amount": "10.50"}, ledger(opening_order={"a": (2, 1), "x": 1, "b": 0}))
    assert [(line.entrant, line.day, line.amount) for line in found] == [("a", FIRST, 21), ("a", LAST, Decimal("10.5"))]


def test_ladder_pays_the_step_that_is_reached_or_all() -> None:
    """3 new buyers 30 yuan, 5 new 79: 2 → nothing, 3 and 4 → 30, 5 and more → 79; added up, 109."""
    steps = [{"at": 3, "amount": 30}, {"at": 5, "amount": 79}]
    ladder = {"kind": "ladder", "what": "new_customers", "steps": steps}
    counted = ledger(new_customers={"a": 2, "b": 3, "c": (3, 1), "d": (3, 2), "e": 9})
    assert pays(ladder, counted) == {"b": "30.00", "c": "30.00", "d": "79.00", "e": "79.00"}
    assert pays({**ladder, "adds_up": True}, counted) == {"b": "30.00", "c": "30.00", "d": "109.00", "e": "109.00"}


def test_commission_is_rounded_half_up() -> None:
    """5 % of 100.10 is 5.005: 5.01. Of nothing, or of what was refunded beyond, nothing."""
    counted = ledger(gmv={"a": "100.10", "b": (100, "0.09"), "c": 0, "d": "-20"})
    assert pays({"kind": "commission", "rate": "0.05"}, counted) == {"a": "5.01", "b": "5.00"}


def test_pairs_are_paid_once() -> None:
    """a against b (both say so) draw, c against d is d's, e against nobody that takes part."""
    who = entrants(a={"opponent": "b"}, b={"opponent": "a"}, c={"opponent": "d"}, e={"opponent": "x"})
    pk = {"kind": "pk", "amount": "88.01"}
    assert pays(pk, ledger({"a": 5, "b": 5, "c": 1, "d": 2, "e": 9}), who) == {
        "a": "44.01",
        "b": "44.00",
        "d": "88.01",
    }
    assert pays(pk, ledger({"a": 0, "c": -1}), who) == {}
    assert pays({**pk, "per": "day"}, ledger({"a": (5, 0), "b": (0, 1)}), who) == {"a": "88.01", "b": "88.01"}


def test_team_pots_go_to_the_guides_who_brought_points() -> None:
    """Red (a 3, b 1, c 0) leads with 4, blue has d's 2; green has nothing, and x takes no part."""
    pots = {"kind": "team_pot", "pots": [100, 50, 25]}
    teams = {"red": {"a": 3, "b": 1, "c": 0}, "blue": {"d": 2, "x": 9}, "green": {"e": 0}}
    members = {team: {one: Decimal(n) for one, n in guides.items()} for team, guides in teams.items()}
    who = entrants(a={"team": "red"}, d={"team": "blue"}, e={"team": "green"})
    assert pays(pots, ledger(), who, members=members) == {"a": "50.00", "b": "50.00", "d": "50.00"}
    assert pays({**pots, "split": "points"}, ledger(), who, members=members) == {
        "a": "75.00",
        "b": "25.00",
        "d": "50.00",
    }


def test_a_team_pot_names_the_guides_it_goes_to() -> None:
    """In a competition of teams the team wins and its guides are paid."""
    who = {"red": Entrant(id="red", name="red", team="red"), "blue": Entrant(id="blue", name="blue", team="blue")}
    members = {"red": {"a": Decimal(3), "b": Decimal(1)}, "blue": {"c": Decimal(4)}}
    found = lines(
        {"kind": "team_pot", "pots": [100, 1], "split": "points"},
        ledger({"red": 4, "blue": 4}),
        who,
        members=members,
        entrants="team",
    )
    assert {(line.entrant, line.payee): line.amount for line in found} == {
        ("blue", "c"): Decimal("50.50"),
        ("red", "a"): Decimal("37.88"),
        ("red", "b"): Decimal("12.62"),
    }


@given(
    points=st.dictionaries(st.sampled_from("abcde"), st.tuples(st.integers(-3, 9), st.integers(-3, 9))),
    pots=st.lists(CENTS, min_size=1, max_size=4),
    leagues=st.dictionaries(st.sampled_from("abcde"), st.sampled_from("甲乙")),
)
def test_money_is_conserved(points: dict[str, tuple[int, int]], pots: list[Decimal], leagues: dict[str, str]) -> None:
    """In each league as many pots are paid as there are winners, each to the cent, and only to winners."""
    who = entrants(**{one: {"league": league} for one, league in leagues.items()})
    found = paid(lines({"kind": "rank", "pots": pots}, ledger(points), who))
    winners: dict[str | None, set[str]] = defaultdict(set)
    for one, (first, second) in points.items():
        if first + second > 0:
            winners[who[one].league].add(one)
    assert found.keys() <= {one for inside in winners.values() for one in inside}
    for inside in winners.values():
        assert sum(found.get(one, Decimal(0)) for one in inside) == sum(pots[: len(inside)])
