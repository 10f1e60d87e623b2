"""What goes with content: replies and orders on the day of a kind of post and the day after, against days without it.

Association, not effect: a busy day may bring both the post and the orders. Of every persona that posts, each day is
held against that persona's own average, so that a large persona does not speak for a kind; compared are the days with
and without a post of the kind, with a 95 % interval of the difference of means (Welch, normal).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from data.settings import Settings
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column
from metrics.answer import answer
from metrics.compiler import split
from metrics.contacts import GREETING_REPLY_RATE
from metrics.content import POSTS_PER_DAY
from metrics.events import horizon
from metrics.model import Metric, Unit
from metrics.orders import ORDERS
from metrics.periods import Period
from metrics.question import Question
from metrics.sources import CONTENT, dated
from metrics.statistics import Z95

LEAST_DAYS = 5
OUTCOMES: tuple[tuple[str, Metric], ...] = (("replies", GREETING_REPLY_RATE), ("orders", ORDERS))
LAGS = (0, 1)

PersonaDay = tuple[str, date]


@dataclass(frozen=True, kw_only=True)
class Association:
    """A kind of post and an outcome so many days later, per persona-day: with it, without it, their difference."""

    kind: str
    outcome: str
    days_later: int
    days_with: int
    days_without: int
    difference: float | None  # more of the outcome on a day with the kind
    low: float | None
    high: float | None

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def associations(generation: Generation, question: Question) -> list[Association]:
    """Every kind posted in the period with each outcome, same day and next; over the days that all rows cover."""
    posted = _posted(generation, question)
    begun: dict[str, date] = {}
    for persona, day in sorted(posted):
        begun.setdefault(persona, day)
    kinds = sorted({kind for held in posted.values() for kind in held})
    found = []
    for outcome, metric in OUTCOMES:
        counts = _counts(generation, question, metric)
        last = min(
            (reach.last_day for reach in (horizon(metric, generation), horizon(POSTS_PER_DAY, generation)) if reach),
            default=None,
        )
        if counts is None or last is None:
            continue
        for lag in LAGS:
            end = min(question.end, last - timedelta(days=lag))  # the last day is not over
            days = [question.start + timedelta(days=n) for n in range((end - question.start).days)]
            lifted = _lifted(begun, days, counts, lag)
            found += [_association(kind, outcome, lag, posted, lifted) for kind in kinds]
    return found


def _posted(generation: Generation, question: Question) -> dict[PersonaDay, set[str]]:
    """The kinds that each persona posted on each day."""
    rows = dated(CONTENT, "posted_at", Period(question.start, question.end))
    query = split(question, rows, [rows.c.persona, rows.c.day, rows.c.kind]).where(
        rows.c.persona.is_not(None), rows.c.kind.is_not(None)
    )
    found: dict[PersonaDay, set[str]] = defaultdict(set)
    for row in generation.rows(query.distinct()):
        found[row.persona, row.day].add(row.kind)
    return found


def _counts(generation: Generation, question: Question, metric: Metric) -> dict[PersonaDay, int] | None:
    """The outcome by persona and day: orders sold by the persona's guides, replies to the day's greetings."""
    if horizon(metric, generation) is None:
        return None
    where = tuple((key, codes) for key, codes in question.where if key in metric.dimensions)
    asked = Question(
        metrics=(metric,),
        start=question.start,
        end=question.end + timedelta(days=1),
        by=("persona", "day"),
        where=where,
        all_cohorts=True,
        scope=question.scope,
    )
    found = {}
    for row in answer(generation, asked).rows:
        cell = row[metric]
        found[row.codes[0], row.codes[1]] = int((cell.value if metric is ORDERS else cell.numerator) or 0)
    return found


def _lifted(
    begun: Mapping[str, date], days: list[date], counts: Mapping[PersonaDay, int], lag: int
) -> dict[PersonaDay, float]:
    """Each persona-day's outcome less the persona's average over the days, from her first post on."""
    lifted: dict[PersonaDay, float] = {}
    for persona, first in begun.items():
        values = {day: counts.get((persona, day + timedelta(days=lag)), 0) for day in days if day >= first}
        average = sum(values.values()) / len(values) if values else 0.0
        lifted |= {(persona, day): value - average for day, value in values.items()}
    return lifted


def _association(
    kind: str, outcome: str, lag: int, posted: Mapping[PersonaDay, set[str]], lifted: Mapping[PersonaDay, float]
) -> Association:
    ones = [value for key, value in lifted.items() if kind in posted.get(key, ())]
    others = [value for key, value in lifted.items() if kind not in posted.get(key, ())]
    difference = low = high = None
    if min(len(ones), len(others)) >= LEAST_DAYS:
        first, second = _moments(ones), _moments(others)
        difference = first[0] - second[0]
        half = Z95 * sqrt(first[1] / len(ones) + second[1] / len(others))
        low, high = difference - half, difference + half
    return Association(
        kind=kind,
        outcome=outcome,
        days_later=lag,
        days_with=len(ones),
        days_without=len(others),
        difference=difference,
        low=low,
        high=high,
    )


def _moments(values: list[float]) -> tuple[float, float]:
    """Mean and variance."""
    mean = sum(values) / len(values)
    return mean, sum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _rows(generation: Generation, question: Question, settings: Settings) -> list[Association]:
    return associations(generation, question)


CONTENT_EFFECTS = Analysis(
    key="content-effects",
    title=("内容与回复、订单的关联", "What goes with content"),
    meaning=(
        "发了某类内容的日子，当天和次日的回复、订单比该人设平时多多少；只是关联，不是因果",
        "How many more replies and orders than usual a persona has on days with a kind of post, same day and next; "
        "association, not effect.",
    ),
    columns=(
        column("kind", "内容类型", "Kind"),
        column("outcome", "结果", "Outcome"),
        column("days_later", "几天后", "Days later", Unit.COUNT),
        column("days_with", "有此内容的人设天数", "Persona-days with it", Unit.COUNT),
        column("days_without", "没有的人设天数", "Persona-days without", Unit.COUNT),
        column("difference", "差值", "Difference", Unit.PER),
        column("low", "下限", "Low", Unit.PER),
        column("high", "上限", "High", Unit.PER),
    ),
    rows=_rows,
    metric=POSTS_PER_DAY,
    days=90,
)
