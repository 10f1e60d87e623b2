"""The wall of groups: every group with its figures over its whole life, its health, its end, and its campaign's median.

Whatever a group's age, its rates count everyone from the first invitation to the last day of the rows, invitations that
have not had their whole window included: groups of one campaign are of one age, so they stay comparable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from statistics import median
from typing import Any

import sqlalchemy as sa

from data.settings import HealthRules
from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics import groups as of_groups
from metrics.answer import answer
from metrics.cells import Cell
from metrics.group_days import GROUP_DAYS
from metrics.group_register import Group, groups, is_seen, last_day, life, unregistered
from metrics.health import Verdict, judge
from metrics.model import Metric
from metrics.question import Question, Scope

RATES = (
    of_groups.GROUP_ENTRY_RATE,
    of_groups.GROUP_ACTIVITY_RATE,
    of_groups.GROUP_LEARNING_RATE,
    of_groups.GROUP_INTEREST_RATE,
)
COMPARED = (*RATES, of_groups.GROUP_PURCHASE_RATE)
FIGURES = (
    *COMPARED,
    of_groups.GROUP_GMV,
    of_groups.GROUP_MEMBERS,
    of_groups.GROUP_LEAVE_RATE,
    of_groups.GROUP_PEER_SHARE,
    of_groups.GROUP_ADVERT_SHARE,
)
MEDIAN_OF = 3  # a median of fewer groups says nothing of a campaign
NOTHING = Cell(value=None, reason="no_rows")


class Against(Enum):
    """Where a rate stands to the median of the campaign's groups; beyond chance only where its interval says so."""

    ABOVE = "above"
    LEVEL = "level"
    BELOW = "below"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A group as it stands on the last day of the rows; of an ended one, on its own last day."""

    group: Group
    cells: Mapping[str, Cell]
    medians: Mapping[str, float]
    invited: int | None  # None: no invitation of any group was brought
    joined: int | None  # everyone who ever joined; None: no membership of any group was brought
    verdict: Verdict | None
    days_left: int | None  # None: no last day is planned; negative: ended so many days ago

    def __getitem__(self, metric: Metric) -> Cell:
        return self.cells.get(metric.key, NOTHING)

    @property
    def is_running(self) -> bool:
        """Whether its last day is not over."""
        return self.days_left is None or self.days_left >= 0

    def against(self, metric: Metric) -> Against | None:
        """Where a rate stands to its campaign's median; None where either is missing."""
        cell, middle = self[metric], self.medians.get(metric.key)
        if middle is None or cell.value is None or cell.low is None or cell.high is None:
            return None
        if cell.low <= middle <= cell.high:
            return Against.LEVEL
        return Against.BELOW if float(cell.value) < middle else Against.ABOVE

    def difference(self, metric: Metric) -> float | None:
        """How far a rate lies above its campaign's median."""
        cell, middle = self[metric], self.medians.get(metric.key)
        return None if middle is None or cell.value is None else float(cell.value) - middle


def wall(generation: Generation, scope: Scope, rules: HealthRules) -> tuple[Standing, ...]:
    """Every group that a viewer may see, running ones first, the nearest end first among them."""
    days = life(generation)
    if days is None:
        return ()
    question = Question(metrics=FIGURES, start=days[0], end=days[1], by=("group",), all_cohorts=True, scope=scope)
    cells = {row.codes[0]: row.cells for row in answer(generation, question).rows if row.codes[0] is not None}
    known = {group.group_id: group for group in groups(generation, scope)}
    for group_id in sorted(cells.keys() - known.keys()):
        known[group_id] = unregistered(group_id)
    today = last_day(generation)
    middles = medians(known.values(), cells)
    verdicts = _verdicts(generation, scope, rules)
    invited, joined = (_people(generation, scope, kind) for kind in ("invitations", "memberships"))
    nobody: dict[str, float] = {}
    found = [
        Standing(
            group=group,
            cells=cells.get(group_id, {}),
            medians=middles.get((group.codes["campaign"], group.codes["audience"]), nobody),
            invited=None if invited is None else invited.get(group_id, 0),
            joined=None if joined is None else joined.get(group_id, 0),
            verdict=verdicts.get(group_id),
            days_left=None if group.closes_on is None else (group.closes_on - today).days,
        )
        for group_id, group in known.items()
    ]
    return tuple(sorted(found, key=_order))


def _order(standing: Standing) -> tuple[bool, bool, int, str]:
    left = standing.days_left
    return not standing.is_running, left is None, abs(left or 0), standing.group.group_id


def medians(
    among: Iterable[Group], cells: Mapping[str, Mapping[str, Cell]]
) -> dict[tuple[str | None, str | None], dict[str, float]]:
    """The median of each rate over the groups of a campaign and audience; none where fewer than three have the rate.

    Groups of guides are compared with groups of guides. A group of no campaign has no median.
    """
    values: dict[tuple[str | None, str | None], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for group in among:
        if group.codes["campaign"] is None:
            continue
        of_campaign = values[group.codes["campaign"], group.codes["audience"]]
        for metric in COMPARED:
            cell = cells.get(group.group_id, {}).get(metric.key, NOTHING)
            if cell.value is not None:
                of_campaign[metric.key].append(float(cell.value))
    return {
        campaign: {key: median(found) for key, found in rates.items() if len(found) >= MEDIAN_OF}
        for campaign, rates in values.items()
    }


def _people(generation: Generation, scope: Scope, kind: str) -> dict[str, int] | None:
    """How many were invited to, or ever joined, each group."""
    if not generation.has(kind):
        return None
    rows = MILESTONES[kind]
    query = (
        sa.select(rows.c.group_id, sa.func.count().label("people"))
        .where(is_seen(rows.c.group_id, scope, last_day(generation)))
        .group_by(rows.c.group_id)
    )
    return {row.group_id: int(row.people) for row in generation.rows(query)}


def judged_until(generation: Generation) -> date | None:
    """The last day on which health can be judged: as far as events reach, once there are members at all."""
    reach = generation.horizons.get("group_events")
    return None if reach is None or "memberships" not in generation.horizons else reach.last_day


def days_judged(last: date, scope: Scope, today: date) -> tuple[sa.Subquery, sa.ColumnElement[Any]]:
    """Group days with the first day of their group and its end, cut to the scope; and the last day to judge it on."""
    register = PUBLISHED["groups"]
    begun = (
        sa.select(GROUP_DAYS.c.group_id, sa.func.min(GROUP_DAYS.c.day).label("begun_on"))
        .group_by(GROUP_DAYS.c.group_id)
        .subquery()
    )
    rows = (
        sa.select(GROUP_DAYS, begun.c.begun_on, register.c.closes_on)
        .join_from(GROUP_DAYS, begun, GROUP_DAYS.c.group_id == begun.c.group_id)
        .outerjoin(register, GROUP_DAYS.c.group_id == register.c.group_id)
        .where(is_seen(GROUP_DAYS.c.group_id, scope, today))
        .subquery()
    )
    return rows, sa.case((rows.c.closes_on < last, rows.c.closes_on), else_=last)


def _verdicts(generation: Generation, scope: Scope, rules: HealthRules) -> dict[str, Verdict]:
    """The verdict on each group on the last day covered; an ended group keeps the class of its last day.

    After its end nobody speaks in a group, and a group of value would be called dead.
    """
    last = judged_until(generation)
    if last is None:
        return {}
    rows, ends_on = days_judged(last, scope, last_day(generation))
    query = sa.select(rows).where(rows.c.day == ends_on)
    return {row.group_id: judge(row, row.begun_on, rules) for row in generation.rows(query)}
