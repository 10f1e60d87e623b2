"""Days of content: how many posts a day each persona makes, and what was posted when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column
from metrics.analyses.content_mix import POSTS_COLUMN
from metrics.answer import answer
from metrics.compiler import split
from metrics.content import POSTS_PER_DAY
from metrics.model import Unit
from metrics.periods import Period
from metrics.question import Question
from metrics.sources import CONTENT, dated


@dataclass(frozen=True, kw_only=True)
class Pace:
    """A persona's posts a day."""

    persona: str | None
    posts: int
    days: int
    posts_per_day: float | None


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the calendar."""

    day: date
    posts: int
    kinds: tuple[str, ...]  # `kind × how many`, the most frequent first
    likes: int | None


def paces(generation: Generation, question: Question) -> list[Pace]:
    """Each persona's posts a day, the most diligent first; six a day is the reference."""
    asked = Question(
        metrics=(POSTS_PER_DAY,),
        start=question.start,
        end=question.end,
        by=("persona",),
        where=question.where,
        scope=question.scope,
    )
    found = [
        Pace(
            persona=row.codes[0],
            posts=int(cell.numerator or 0),
            days=int(cell.denominator or 0),
            posts_per_day=None if cell.value is None else float(cell.value),
        )
        for row in answer(generation, asked).rows
        for cell in (row[POSTS_PER_DAY],)
    ]
    return sorted(found, key=lambda one: (-(one.posts_per_day or 0.0), one.persona or ""))


def calendar(generation: Generation, question: Question) -> list[Day]:
    """Every day of the period with a post, in order."""
    rows = dated(CONTENT, "posted_at", Period(question.start, question.end))
    columns: list[Any] = [
        rows.c.day,
        rows.c.kind,
        sa.func.count().label("posts"),
        sa.func.sum(rows.c.likes).label("likes"),
    ]
    query = split(question, rows, columns).group_by(rows.c.day, rows.c.kind).order_by(rows.c.day)
    days: dict[date, list[Any]] = defaultdict(list)
    for row in generation.rows(query):
        days[row.day].append(row)
    return [
        Day(
            day=day,
            posts=sum(int(row.posts) for row in here),
            kinds=tuple(
                f"{row.kind or '未注明'} × {row.posts}" for row in sorted(here, key=lambda r: (-r.posts, r.kind or ""))
            ),
            likes=sum(int(row.likes) for row in here if row.likes is not None)
            if any(row.likes is not None for row in here)
            else None,
        )
        for day, here in days.items()
    ]


def _paces(generation: Generation, question: Question, settings: Settings) -> list[Pace]:
    return paces(generation, question)


def _calendar(generation: Generation, question: Question, settings: Settings) -> list[Day]:
    return calendar(generation, question)


CONTENT_PACES = Analysis(
    key="content-paces",
    title=("人设日均发布", "Posts per day"),
    meaning=("每个人设日均发布几条，参考 6 条", "Posts a day by persona; six is the reference."),
    columns=(
        column("persona", "人设", "Persona"),
        POSTS_COLUMN,
        column("days", "天数", "Days", Unit.COUNT),
        column("posts_per_day", "日均发布", "Posts per day", Unit.PER),
    ),
    rows=_paces,
    metric=POSTS_PER_DAY,
    days=30,
)
CONTENT_CALENDAR = Analysis(
    key="content-calendar",
    title=("内容日历", "Content calendar"),
    meaning=("每天发了什么", "What was posted each day."),
    columns=(
        column("day", "日期", "Day"),
        POSTS_COLUMN,
        column("kinds", "内容类型", "Kinds"),
        column("likes", "点赞数", "Likes", Unit.COUNT),
    ),
    rows=_calendar,
    metric=POSTS_PER_DAY,
    days=30,
)
