"""Random streams of scores: every ranking and every payment equals those of the plain reading."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, note
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.warehouse.generations import Generation
from metrics.competitions.rules import Rules, checked
from metrics.competitions.standings import Board, Place, board, standings
from tests.oracle.competitions import Contest, Row
from tests.oracle.contests import NOW, contest_rules, contest_world
from tests.pipeline import publish, settings_at

RULES_ON_ONE_WORLD = 18


def told(place: Place) -> Row:
    """A place as the oracle writes it."""
    return Row(
        rank=place.rank,
        entrant=place.entrant.id,
        points=place.points,
        moved=place.moved,
        gap=place.gap,
        streak=place.streak,
        reward=place.reward,
    )


def same(found: list[Place], expected: list[Row]) -> None:
    """The same lines; the product's stand in order within each league."""
    by_id = {row.entrant: row for row in expected}
    assert {place.entrant.id: told(place) for place in found} == by_id
    assert len(found) == len(by_id)
    for before, after in pairwise(found):
        if before.entrant.league == after.entrant.league:
            assert before.rank <= after.rank


@given(seed=st.integers(0, 2**32 - 1))
@examples(max_examples=4)
def test_random_competitions(seed: int) -> None:
    """Points, ranks, movement, gaps, streaks and money: of the total, of days and stages, by kind, at cut-offs."""
    world = contest_world(seed)
    with TemporaryDirectory() as home:
        generation = publish(settings_at(Path(home), NOW), world)
        for number in range(RULES_ON_ONE_WORLD):
            rules = checked(contest_rules(seed + number))
            try:
                agree(generation, world, rules, Random(seed + number))
            except AssertionError:
                note(f"seed {seed}, rules {seed + number}: {rules}")
                raise


def agree(generation: Generation, world: dict[str, list[dict[str, Any]]], rules: Rules, chance: Random) -> None:
    """Product and oracle say the same of a competition."""
    counted, contest = board(generation, rules), Contest(world, rules, NOW)
    same(standings(counted), contest.table())
    lines = [(line.kind, line.entrant, line.payee, line.amount, line.day) for line in counted.rewards()]
    expected = [(line.kind, line.entrant, line.payee, line.amount, line.day) for line in contest.payments()]
    assert sorted(lines, key=str) == sorted(expected, key=str)
    day = chance.choice(rules.days)
    same(standings(counted, days=(day,)), contest.table(days=[day]))
    for kind in {"guide", "team", "store", "region"} - {rules.entrants}:
        same(standings(counted, by=kind), contest.table(kind))
        same(standings(counted, by=kind, days=rules.days[-2:]), contest.table(kind, list(rules.days[-2:])))
    at_cut_off(counted, contest, chance)


def at_cut_off(counted: Board, contest: Contest, chance: Random) -> None:
    """As it stood at a cut-off; what is paid stands as it is now."""
    rules = counted.rules
    if rules.cut_offs:
        day, number = chance.choice(rules.days), chance.randint(1, len(rules.cut_offs))
        moment = datetime.combine(day, rules.cut_offs[number - 1])
        same(standings(counted, at=(day, number)), contest.table(at=moment))


def test_the_plain_reading_meets_every_trap() -> None:
    """The random worlds hold what they are for: were a kind of row to score nowhere, nothing would be compared."""
    met: set[str] = set()
    kinds: set[str] = set()
    for seed in range(60):
        rules = checked(contest_rules(seed))
        contest = Contest(contest_world(seed), rules, NOW)
        met |= {event.what for event in contest.events}
        kinds |= {line.kind for line in contest.payments()}
    assert len(met) == 15
    assert len(kinds) == 7
