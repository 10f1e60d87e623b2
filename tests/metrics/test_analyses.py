"""Analyses of people against the oracle on random worlds, and by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from data.settings import FissionRules, Settings, TierRules
from data.warehouse.generations import Generation
from metrics.analyses import (
    contact_lists,
    lifetime_value,
    order_steps,
    referrers,
    repurchase_cycle,
    rfm,
    segment_sheet,
    segments,
    tags,
    tiers,
)
from metrics.analyses.analysis import written
from metrics.analyses.cohorts import cohorts
from metrics.analyses.fission import fission
from metrics.analyses.referral_tree import Referral, Tree
from metrics.analyses.register import ANALYSES, asked, find
from metrics.analyses.suspicions import suspicions
from metrics.dimensions import monday
from metrics.people import ADDED_PEOPLE
from metrics.question import Question, Scope, UnanswerableError
from metrics.repurchase import REPURCHASE_RATE
from tests.metrics.analysis_worlds import BEGIN, NOW, world_of
from tests.oracle import analyses as oracle
from tests.oracle.world import World
from tests.pipeline import publish, settings_at

LAST = date(2026, 12, 31)
OF_ORDERS = Question(metrics=(REPURCHASE_RATE,), start=date(1900, 1, 1), end=LAST)
OF_PEOPLE = Question(metrics=(ADDED_PEOPLE,), start=date(1900, 1, 1), end=LAST)
RULES = TierRules()
SEEDS = (1, 2)

Published = tuple[World, Generation]


@pytest.fixture(scope="module", params=SEEDS)
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """A random world and its generation."""
    world = world_of(request.param)
    return world, publish(settings_at(tmp_path_factory.mktemp("home"), NOW), world)


def test_order_steps(published: Published) -> None:
    world, generation = published
    expected = oracle.steps(world, NOW, order_steps.WAITS)
    found = order_steps.order_steps(generation, OF_ORDERS)
    assert [step.n for step in found] == sorted(expected)
    for step in found:
        one = expected[step.n]
        assert (step.people, step.returned) == (one["people"], one["returned"])
        assert step.next_naive == one["returned"] / one["people"]
        for wait in order_steps.WAITS:
            eligible, returned = one[wait]
            assert [step.in_time[wait].eligible, step.in_time[wait].returned] == [eligible, returned]
            assert getattr(step, f"next_{wait}") == (returned / eligible if eligible else None)
            assert (getattr(step, f"low_{wait}") is None) == (eligible == 0)


def test_repurchase_cycle(published: Published) -> None:
    world, generation = published
    whole, naive = oracle.cycle(world, NOW)
    together, *by_step = repurchase_cycle.repurchase_cycle(generation, OF_ORDERS)
    assert [together.q25, together.median, together.q75] == whole
    assert [together.naive_q25, together.naive_median, together.naive_q75] == naive
    assert together.people == sum(one.people for one in by_step)


def test_cohorts(published: Published) -> None:
    """Cells are as counted order by order; a month that is not over is empty, and no cell is missing."""
    world, generation = published
    expected = oracle.cohort_cells(world, NOW)
    found = {(one.cohort, one.age): one for one in cohorts(generation, OF_ORDERS)}
    assert {key for key, one in found.items() if one.people is not None} == set(expected)
    for key, cell in expected.items():
        one = found[key]
        assert {name: getattr(one, name) for name in cell} == cell
        assert one.share == cell["people"] / cell["cohort_people"]
        assert one.ltv == (cell["cumulative_gmv"] / cell["cohort_people"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert key[1] > 0 or one.share == 1
    for key in found.keys() - expected.keys():
        one = found[key]
        assert (one.share, one.orders, one.gmv, one.cumulative_gmv, one.ltv) == (None,) * 5
    ages = {age for _, age in found}
    assert set(found) == {(cohort, age) for cohort in {key[0] for key in found} for age in ages}


def test_weekly_cohorts(published: Published) -> None:
    """Everybody is in the week of her first order, and in the first week, once it is over, all of a cohort buy."""
    world, generation = published
    reach = oracle.reach_of(world, NOW)
    assert reach is not None
    people = Counter(monday(orders[0].at.date()) for orders in oracle.histories(world, reach).values())
    found = cohorts(generation, OF_ORDERS, "week")
    assert {one.cohort: one.cohort_people for one in found} == dict(people)
    assert {one.share for one in found if one.age == 0} <= {1.0, None}


def test_tiers(published: Published) -> None:
    world, generation = published
    moment = oracle.moment_of(world, NOW, LAST)
    assert moment is not None
    known = oracle.known_people(world, moment, RULES)
    found = {one.tier: one for one in tiers.tiers(generation, OF_PEOPLE, RULES)}
    assert {tier: one.people for tier, one in found.items() if one.people} == Counter(
        one.tier for one in known.values()
    )
    for tier, one in found.items():
        here = [other for other in known.values() if other.tier == tier]
        assert (one.orders, one.gmv) == (sum(o.orders for o in here), sum((o.net for o in here), Decimal(0)))
    assert sum(one.share or 0 for one in found.values()) == pytest.approx(1)


def test_without_orders_nobody_knows_what_people_bought(tmp_path: Any) -> None:
    """No nought stands for orders, amounts and buyers where no order was ever brought in."""
    world: World = {
        "contacts": [{"customer_id": "A", "guide_id": "G1", "added_at": datetime(2026, 3, 2, 9)}],
        "customers": [{"customer_id": "A", "nickname": "a", "tags": "new"}],
    }
    generation = publish(settings_at(tmp_path, NOW), world)
    known = tiers.tiers(generation, OF_PEOPLE, RULES)
    assert sum(one.people for one in known) == 1
    assert {(one.orders, one.gmv, one.gmv_share) for one in known} == {(None, None, None)}
    (tag,) = tags.tags(generation, OF_PEOPLE, RULES)
    assert (tag.people, tag.buyers, tag.buyer_share, tag.orders, tag.gmv, tag.per_person) == (1, *[None] * 5)
    facts = segment_sheet.sheet(generation, OF_PEOPLE, RULES)
    assert segment_sheet.PROFIT not in {one.part for one in facts}
    assert facts[0].value == 1


def test_migration(published: Published) -> None:
    """Month by month: whoever is known has a tier before (or was not yet known) and one after."""
    world, generation = published
    moves = tiers.migration(generation, Question(metrics=(ADDED_PEOPLE,), start=date(2026, 5, 1), end=LAST), RULES)
    days = sorted({(one.from_on, one.to_on) for one in moves})
    assert len(days) >= 2
    moment = oracle.moment_of(world, NOW, LAST)
    for from_on, to_on in days:
        before = oracle.known_people(world, _end(from_on), RULES)
        after = oracle.known_people(world, min(_end(to_on), moment or _end(to_on)), RULES)
        expected = Counter(
            (before[who].tier if who in before else tiers.ABSENT, one.tier) for who, one in after.items()
        )
        assert {(one.before, one.after): one.people for one in moves if one.from_on == from_on} == expected


def _end(day: date) -> datetime:
    return datetime.combine(day, datetime.max.time()).replace(microsecond=0)


def test_core_ends_when_its_days_are_over(tmp_path: Any) -> None:
    """The third order of one is exactly ninety days before the end of 30 May, that of the other a second less."""
    world: World = {
        "contacts": [],
        "orders": [
            {"order_id": f"{who}{n}", "customer_id": who, "ordered_at": at, "amount": Decimal(9), "guide_id": "G1"}
            for who, third in (("A", datetime(2026, 3, 1, 23, 59, 59)), ("B", datetime(2026, 3, 2)))
            for n, at in enumerate((datetime(2026, 1, 5), datetime(2026, 2, 5), third, datetime(2026, 6, 20, 12)))
        ],
    }
    generation = publish(settings_at(tmp_path, NOW), world)
    question = Question(metrics=(ADDED_PEOPLE,), start=date(2026, 4, 1), end=date(2026, 7, 1))
    moves = {(one.to_on, one.after): one.people for one in tiers.migration(generation, question, RULES)}
    assert moves[date(2026, 5, 20), "core"] == 2
    short = Question(metrics=(ADDED_PEOPLE,), start=date(2026, 5, 1), end=date(2026, 5, 31))
    found = {(one.to_on, one.after): one.people for one in tiers.migration(generation, short, RULES)}
    assert (found[date(2026, 5, 30), "value"], found[date(2026, 5, 30), "core"]) == (1, 1)


def test_rfm(published: Published) -> None:
    world, generation = published
    reach = oracle.reach_of(world, NOW)
    assert reach is not None
    expected = oracle.rfm_scores(world, reach)
    found = rfm.scores(generation, OF_PEOPLE)
    assert {(one.r, one.f, one.m): one.people for one in found} == expected
    listed = rfm.segments(generation, OF_PEOPLE)
    assert sum(one.people for one in listed) == sum(expected.values())
    assert len(listed) == 8


@pytest.mark.parametrize("share", [0.05, 0.1, 0.34, 1.0])
def test_who_is_dear(published: Published, share: float) -> None:
    """The least amount whose buyers begin within the highest share: with equal amounts all of them, or none."""
    world, generation = published
    for moment in (reach := oracle.reach_of(world, NOW), BEGIN + timedelta(days=60), BEGIN - timedelta(days=1)):
        assert reach is not None
        assert moment is not None
        spent = [sum(o.net for o in orders) for orders in oracle.orders_with_twins(world, moment).values()]
        places = {net: 1 + sum(other > net for other in spent) for net in spent}
        dear = [net for net, place in places.items() if place <= share * len(spent)]
        assert contact_lists.dear_net(generation, moment, share) == min(dear, default=None)


def test_lifetime_value(published: Published) -> None:
    """Users × average order value × purchases per user is what was sold."""
    world, generation = published
    reach = oracle.reach_of(world, NOW)
    assert reach is not None
    people = oracle.histories(world, reach)
    whole, *by_cohort = lifetime_value.lifetime_value(generation, OF_ORDERS)
    net = sum((order.net for orders in people.values() for order in orders), Decimal(0))
    assert (whole.users, whole.orders, whole.gmv) == (len(people), sum(map(len, people.values())), net)
    assert whole.gmv == sum(one.gmv for one in by_cohort)
    assert whole.purchases_per_user == whole.orders / whole.users


def test_fission(published: Published) -> None:
    world, generation = published
    now = datetime(2026, 12, 30)
    brought = oracle.parents(world, now)
    (found,) = fission(generation, OF_PEOPLE)
    customers = len(oracle.known_people(world, now, RULES))
    assert found.customers == customers
    assert found.referrers == len({referrer for referrer, _ in brought.values()})
    assert (found.brought, found.k_factor) == (len(brought), len(brought) / customers)
    depths = Counter(oracle.depth(customer, brought) for customer in brought)
    assert {one.depth: one.people for one in referrers.generations_of(generation, OF_PEOPLE)} == depths
    assert found.depth == max(depths, default=0)
    edges = {(one.parent, one.child, one.depth) for one in referrers.tree(generation, OF_PEOPLE)}
    assert edges == {(brought[child][0], child, oracle.depth(child, brought)) for child in brought}
    top = referrers.referrers(generation, OF_PEOPLE, FissionRules())
    assert {one.referrer_id: one.people for one in top} == Counter(referrer for referrer, _ in brought.values())
    assert all(one.below == sum(one.referrer_id in _above(child, brought) for child in brought) for one in top)
    added = {row["customer_id"] for row in world["contacts"] if row.get("added_at")}
    assert found.added_by_referral == len(brought.keys() & added)
    for branch in referrers.tree(generation, OF_PEOPLE):
        assert branch.people == 1 + sum(_hangs_below(child, branch.child, brought) for child in brought)


def _above(customer: str, brought: dict[str, tuple[str, datetime]]) -> list[str]:
    """Everybody from a customer up to the beginning of her branch."""
    found = []
    while customer in brought:
        customer = brought[customer][0]
        found.append(customer)
    return found


def _hangs_below(customer: str, above: str, brought: dict[str, tuple[str, datetime]]) -> bool:
    here = brought[customer][0]
    while here in brought and here != above:
        here = brought[here][0]
    return here == above


def test_tags(published: Published) -> None:
    world, generation = published
    known = oracle.known_people(world, datetime(2026, 12, 30), RULES)
    expected: Counter[str] = Counter()
    for row in world["customers"]:
        expected.update((row["tags"] or "").split(";") if row["customer_id"] in known and row["tags"] else [])
    assert {one.tag: one.people for one in tags.tags(generation, OF_PEOPLE, RULES)} == expected
    both = segments.Segment(tags=("油皮",), tiers=("value", "core"))
    held = {row["customer_id"] for row in world["customers"] if "油皮" in (row["tags"] or "")}
    buyers = [who for who in held if who in known and known[who].tier in ("value", "core")]
    assert sum(one.people for one in tags.tags(generation, OF_PEOPLE, RULES, both) if one.tag == "油皮") == len(buyers)


def test_scope_cuts_every_analysis(published: Published) -> None:
    """A viewer who may see nothing finds nobody; two halves make the whole of those who have a place."""
    _, generation = published
    nobody = Scope(stores=frozenset({"none"}))
    for question in (OF_ORDERS, OF_PEOPLE):
        blind = Question(metrics=question.metrics, start=question.start, end=question.end, scope=nobody)
        assert order_steps.order_steps(generation, blind) == cohorts(generation, blind) == []
        assert sum(one.people for one in tiers.tiers(generation, blind, RULES)) == 0
        assert rfm.scores(generation, blind) == []
        assert referrers.tree(generation, blind) == []

    def first_steps(*stores: str) -> int:
        scope = Scope(stores=frozenset(stores))
        asked = Question(metrics=(REPURCHASE_RATE,), start=OF_ORDERS.start, end=LAST, scope=scope)
        return sum(step.people for step in order_steps.order_steps(generation, asked))

    assert first_steps("S1") + first_steps("S2") == first_steps("S1", "S2")


def test_every_analysis_answers(published: Published) -> None:
    """Each gives flat objects under its columns, and nothing but JSON's own values."""
    world, generation = published
    if world != world_of(SEEDS[0]):
        return  # one world is enough, and each analysis must be compiled
    for analysis in ANALYSES.values():
        rows = written(analysis, analysis.rows(generation, asked(generation, analysis), Settings()))
        for row in rows:
            assert list(row) == [column.key for column in analysis.columns]
            assert all(value is None or isinstance(value, str | int | float) for value in row.values())
        assert all(zh and en for zh, en in [analysis.title, analysis.meaning, *(c.title for c in analysis.columns)])


def test_no_rows_no_figures(tmp_path: Any) -> None:
    """Without any order or contact every analysis is empty, or has no figure."""
    generation = publish(settings_at(tmp_path, NOW), {"stores": [{"store_id": "S1", "store_name": "一"}]})
    for key, analysis in ANALYSES.items():
        rows = analysis.rows(generation, asked(generation, analysis), Settings())
        figures = [getattr(row, c.key) for row in rows for c in analysis.columns if c.unit is not None]
        assert key in ("channel-hours", "rfm", "content-mix") or figures == []


def test_unknown_analysis_names_those_there_are() -> None:
    with pytest.raises(UnanswerableError, match="您是不是想找 cohorts") as caught:
        find("cohort")
    assert all(key in str(caught.value) for key in ANALYSES)


def test_filters_are_those_of_the_metric(published: Published) -> None:
    _, generation = published
    with pytest.raises(UnanswerableError, match="no dimension removed_by"):
        asked(generation, find("cohorts"), where=["removed_by=guide"])


def _referral(referrer: str, customer: str, minute: int) -> Referral:
    at = datetime(2026, 3, 2, 10) + timedelta(minutes=minute)
    return Referral(referrer_id=referrer, customer_id=customer, at=at, net=Decimal(0), day=at.date(), added_at=at)


def test_suspicions_by_hand() -> None:
    """K1 named herself; A, B, C brought one another in a ring; K9 brought four in 59 minutes and one an hour later."""
    made = [
        _referral("K1", "K1", 0),
        _referral("B", "A", 1),
        _referral("C", "B", 2),
        _referral("A", "C", 3),
        *(_referral("K9", f"N{n}", minute) for n, minute in enumerate((10, 20, 30, 69, 130))),
    ]
    told = suspicions(Tree.of(made), FissionRules(burst=3))
    assert [(one.kind, one.referrer_id, one.members) for one in told] == [
        ("self", "K1", ("K1",)),
        ("ring", "A", ("A", "B", "C")),
        ("burst", "K9", ("N0", "N1", "N2", "N3")),
    ]
    assert [one.kind for one in suspicions(Tree.of(made), FissionRules(burst=4))] == ["self", "ring"]


def test_worlds_hold_what_they_are_for() -> None:
    """Refunds, ties to the second, orders before the add, removals, returns and rings are among the worlds."""
    worlds = [world_of(seed) for seed in SEEDS]
    orders = [row for world in worlds for row in world["orders"]]
    assert any(row["refunded_amount"] == row["amount"] > 0 for row in orders)
    assert any(n > 1 for n in Counter((row["customer_id"], row["ordered_at"]) for row in orders).values())
    contacts = [row for world in worlds for row in world["contacts"]]
    assert any(row.get("removed_at") for row in contacts)
    added = {row["customer_id"]: row["added_at"] for row in worlds[0]["contacts"]}
    assert any(row["ordered_at"] < added.get(row["customer_id"], BEGIN) for row in worlds[0]["orders"])
    assert all(len(world["referrals"]) > 3 for world in worlds)
