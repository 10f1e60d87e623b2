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

import sqlalchemy as sa

from data import collector
from data.settings import HealthRules
from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES
from metrics import groups as of_groups
from metrics.answer import Cells, answer
from metrics.cells import Cell
from metrics.group_register import Group, groups, is_seen, last_day, life, unregistered
from metrics.health import Verdict, verdicts
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
    """Where a rate stands to the median of its fellows; beyond chance only where its interval says so."""

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
    as_of: date  # the last day of the rows; of an ended group its own last day
    days_left: int | None  # None: no last day is planned; negative: ended so many days ago

    def __getitem__(self, metric: Metric) -> Cell:
        return self.cells.get(metric.key, NOTHING)

    @property
    def is_of_campaign(self) -> bool:
        """Whether its medians are its campaign's; else they are of the groups of its kind without a campaign."""
        return self.group.codes["campaign"] is not None

    @property
    def is_running(self) -> bool:
        """Whether its last day is not over."""
        return self.days_left is None or self.days_left >= 0

    def against(self, metric: Metric) -> Against | None:
        """Where a rate stands to its median; None where either is missing."""
        cell, middle = self[metric], self.medians.get(metric.key)
        if middle is None or cell.value is None or cell.low is None or cell.high is None:
            return None
        if cell.low <= middle <= cell.high:
            return Against.LEVEL
        return Against.BELOW if float(cell.value) < middle else Against.ABOVE

    def difference(self, metric: Metric) -> float | None:
        """How far a rate lies above its median."""
        cell, middle = self[metric], self.medians.get(metric.key)
        return None if middle is None or cell.value is None else float(cell.value) - middle


def wall(generation: Generation, scope: Scope, rules: HealthRules) -> tuple[Standing, ...]:
    """Every group that a viewer may see, running ones first, the nearest end first among them."""
    days = life(generation)
    if days is None:
        return ()
    with collector.paused():
        return _standings(generation, days, scope, rules)


def _standings(
    generation: Generation, days: tuple[date, date], scope: Scope, rules: HealthRules
) -> tuple[Standing, ...]:
    question = Question(metrics=FIGURES, start=days[0], end=days[1], by=("group",), all_cohorts=True, scope=scope)
    cells = {row.codes[0]: row.cells for row in answer(generation, question).rows if row.codes[0] is not None}
    known = {group.group_id: group for group in groups(generation, scope)}
    for group_id in sorted(cells.keys() - known.keys()):
        known[group_id] = unregistered(group_id)
    today = last_day(generation)
    middles = medians(known.values(), cells)
    judged = verdicts(generation, scope, rules)
    invited, joined = (_people(generation, scope, kind) for kind in ("invitations", "memberships"))
    nobody: dict[str, float] = {}
    found = [
        Standing(
            group=group,
            cells=cells.get(group_id, {}),
            medians=middles.get(_fellows(group), nobody),
            invited=None if invited is None else invited.get(group_id, 0),
            joined=None if joined is None else joined.get(group_id, 0),
            verdict=judged.get(group_id),
            as_of=today if group.closes_on is None else min(today, group.closes_on),
            days_left=None if group.closes_on is None else (group.closes_on - today).days,
        )
        for group_id, group in known.items()
    ]
    return tuple(sorted(found, key=_order))


def _order(standing: Standing) -> tuple[bool, bool, int, str]:
    left = standing.days_left
    return not standing.is_running, left is None, abs(left or 0), standing.group.group_id


Fellows = tuple[str | None, str | None, str | None]


def _fellows(group: Group) -> Fellows | None:
    """Which groups one is compared with: those of its campaign, without one those of its kind without a campaign.

    Groups of guides are compared with groups of guides.
    """
    campaign, kind = group.codes["campaign"], group.codes["group_kind"]
    if campaign is None and kind is None:
        return None
    return campaign, None if campaign is not None else kind, group.codes["audience"]


def medians(among: Iterable[Group], cells: Mapping[str, Cells]) -> dict[Fellows | None, dict[str, float]]:
    """The median of each rate over the groups that are compared; none where fewer than three have the rate.

    A group of no campaign and of no kind is compared with none.
    """
    values: dict[Fellows, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for group in among:
        fellows, of_group = _fellows(group), cells.get(group.group_id)
        if fellows is None or of_group is None:
            continue
        for metric in COMPARED:
            value = of_group.share(metric)
            if value is not None:
                values[fellows][metric.key].append(value)
    return {
        fellows: {key: median(found) for key, found in rates.items() if len(found) >= MEDIAN_OF}
        for fellows, rates in values.items()
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
