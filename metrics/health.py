"""Group health: of value, marginal, dead or spam, day by day, with the figures that say so.

Value: many speak, and to each other. Spam: little but adverts. Dead: next to nobody speaks. Marginal: the rest. A
group in its first days is not judged yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from data.settings import HealthRules
from data.warehouse.generations import Generation
from metrics.group_days import GROUP_DAYS
from metrics.model import Text

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


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a group is on a day, and why."""

    group_id: str
    day: date
    health: Health | None  # None: too young, or nobody is in it
    members: int
    reasons: tuple[Text, ...]
    spoke_last_on: date | None


def verdicts(generation: Generation, rules: HealthRules, group_ids: Sequence[str] | None = None) -> list[Verdict]:
    """The verdict on each group on the last day covered."""
    reach = generation.horizons.get("group_events")
    if reach is None or "memberships" not in generation.horizons:
        return []
    last = min(reach.last_day, generation.horizons["memberships"].last_day)
    begun = (
        sa.select(GROUP_DAYS.c.group_id, sa.func.min(GROUP_DAYS.c.day).label("begun_on"))
        .group_by(GROUP_DAYS.c.group_id)
        .subquery()
    )
    query = (
        sa.select(GROUP_DAYS, begun.c.begun_on)
        .join_from(GROUP_DAYS, begun, GROUP_DAYS.c.group_id == begun.c.group_id)
        .where(GROUP_DAYS.c.day == last)
        .order_by(GROUP_DAYS.c.group_id)
    )
    if group_ids is not None:
        query = query.where(GROUP_DAYS.c.group_id.in_(list(group_ids)))
    return [judge(row, row.begun_on, rules) for row in generation.rows(query)]


def history(generation: Generation, rules: HealthRules, group_id: str) -> list[Verdict]:
    """Every day of a group on which its class became another, the first verdict included, in order."""
    query = (
        sa.select(GROUP_DAYS)
        .where(GROUP_DAYS.c.group_id == group_id, GROUP_DAYS.c.present.is_not(None))
        .order_by(GROUP_DAYS.c.day)
    )
    days = generation.rows(query)
    judged = [judge(row, days[0].day, rules) for row in days]
    told = [verdict for verdict in judged if verdict.health is not None]
    return told[:1] + [after for before, after in pairwise(told) if before.health is not after.health]


def judge(row: Any, begun_on: date, rules: HealthRules) -> Verdict:
    """The verdict on one row of `group_days`."""
    members, speakers = max(int(row.at_end), 0), int(row.recent_speakers or 0)
    adverts, posts = int(row.recent_adverts or 0), int(row.recent_posts or 0)
    peers, replies = int(row.week_peer_replies or 0), int(row.week_replies or 0)
    advert_share = adverts / posts if posts else 0.0
    speaking = speakers / members if members else 0.0
    health: Health | None
    if row.day < begun_on + JUDGED_AFTER or not members:
        health = None
    elif posts >= rules.spam_posts and advert_share >= rules.spam_adverts:
        health = Health.SPAM
    elif speaking < rules.dead_speakers or not speakers:
        health = Health.DEAD
    elif speaking >= rules.value_speakers and replies and peers / replies >= rules.value_peers:
        health = Health.VALUE
    else:
        health = Health.MARGINAL
    return Verdict(
        group_id=row.group_id,
        day=row.day,
        health=health,
        members=members,
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
