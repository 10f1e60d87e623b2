"""Classes: a course by team, store or region of the lesson's day, with the first and the last of each class.

The class-teacher rule: watch the top three and the bottom three of every class; if the first keep rising and the last
stay steady, the whole class rises; 30 % lead the other 70 %.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from metrics.model import Text
from metrics.shrinkage import shrunk
from metrics.statistics import wilson
from metrics.training.courses import Lesson, lessons
from metrics.training.marks import Mark, marks
from metrics.training.seats import Seat

WATCHED = 3


@dataclass(frozen=True, kw_only=True)
class Class:
    """A class: everyone's marks (the best first), its lessons, and whom to watch in it."""

    code: str | None
    name: Text
    marks: tuple[Mark, ...]
    lessons: tuple[Lesson, ...]
    steady: float  # its attendance drawn to that of all classes

    @property
    def expected(self) -> int:
        """Seats."""
        return sum(mark.expected for mark in self.marks)

    @property
    def attended(self) -> int:
        """Seats taken."""
        return sum(mark.attended for mark in self.marks)

    @property
    def attendance(self) -> float:
        """The share of seats taken, as counted."""
        return self.attended / self.expected

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of the attendance."""
        return wilson(self.attended, self.expected)

    @property
    def exam(self) -> float | None:
        """The mean of all its scores."""
        scores = [score for mark in self.marks for score in mark.scores]
        return sum(scores) / len(scores) if scores else None

    @cached_property
    def top(self) -> tuple[Mark, ...]:
        """The first three; fewer where the class is so small that first and last would meet."""
        return self.marks[: self._watched]

    @cached_property
    def bottom(self) -> tuple[Mark, ...]:
        """The last three, the very last first."""
        return tuple(reversed(self.marks))[: self._watched]

    @cached_property
    def risers(self) -> tuple[Mark, ...]:
        """Whose last score rose above her earlier ones, the most first; three at most."""
        risen = [mark for mark in self.marks if mark.rise is not None and mark.rise > 0]
        return tuple(sorted(risen, key=lambda mark: (-(mark.rise or 0), mark.guide_id))[:WATCHED])

    @property
    def _watched(self) -> int:
        return min(WATCHED, len(self.marks) // 2)


def classes(seats: Sequence[Seat], by: str) -> tuple[Class, ...]:
    """The classes of some seats by `region`, `store` or `team`, the best shrunk attendance first.

    Who changed place between lessons is in both classes, each with the lessons of its days.
    """
    held: dict[str | None, list[Seat]] = defaultdict(list)
    names: dict[str | None, Text] = {}
    for seat in seats:
        held[seat.codes[by]].append(seat)
        names[seat.codes[by]] = dict(seat.places)[by]
    rates = shrunk([(sum(seat.came for seat in those), len(those)) for those in held.values()]).rates
    found = [
        Class(code=code, name=names[code], marks=marks(those), lessons=lessons(those), steady=rate or 0.0)
        for (code, those), rate in zip(held.items(), rates, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.code is None, -one.steady, -one.attendance, str(one.code))))
