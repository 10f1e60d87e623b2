"""Help: who is an example for the others, and who needs help with what – skill, or drive.

Two questions of each guide: does she learn (attends enough lessons and, where she sat exams, passes them), and where
does she stand in sales since the course began: among the first 30 %, who are to lead the other 70 %, among the last
30 %, or between. Learns and sells: an example. Attends and does not sell: skill. Does not attend: drive, unless she
sells all the same, and can be asked how.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from data.settings import TrainingRules
from data.warehouse.generations import Generation
from metrics.question import Scope
from metrics.training.courses import Course
from metrics.training.marks import Mark, marks
from metrics.training.sales import WEEK_DAYS, Sold, Span, by_guide, reach

Cuts = tuple[float, float]
USUAL_DAYS = 28  # looked at where the course is so young that nothing can have been sold since


class Kind(StrEnum):
    """What a guide is to the trainer."""

    EXAMPLE = "example"
    SKILL = "skill"
    DRIVE = "drive"
    NATURAL = "natural"
    MIDDLE = "middle"


@dataclass(frozen=True, kw_only=True)
class Pupil:
    """A guide of the course with what she sold; `kind` is None where sales are unknown."""

    mark: Mark
    attends: bool
    learned: bool
    sold: Sold | None
    gmv_per_day: float | None
    kind: Kind | None


@dataclass(frozen=True, kw_only=True)
class Pupils:
    """All of a course, the best sellers first; the days whose sales were taken, and what parts them in yuan a day."""

    pupils: tuple[Pupil, ...]
    days: Span | None  # None: no sales were brought
    is_since: bool  # since the course began; else the usual days up to now, since it is too young
    high: float | None  # from here on she sells
    low: float | None  # up to here she does not

    def of(self, kind: Kind) -> tuple[Pupil, ...]:
        """The guides of one kind."""
        return tuple(pupil for pupil in self.pupils if pupil.kind is kind)


def pupils(generation: Generation, course: Course, *, rules: TrainingRules, last_whole: date, scope: Scope) -> Pupils:
    """Everyone of a course, with her kind."""
    known = reach(generation, last_whole)
    listed = marks(course.seats)
    if known is None:
        plain = tuple(_pupil(mark, rules, None, 0, None) for mark in listed)
        return Pupils(pupils=plain, days=None, is_since=False, high=None, low=None)
    is_since = (known.end - course.first_on).days >= WEEK_DAYS
    begin = course.first_on if is_since else known.end - timedelta(days=USUAL_DAYS)
    days = Span(start=max(begin, known.start), end=known.end)
    sold = by_guide(generation, days, scope)
    each = [sold.get(mark.guide_id, Sold()) for mark in listed]
    cuts = _cuts([one.gmv / days.days for one in each], rules.leads) if each and days.days else None
    found = [_pupil(mark, rules, one, days.days, cuts) for mark, one in zip(listed, each, strict=True)]
    found.sort(key=lambda pupil: (-(pupil.gmv_per_day or 0), pupil.mark.order))
    return Pupils(pupils=tuple(found), days=days, is_since=is_since, high=cuts and cuts[0], low=cuts and cuts[1])


def _pupil(mark: Mark, rules: TrainingRules, sold: Sold | None, days: int, cuts: Cuts | None) -> Pupil:
    attends = mark.attendance >= rules.attends
    learned = attends and (mark.exam is None or mark.exam >= rules.passes)
    each = sold.gmv / days if sold is not None and days else None
    kind = None if each is None or cuts is None else _kind(attends, learned, each, cuts)
    return Pupil(mark=mark, attends=attends, learned=learned, sold=sold, gmv_per_day=each, kind=kind)


def _cuts(sold: Sequence[float], share: float) -> Cuts:
    """The least that one of the first so many sold, and the most that one of the last did; at least one each."""
    ordered = sorted(sold, reverse=True)
    number = max(1, int(len(ordered) * share + 0.5))
    return ordered[number - 1], ordered[-number]


def _kind(attends: bool, learned: bool, each: float, cuts: Cuts) -> Kind:
    high, low = cuts
    if each > 0 and each >= high:
        return Kind.EXAMPLE if learned else Kind.NATURAL
    if not attends:
        return Kind.DRIVE
    return Kind.SKILL if each <= low else Kind.MIDDLE
