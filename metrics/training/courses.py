"""Courses: the lessons that belong together – those of a campaign, or those of none – and what came of each lesson."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import fmean, median

from data.warehouse.generations import Generation
from metrics.campaign_register import campaigns
from metrics.model import Text
from metrics.statistics import wilson
from metrics.training.seats import Presence, Seat

NO_CAMPAIGN: Text = ("不属于活动的课程", "lessons of no campaign")


@dataclass(frozen=True, kw_only=True)
class Course:
    """The seats of the lessons of a campaign (None: of no campaign), and what it is called."""

    campaign_id: str | None
    name: Text
    seats: tuple[Seat, ...]

    @cached_property
    def first_on(self) -> date:
        """The day of its first lesson."""
        return min(seat.on for seat in self.seats)

    @cached_property
    def last_on(self) -> date:
        """The day of its last lesson so far."""
        return max(seat.on for seat in self.seats)


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson with its days and its seats; a figure that nobody gave anything for is None."""

    lesson: str
    first_on: date
    last_on: date
    expected: int
    attended: int
    unrecorded: int  # of those who did not come: no row speaks of them
    came_and_asked: int  # came to a lesson that asks for notes
    notes: int | None  # None: nobody of the whole course handed in a note, so none was asked
    exams: int  # how many have a score
    exam_mean: float | None
    exam_median: float | None

    @property
    def missing(self) -> int:
        """How many did not come."""
        return self.expected - self.attended

    @property
    def attendance(self) -> float:
        """The share of those expected who came."""
        return self.attended / self.expected

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of the attendance."""
        return wilson(self.attended, self.expected)


def courses(generation: Generation, seats: Sequence[Seat]) -> tuple[Course, ...]:
    """The courses of some seats, the one with the latest lesson first; lessons of no campaign last."""
    names = {one.campaign_id: (one.name, one.name) for one in campaigns(generation)}
    by_campaign: dict[str | None, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_campaign[seat.campaign_id].append(seat)
    found = [Course(campaign_id=key, name=_name(key, names), seats=tuple(held)) for key, held in by_campaign.items()]
    found.sort(key=lambda course: course.campaign_id or "")
    return tuple(sorted(found, key=lambda course: (course.campaign_id is None, -course.last_on.toordinal())))


def _name(campaign_id: str | None, names: dict[str, Text]) -> Text:
    if campaign_id is None:
        return NO_CAMPAIGN
    return names.get(campaign_id, (f"{campaign_id}（未登记）", f"{campaign_id} (unregistered)"))


def lessons(seats: Sequence[Seat]) -> tuple[Lesson, ...]:
    """The lessons of some seats in the order of their first days."""
    by_lesson: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_lesson[seat.lesson].append(seat)
    found = [_lesson(name, held) for name, held in by_lesson.items()]
    return tuple(sorted(found, key=lambda lesson: (lesson.first_on, lesson.lesson)))


def overall(seats: Sequence[Seat]) -> Lesson:
    """All lessons of some seats as one, under no name: shares of sums, and the median of all scores."""
    return _lesson("", seats)


def _lesson(name: str, seats: Sequence[Seat]) -> Lesson:
    scores = [seat.exam for seat in seats if seat.exam is not None]
    notes = sum(seat.has_note and seat.came for seat in seats)
    return Lesson(
        lesson=name,
        first_on=min(seat.on for seat in seats),
        last_on=max(seat.on for seat in seats),
        expected=len(seats),
        attended=sum(seat.came for seat in seats),
        came_and_asked=sum(seat.came and seat.asks_note for seat in seats),
        unrecorded=sum(seat.presence is Presence.UNRECORDED for seat in seats),
        notes=notes if any(seat.asks_note for seat in seats) else None,
        exams=len(scores),
        exam_mean=fmean(scores) if scores else None,
        exam_median=median(scores) if scores else None,
    )


def missing(seats: Sequence[Seat]) -> tuple[Seat, ...]:
    """Who was expected and did not come, the latest lesson first."""
    absent = [seat for seat in seats if not seat.came]
    return tuple(sorted(absent, key=lambda seat: (-seat.on.toordinal(), seat.lesson, seat.guide_id)))
