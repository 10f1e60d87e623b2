"""The referral tree, told in columns, against walking from one to the next in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.settings import FissionRules
from metrics.analyses import referrers
from metrics.analyses.fission import added_by_referral
from metrics.analyses.referral_tree import Referral, Tree
from metrics.analyses.suspicions import BURST, RING, SELF, suspicions
from metrics.people import ADDED_PEOPLE
from metrics.question import Question
from tests.oracle.world import World
from tests.pipeline import publish, settings_at

BEGIN = datetime(2026, 3, 1)
# who brought whom, after how many minutes, and for how many cents she bought
ROW = st.tuples(
    st.integers(0, 5),
    st.one_of(st.integers(0, 5), st.integers(0, 30)),  # rings among those who bring others
    st.one_of(st.integers(0, 400), st.integers(0, 8).map(lambda n: n * 20), st.integers(0, 4_320)),  # hours, days
    st.integers(-500, 10_000),
)
MADE = st.one_of(st.lists(ROW, max_size=20), st.lists(ROW, min_size=15, max_size=40))
DAYS = st.integers(0, 4)


def referrals(made: Sequence[tuple[int, int, int, int]]) -> list[Referral]:
    """In their order by time, referrer and customer; a customer bought the same whoever names her."""
    spent = {customer: cents for _, customer, _, cents in made}
    found = [
        Referral(
            referrer_id=f"C{referrer}",
            customer_id=f"C{customer}",
            at=BEGIN + timedelta(minutes=minute),
            net=Decimal(spent[customer]) / 100,
            day=(BEGIN + timedelta(minutes=minute)).date(),
            added_at=BEGIN + timedelta(hours=12 * (customer % 7)) if customer % 5 else None,
        )
        for referrer, customer, minute, _ in made
    ]
    return sorted(found, key=lambda one: (one.at, one.referrer_id, one.customer_id))


def goes_in_a_ring(code: str, first: dict[str, Referral]) -> bool:
    """Whether following the referrers leads back."""
    here = first[code].referrer_id
    for _ in first:
        if here == code:
            return True
        if here not in first:
            return False
        here = first[here].referrer_id
    return False


def walked(found: Sequence[Referral]) -> tuple[dict[str, Referral], dict[str, Referral]]:
    """Who brought each customer, and the same for those in rings."""
    first: dict[str, Referral] = {}
    for one in found:
        if one.referrer_id != one.customer_id:
            first.setdefault(one.customer_id, one)
    rings = {code: one for code, one in first.items() if goes_in_a_ring(code, first)}
    return {code: one for code, one in first.items() if code not in rings}, rings


def above(code: str, parents: dict[str, Referral]) -> list[str]:
    """Everybody from a customer up to the beginning of her branch."""
    found = []
    while code in parents:
        code = parents[code].referrer_id
        found.append(code)
    return found


@given(MADE)
def test_every_edge_has_its_depth_and_what_hangs_below_it(made: list[tuple[int, int, int, int]]) -> None:
    found = referrals(made)
    parents, _ = walked(found)
    under = {code: [code, *(other for other in parents if code in above(other, parents))] for code in parents}
    told = Tree.of(found).branches()
    assert {(one.parent, one.child, one.at, one.depth, one.people, one.gmv) for one in told} == {
        (
            one.referrer_id,
            code,
            one.at,
            len(above(code, parents)),
            len(under[code]),
            sum((parents[other].net for other in under[code]), Decimal(0)),
        )
        for code, one in parents.items()
    }
    assert told == sorted(told, key=lambda one: (one.depth, -one.people, one.parent, one.child))


@given(MADE, st.integers(1, 4))
def test_the_largest_trees_hold_everybody_once(made: list[tuple[int, int, int, int]], most: int) -> None:
    found = referrals(made)
    parents, _ = walked(found)
    tops = {code: above(code, parents)[-1] for code in parents}
    people = Counter(tops.values())
    in_order = sorted(people, key=lambda code: (-people[code], code))
    tree = Tree.of(found)
    roots, branches = tree.largest(most)
    assert [(one.code, one.people) for one in roots] == [(code, people[code]) for code in in_order[:most]]
    assert len(tree.begun) == len(people)
    for one in roots:
        hers = [code for code, top in tops.items() if top == one.code]
        assert one.gmv == sum((parents[code].net for code in hers), Decimal(0))
        assert one.depth == max(len(above(code, parents)) for code in hers)
    assert {one.child for one in branches} == {code for code, top in tops.items() if top in in_order[:most]}


@given(MADE, st.integers(1, 3))
def test_what_looks_wrong(made: list[tuple[int, int, int, int]], most: int) -> None:
    """Each minute in which the hour before held more than so many lies in a burst, and no burst is without one."""
    found = referrals(made)
    _, rings = walked(found)
    told = suspicions(Tree.of(found), FissionRules(burst=most))
    assert [one.from_at for one in told if one.kind == SELF] == [
        one.at for one in found if one.referrer_id == one.customer_id
    ]
    assert sorted(member for one in told if one.kind == RING for member in one.members) == sorted(rings)
    in_order = [min(found.index(rings[member]) for member in one.members) for one in told if one.kind == RING]
    assert in_order == sorted(in_order)
    for one in told:
        if one.kind == RING:
            assert one.members[0] == min(one.members)
            following = [*one.members[1:], one.members[0]]
            assert [rings[member].referrer_id for member in one.members] == following
    crowded = {
        (one.referrer_id, one.at)
        for one in found
        if one.referrer_id != one.customer_id
        and len(
            {
                other.customer_id
                for other in found
                if other.referrer_id == one.referrer_id != other.customer_id
                and one.at - timedelta(hours=1) < other.at <= one.at
            }
        )
        > most
    }
    bursts = [one for one in told if one.kind == BURST]
    for referrer, at in crowded:
        assert sum(one.referrer_id == referrer and one.from_at <= at <= one.until_at for one in bursts) == 1
    for burst in bursts:
        assert (burst.referrer_id, burst.until_at) in crowded
        assert burst.people == len(set(burst.members)) > most


def test_without_orders_nobody_knows_what_was_bought(tmp_path: Path) -> None:
    """No nought stands where no order was ever brought in."""
    now = datetime(2026, 7, 1, 9)
    world: World = {
        "contacts": [{"customer_id": "B", "guide_id": "G1", "added_at": datetime(2026, 6, 3, 9)}],
        "referrals": [{"referrer_id": "A", "customer_id": "B", "at": datetime(2026, 6, 2, 9)}],
    }
    question = Question(metrics=(ADDED_PEOPLE,), start=date(2026, 6, 1), end=date(2026, 7, 1))
    source = publish(settings_at(tmp_path / "without", now), world)
    whole = referrers.grown(source, question)
    (root,), (branch,) = whole.largest(3)
    (depth,) = referrers.generations_of(source, question, whole)
    (top,) = referrers.referrers(source, question, FissionRules(), whole=whole)
    assert {one.gmv for one in (root, branch, depth, top)} == {None}
    world["orders"] = [
        {
            "order_id": "1",
            "customer_id": "C",
            "guide_id": "G1",
            "ordered_at": datetime(2026, 6, 9),
            "amount": Decimal(9),
        }
    ]
    source = publish(settings_at(tmp_path / "with", now), world)
    assert [one.gmv for one in referrers.tree(source, question)] == [Decimal("0.00")]


def test_an_hour_later_is_no_longer_within_the_hour() -> None:
    made = [(0, 1, 0, 0), (0, 2, 60, 0), (1, 3, 0, 0), (1, 4, 59, 0)]
    (told,) = suspicions(Tree.of(referrals(made)), FissionRules(burst=1))
    assert (told.kind, told.referrer_id, told.members) == (BURST, "C1", ("C3", "C4"))


@given(MADE, st.integers(0, 6_000), DAYS)
def test_an_earlier_tree_is_that_of_what_was_known_then(
    made: list[tuple[int, int, int, int]], minutes: int, days: int
) -> None:
    found = referrals(made)
    moment, end = BEGIN + timedelta(minutes=minutes), (BEGIN + timedelta(days=days)).date()
    known = [one for one in found if one.at <= moment and one.day < end]
    assert Tree.of(found).as_of(moment, end).branches() == Tree.of(known).branches()


@given(MADE, DAYS, st.integers(1, 4))
def test_of_a_period(made: list[tuple[int, int, int, int]], first: int, days: int) -> None:
    """Who was brought from a midnight on, and how many of all who were brought were first added between two."""
    found = referrals(made)
    parents, _ = walked(found)
    tree = Tree.of(found)
    begins, ends = (BEGIN + timedelta(days=day) for day in (first, first + days))
    assert {(tree.codes[tree.customer[row]]) for row in tree.since(begins)} == {
        code for code, one in parents.items() if one.at >= begins
    }
    question = Question(metrics=(ADDED_PEOPLE,), start=begins.date(), end=ends.date())
    assert added_by_referral(question, tree) == sum(
        one.added_at is not None and begins <= one.added_at < ends for one in parents.values()
    )


@pytest.mark.parametrize("people", [1, 2, 3, 4, 1_000, 4_097])
def test_a_chain_and_a_ring_of_any_length(people: int) -> None:
    """Everybody was brought by the one before; then the first by the last as well, which leaves no tree."""
    day = date(2026, 3, 1)
    chain = [Referral(f"{n:05}", f"{n + 1:05}", BEGIN, Decimal(1), day, None) for n in range(people)]
    branches = Tree.of(chain).branches()
    assert [(one.depth, one.people, one.gmv) for one in branches] == [
        (n, people + 1 - n, Decimal(people + 1 - n)) for n in range(1, people + 1)
    ]
    closing = Referral(f"{people:05}", "00000", BEGIN, Decimal(1), day, None)
    ring = Tree.of(sorted([*chain, closing]))
    assert ring.branches() == []
    (told,) = suspicions(ring, FissionRules(burst=people + 1))
    assert (told.kind, told.people, told.members[0]) == (RING, people + 1, "00000")


def test_sums_too_large_for_the_machine() -> None:
    """Amounts that fill the column add up exactly."""
    most = Decimal("9999999999999999.99")
    day = date(2026, 3, 1)
    made = [Referral(f"{n:03}", f"{n + 1:03}", BEGIN, most, day, None) for n in range(100)]
    assert Tree.of(made).branches()[0].gmv == 100 * most
