"""The funnel against the oracle on random worlds: places, channels, hours, scopes, days that count as one order."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, note
from hypothesis import settings as examples
from hypothesis import strategies as st

from data.settings import Windows
from metrics.contacts import ADDED_CONTACTS
from metrics.funnel import funnel
from metrics.question import Question, Scope
from tests.oracle import funnel as oracle
from tests.oracle.pools import BEGIN, NOW, STORES
from tests.oracle.questions import CODES
from tests.oracle.worlds import worlds
from tests.pipeline import publish, settings_at

ON_ONE_WORLD = 20
WINDOWS = st.sampled_from((Windows(), Windows(orders_by="day", orders_belong_to="owner")))
FILTERS = st.one_of(
    st.just({}),
    *(
        st.lists(st.sampled_from(codes), min_size=1, max_size=2, unique=True).map(lambda held, key=key: {key: held})
        for key, codes in {**CODES, "hour": (0, 9, 12)}.items()
        if key in ("guide", "team", "store", "region", "city", "channel", "channel_kind", "hour")
    ),
)
DAYS = st.tuples(*[st.dates(BEGIN.date(), NOW.date())] * 2).map(sorted)


@given(world=worlds(), windows=WINDOWS, asks=st.lists(st.tuples(DAYS, FILTERS), min_size=ON_ONE_WORLD))
@examples(max_examples=4)
def test_random_worlds(world: dict[str, list[dict[str, Any]]], windows: Windows, asks: list[Any]) -> None:
    with TemporaryDirectory() as home:
        generation = publish(settings_at(Path(home), NOW, windows), world)
        for (start, last), wanted in [((date(2000, 1, 1), NOW.date()), {}), *asks]:
            where = {key: tuple(codes) for key, codes in wanted.items()}
            expected = oracle.funnel(world, start=start, end_inclusive=last, where=where, now=NOW, windows=windows)
            for scope, more in ((Scope(), {}), (Scope(stores=frozenset(STORES[:1])), {"store": STORES[:1]})):
                if more and "store" in where:
                    continue
                if more:
                    expected = oracle.funnel(
                        world, start=start, end_inclusive=last, where={**where, **more}, now=NOW, windows=windows
                    )
                question = Question(
                    metrics=(ADDED_CONTACTS,),
                    start=start,
                    end=last + timedelta(days=1),
                    where=tuple(where.items()),
                    scope=scope,
                )
                found = {one.key: one.people for one in funnel(generation, question)}
                note(f"{start}–{last} {where} {scope}")
                assert found == expected
                assert [one.key for one in funnel(generation, question)] == list(oracle.BROUGHT)


def test_second_order_counts_while_the_contact_stands(tmp_path: Path) -> None:
    """Two orders before the removal: again. One before and one after it: bought only. Those before the add: neither."""
    added = datetime(2026, 2, 20, 10)
    day = timedelta(days=1)
    ordered = {"twice": (1, 2), "late": (1, 9), "early": (-2, -1), "once": (3,)}
    world = {
        "guides": [{"guide_id": "G1", "guide_name": "导购"}],
        "contacts": [
            {"customer_id": who, "guide_id": "G1", "added_at": added, "removed_at": added + 5 * day} for who in ordered
        ],
        "orders": [
            {"order_id": f"{who}{n}", "customer_id": who, "ordered_at": added + n * day, "amount": Decimal(10)}
            for who, days in ordered.items()
            for n in days
        ],
    }
    generation = publish(settings_at(tmp_path, NOW), world)
    question = Question(metrics=(ADDED_CONTACTS,), start=added.date(), end=added.date() + day)
    found = {one.key: one.people for one in funnel(generation, question)}
    assert found == {"added": 4, "greeted": None, "replied": None, "talked": None, "bought": 3, "again": 1}


def test_two_orders_of_a_day_are_one_where_days_are_counted(tmp_path: Path) -> None:
    added = datetime(2026, 2, 20, 10)
    world = {
        "guides": [{"guide_id": "G1", "guide_name": "导购"}],
        "contacts": [{"customer_id": who, "guide_id": "G1", "added_at": added} for who in "AB"],
        "orders": [
            {"order_id": f"{who}{n}", "customer_id": who, "ordered_at": added + after, "amount": Decimal(10)}
            for who, second in (("A", timedelta(hours=2)), ("B", timedelta(days=1)))
            for n, after in enumerate((timedelta(hours=1), second))
        ],
    }
    question = Question(metrics=(ADDED_CONTACTS,), start=added.date(), end=added.date() + timedelta(days=1))
    for orders_by, again in (("day", 1), ("order_id", 2)):
        settings = settings_at(tmp_path / orders_by, NOW, Windows(orders_by=orders_by))  # type: ignore[arg-type]
        found = {one.key: one.people for one in funnel(publish(settings, world), question)}
        assert (found["bought"], found["again"]) == (2, again)
