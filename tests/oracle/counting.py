"""The rows each metric stands on: what it counts, when, and under which codes.

The second reading of `metrics.md`. Every function gives one `Counted` per row of the contract's tables; nothing is
summed here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from data.settings import Windows
from tests.oracle.buckets import day_codes, moment_codes
from tests.oracle.horizons import Horizon
from tests.oracle.milestones import CountedOrder, Life, Person, counted_orders, lives, people
from tests.oracle.staff import Register
from tests.oracle.world import World, rows

Number = int | Decimal


@dataclass(frozen=True)
class Counted:
    """One row: it adds `numerator` and `denominator` to the bucket that its codes name."""

    day: date  # the anchor's, which decides period and maturity
    codes: Mapping[str, Any]
    numerator: Number = 0
    denominator: Number = 0
    once: Hashable = None  # rows that share it count once in a bucket
    is_by_hand: bool = False


@dataclass
class Facts:
    """A world, what was derived from it, and how far it reaches."""

    world: World
    windows: Windows
    now: datetime
    posts_reach: Horizon | None = None
    register: Register = field(init=False)
    lives: list[Life] = field(init=False)
    people: dict[str, Person] = field(init=False)
    orders: list[CountedOrder] = field(init=False)

    def __post_init__(self) -> None:
        self.register = Register(self.world)
        self.lives = lives(self.world, self.windows)
        self.people = people(self.world, self.windows)
        self.orders = counted_orders(self.world, self.windows)

    def life_codes(self, life: Life, anchor: datetime) -> dict[str, Any]:
        """A contact under its guide, her team and store on the anchor's day, and the channel of the add."""
        return self._codes(life.guide_id, life.channel_id, anchor, anchor.date())

    def person_codes(self, person: Person, anchor: datetime) -> dict[str, Any]:
        """A person under guide, store and channel of the earliest add: as they were on the day of that add."""
        return self._codes(person.guide_id, person.channel_id, anchor, person.added_at.date())

    def _codes(self, guide: str, channel: str | None, anchor: datetime, place_day: date) -> dict[str, Any]:
        return {
            **moment_codes(anchor),
            **self.register.guide_codes(guide, place_day),
            **self.register.store_codes(self.register.on(guide, place_day, "store_id")),
            **self.register.channel_codes(channel),
        }

    def order_codes(self, order: CountedOrder) -> dict[str, Any]:
        """An order under whoever sold it, its own store or else hers, the buyer's earliest channel, and its deal."""
        day = order.at.date()
        store = order.row.get("store_id") or self.register.on(order.guide_id, day, "store_id")
        buyer = self.people.get(order.customer_id)
        return {
            **moment_codes(order.at),
            **self.register.guide_codes(order.guide_id, day),
            **self.register.store_codes(store),
            **self.register.channel_codes(buyer.channel_id if buyer else None),
            **self.register.deal_codes(order.row.get("campaign_id"), order.row.get("group_id"), day),
        }


def is_within(event: datetime | None, anchor: datetime, window: timedelta) -> bool:
    """Whether the event lies in [anchor, anchor + window)."""
    return event is not None and anchor <= event < anchor + window


def window_of(windows: Windows, name: str) -> timedelta:
    """How long a metric waits; a group is entered within 7 days unless the settings say otherwise."""
    return timedelta(hours=getattr(windows, name, 168) if name == "entry_hours" else getattr(windows, name))


# Contacts


def counted_lives(anchor: str) -> Callable[[Facts], Iterable[Counted]]:
    """A count of contacts by one of their moments."""

    def count(facts: Facts) -> Iterable[Counted]:
        for life in facts.lives:
            at = getattr(life, anchor)
            if at is not None:
                yield Counted(at.date(), facts.life_codes(life, at), numerator=1)

    return count


def lost(facts: Facts) -> Iterable[Counted]:
    """Contacts removed, each on the day it was, by who removed."""
    for life in facts.lives:
        if life.removed_at is not None:
            codes = {**facts.life_codes(life, life.removed_at), "removed_by": life.removed_by}
            yield Counted(life.removed_at.date(), codes, numerator=1)


def net_contacts(facts: Facts) -> Iterable[Counted]:
    """Adds (also those tallied by hand) count up and removals down, each on its own day."""
    added = list(counted_lives("added_at")(facts))
    yield from added
    yield from tallies(facts, "added", None, events=added)
    for row in lost(facts):
        yield Counted(row.day, row.codes, numerator=-row.numerator)


def rate_of_lives(anchor: str, event: str, window: str) -> Callable[[Facts], Iterable[Counted]]:
    """Contacts by their anchor; in the numerator those whose event lies within the window of it."""

    def count(facts: Facts) -> Iterable[Counted]:
        length = timedelta(hours=getattr(facts.windows, window))
        for life in facts.lives:
            at = getattr(life, anchor)
            if at is not None:
                hit = is_within(getattr(life, event), at, length)
                yield Counted(at.date(), facts.life_codes(life, at), numerator=int(hit), denominator=1)

    return count


def channel_adds(kind: str | None) -> Callable[[Facts], Iterable[Counted]]:
    """Adds of channels that have reach, from the first day of it, over that reach; all channels or one kind."""

    def count(facts: Facts) -> Iterable[Counted]:
        first_day: dict[str, date] = {}
        for row in rows(facts.world, "channel_reach"):
            channel, day = row["channel_id"], row["on"]
            codes = {**day_codes(day), **facts.register.channel_codes(channel)}
            if kind is not None and codes["channel_kind"] != kind:
                continue
            first_day[channel] = min(day, first_day.get(channel, day))
            yield Counted(day, codes, denominator=row["reached"])
        for life in facts.lives:
            day = life.added_at.date()
            if life.channel_id in first_day and day >= first_day[life.channel_id]:
                yield Counted(day, facts.life_codes(life, life.added_at), numerator=1)

    return count


# People


def added_people(facts: Facts) -> Iterable[Counted]:
    """People by their earliest add."""
    for person in facts.people.values():
        yield Counted(person.added_at.date(), facts.person_codes(person, person.added_at), numerator=1)


def converted_people(facts: Facts) -> Iterable[Counted]:
    """People by their earliest add; in the numerator those whose first order came within the window."""
    length = timedelta(hours=facts.windows.first_purchase_hours)
    for person in facts.people.values():
        hit = is_within(person.first_order.at if person.first_order else None, person.added_at, length)
        codes = facts.person_codes(person, person.added_at)
        yield Counted(person.added_at.date(), codes, numerator=int(hit), denominator=1)


def first_purchasers(facts: Facts) -> Iterable[Counted]:
    """People by their first order from the earliest add on, however long after."""
    for person in facts.people.values():
        if person.first_order:
            at = person.first_order.at
            yield Counted(at.date(), facts.person_codes(person, at), numerator=1)


def first_order_value(facts: Facts) -> Iterable[Counted]:
    """The net amounts of those first orders."""
    for person in facts.people.values():
        if person.first_order:
            at = person.first_order.at
            codes = facts.person_codes(person, at)
            yield Counted(at.date(), codes, numerator=person.first_order.net, denominator=1)


# Orders


def orders(facts: Facts) -> Iterable[Counted]:
    """Counted orders."""
    for order in facts.orders:
        yield Counted(order.at.date(), facts.order_codes(order), numerator=1)


def gmv(facts: Facts) -> Iterable[Counted]:
    """The net amounts of counted orders."""
    for order in facts.orders:
        yield Counted(order.at.date(), facts.order_codes(order), numerator=order.net)


def average_order_value(facts: Facts) -> Iterable[Counted]:
    """The net amount of each counted order, over one order."""
    for order in facts.orders:
        yield Counted(order.at.date(), facts.order_codes(order), numerator=order.net, denominator=1)


def buyers(facts: Facts) -> Iterable[Counted]:
    """Who bought: a person counts once in a bucket."""
    for order in facts.orders:
        yield Counted(order.at.date(), facts.order_codes(order), numerator=1, once=order.customer_id)


# Hand tallies


def tallies(facts: Facts, numerator: str, denominator: str | None, events: list[Counted]) -> Iterable[Counted]:
    """The tallies that are taken: their cells are filled, and that guide and day has no event row of the metric.

    Rows of `events` that have no denominator are none for a rate. Channel and hour of a tally are unknown, as is
    everything else that it does not say.
    """
    taken = {(row.codes["guide"], row.day) for row in events}
    for row in rows(facts.world, "tallies"):
        guide, day = row["guide_id"], row["on"]
        cells = [row.get(numerator), row.get(denominator) if denominator else 0]
        if None in cells or (guide, day) in taken:
            continue
        codes = {
            **day_codes(day),
            "hour": None,
            **facts.register.guide_codes(guide, day),
            **facts.register.store_codes(facts.register.on(guide, day, "store_id")),
            **facts.register.channel_codes(None),
            **facts.register.deal_codes(None, None, day),
        }
        yield Counted(day, codes, numerator=cells[0], denominator=cells[1], is_by_hand=True)
