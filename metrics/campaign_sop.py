"""SOP of groups: the eight ingredients, the kinds of group that have a weekly plan, and what a week's events show.

A plan is what somebody means to do; group events are what was seen. Only some ingredients leave a trace in the events:
benefits as red packets, fun and activities as taking part, content as lessons, care as messages of the staff.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa

from data.schema import FACT_TABLES
from data.warehouse.generations import Generation
from metrics.compiler import split
from metrics.events import EVENTS
from metrics.groups import SAID
from metrics.model import Text
from metrics.periods import Period
from metrics.question import Question
from metrics.sources import dated

WEEK = timedelta(days=7)
WEEKDAY_NAMES: dict[int, Text] = {
    1: ("周一", "Mon"),
    2: ("周二", "Tue"),
    3: ("周三", "Wed"),
    4: ("周四", "Thu"),
    5: ("周五", "Fri"),
    6: ("周六", "Sat"),
    7: ("周日", "Sun"),
}
WEEKDAYS = tuple(WEEKDAY_NAMES)
KINDS = ("daily", "flash", "precise", "super_user", "old")

INGREDIENTS: dict[str, Text] = {
    "privilege": ("特权", "Privilege"),
    "benefit": ("福利", "Benefit"),
    "fun": ("娱乐", "Fun"),
    "content": ("内容", "Content"),
    "care": ("关怀", "Care"),
    "activity": ("活动", "Activity"),
    "plan": ("规划", "Plan"),
    "sop": ("SOP", "SOP"),
}
TRACES: dict[str, str] = {
    "benefit": "red_packets",
    "fun": "take_parts",
    "content": "lessons",
    "care": "staff_messages",
    "activity": "take_parts",
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the events of all groups of a kind show of a day."""

    on: date
    messages: int = 0
    staff_messages: int = 0
    lessons: int = 0
    take_parts: int = 0
    red_packets: int = 0
    adverts: int = 0

    def of(self, ingredient: str) -> int | None:
        """How often the trace of an ingredient was seen; None for one that leaves none."""
        return int(getattr(self, TRACES[ingredient])) if ingredient in TRACES else None


@dataclass(frozen=True, kw_only=True)
class Match:
    """An ingredient of a day: whether it was planned, ticked, and how often it was seen.

    `seen` is None where events cannot tell: no trace, no events brought, or the day is not over.
    """

    is_planned: bool
    is_ticked: bool
    seen: int | None

    @property
    def state(self) -> str:
        """done, missed, open, unplanned or nothing.

        What was seen or ticked was done; what was planned and is not seen by the end of its day was missed.
        """
        was_done = self.is_ticked or bool(self.seen)
        if not self.is_planned:
            return "unplanned" if self.seen else "nothing"
        if was_done:
            return "done"
        return "open" if self.seen is None else "missed"


def kind_name(kind: str) -> Text:
    """A kind of group in words."""
    words = {code: word for word, code in FACT_TABLES["groups"]["kind"].choices.items()}
    return words.get(kind, kind), kind.replace("_", " ").capitalize()


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def seen(generation: Generation, question: Question, kind: str) -> tuple[Seen, ...]:
    """The seven days of the week that begins with the question's start, for groups of a kind; none without events.

    Days after the last that events reach are absent.
    """
    reach = generation.horizons.get("group_events")
    if reach is None or not EVENTS["seen in the group"].kinds(generation):
        return ()
    end = question.start + WEEK
    asked = replace(
        question,
        metrics=(),
        by=("day",),
        end=end,
        where=(*question.where, ("group_kind", (kind,))),
    )
    rows = dated(SAID.subject, SAID.anchor, Period(question.start, end))
    names = ("messages", "member_messages", "lessons", "take_parts", "red_packets", "adverts")
    query = split(asked, rows, [sa.func.sum(rows.c[name]).label(name) for name in names])
    lines = generation.rows(query)
    found = {row._mapping["by_0"]: {name: int(row._mapping[name] or 0) for name in names} for row in lines}
    week = [question.start + timedelta(days=n) for n in range(7)]
    return tuple(_day(on, found.get(on, {})) for on in week if on <= reach.last_day)


def _day(on: date, sums: Mapping[str, int]) -> Seen:
    count = dict(sums)
    staff = max(0, count.get("messages", 0) - count.pop("member_messages", 0))
    return Seen(on=on, staff_messages=staff, **count)


def over_until(generation: Generation) -> date | None:
    """The last day that is over as far as group events can tell; one that breaks off before the evening is not."""
    reach = generation.horizons.get("group_events")
    if reach is None:
        return None
    return reach.last_whole_day


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A week in numbers: what was planned, ticked, done (seen or ticked), missed and still open."""

    planned: int
    ticked: int
    done: int
    missed: int
    open: int


def tally(found: Mapping[tuple[int, str], Match]) -> Tally:
    """The numbers of a week, or of any part of it."""
    planned = [one for one in found.values() if one.is_planned]
    states = [one.state for one in planned]
    return Tally(
        planned=len(planned),
        ticked=sum(one.is_ticked for one in planned),
        done=states.count("done"),
        missed=states.count("missed"),
        open=states.count("open"),
    )


def matches(
    planned: Mapping[int, Mapping[str, str]],
    ticked: frozenset[tuple[int, str]],
    days: tuple[Seen, ...],
    over_until: date | None,
) -> dict[tuple[int, str], Match]:
    """Planned and seen side by side, by weekday and ingredient; `over_until` is the last day that is over."""
    by_weekday = {day.on.isoweekday(): day for day in days}
    found = {}
    for weekday in WEEKDAYS:
        day = by_weekday.get(weekday)
        for ingredient in INGREDIENTS:
            number = day.of(ingredient) if day is not None else None
            is_over = day is not None and over_until is not None and day.on <= over_until
            found[weekday, ingredient] = Match(
                is_planned=bool(planned.get(weekday, {}).get(ingredient)),
                is_ticked=(weekday, ingredient) in ticked,
                seen=number if number or is_over else None,
            )
    return found
