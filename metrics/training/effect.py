"""Effect: sales of the trained before and after a course, against those of the others over the same days.

Difference in differences. For every guide the change of her daily sales from the days before the first lesson to those
after the last; then the mean change of the trained less that of the others. Each guide is one observation, so days of
one guide are not taken for independent; the 95 % interval is Welch's. Guides were not drawn by lot: who came may differ
from who did not in more than the course, so this is no experiment, and nothing here can make it one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import fmean

from data.settings import TrainingRules
from data.warehouse.generations import Generation
from metrics.question import Filter, Scope
from metrics.statistics import Gap, welch
from metrics.training.courses import Course
from metrics.training.marks import marks
from metrics.training.sales import DAY, WEEK_DAYS, Sold, Span, by_day, by_guide, reach
from metrics.training.staff import Staff, is_seen, staff

WEEK = WEEK_DAYS  # only whole weeks are compared, or a weekend more would pass for an effect
LONGEST_COURSE = 31
WINDOWS = (7, 14, 28)


class Refusal(StrEnum):
    """Why trained and others cannot be compared."""

    NO_SALES = "no_sales"
    SCATTERED = "scattered"  # lessons of many days have no before and after
    NO_BEFORE = "no_before"
    TOO_EARLY = "too_early"
    FEW_TRAINED = "few_trained"
    FEW_OTHERS = "few_others"


@dataclass(frozen=True, kw_only=True)
class Side:
    """Some guides: mean daily sales per guide before and after."""

    guides: tuple[str, ...]
    before: float
    after: float

    @property
    def change(self) -> float:
        """How much more after than before, per guide and day."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """GMV (yuan) or orders per guide and day of both sides.

    `gap` is the difference in differences. `earlier` is the same figure between the two halves of the days before, when
    there was no course yet: where it is clear of zero the sides were already drifting apart. `level` is how far the
    trained lay above the others to begin with.
    """

    key: str
    trained: Side
    others: Side
    gap: Gap
    earlier: Gap | None
    level: Gap


@dataclass(frozen=True, kw_only=True)
class Week:
    """Daily sales per guide of both sides in a week: −1 is the last before the course, 1 the first after it."""

    number: int
    days: Span
    trained: Sold
    others: Sold
    trained_gmv: float
    others_gmv: float


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What came of the comparison, or why there is none; `between` counts who came to too few lessons for a side.

    `stayed_away` are those of the others who were on a sheet and came to nothing; the rest were on none.
    """

    before: Span
    after: Span
    trained: int
    others: int
    between: int
    stayed_away: int = 0
    refusal: Refusal | None = None
    comparisons: tuple[Comparison, ...] = ()
    weeks: tuple[Week, ...] = ()


def effect(
    generation: Generation,
    course: Course,
    *,
    rules: TrainingRules,
    days: int,
    last_whole: date,
    next_on: date | None,
    scope: Scope,
    where: tuple[Filter, ...] = (),
) -> Effect:
    """The comparison over so many days before and after at most; the after ends where the next course begins."""
    first, last = course.first_on, course.last_on
    known = reach(generation, last_whole)
    if known is None:
        nothing = Span(start=first, end=first)
        return Effect(before=nothing, after=nothing, trained=0, others=0, between=0, refusal=Refusal.NO_SALES)
    before, after = spans(first, last, days, known, next_on)
    people = staff(generation)
    trained, others, between = sides(course, people, rules, before, after, scope, where)
    found = Effect(
        before=before,
        after=after,
        trained=len(trained),
        others=len(others),
        between=between,
        stayed_away=len({seat.guide_id for seat in course.seats}.intersection(others)),
    )
    refusal = _refusal(found, course, rules)
    if refusal is not None:
        return Effect(**{**vars(found), "refusal": refusal})
    return Effect(
        **{
            **vars(found),
            "comparisons": _comparisons(generation, before, after, trained, others, scope),
            "weeks": _weeks(generation, before, after, trained, others, scope),
        }
    )


def spans(first: date, last: date, days: int, known: Span, next_on: date | None) -> tuple[Span, Span]:
    """The days before and after, cut to whole weeks of known sales."""
    start = max(first - timedelta(days=days), known.start)
    before = (first - start).days // WEEK * WEEK
    end = min(last + timedelta(days=days + 1), known.end, next_on or date.max)
    after = max(0, (end - last - DAY).days) // WEEK * WEEK
    return (
        Span(start=first - timedelta(days=max(0, before)), end=first),
        Span(start=last + DAY, end=last + DAY + timedelta(days=after)),
    )


def sides(
    course: Course,
    people: Staff,
    rules: TrainingRules,
    before: Span,
    after: Span,
    scope: Scope,
    where: tuple[Filter, ...],
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Who came to enough lessons, who came to none though employed, and how many came to some.

    Both are to be there, and the viewer's to see, on all days that are compared.
    """
    came = {mark.guide_id: mark for mark in marks(course.seats)}

    def is_there(guide_id: str) -> bool:
        days = (before.start, course.first_on, max(course.last_on, after.last))
        if guide_id in people.members and not people.is_employed(guide_id, days[0], days[-1]):
            return False
        return all(is_seen(people.codes(guide_id, day), scope, ()) for day in days) and is_seen(
            people.codes(guide_id, course.first_on), scope, where
        )

    there = [guide_id for guide_id in sorted({*came, *people.members}) if is_there(guide_id)]
    share = {guide_id: came[guide_id].attendance if guide_id in came else 0.0 for guide_id in there}
    trained = tuple(guide_id for guide_id in there if share[guide_id] >= rules.attends)
    others = tuple(guide_id for guide_id in there if share[guide_id] == 0)
    return trained, others, len(there) - len(trained) - len(others)


def _refusal(found: Effect, course: Course, rules: TrainingRules) -> Refusal | None:
    if (course.last_on - course.first_on).days >= LONGEST_COURSE:
        return Refusal.SCATTERED
    if found.before.days < WEEK:
        return Refusal.NO_BEFORE
    if found.after.days < WEEK:
        return Refusal.TOO_EARLY
    if found.trained < rules.least_guides:
        return Refusal.FEW_TRAINED
    return Refusal.FEW_OTHERS if found.others < rules.least_guides else None


_FIGURES: tuple[tuple[str, Callable[[Sold], float]], ...] = (
    ("gmv", lambda sold: sold.gmv),
    ("orders", lambda sold: float(sold.orders)),
)
_NOTHING = Sold()


def _comparisons(
    generation: Generation,
    before: Span,
    after: Span,
    trained: Sequence[str],
    others: Sequence[str],
    scope: Scope,
) -> tuple[Comparison, ...]:
    halves = _halves(before)
    sold = {span: by_guide(generation, span, scope) for span in (before, after, *halves)}

    def daily(span: Span, guides: Sequence[str], figure: Callable[[Sold], float]) -> list[float]:
        return [figure(sold[span].get(guide_id, _NOTHING)) / span.days for guide_id in guides]

    def changes(ones: Span, twos: Span, guides: Sequence[str], figure: Callable[[Sold], float]) -> list[float]:
        pairs = zip(daily(ones, guides, figure), daily(twos, guides, figure), strict=True)
        return [later - earlier for earlier, later in pairs]

    return tuple(
        Comparison(
            key=key,
            trained=_side(trained, daily(before, trained, figure), daily(after, trained, figure)),
            others=_side(others, daily(before, others, figure), daily(after, others, figure)),
            gap=welch(changes(before, after, trained, figure), changes(before, after, others, figure)),
            earlier=welch(changes(*halves, trained, figure), changes(*halves, others, figure)) if halves else None,
            level=welch(daily(before, trained, figure), daily(before, others, figure)),
        )
        for key, figure in _FIGURES
    )


def _side(guides: Sequence[str], before: Sequence[float], after: Sequence[float]) -> Side:
    return Side(guides=tuple(guides), before=fmean(before), after=fmean(after))


def _halves(before: Span) -> tuple[Span, Span] | tuple[()]:
    """The days before in two halves of whole weeks; none of a single week."""
    weeks = before.days // WEEK
    if weeks < 2:
        return ()
    middle = before.end - timedelta(days=weeks // 2 * WEEK)
    return Span(start=middle - timedelta(days=weeks // 2 * WEEK), end=middle), Span(start=middle, end=before.end)


def _weeks(
    generation: Generation,
    before: Span,
    after: Span,
    trained: Sequence[str],
    others: Sequence[str],
    scope: Scope,
) -> tuple[Week, ...]:
    whole = Span(start=before.start, end=after.end)
    ones, twos = (by_day(generation, whole, scope, guides) for guides in (trained, others))
    numbered = [(-n, before.end - timedelta(days=n * WEEK)) for n in range(before.days // WEEK, 0, -1)]
    numbered += [(n + 1, after.start + timedelta(days=n * WEEK)) for n in range(after.days // WEEK)]
    found = []
    for number, start in numbered:
        span = Span(start=start, end=start + timedelta(days=WEEK))
        first, second = _total(ones, span), _total(twos, span)
        found.append(
            Week(
                number=number,
                days=span,
                trained=first,
                others=second,
                trained_gmv=first.gmv / WEEK / len(trained),
                others_gmv=second.gmv / WEEK / len(others),
            )
        )
    return tuple(found)


def _total(sold: dict[date, Sold], span: Span) -> Sold:
    days = [one for day, one in sold.items() if span.start <= day < span.end]
    return Sold(gmv=sum(one.gmv for one in days), orders=sum(one.orders for one in days))
