"""Pushes: which running groups need one, and why, in words; who has the most reasons and the least time comes first.

A running group needs a push where nobody came, where no member has spoken for two days, where fewer come or learn than
in the middle one of the groups it is compared with (beyond chance), where a lesson day passed without a learner, and
where its health has worsened within a week or it is a spam group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

import sqlalchemy as sa

from data.settings import HealthRules
from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics import groups as of_groups
from metrics.campaign_register import Campaign, campaigns
from metrics.cells import Cell
from metrics.group_register import is_seen, last_day
from metrics.group_wall import Against, Standing
from metrics.health import Health, Verdict, falls
from metrics.model import Metric, Text
from metrics.question import Scope

SILENT_DAYS = 2
WORSENED_WITHIN = 7  # days


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


def pushes(generation: Generation, standings: Sequence[Standing], scope: Scope, rules: HealthRules) -> tuple[Push, ...]:
    """Those of some standings, all that the viewer may see, which are running groups that need a push."""
    running = [standing for standing in standings if standing.is_running]
    spoke, missed = _spoke_on(generation, scope), _missed_on(generation, scope, running)
    worse = falls(generation, scope, rules, WORSENED_WITHIN)
    found = []
    for standing in running:
        group_id = standing.group.group_id
        reasons = [
            *_nobody(standing),
            *_spam(standing),
            *_silent(generation, standing, spoke.get(group_id)),
            *_fell(worse.get(group_id)),
            *_missed(standing, missed.get(group_id, ())),
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
    text = (
        f"{spoke_on} 之后没有成员发言，已满 {quiet} 天",
        f"no member has spoken since {spoke_on}, for {quiet} whole days",
    )
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


def _missed(standing: Standing, missed: Sequence[date]) -> list[Reason]:
    if not standing.joined or not missed:
        return []
    days = "、".join(f"{day:%m-%d}" for day in missed)
    text = f"课程日 {days} 无人学习", f"nobody took the lesson of {', '.join(f'{day:%m-%d}' for day in missed)}"
    return [Reason(cause=Cause.LESSONS, text=text)]


def _below(standing: Standing, metric: Metric, cause: Cause) -> list[Reason]:
    if standing.against(metric) is not Against.BELOW or not standing.joined:
        return []
    cell, middle = standing[metric], standing.medians[metric.key]
    zh, en = ("本活动", "the campaign's") if standing.is_of_campaign else ("同类群", "the kind's")
    text = (
        f"{metric.title[0]} {_percent(cell)}，低于{zh}中位数 {middle * 100:.1f} %",
        f"{metric.title[1].lower()} {_percent(cell)}, below {en} median of {middle * 100:.1f} %",
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


def _missed_on(generation: Generation, scope: Scope, running: Sequence[Standing]) -> dict[str, list[date]]:
    """The lesson days of its campaign that are over and on which nobody of a group took a lesson, by group."""
    reach = generation.horizons.get("group_events")
    if reach is None:
        return {}
    # the last day of the rows is still going on: its lesson may be tonight
    wanted = {standing.group.codes["campaign"] for standing in running}
    among = [one for one in campaigns(generation) if one.campaign_id in wanted]
    days = lesson_days(among, reach.last_day - timedelta(days=1))
    if not days:
        return {}
    groups, hours = PUBLISHED["groups"], MILESTONES["group_hours"]
    lessons = sa.values(sa.column("campaign_id", sa.Text), sa.column("day", sa.Date), name="lessons").data(days)
    learned = sa.select(hours.c.group_id, hours.c.day).where(hours.c.lessons > 0).distinct().subquery()
    query = (
        sa.select(groups.c.group_id, lessons.c.day)
        .join_from(groups, lessons, groups.c.campaign_id == lessons.c.campaign_id)
        .outerjoin(learned, sa.and_(learned.c.group_id == groups.c.group_id, learned.c.day == lessons.c.day))
        .where(learned.c.group_id.is_(None), is_seen(groups.c.group_id, scope, last_day(generation)))
        .order_by(groups.c.group_id, lessons.c.day)
    )
    found: dict[str, list[date]] = defaultdict(list)
    for row in generation.rows(query):
        found[row.group_id].append(row.day)
    return found


def lesson_days(among: Sequence[Campaign], over: date) -> list[tuple[str, date]]:
    """The lesson days of campaigns, as they are planned, up to a day that is over: campaign and day."""
    return [
        (one.campaign_id, day)
        for one in among
        for n in range(one.lesson_days or 0)
        if (day := one.starts_on + timedelta(days=n)) <= over
    ]
