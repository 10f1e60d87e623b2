"""Questions in words: what the command line and links write, read into a question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from data.warehouse.generations import Generation
from metrics.catalogue import CATALOGUE, find
from metrics.dimensions import DIMENSIONS
from metrics.events import horizon
from metrics.model import Metric
from metrics.question import Code, Filter, Question, UnanswerableError

DEFAULT_DAYS = 30


def question_of(
    generation: Generation,
    words: Sequence[str],
    *,
    by: Sequence[str] = (),
    start: str | None = None,
    end: str | None = None,
    where: Sequence[str] = (),
    all_cohorts: bool = False,
) -> Question:
    """The question that words ask.

    `words` are keys of metrics; a dimension among them is one more to split by, `DIM=VALUE` one more filter, so that
    `gmv --by day store` means what it says. Days are inclusive; left out, they are the 30 days up to the latest
    horizon of the metrics.

    Raises
    ------
    UnanswerableError
        When a word is not known, or a metric has not the dimension.
    """
    conditions = [word for word in words if "=" in word]
    splits = [word for word in words if word in DIMENSIONS and word not in CATALOGUE]
    metrics = tuple(find(word) for word in words if word not in conditions and word not in splits)
    if not metrics:
        raise UnanswerableError("没有指明指标；运行 metrics 可列出全部 · No metric was named; `metrics` lists all.")
    first, last = _period(generation, metrics, start, end)
    return Question(
        metrics=metrics,
        start=first,
        end=last + timedelta(days=1),
        by=tuple(key for one in (*by, *splits) for key in one.split(",")),
        where=filters((*where, *conditions)),
        all_cohorts=all_cohorts,
    )


def _period(generation: Generation, metrics: Sequence[Metric], start: str | None, end: str | None) -> tuple[date, date]:
    reached = [reach.last_day for reach in (horizon(metric, generation) for metric in metrics) if reach is not None]
    last = day(end) if end else max(reached, default=generation.published_at.date())
    first = day(start) if start else last - timedelta(days=DEFAULT_DAYS - 1)
    return first, last


def day(text: str) -> date:
    """A day written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnanswerableError(f"日期“{text}”须写作 YYYY-MM-DD · The day {text!r} is not YYYY-MM-DD.") from None


def filters(words: Sequence[str]) -> tuple[Filter, ...]:
    """`DIM=VALUE` words as filters; an empty value asks for the unknown."""
    wanted: dict[str, list[Code]] = {}
    for word in words:
        key, sign, value = word.partition("=")
        if not sign:
            raise UnanswerableError(f"筛选“{word}”须写作 维度=值 · The filter {word!r} is not DIM=VALUE.")
        wanted.setdefault(key, []).append(_code(key, value))
    return tuple((key, tuple(values)) for key, values in wanted.items())


def _code(key: str, value: str) -> Any:
    if not value:
        return None
    if key in ("day", "week", "month"):
        return day(value)
    if key in ("weekday", "hour", "campaign_day"):
        if not value.lstrip("-").isdigit():
            raise UnanswerableError(f"{key} 须是整数，而不是“{value}” · {key} is a whole number, not {value!r}.")
        return int(value)
    return value
