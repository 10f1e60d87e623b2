"""Members of groups: who came, stayed and left, and what happened while they belonged.

Whatever lies after the present moment has not happened: such joins and events are left out, such a leaving is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tests.oracle.buckets import Period, day_codes, moment_codes
from tests.oracle.counting import Counted, Facts, is_within, window_of
from tests.oracle.horizons import horizon, midnight_after
from tests.oracle.world import Row, rows

Who = tuple[str, str]  # a group, and a person of it


@dataclass(frozen=True)
class Member:
    """A person of a group, with every stint [joined_at, left_at) in it; a stint that is still open has no end."""

    group_id: str
    person_id: str
    stints: tuple[tuple[datetime, datetime | None], ...]

    @property
    def first_join(self) -> datetime:
        """When she became a member. Leaving and returning does not reset it."""
        return min(joined for joined, _ in self.stints)

    @property
    def is_gone(self) -> bool:
        """Whether no stint is open."""
        return all(left is not None for _, left in self.stints)

    def is_present_on(self, day: date) -> bool:
        """Whether some moment of the day lies in a stint; a stint that ends before or as it begins has no moment."""
        begins, ends = datetime.combine(day, time()), midnight_after(day)
        return any(
            joined < ends and (left is None or (left > begins and left > joined)) for joined, left in self.stints
        )

    def is_present_at_end_of(self, day: date) -> bool:
        """Whether the day ends in a stint; who leaves at that very midnight is still there."""
        ends = midnight_after(day)
        return any(joined < ends and (left is None or left >= ends) for joined, left in self.stints)


def members(facts: Facts) -> dict[Who, Member]:
    """Everyone who ever joined, once per group."""
    stints: dict[Who, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for row in rows(facts.world, "memberships"):
        left = row.get("left_at")
        if row["joined_at"] <= facts.now:
            has_left = left is not None and left <= facts.now
            stints[row["group_id"], row["customer_id"]].append((row["joined_at"], left if has_left else None))
    return {who: Member(*who, tuple(found)) for who, found in stints.items()}


def events(facts: Facts, *kinds: str) -> Iterable[Row]:
    """The group events of some kinds, whoever acted."""
    return (row for row in rows(facts.world, "group_events") if row["kind"] in kinds and row["at"] <= facts.now)


def said(facts: Facts) -> Iterable[tuple[Member, Row]]:
    """The messages of members, each at or after the first join of who wrote it."""
    known = members(facts)
    for row in events(facts, "message"):
        member = known.get((row["group_id"], row.get("customer_id")))
        if member is not None and row["at"] >= member.first_join:
            yield member, row


def codes_at(facts: Facts, group: str, at: datetime) -> dict[str, Any]:
    """The codes of a group at a moment."""
    return {**moment_codes(at), **facts.register.group_codes(group, at.date())}


def codes_on(facts: Facts, group: str, day: date) -> dict[str, Any]:
    """The codes of a group on a day."""
    return {**day_codes(day), **facts.register.group_codes(group, day)}


def entry(facts: Facts) -> Iterable[Counted]:
    """Invited people by the invitation; in the numerator those whose first join came within the window of it."""
    known, length = members(facts), window_of(facts.windows, "entry_hours")
    for row in rows(facts.world, "invitations"):
        at, member = row["invited_at"], known.get((row["group_id"], row["customer_id"]))
        if at <= facts.now:
            hit = is_within(member.first_join if member else None, at, length)
            yield Counted(at.date(), codes_at(facts, row["group_id"], at), numerator=int(hit), denominator=1)


def _by_first_join(facts: Facts, is_hit: Callable[[Member], bool]) -> Iterable[Counted]:
    for member in members(facts).values():
        at = member.first_join
        yield Counted(at.date(), codes_at(facts, member.group_id, at), numerator=int(is_hit(member)), denominator=1)


def members_with(*kinds: str) -> Callable[[Facts], Iterable[Counted]]:
    """Members by their first join; in the numerator those with an event of these kinds from then on."""

    def count(facts: Facts) -> Iterable[Counted]:
        acted: dict[Any, list[datetime]] = defaultdict(list)
        for row in events(facts, *kinds):
            acted[row["group_id"], row.get("customer_id")].append(row["at"])
        yield from _by_first_join(facts, lambda member: _is_from_join(member, acted))

    return count


def members_who_bought(facts: Facts) -> Iterable[Counted]:
    """Members by their first join; in the numerator those with a purchase or an order of the group from then on."""
    bought: dict[Any, list[datetime]] = defaultdict(list)
    for row in events(facts, "purchase"):
        bought[row["group_id"], row.get("customer_id")].append(row["at"])
    for order in facts.orders:
        if order.at <= facts.now:
            bought[order.row.get("group_id"), order.customer_id].append(order.at)
    yield from _by_first_join(facts, lambda member: _is_from_join(member, bought))


def _is_from_join(member: Member, moments: dict[Any, list[datetime]]) -> bool:
    return any(at >= member.first_join for at in moments.get((member.group_id, member.person_id), ()))


def members_gone(facts: Facts) -> Iterable[Counted]:
    """Members by their first join; in the numerator those without an open stint."""
    return _by_first_join(facts, lambda member: member.is_gone)


def _presence(facts: Facts) -> Iterable[tuple[Member, date]]:
    """Each member with each day on which she was present, up to the last one that group events cover."""
    reach = horizon(facts.world, "group_events", facts.now)
    for member in members(facts).values() if reach is not None else ():
        for day in Period(member.first_join.date(), reach.last_day).days():
            if member.is_present_on(day):
                yield member, day


def daily_activity(facts: Facts) -> Iterable[Counted]:
    """Members and days they were present; in the numerator those on which they spoke."""
    spoke = {(member, row["at"].date()) for member, row in said(facts)}
    for member, day in _presence(facts):
        codes = codes_on(facts, member.group_id, day)
        yield Counted(day, codes, numerator=int((member, day) in spoke), denominator=1)


def messages_per_member(facts: Facts) -> Iterable[Counted]:
    """Members' messages, over the members present: each once in a bucket, however many of its days she was there."""
    for member, row in said(facts):
        yield Counted(row["at"].date(), codes_at(facts, member.group_id, row["at"]), numerator=1)
    for member, day in _presence(facts):
        yield Counted(day, codes_on(facts, member.group_id, day), denominator=1, once=member)


def members_at_end_of(facts: Facts, day: date) -> Iterable[Counted]:
    """Who had joined by the end of a day; counted are those who were still, or again, there."""
    for member in members(facts).values():
        if member.first_join < midnight_after(day):
            codes = codes_on(facts, member.group_id, day)
            yield Counted(day, codes, numerator=int(member.is_present_at_end_of(day)))


def peer_replies(facts: Facts) -> Iterable[Counted]:
    """Members' messages in reply to anybody; in the numerator those to another member of the group."""
    known = members(facts)
    for member, row in said(facts):
        to = row.get("reply_to")
        if to is not None:
            is_peer = to != member.person_id and (member.group_id, to) in known
            codes = codes_at(facts, member.group_id, row["at"])
            yield Counted(row["at"].date(), codes, numerator=int(is_peer), denominator=1)


def adverts(facts: Facts) -> Iterable[Counted]:
    """Messages and adverts, whoever posts; in the numerator the adverts."""
    for row in events(facts, "message", "advert"):
        codes = codes_at(facts, row["group_id"], row["at"])
        yield Counted(row["at"].date(), codes, numerator=int(row["kind"] == "advert"), denominator=1)


def gmv(facts: Facts) -> Iterable[Counted]:
    """The net amounts of counted orders of a group, under that group, whoever sold."""
    for order in facts.orders:
        group = order.row.get("group_id")
        if group is not None:
            yield Counted(order.at.date(), codes_at(facts, group, order.at), numerator=order.net)
