"""Register of campaigns: which there are, which one is looked at first, and the phases and dated nodes of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa

from data.schema import FACT_TABLES
from data.warehouse.dialects import day_of
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.model import Text
from metrics.question import Filter, Question

DAY = timedelta(days=1)
BRIEFING_DAYS = 3  # an hour of briefing and two days of sign-up come before the first lesson
REVIEW_DAYS = 3  # the review is written while the campaign is still remembered

YEAR = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """A campaign as it was planned; `goal` is None where none was set."""

    campaign_id: str
    name: str
    kind: str | None
    starts_on: date
    ends_on: date
    lesson_days: int | None = None
    selling_days: int | None = None
    goal: Decimal | None = None

    @property
    def days(self) -> int:
        """How many days it has."""
        return max(1, (self.ends_on - self.starts_on).days + 1)

    @property
    def end(self) -> date:
        """The day after its last."""
        return self.starts_on + self.days * DAY

    @property
    def where(self) -> Filter:
        """The filter that keeps its rows."""
        return ("campaign", (self.campaign_id,))

    @property
    def kind_name(self) -> Text:
        """Its kind in words; empty where none is given."""
        if self.kind is None:
            return "", ""
        words = {code: word for word, code in FACT_TABLES["campaigns"]["kind"].choices.items()}
        return words.get(self.kind, self.kind), self.kind

    def number_of(self, day: date) -> int:
        """Which day of the campaign a day is; its first is 1."""
        return (day - self.starts_on).days + 1

    @property
    def plan(self) -> tuple[int, int]:
        """Its lesson days and selling days: as given, else by its kind (5+2), else no lessons and all days selling."""
        named = re.fullmatch(r"(\d+)\+(\d+)", self.kind or "")
        lessons, selling = (int(named[1]), int(named[2])) if named else (None, None)
        lessons = self.lesson_days if self.lesson_days is not None else lessons
        selling = self.selling_days if self.selling_days is not None else selling
        if lessons is None:
            lessons = 0 if selling is None else max(0, self.days - selling)
        lessons = min(lessons, self.days)
        rest = self.days - lessons
        return lessons, rest if selling is None else min(selling, rest)


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A stretch of days, both included."""

    key: str  # setup, lessons, selling, returns, review
    first: date
    last: date

    @property
    def title(self) -> Text:
        """The phase in words."""
        return _PHASES[self.key]


@dataclass(frozen=True, kw_only=True)
class Node:
    """Something that happens on one day."""

    key: str
    on: date

    @property
    def title(self) -> Text:
        """The node in words."""
        return _NODES[self.key]


_PHASES = {
    "setup": ("筹备", "set-up"),
    "lessons": ("培训", "lessons"),
    "selling": ("动销", "selling"),
    "returns": ("返场", "return sales"),
    "review": ("复盘", "review"),
}
_NODES = {
    "groups": ("建群", "groups opened"),
    "starts": ("开始", "starts"),
    "sells": ("开卖", "selling starts"),
    "best": ("成交最高", "best day"),
    "ends": ("结束", "ends"),
}


def campaigns(generation: Generation) -> tuple[Campaign, ...]:
    """Every campaign that was brought, the latest start first."""
    rows = PUBLISHED["campaigns"]
    query = sa.select(rows).order_by(rows.c.starts_on.desc(), rows.c.campaign_id)
    return tuple(
        Campaign(
            campaign_id=row.campaign_id,
            name=row.campaign_name,
            kind=row.kind,
            starts_on=row.starts_on,
            ends_on=max(row.starts_on, row.ends_on),
            lesson_days=None if row.lesson_days is None else int(row.lesson_days),
            selling_days=None if row.selling_days is None else int(row.selling_days),
            goal=row.goal_gmv if row.goal_gmv is not None and row.goal_gmv > 0 else None,
        )
        for row in generation.rows(query)
    )


def ever(generation: Generation, question: Question) -> Question:
    """The question about every day up to that of publishing: what belongs to a campaign belongs by its number."""
    end = generation.published_at.date() + timedelta(days=1)
    return replace(question, start=min([*generation.since.values(), end - YEAR]), end=end)


def usual(listed: Sequence[Campaign], today: date) -> Campaign:
    """The one to look at unasked: running today, else the latest that began, else the next to begin."""
    running = [one for one in listed if one.starts_on <= today <= one.ends_on]
    begun = [one for one in listed if one.starts_on <= today]
    if running or begun:
        return max(running or begun, key=lambda one: (one.starts_on, one.campaign_id))
    return min(listed, key=lambda one: (one.starts_on, one.campaign_id))


def phases(campaign: Campaign, groups_on: date | None = None) -> tuple[Phase, ...]:
    """Set-up, lessons, selling, return sales where days are left, and review; `groups_on` may begin the set-up."""
    lessons, selling = campaign.plan
    usual_start = campaign.starts_on - BRIEFING_DAYS * DAY
    sells = campaign.starts_on + lessons * DAY
    returns = sells + selling * DAY
    stretches = (
        ("setup", min(usual_start, groups_on or usual_start), campaign.starts_on - DAY),
        ("lessons", campaign.starts_on, sells - DAY),
        ("selling", sells, returns - DAY),
        ("returns", returns, campaign.end - DAY),
        ("review", campaign.end, campaign.end + (REVIEW_DAYS - 1) * DAY),
    )
    return tuple(Phase(key=key, first=first, last=last) for key, first, last in stretches if first <= last)


def nodes(campaign: Campaign, groups_on: date | None, best_on: date | None) -> tuple[Node, ...]:
    """The dated nodes in order: groups opened, start, selling starts, the day that sold most, end."""
    lessons, selling = campaign.plan
    found = {
        "groups": groups_on,
        "starts": campaign.starts_on,
        "sells": campaign.starts_on + lessons * DAY if lessons and selling else None,
        "best": best_on,
        "ends": campaign.ends_on,
    }
    listed = [Node(key=key, on=on) for key, on in found.items() if on is not None]
    return tuple(sorted(listed, key=lambda node: node.on))


def groups_opened(generation: Generation, campaign_id: str) -> date | None:
    """The day on which the first group of a campaign was made."""
    groups = PUBLISHED["groups"]
    query = sa.select(sa.func.min(day_of(groups.c.created_at))).where(groups.c.campaign_id == campaign_id)
    found: date | None = generation.rows(query)[0][0]
    return found
