"""Group health: of value, marginal, dead or spam, day by day, with the figures that say so.

Value: many speak, and to each other. Spam: little but adverts. Dead: next to nobody speaks. Marginal: the rest. A
group in its first days is not judged yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from data.settings import HealthRules
from data.warehouse.dialects import days_between
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.group_days import GROUP_DAYS
from metrics.group_register import is_seen, last_day
from metrics.model import Text
from metrics.question import Scope

JUDGED_AFTER = timedelta(days=2)  # a verdict stands on three days


class Health(Enum):
    """The four classes."""

    VALUE = "value"
    MARGINAL = "marginal"
    DEAD = "dead"
    SPAM = "spam"

    @property
    def title(self) -> Text:
        """The class in words."""
        return _TITLES[self]


_TITLES = {
    Health.VALUE: ("价值群", "value"),
    Health.MARGINAL: ("鸡肋群", "marginal"),
    Health.DEAD: ("死亡群", "dead"),
    Health.SPAM: ("垃圾群", "spam"),
}
_BY_VALUE = {health.value: health for health in Health}
_RANK = {Health.VALUE: 0, Health.MARGINAL: 1, Health.DEAD: 2, Health.SPAM: 2}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a group is on a day, and why."""

    group_id: str
    day: date
    health: Health | None  # None: too young, or nobody is in it
    members: int
    speakers: int  # who spoke on the day or the two before
    reasons: tuple[Text, ...]
    spoke_last_on: date | None


def judged_until(generation: Generation) -> date | None:
    """The last day on which health can be judged: as far as events reach, once there are members at all."""
    reach = generation.horizons.get("group_events")
    return None if reach is None or "memberships" not in generation.horizons else reach.last_day


def verdicts(generation: Generation, scope: Scope, rules: HealthRules) -> dict[str, Verdict]:
    """The verdict on each group on the last day that events reach; an ended group keeps the class of its last day.

    After its end nobody speaks in a group, and a group of value would be called dead.
    """
    last = judged_until(generation)
    if last is None:
        return {}
    days = _days(rules, is_seen(GROUP_DAYS.c.group_id, scope, last_day(generation)))
    ends_on = sa.case((days.c.closes_on < last, days.c.closes_on), else_=last)
    return {row.group_id: _verdict(row) for row in generation.rows(sa.select(days).where(days.c.day == ends_on))}


def history(generation: Generation, rules: HealthRules, group_id: str) -> list[Verdict]:
    """Every day of a group on which its class became another, the first verdict included, in order."""
    days = _days(rules, GROUP_DAYS.c.group_id == group_id)
    query = sa.select(days).where(days.c.present.is_not(None)).order_by(days.c.day)
    told = [verdict for verdict in map(_verdict, generation.rows(query)) if verdict.health is not None]
    return told[:1] + [after for before, after in pairwise(told) if before.health is not after.health]


def falls(generation: Generation, scope: Scope, rules: HealthRules, days: int) -> dict[str, tuple[Verdict, Verdict]]:
    """The groups whose class fell in the last so many days and has not recovered: before, and on the day it fell last.

    Recovered means as good as on the first of these days. A day without a class says nothing.
    """
    last = judged_until(generation)
    if last is None:
        return {}
    rows = _days(rules, is_seen(GROUP_DAYS.c.group_id, scope, last_day(generation)))
    lately = (rows.c.day <= last, rows.c.day >= last - timedelta(days=days), rows.c.health.is_not(None))
    rank = sa.case(*((rows.c.health == health.value, worse) for health, worse in _RANK.items()))
    told = sa.select(rows, rank.label("rank")).where(*lately).subquery()

    def over(value: Any, *, order: Any) -> Any:
        return value.over(partition_by=told.c.group_id, order_by=order)

    ranked = sa.select(
        told,
        over(sa.func.lag(told.c.rank), order=told.c.day).label("before"),
        over(sa.func.lag(told.c.day), order=told.c.day).label("day_before"),
        over(sa.func.first_value(told.c.rank), order=told.c.day).label("first"),
        over(sa.func.first_value(told.c.rank), order=told.c.day.desc()).label("last"),
    ).subquery()
    fell = (
        sa.select(ranked.c.group_id, ranked.c.day, ranked.c.day_before)
        .where(ranked.c.rank > ranked.c.before, ranked.c.last > ranked.c.first)
        .subquery()
    )
    is_one = sa.or_(told.c.day == fell.c.day, told.c.day == fell.c.day_before)
    query = (
        sa.select(told)
        .distinct()
        .join_from(told, fell, sa.and_(told.c.group_id == fell.c.group_id, is_one))
        .order_by(told.c.group_id, told.c.day)
    )
    found: dict[str, list[Verdict]] = defaultdict(list)
    for row in generation.rows(query):
        found[row.group_id].append(_verdict(row))
    return {group_id: fall for group_id, days in found.items() if (fall := _last_fall(days)) is not None}


def _last_fall(days: Sequence[Verdict]) -> tuple[Verdict, Verdict] | None:
    """The last two of some days between which the class fell."""
    return next((pair for pair in reversed(list(pairwise(days))) if _rank(pair[1]) > _rank(pair[0])), None)


def _rank(verdict: Verdict) -> int:
    return _RANK[verdict.health] if verdict.health is not None else 0


def _days(rules: HealthRules, *only: sa.ColumnElement[bool]) -> sa.Subquery:
    """Days of groups with their class, and the last day planned for the group."""
    register, c = PUBLISHED["groups"], GROUP_DAYS.c
    begun = sa.select(c.group_id, sa.func.min(c.day).label("begun_on")).where(*only).group_by(c.group_id).subquery()
    return (
        sa.select(GROUP_DAYS, register.c.closes_on, _class(begun.c.begun_on, rules).label("health"))
        .join_from(GROUP_DAYS, begun, c.group_id == begun.c.group_id)
        .outerjoin(register, c.group_id == register.c.group_id)
        .where(*only)
        .subquery()
    )


def _class(begun_on: sa.ColumnElement[Any], rules: HealthRules) -> sa.ColumnElement[Any]:
    """The class of a group on a day; null where it is too young, or nobody is in it."""
    c = GROUP_DAYS.c

    def number(name: str) -> sa.ColumnElement[Any]:
        return sa.func.coalesce(c[name], 0)

    def share(part: str, whole: str) -> sa.ColumnElement[Any]:
        divided = sa.cast(number(part), sa.Double) / sa.func.nullif(sa.cast(number(whole), sa.Double), 0.0)
        return sa.func.coalesce(divided, 0.0)

    speaking = share("recent_speakers", "at_end")
    return sa.case(
        (sa.or_(days_between(begun_on, c.day) < JUDGED_AFTER.days, c.at_end <= 0), sa.null()),
        (
            sa.and_(
                number("recent_posts") >= rules.spam_posts,
                share("recent_adverts", "recent_posts") >= rules.spam_adverts,
            ),
            Health.SPAM.value,
        ),
        (sa.or_(speaking < rules.dead_speakers, number("recent_speakers") == 0), Health.DEAD.value),
        (
            sa.and_(
                speaking >= rules.value_speakers,
                number("week_replies") > 0,
                share("week_peer_replies", "week_replies") >= rules.value_peers,
            ),
            Health.VALUE.value,
        ),
        else_=Health.MARGINAL.value,
    )


def _verdict(row: Any) -> Verdict:
    """The verdict that a day of a group with its class says."""
    members, speakers = max(int(row.at_end), 0), int(row.recent_speakers or 0)
    adverts, posts = int(row.recent_adverts or 0), int(row.recent_posts or 0)
    peers, replies = int(row.week_peer_replies or 0), int(row.week_replies or 0)
    return Verdict(
        group_id=row.group_id,
        day=row.day,
        health=_BY_VALUE[row.health] if row.health is not None else None,
        members=members,
        speakers=speakers,
        reasons=tuple(_reasons(row, members, speakers, adverts, posts, peers, replies)),
        spoke_last_on=row.spoke_last_on,
    )


def _reasons(row: Any, members: int, speakers: int, adverts: int, posts: int, peers: int, replies: int) -> list[Text]:
    """The figures behind a verdict, in words."""
    told: list[Text] = []
    if speakers:
        told.append((f"最近 3 天 {speakers} 人发言（在群 {members} 人）", f"{speakers} of {members} spoke in 3 days"))
    elif row.spoke_last_on is not None:
        told.append((f"{row.spoke_last_on} 起无人发言", f"nobody has spoken since {row.spoke_last_on}"))
    else:
        told.append(("从未有成员发言", "no member ever spoke"))
    if posts:
        share = round(100 * adverts / posts)
        told.append((f"广告占 {share} %", f"adverts are {share} %"))
    if replies:
        share = round(100 * peers / replies)
        told.append((f"7 天成员互聊占 {share} %", f"{share} % of replies in 7 days are between members"))
    if row.week_left:
        told.append((f"7 天退群 {int(row.week_left)} 人", f"{int(row.week_left)} left in 7 days"))
    return told
