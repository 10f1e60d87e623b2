"""Groups side by side on the same day of their campaigns: what lively ones do on day 3, whenever their day 3 was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from data.warehouse.generations import Generation
from metrics import groups as of_groups
from metrics.answer import answer
from metrics.cells import Cell
from metrics.group_register import Group, life
from metrics.model import Metric
from metrics.question import Question, Scope

METRICS = (of_groups.GROUP_DAILY_ACTIVITY_RATE, of_groups.GROUP_MESSAGES_PER_MEMBER)
MOST = 5
USUAL = 4
BEFORE = timedelta(days=7)  # groups are made and filled before their campaign begins


@dataclass(frozen=True, kw_only=True)
class Line:
    """A metric of one group by campaign day (1 = the day the campaign starts), in order."""

    group: Group
    days: tuple[tuple[int, Cell], ...]


def comparable(among: Sequence[Group]) -> tuple[Group, ...]:
    """The groups that have campaign days."""
    return tuple(group for group in among if group.campaign_starts_on is not None)


def usual(among: Sequence[Group]) -> tuple[Group, ...]:
    """The groups to show who was asked for none: of the campaign that began last, those for customers first."""
    groups = sorted(comparable(among), key=lambda one: (one.codes["audience"] != "customer", one.group_id))
    latest = max((one.campaign_starts_on for one in groups if one.campaign_starts_on), default=None)
    return tuple(one for one in groups if one.campaign_starts_on == latest)[:USUAL]


def side_by_side(generation: Generation, scope: Scope, chosen: Sequence[Group], metric: Metric) -> tuple[Line, ...]:
    """The lines of some groups, in their order; a group's line ends with its last day."""
    days = life(generation)
    chosen = comparable(chosen)[:MOST]
    if days is None or not chosen:
        return ()
    begin = min(group.campaign_starts_on for group in chosen if group.campaign_starts_on) - BEFORE
    question = Question(
        metrics=(metric,),
        start=max(days[0], min(begin, days[1] - timedelta(days=1))),
        end=days[1],
        by=("group", "campaign_day"),
        where=(("group", tuple(group.group_id for group in chosen)),),
        scope=scope,
    )
    lasts = [group.closes_on for group in chosen]
    if all(lasts):
        end = max(day for day in lasts if day) + timedelta(days=1)
        question = replace(question, end=max(min(end, question.end), question.start + timedelta(days=1)))
    found: dict[str, list[tuple[int, Cell]]] = {group.group_id: [] for group in chosen}
    for row in answer(generation, question).rows:
        group_id, day = row.codes
        if group_id in found and day is not None and row[metric].value is not None:
            found[group_id].append((int(day), row[metric]))
    return tuple(Line(group=group, days=tuple(_alive(group, found[group.group_id]))) for group in chosen)


def _alive(group: Group, days: list[tuple[int, Cell]]) -> list[tuple[int, Cell]]:
    """The days up to the group's last: after it everybody is silent, which says nothing of the group."""
    if group.closes_on is None or group.campaign_starts_on is None:
        return sorted(days, key=lambda one: one[0])
    last = (group.closes_on - group.campaign_starts_on).days + 1
    return sorted((one for one in days if one[0] <= last), key=lambda one: one[0])
