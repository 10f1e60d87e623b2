"""Pace of a campaign: what it has sold day by day, against its straight goal line and against earlier campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from data.warehouse.draft import EVENING
from data.warehouse.generations import Generation
from metrics.answer import answer
from metrics.campaign_register import DAY, Campaign, ever
from metrics.campaigns import CAMPAIGN_GMV
from metrics.events import horizon
from metrics.question import Question

EVEN = 0.02  # nearer to the goal line than this share of it is neither ahead nor behind


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of a campaign: what was sold on it, and up to its end."""

    number: int
    on: date
    sold: Decimal
    total: Decimal


@dataclass(frozen=True, kw_only=True)
class Pace:
    """A campaign up to the moment the orders reach.

    `days` ends at the last day covered, or the campaign's last. What came before its first day lies in the first day's
    total; what came after its last is `afterwards`. `elapsed` is the share of its days gone by, `expected` the goal
    line there.
    """

    days: tuple[Day, ...]
    reached_at: datetime | None
    elapsed: float
    sold: Decimal
    before: Decimal
    afterwards: Decimal
    expected: Decimal | None

    @property
    def is_running(self) -> bool:
        """Whether some of its days are gone and some are not."""
        return 0 < self.elapsed < 1

    @property
    def over(self) -> tuple[Day, ...]:
        """Its days that are over as far as the data can tell: all but a last one on which rows break off early."""
        at = self.reached_at
        is_open = bool(self.days) and at is not None and self.days[-1].on == at.date() and at.time() < EVENING
        return self.days[:-1] if is_open else self.days

    @property
    def difference(self) -> Decimal | None:
        """How far ahead of the goal line it is; negative is behind."""
        return None if self.expected is None else self.sold - self.expected

    @property
    def standing(self) -> str:
        """ahead, even, behind; not_begun; no_goal."""
        if self.elapsed <= 0:
            return "not_begun"
        if self.expected is None or self.difference is None:
            return "no_goal"
        if abs(self.difference) <= self.expected * Decimal(str(EVEN)):
            return "even"
        return "ahead" if self.difference > 0 else "behind"

    @property
    def best_on(self) -> date | None:
        """The day that sold most; the first of equals; None where none sold."""
        best = max(self.days, key=lambda day: (day.sold, -day.number), default=None)
        return best.on if best is not None and best.sold > 0 else None


def elapsed(campaign: Campaign, reached_at: datetime | None) -> float:
    """The share of a campaign's days that is gone at a moment; a day that breaks off counts by its hours.

    >>> plan = Campaign(campaign_id="A", name="", kind=None, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 5))
    >>> [elapsed(plan, datetime(2026, 3, *at)) for at in ((1, 9), (2, 12), (3, 20), (9, 9))]
    [0.0, 0.125, 0.5, 1.0]
    """
    if reached_at is None:
        return 0.0
    whole_days = (reached_at.date() - campaign.starts_on).days
    of_day = 1.0 if reached_at.time() >= EVENING else (reached_at - datetime.combine(reached_at, time())) / DAY
    return min(1.0, max(0.0, (whole_days + of_day) / campaign.days))


def sold_by_day(generation: Generation, question: Question) -> dict[str, dict[int, Decimal]]:
    """The sales of every campaign that the question's filters keep, by day number; a day without sales is absent."""
    asked = ever(generation, replace(question, metrics=(CAMPAIGN_GMV,), by=("campaign", "campaign_day")))
    found: dict[str, dict[int, Decimal]] = {}
    for row in answer(generation, asked).rows:
        campaign_id, number = row.codes
        if campaign_id is not None and number is not None:
            found.setdefault(campaign_id, {})[number] = Decimal(str(row[CAMPAIGN_GMV].value or 0))
    return found


def pace(generation: Generation, campaign: Campaign, sold: dict[int, Decimal]) -> Pace:
    """The pace of a campaign from its sales by day number."""
    reach = horizon(CAMPAIGN_GMV, generation)
    reached_at = reach.at if reach is not None else None
    if reach is not None and reach.last_day < reach.at.date():
        reached_at = reach.at - timedelta(seconds=1)  # a kind dated by the day reaches to the midnight that ends it
    gone = elapsed(campaign, reached_at)
    last = 0 if reached_at is None else min(campaign.days, campaign.number_of(reached_at.date()))
    before = sum((amount for number, amount in sold.items() if number < 1), Decimal(0))
    afterwards = sum((amount for number, amount in sold.items() if number > campaign.days), Decimal(0))
    total = before
    days = []
    for number in range(1, last + 1):
        total += sold.get(number, Decimal(0))
        on = campaign.starts_on + (number - 1) * DAY
        days.append(Day(number=number, on=on, sold=sold.get(number, Decimal(0)), total=total))
    return Pace(
        days=tuple(days),
        reached_at=reached_at,
        elapsed=gone,
        sold=total,
        before=before,
        afterwards=afterwards,
        expected=None if campaign.goal is None else (campaign.goal * Decimal(str(gone))).quantize(Decimal("0.01")),
    )


def earlier(campaign: Campaign, listed: Sequence[Campaign], most: int = 4) -> tuple[Campaign, ...]:
    """The campaigns that began before it, the latest first."""
    before = [one for one in listed if one.starts_on < campaign.starts_on]
    return tuple(sorted(before, key=lambda one: (one.starts_on, one.campaign_id), reverse=True)[:most])


def at_day(one: Pace, number: int) -> Decimal | None:
    """What a campaign had sold by the end of a day number; its total after its last; None before that day is over."""
    totals = {day.number: day.total for day in one.over}
    if number in totals:
        return totals[number]
    return one.sold if one.elapsed >= 1 and number > len(one.days) else None
