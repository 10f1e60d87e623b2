"""Pushes: which running groups need one, and why, in words; who has the most reasons and the least time comes first.

A running group needs a push where nobody came, where no member has spoken for two days, where fewer come or learn than
in the middle group of its campaign (beyond chance), where a lesson day passed without a learner, and where its health
has worsened within a week or it is a spam group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from itertools import pairwise

import sqlalchemy as sa

from data.settings import HealthRules
from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES
from metrics import groups as of_groups
from metrics.cells import Cell
from metrics.group_register import is_seen, last_day
from metrics.group_wall import Against, Standing, days_judged, judged_until, wall
from metrics.health import Health, Verdict, judge
from metrics.model import Metric, Text
from metrics.question import Scope

SILENT_DAYS = 2
WORSENED_WITHIN = 7  # days
_RANK = {Health.VALUE: 0, Health.MARGINAL: 1, Health.DEAD: 2, Health.SPAM: 2}


class Cause(Enum):
    """Why a group needs a push, the gravest first."""

    NOBODY = "nobody"
    SPAM = "spam"
    SILENT = "silent"
    WORSENED = "worsened"
    LESSONS = "lessons"
    ENTRY = "entry"
    LEARNING = "learning"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One cause with its sentence."""

    cause: Cause
    text: Text


@dataclass(frozen=True, kw_only=True)
class Push:
    """A running group that needs a push."""

    standing: Standing
    reasons: tuple[Reason, ...]


def pushes(generation: Generation, scope: Scope, rules: HealthRules) -> tuple[Push, ...]:
    """The running groups that a viewer may see and that need a push."""
    running = [standing for standing in wall(generation, scope, rules) if standing.is_running]
    spoke, learned = _spoke_on(generation, scope), _learned_on(generation, scope)
    worse = _worsened(generation, scope, rules)
    found = []
    for standing in running:
        group_id = standing.group.group_id
        reasons = [
            *_nobody(standing),
            *_spam(standing),
            *_silent(generation, standing, spoke.get(group_id)),
            *_fell(worse.get(group_id)),
            *_missed(generation, standing, learned.get(group_id, frozenset())),
            *_below(standing, of_groups.GROUP_ENTRY_RATE, Cause.ENTRY),
            *_below(standing, of_groups.GROUP_LEARNING_RATE, Cause.LEARNING),
        ]
        if reasons:
            found.append(Push(standing=standing, reasons=tuple(reasons)))
    return tuple(sorted(found, key=_urgency))


def _urgency(push: Push) -> tuple[bool, int, int, str]:
    """A group that ends soon can still be saved now; one that runs on for ever can wait."""
    left = push.standing.days_left
    return left is None, -len(push.reasons), left or 0, push.standing.group.group_id


def _nobody(standing: Standing) -> list[Reason]:
    if not standing.invited or standing.joined is None or standing.joined:
        return []
    text = f"邀请了 {standing.invited} 人，无人入群", f"{standing.invited} were invited and nobody joined"
    return [Reason(cause=Cause.NOBODY, text=text)]


def _spam(standing: Standing) -> list[Reason]:
    if standing.verdict is None or standing.verdict.health is not Health.SPAM:
        return []
    advert = next((text for text in standing.verdict.reasons if text[0].startswith("广告")), ("", ""))
    return [Reason(cause=Cause.SPAM, text=(f"只剩广告：最近 3 天{advert[0]}", f"little but adverts: {advert[1]}"))]


def _silent(generation: Generation, standing: Standing, spoke_on: date | None) -> list[Reason]:
    reach = generation.horizons.get("group_events")
    if reach is None or not standing.joined or standing.group.created_at is None:
        return []
    quiet = quiet_days(spoke_on or standing.group.created_at.date(), reach.at)
    if quiet < SILENT_DAYS:
        return []
    if spoke_on is None:
        return [Reason(cause=Cause.SILENT, text=("从未有成员发言", "no member ever spoke"))]
    text = f"{spoke_on} 之后无人发言，已满 {quiet} 天", f"silent since {spoke_on}, for {quiet} whole days"
    return [Reason(cause=Cause.SILENT, text=text)]


def quiet_days(since: date, until: datetime) -> int:
    """The whole days of silence after a day with talk: the night and a morning just begun are none.

    >>> quiet_days(date(2026, 3, 2), datetime(2026, 3, 4, 9)), quiet_days(date(2026, 3, 2), datetime(2026, 3, 5))
    (1, 2)
    """
    return max((until - datetime.combine(since + timedelta(days=1), time())).days, 0)


def _fell(change: tuple[Verdict, Verdict] | None) -> list[Reason]:
    if change is None:
        return []
    before, after = change
    assert before.health is not None
    assert after.health is not None
    why = after.reasons[0] if after.reasons else ("", "")
    text = (
        f"{after.day} 起由{before.health.title[0]}变为{after.health.title[0]}：{why[0]}",
        f"fell from {before.health.title[1]} to {after.health.title[1]} on {after.day}: {why[1]}",
    )
    return [Reason(cause=Cause.WORSENED, text=text)]


def missed_lessons(starts_on: date | None, lesson_days: int | None, over: date, learned: frozenset[date]) -> list[date]:
    """The lesson days of a campaign, up to a day that is over, on which nobody of a group took a lesson."""
    if starts_on is None or not lesson_days:
        return []
    days = [starts_on + timedelta(days=n) for n in range(lesson_days)]
    return [day for day in days if day <= over and day not in learned]


def _missed(generation: Generation, standing: Standing, learned: frozenset[date]) -> list[Reason]:
    reach = generation.horizons.get("group_events")
    if reach is None or not standing.joined:
        return []
    # the last day of the rows is still going on: its lesson may be tonight
    over = reach.last_day - timedelta(days=1)
    group = standing.group
    missed = missed_lessons(group.campaign_starts_on, group.lesson_days, over, learned)
    if not missed:
        return []
    days = "、".join(f"{day:%m-%d}" for day in missed)
    text = f"课程日 {days} 无人学习", f"nobody took the lesson of {', '.join(f'{day:%m-%d}' for day in missed)}"
    return [Reason(cause=Cause.LESSONS, text=text)]


def _below(standing: Standing, metric: Metric, cause: Cause) -> list[Reason]:
    if standing.against(metric) is not Against.BELOW or not standing.joined:
        return []
    cell, middle = standing[metric], standing.medians[metric.key]
    text = (
        f"{metric.title[0]} {_percent(cell)}，低于本活动中位数 {middle * 100:.1f} %",
        f"{metric.title[1].lower()} {_percent(cell)}, below the campaign's median of {middle * 100:.1f} %",
    )
    return [Reason(cause=cause, text=text)]


def _percent(cell: Cell) -> str:
    return f"{float(cell.value or 0) * 100:.1f} %"


def _spoke_on(generation: Generation, scope: Scope) -> dict[str, date]:
    """The last day on which a member spoke, by group."""
    hours = MILESTONES["group_hours"]
    query = (
        sa.select(hours.c.group_id, sa.func.max(hours.c.day).label("day"))
        .where(hours.c.member_messages > 0, is_seen(hours.c.group_id, scope, last_day(generation)))
        .group_by(hours.c.group_id)
    )
    return {row.group_id: row.day for row in generation.rows(query)}


def _learned_on(generation: Generation, scope: Scope) -> dict[str, frozenset[date]]:
    """The days on which anybody took a lesson, by group."""
    hours = MILESTONES["group_hours"]
    query = (
        sa.select(hours.c.group_id, hours.c.day)
        .where(hours.c.lessons > 0, is_seen(hours.c.group_id, scope, last_day(generation)))
        .distinct()
    )
    found: dict[str, set[date]] = defaultdict(set)
    for row in generation.rows(query):
        found[row.group_id].add(row.day)
    return {group_id: frozenset(days) for group_id, days in found.items()}


def _worsened(generation: Generation, scope: Scope, rules: HealthRules) -> dict[str, tuple[Verdict, Verdict]]:
    """The groups whose class fell in the last week and has not recovered: before, and on the day of the last fall."""
    last = judged_until(generation)
    if last is None:
        return {}
    rows, _ = days_judged(last, scope, last_day(generation))
    query = (
        sa.select(rows)
        .where(rows.c.day <= last, rows.c.day > last - timedelta(days=WORSENED_WITHIN + 1))
        .order_by(rows.c.group_id, rows.c.day)
    )
    days: dict[str, list[Verdict]] = defaultdict(list)
    for row in generation.rows(query):
        days[row.group_id].append(judge(row, row.begun_on, rules))
    found = {group_id: last_fall(verdicts) for group_id, verdicts in days.items()}
    return {group_id: fall for group_id, fall in found.items() if fall is not None}


def last_fall(verdicts: Sequence[Verdict]) -> tuple[Verdict, Verdict] | None:
    """The last fall of the class in consecutive days, if the class is still worse than the first one of them."""
    told = [verdict for verdict in verdicts if verdict.health is not None]
    if not told or _rank(told[-1]) <= _rank(told[0]):
        return None
    return next((pair for pair in reversed(list(pairwise(told))) if _rank(pair[1]) > _rank(pair[0])), None)


def _rank(verdict: Verdict) -> int:
    return _RANK[verdict.health] if verdict.health is not None else 0
