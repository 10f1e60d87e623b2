"""Hours of the week: when people are added and when greetings are answered; and a channel before and after a change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.settings import Settings
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column
from metrics.answer import answer
from metrics.campaign_contrast import newcombe
from metrics.channels import CHANNEL_ADD_RATE
from metrics.contacts import ADDED_CONTACTS, GREETING_REPLY_RATE
from metrics.model import Metric, Unit
from metrics.question import Question, UnanswerableError


@dataclass(frozen=True, kw_only=True)
class Hour:
    """An hour of a weekday: adds by the add's hour, replies by the greeting's."""

    weekday: int
    hour: int
    adds: int | None
    greeted: int | None
    replied: int | None
    reply_rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class Change:
    """A rate before a day and from it on: counts, shares, their difference and its 95 % interval (Newcombe)."""

    before_numerator: int
    before_denominator: int
    before: float | None
    after_numerator: int
    after_denominator: int
    after: float | None
    difference: float | None
    low: float | None
    high: float | None

    @property
    def is_different(self) -> bool:
        """Whether the interval leaves out zero; it does not say that the change made the difference."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def hours_of_week(generation: Generation, question: Question) -> list[Hour]:
    """All 168 hours, Monday first."""
    asked = Question(
        metrics=(ADDED_CONTACTS, GREETING_REPLY_RATE),
        start=question.start,
        end=question.end,
        by=("weekday", "hour"),
        where=question.where,
        scope=question.scope,
    )
    found = {row.codes: row for row in answer(generation, asked).rows}
    hours = []
    for weekday in range(1, 8):
        for hour in range(24):
            row = found.get((weekday, hour))
            adds, replies = (row[ADDED_CONTACTS], row[GREETING_REPLY_RATE]) if row is not None else (None, None)
            hours.append(
                Hour(
                    weekday=weekday,
                    hour=hour,
                    adds=None if adds is None or adds.value is None else int(adds.value),
                    greeted=None if replies is None or replies.denominator is None else int(replies.denominator),
                    replied=None if replies is None or replies.numerator is None else int(replies.numerator),
                    reply_rate=None if replies is None or replies.value is None else float(replies.value),
                    low=None if replies is None else replies.low,
                    high=None if replies is None else replies.high,
                )
            )
    return hours


def material_change(
    generation: Generation, question: Question, on: date, *, days: int = 28, metric: Metric = CHANNEL_ADD_RATE
) -> Change:
    """A rate of the question's filters (a channel) in so many days before `on` and so many from it on.

    Raises
    ------
    UnanswerableError
        When there are no days to compare.
    """
    if days < 1:
        raise UnanswerableError(f"前后至少各 1 天，而不是 {days} 天 · Compare at least one day, not {days}.")
    length = timedelta(days=days)
    asked = replace(question, metrics=(metric,), by=())
    before = answer(generation, replace(asked, start=on - length, end=on))[metric]
    after = answer(generation, replace(asked, start=on, end=on + length))[metric]
    parts = [int(part or 0) for one in (before, after) for part in (one.numerator, one.denominator)]
    ones, of_ones, others, of_others = parts
    is_share = ones <= of_ones and others <= of_others
    bounds = newcombe(others, of_others, ones, of_ones) if is_share else None
    first = None if before.value is None else float(before.value)
    second = None if after.value is None else float(after.value)
    return Change(
        before_numerator=ones,
        before_denominator=of_ones,
        before=first,
        after_numerator=others,
        after_denominator=of_others,
        after=second,
        difference=None if first is None or second is None else second - first,
        low=bounds and bounds[0],
        high=bounds and bounds[1],
    )


def _rows(generation: Generation, question: Question, settings: Settings) -> list[Hour]:
    return hours_of_week(generation, question)


CHANNEL_HOURS = Analysis(
    key="channel-hours",
    title=("加粉与回复时段", "Hours of adds and replies"),
    meaning=(
        "星期 × 小时：加粉数，以及在那时打招呼的回复率",
        "Weekday × hour: adds, and how many greeted then replied.",
    ),
    columns=(
        column("weekday", "星期", "Weekday", Unit.COUNT),
        column("hour", "小时", "Hour", Unit.COUNT),
        column("adds", "加粉数", "Adds", Unit.COUNT),
        column("greeted", "打招呼数", "Greeted", Unit.COUNT),
        column("replied", "回复数", "Replied", Unit.COUNT),
        column("reply_rate", "回复率", "Reply rate", Unit.PERCENT),
        column("low", "下限", "Low", Unit.PERCENT),
        column("high", "上限", "High", Unit.PERCENT),
    ),
    rows=_rows,
    metric=GREETING_REPLY_RATE,
)
