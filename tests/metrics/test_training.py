"""Lessons: worlds worked by hand, and random ones against plain Python over the raw rows."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.settings import TrainingRules
from data.warehouse.generations import Generation
from metrics.question import EVERYTHING, Scope
from metrics.training.classes import classes
from metrics.training.courses import Course, courses, lessons, missing, overall
from metrics.training.desk import all_courses, effect_of, pupils_of
from metrics.training.effect import Effect, Refusal, effect
from metrics.training.help import Kind
from metrics.training.homework import homework
from metrics.training.marks import marks
from metrics.training.seats import Presence, seats
from tests.oracle import training as oracle
from tests.oracle.world import World
from tests.pipeline import publish, settings_at

NOW = datetime(2026, 4, 1, 9)
LAST = date(2026, 3, 31)
FIRST = date(2026, 3, 10)
RULES = TrainingRules(least_guides=3)
DAY = timedelta(days=1)


def guide(number: int, store: str = "S1", **more: Any) -> dict[str, Any]:
    """A guide of the register."""
    return {"guide_id": f"G{number}", "guide_name": f"导购 {number}", "store_id": store, "team": "飞虎队", **more}


def lesson(number: int, name: str, day: int, attended: bool = True, **more: Any) -> dict[str, Any]:
    """A row of a lesson in March, of campaign A1 unless said otherwise."""
    usual = {"campaign_id": "A1", "lesson": name, "on": date(2026, 3, day)}
    return {"guide_id": f"G{number}", **usual, "attended": attended, **more}


def orders(number: int, first: date, amounts: list[int]) -> list[dict[str, Any]]:
    """An order a day of a guide."""
    return [
        {
            "order_id": f"O{number}-{first}-{n}",
            "customer_id": f"C{number}",
            "ordered_at": datetime.combine(first + n * DAY, datetime.min.time()).replace(hour=20),
            "amount": Decimal(amount),
            "guide_id": f"G{number}",
        }
        for n, amount in enumerate(amounts)
        if amount
    ]


def worked() -> World:
    """A course of two days with seven guides trained or not, and a welcome lesson; sales as in the tests below.

    Sold a day before and after: G1 10 → 30, G2 20 → 30, G3 30 → 60; G4 10 → 10, G5 20 → 30, G6 30 → 35.
    """
    daily = {1: (10, 30), 2: (20, 30), 3: (30, 60), 4: (10, 10), 5: (20, 30), 6: (30, 35), 7: (0, 0)}
    sold = [
        order
        for number, (before, after) in daily.items()
        for order in (
            *orders(number, FIRST - 14 * DAY, [before] * 14),
            *orders(number, date(2026, 3, 12), [after] * 14),
        )
    ]
    return {
        "stores": [{"store_id": s, "store_name": f"{s}店", "region": "华东"} for s in ("S1", "S2")],
        "guides": [
            *(guide(n) for n in (1, 2, 3, 7)),
            *(guide(n, "S2") for n in (4, 5, 6)),
            guide(8, joined_on=date(2026, 3, 20)),
            guide(9, left_on=date(2026, 3, 1)),
        ],
        "campaigns": [
            {"campaign_id": "A1", "campaign_name": "春", "starts_on": FIRST, "ends_on": date(2026, 3, 14)},
        ],
        "training": [
            lesson(1, "第1课", 10, note="是", exam=90.0),
            lesson(1, "第2课", 11, note="学到很多", exam=96.0),
            lesson(2, "第1课", 10, note="否", exam=70.0),
            lesson(2, "第2课", 11),
            lesson(3, "第1课", 10, exam=50.0),
            lesson(3, "第2课", 11, exam=52.0),
            lesson(7, "第1课", 10, attended=False),
            lesson(4, "入职课", 2, campaign_id=None),
        ],
        "orders": sold,
    }


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """The worked world, published."""
    return publish(settings_at(tmp_path_factory.mktemp("training"), NOW), worked())


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """The same without orders; G1 has moved, a lesson is yet to come, and B1 signs in who comes."""
    rows = {name: held for name, held in worked().items() if name != "orders"}
    rows["guide_moves"] = [{"guide_id": "G1", "from_on": date(2026, 3, 11), "store_id": "S2"}]
    rows["training"] = [
        *rows["training"],
        lesson(1, "第3课", 10) | {"on": date(2026, 5, 1)},
        lesson(2, "第1课", 12, campaign_id="B1"),
        lesson(3, "第1课", 12, campaign_id="B1"),
    ]
    return publish(settings_at(tmp_path_factory.mktemp("bare"), NOW), rows)


@pytest.fixture(scope="module")
def course(generation: Generation) -> Course:
    """Its campaign's course."""
    return all_courses(generation, EVERYTHING, ())[0]


def found(generation: Generation, days: int = 14, **more: Any) -> Effect:
    """The effect of the course."""
    asked: dict[str, Any] = {"scope": EVERYTHING, "where": (), "rules": RULES, "last_whole": LAST} | more
    one = effect_of(generation, "A1", days=days, **asked)
    assert one is not None
    return one


def test_courses_are_those_of_campaigns_and_that_of_none(generation: Generation) -> None:
    listed = all_courses(generation, EVERYTHING, ())
    assert [(one.campaign_id, one.name[0], len(one.seats)) for one in listed] == [
        ("A1", "春", 8),
        (None, "不属于活动的课程", 1),
    ]


def test_a_guide_on_one_sheet_is_expected_at_every_lesson(course: Course) -> None:
    """G7 was absent at the first lesson and no row speaks of her at the second; the sheets name absences, so that
    nobody beyond the roll is expected."""
    first, second = lessons(course.seats)
    assert (first.expected, first.attended, first.missing, first.unrecorded) == (4, 3, 1, 0)
    assert (second.expected, second.attended, second.missing, second.unrecorded) == (4, 3, 1, 1)
    assert [(seat.guide_id, seat.lesson, seat.presence) for seat in missing(course.seats)] == [
        ("G7", "第2课", Presence.UNRECORDED),
        ("G7", "第1课", Presence.ABSENT),
    ]
    low, high = first.interval or (0, 0)
    assert low == pytest.approx(0.3006, abs=0.0001)  # Wilson, 3 of 4
    assert high == pytest.approx(0.9544, abs=0.0001)


def test_exams_and_notes_of_a_lesson(course: Course) -> None:
    first, second = lessons(course.seats)
    assert (first.notes, first.exams, first.exam_mean, first.exam_median) == (1, 3, 70, 70)
    assert (second.notes, second.exams, second.exam_mean, second.exam_median) == (1, 2, 74, 74)
    whole = overall(course.seats)
    assert (whole.attended, whole.expected, whole.exam_median, whole.notes) == (6, 8, 70, 2)


def test_homework_is_asked_of_who_came(course: Course) -> None:
    """A cell “否” is no note; G7 did not come and owes nothing."""
    assert [
        (debt.seat.guide_id, debt.seat.lesson, debt.owes_note, debt.owes_exam) for debt in homework(course.seats)
    ] == [
        ("G2", "第1课", True, False),
        ("G3", "第1课", True, False),
        ("G2", "第2课", True, True),
        ("G3", "第2课", True, False),
    ]


def test_what_nobody_handed_in_is_not_asked(generation: Generation) -> None:
    welcome = all_courses(generation, EVERYTHING, ())[1]
    assert homework(welcome.seats) == ()
    assert lessons(welcome.seats)[0].notes is None


def test_the_difference_in_differences_by_hand(generation: Generation) -> None:
    """Changes of the trained: 20, 10, 30 (mean 20); of the others, G7 of no sale included: 0, 10, 5, 0 (mean 3.75).

    20 − 3.75 = 16.25. Variances 100/3 and 22.9167/4 give an error of √(33.3333 + 5.7292) = 6.25 with 2.694 degrees of
    freedom, where t is 3.397: 16.25 ± 21.23. Orders: one a day before and after, so no change on either side.
    """
    one = found(generation)
    assert (one.trained, one.others, one.between, one.stayed_away, one.refusal) == (3, 4, 0, 1, None)
    gmv, number = one.comparisons
    assert (gmv.trained.before, gmv.trained.after) == pytest.approx((20, 40))
    assert (gmv.others.before, gmv.others.after) == pytest.approx((15, 18.75))
    assert gmv.gap.value == pytest.approx(16.25)
    assert gmv.gap.low == pytest.approx(16.25 - 21.23, abs=0.01)
    assert gmv.gap.high == pytest.approx(16.25 + 21.23, abs=0.01)
    assert gmv.earlier is not None
    assert gmv.earlier.value == 0
    assert gmv.level.value == pytest.approx(5)
    assert number.gap.value == 0


def test_weeks_lie_around_the_course(generation: Generation) -> None:
    weeks = found(generation).weeks
    assert [week.number for week in weeks] == [-2, -1, 1, 2]
    assert [week.days.start for week in weeks] == [
        date(2026, 2, 24),
        date(2026, 3, 3),
        date(2026, 3, 12),
        date(2026, 3, 19),
    ]
    assert [week.trained_gmv for week in weeks] == pytest.approx([20, 20, 40, 40])
    assert [week.others_gmv for week in weeks] == pytest.approx([15, 15, 18.75, 18.75])


def test_what_cannot_be_compared_is_refused_with_the_reason(generation: Generation, course: Course) -> None:
    def why(**more: Any) -> Refusal | None:
        return found(generation, **more).refusal

    assert why(rules=TrainingRules(least_guides=5)) is Refusal.FEW_TRAINED
    assert why(scope=Scope(stores=frozenset({"S1"}))) is Refusal.FEW_OTHERS
    assert why(where=(("store", ("S2",)),)) is Refusal.FEW_TRAINED
    assert why(last_whole=date(2026, 3, 17)) is Refusal.TOO_EARLY
    asked: dict[str, Any] = {"rules": RULES, "days": 28, "last_whole": LAST, "scope": EVERYTHING}
    assert effect(generation, course, next_on=date(2026, 3, 15), **asked).refusal is Refusal.TOO_EARLY
    assert effect(generation, course, next_on=date(2026, 3, 19), **asked).after.days == 7


def test_without_orders_there_is_no_effect_and_no_kind(bare: Generation) -> None:
    assert found(bare).refusal is Refusal.NO_SALES
    pupils = pupils_of(bare, "A1", EVERYTHING, (), RULES, LAST)
    assert pupils is not None
    assert {one.kind for one in pupils.pupils} == {None}
    assert pupils.high is None
    assert effect_of(bare, "A9", EVERYTHING, (), RULES, 7, LAST) is None


def test_kinds_by_hand(generation: Generation) -> None:
    """From 10 March to 25 March, the last day of orders: G3 840, G1 and G2 420, G7 0; 30 % of four are one.

    G3 sells, but her exams (51) are below 60: she did not learn it there. With a pass of 50 she is the example.
    """
    pupils = pupils_of(generation, "A1", EVERYTHING, (), RULES, LAST)
    assert pupils is not None
    assert pupils.days is not None
    assert pupils.days.days == 16
    assert pupils.is_since
    assert pupils.high == pytest.approx(840 / 16)
    assert {one.mark.guide_id: one.kind for one in pupils.pupils} == {
        "G3": Kind.NATURAL,
        "G1": Kind.MIDDLE,
        "G2": Kind.MIDDLE,
        "G7": Kind.DRIVE,
    }
    lenient = pupils_of(generation, "A1", EVERYTHING, (), TrainingRules(passes=50, leads=0.5), LAST)
    assert lenient is not None
    assert {one.mark.guide_id: one.kind for one in lenient.pupils} == {
        "G3": Kind.EXAMPLE,
        "G1": Kind.EXAMPLE,
        "G2": Kind.EXAMPLE,
        "G7": Kind.DRIVE,
    }


def test_who_learned_and_sells_least_needs_skill(generation: Generation) -> None:
    pupils = pupils_of(generation, "A1", EVERYTHING, (("guide", ("G1", "G3")),), RULES, LAST)
    assert pupils is not None
    assert [one.mark.guide_id for one in pupils.of(Kind.SKILL)] == ["G1"]


def test_a_young_course_is_judged_by_the_last_four_weeks(generation: Generation) -> None:
    pupils = pupils_of(generation, "A1", EVERYTHING, (), RULES, date(2026, 3, 14))
    assert pupils is not None
    assert not pupils.is_since
    assert pupils.days is not None
    assert (pupils.days.start, pupils.days.end) == (date(2026, 2, 24), date(2026, 3, 15))  # as far as orders go back


def test_the_first_and_last_of_a_class(course: Course) -> None:
    (one,) = classes(course.seats, "team")
    assert [mark.guide_id for mark in one.marks] == ["G1", "G2", "G3", "G7"]  # all came but G7; scores 93, 70, 51
    assert [mark.guide_id for mark in one.top] == ["G1", "G2"]
    assert [mark.guide_id for mark in one.bottom] == ["G7", "G3"]
    assert [(mark.guide_id, mark.rise) for mark in one.risers] == [("G1", 6), ("G3", 2)]


def test_where_attendances_are_shrunk_to_one_who_came_more_often_is_before_who_scored_more(tmp_path: Path) -> None:
    """Six guides who came to three or two of three lessons differ by no more than chance."""
    scores = {1: 60, 2: 61, 3: 62, 4: 63, 5: 99, 6: 98}
    rows = [
        lesson(number, f"第{day}课", 9 + day, attended=day > 1 or number < 5, exam=score if day == 3 else None)
        for number, score in scores.items()
        for day in (1, 2, 3)
    ]
    world = {"guides": [guide(number) for number in scores], "training": rows}
    generation = publish(settings_at(tmp_path, NOW), world)
    (course,) = courses(generation, seats(generation, EVERYTHING))
    ranked = marks(course.seats)
    assert len({mark.steady for mark in ranked}) == 1
    assert [mark.guide_id for mark in ranked] == ["G4", "G3", "G2", "G1", "G5", "G6"]


def test_a_class_is_that_of_the_day(bare: Generation) -> None:
    """G1 moves to S2 between the lessons: she is in both classes, each with its own lesson."""
    course = next(one for one in all_courses(bare, EVERYTHING, ()) if one.campaign_id == "A1")
    held = {one.code: one for one in classes(course.seats, "store")}
    assert {code: [m.guide_id for m in one.marks if m.guide_id == "G1"] for code, one in held.items()} == {
        "S1": ["G1"],
        "S2": ["G1"],
    }
    assert [seat.lesson for seat in held["S2"].marks[0].seats] == ["第2课"]
    seen = seats(bare, Scope(stores=frozenset({"S2"})))
    assert [(seat.guide_id, seat.lesson) for seat in seen] == [("G4", "入职课"), ("G1", "第2课")]


def test_a_sheet_that_signs_in_who_comes_expects_the_store(bare: Generation) -> None:
    """Only those who came are named: everyone employed in S1 that day is expected; G8 came later, G9 has left."""
    course = next(one for one in all_courses(bare, EVERYTHING, ()) if one.campaign_id == "B1")
    assert {seat.guide_id: seat.presence for seat in course.seats} == {
        "G2": Presence.CAME,
        "G3": Presence.CAME,
        "G7": Presence.UNRECORDED,
    }


def test_a_lesson_of_the_future_is_not_held(bare: Generation) -> None:
    course = next(one for one in all_courses(bare, EVERYTHING, ()) if one.campaign_id == "A1")
    assert [one.lesson for one in lessons(course.seats)] == ["第1课", "第2课"]


def random_world(seed: int) -> World:
    """Eight guides, two campaigns and lessons of none, sales on any day."""
    chance = Random(seed)
    some = chance.choice
    people = [
        guide(
            n,
            some(("S1", "S2", "S3")),
            team=some(("飞虎队", "雄鹰队", None)),
            joined_on=some((None, None, None, date(2026, 3, 10), date(2026, 3, 24))),
            left_on=some((None, None, None, date(2026, 3, 11))),
        )
        for n in range(1, 9)
        if n != 8 or chance.random() < 0.5
    ]
    for one in people:
        if chance.random() < 0.2:
            one["store_id"] = None
    signs_in = chance.random() < 0.4
    taught = []
    for campaign, name, day in (("A1", "甲", 10), ("A1", "乙", 11), ("A2", "甲", 24), (None, "入职", 3)):
        for n in range(1, 9):
            if chance.random() < 0.65:
                came = signs_in or chance.random() < 0.6
                note = some((None, "是", "否", "写了一页")) if chance.random() < 0.8 else None
                exam = some((None, 40.0, 75.5, 90.0))
                row = lesson(n, name, day, came, campaign_id=campaign, note=note, exam=exam)
                taught.append(row)
    moves = [
        {"guide_id": f"G{n}", "from_on": date(2026, 3, some((5, 11, 20))), "store_id": some(("S1", "S2")), "team": None}
        for n in range(1, 9)
        if chance.random() < 0.2
    ]
    sold = [
        order for n in range(1, 10) for order in orders(n, date(2026, 2, 1), [some((0, 0, 50, 120)) for _ in range(59)])
    ]
    world: dict[str, list[dict[str, Any]]] = {
        "stores": [{"store_id": "S1", "store_name": "一", "region": "华东"}, {"store_id": "S2", "store_name": "二"}],
        "guides": people,
        "training": taught or [lesson(1, "甲", 10)],
        "orders": sold,
    }
    return world | ({"guide_moves": moves} if moves else {})


@settings(max_examples=4)
@given(seed=st.integers(0, 10**6))
def test_random_worlds(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    world = random_world(seed)
    generation = publish(settings_at(tmp_path_factory.mktemp("random"), NOW), world)
    ours, theirs = seats(generation, EVERYTHING), oracle.seats(world)
    assert {
        (s.campaign_id, s.lesson, s.guide_id): (s.presence.value, s.on, s.has_note, s.exam, s.asks_note, s.asks_exam)
        for s in ours
    } == {
        key: tuple(seat[name] for name in ("said", "on", "note", "exam", "asks_note", "asks_exam"))
        for key, seat in theirs.items()
    }
    for by in ("store", "team", "region"):
        counted = Counter(
            (one.code, mark.guide_id) for one in classes(ours, by) for mark in one.marks for _ in mark.seats
        )
        assert counted == Counter((seat[by], guide_id) for (_, _, guide_id), seat in theirs.items())
    assert {
        ((debt.seat.campaign_id, debt.seat.lesson, debt.seat.guide_id), debt.owes_note, debt.owes_exam)
        for debt in homework(ours)
    } == oracle.owed(world)
    for course in courses(generation, ours):
        assert [mark.guide_id for mark in marks(course.seats)] == sorted(
            {seat.guide_id for seat in course.seats},
            key=lambda who, listed=course.seats: next(m.order for m in marks(listed) if m.guide_id == who),
        )
        if course.campaign_id is not None:
            _check_effect(world, generation, course)


def _check_effect(world: World, generation: Generation, course: Course) -> None:
    rules = TrainingRules(least_guides=2)
    one = effect_of(generation, course.campaign_id, EVERYTHING, (), rules, 14, LAST)
    assert one is not None
    trained, others = oracle.sides(
        world, str(course.campaign_id), one.before.start, max(course.last_on, one.after.last), rules.attends
    )
    assert (one.trained, one.others) == (len(trained), len(others))
    if one.refusal is not None:
        is_known = {Refusal.FEW_TRAINED: len(trained) < 2, Refusal.FEW_OTHERS: len(others) < 2}
        assert is_known.get(one.refusal, one.after.days < 7)
        return
    gmv, number = one.comparisons
    assert (set(gmv.trained.guides), set(gmv.others.guides)) == (trained, others)
    for comparison, place in ((gmv, 0), (number, 1)):
        means = []
        for side in (trained, others):
            changes = [
                oracle.sold(world, who, one.after.start, one.after.days)[place] / one.after.days
                - oracle.sold(world, who, one.before.start, one.before.days)[place] / one.before.days
                for who in side
            ]
            means.append(fmean(changes))
        assert comparison.gap.value == pytest.approx(means[0] - means[1])
