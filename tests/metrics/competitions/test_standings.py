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
from tests.pipeline import bring, publish, settings_at

RULES_ON_ONE_WORLD = 14


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
@examples(max_examples=2)
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


def test_the_order_of_arrival_changes_nothing(tmp_path: Path) -> None:
    """The same rows shuffled, table by table in another order and in several batches, give the same board."""
    world = contest_world(11)
    world.pop("messages", None)  # of two messages in one second the first in the file holds
    world["guide_points"] = list({str(row): row for row in world["guide_points"]}.values())
    first = publish(settings_at(tmp_path / "first", NOW), world)
    chance, there = Random(11), settings_at(tmp_path / "second", NOW)
    pieces = []
    for table, rows in world.items():
        shuffled = chance.sample(rows, len(rows))
        halves = (shuffled[::2], shuffled[1::2]) if table in ("orders", "contacts", "guide_points") else (shuffled,)
        pieces += [{table: half} for half in halves]
    chance.shuffle(pieces)
    for piece in pieces[1:]:
        bring(there, piece)
    second = publish(there, pieces[0])
    for seed in range(6):
        rules = checked(contest_rules(seed))
        one, other = board(first, rules), board(second, rules)
        assert standings(one) == standings(other)
        assert one.rewards() == other.rewards()


def test_who_has_nothing_is_listed_and_leagues_stand_alone(tmp_path: Path) -> None:
    """a and b of league 甲 tie; c of 乙 is first of hers with less; d has and wins nothing; e is not entered."""
    points = {"a": 5.0, "b": 5.0, "c": 1.0, "e": 9.0}
    at = datetime(2026, 3, 24, 10)
    world = {
        "competition_entries": [
            {"competition_id": "k", "entrant_id": one, "league": league}
            for one, league in (("a", "甲"), ("b", "甲"), ("c", "乙"), ("d", "甲"))
        ],
        "guide_points": [{"guide_id": one, "at": at, "kind": "manual", "points": p} for one, p in points.items()],
    }
    rules = checked(
        {
            "id": "k",
            "title": "k",
            "starts_on": at.date(),
            "ends_on": at.date(),
            "leagues": "entries",
            "scores": [{"what": "manual", "points": 1}],
            "rewards": [{"kind": "rank", "pots": [100, 50]}],
        }
    )
    found = standings(board(publish(settings_at(tmp_path, NOW), world), rules))
    assert [(p.entrant.league, p.rank, p.entrant.id, p.points, p.gap, p.reward, p.streak) for p in found] == [
        ("乙", 1, "c", 1, None, 100, 1),
        ("甲", 1, "a", 5, None, 75, 1),
        ("甲", 1, "b", 5, None, 75, 1),
        ("甲", 3, "d", 0, 5, 0, 0),
    ]
