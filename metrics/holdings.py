"""Holdings: every table that a generation holds besides facts and milestones, in the order in which they are made."""

from __future__ import annotations

from data.warehouse.generations import Generation, Rollup, layout
from metrics.analyses.census import CENSUS, published_census
from metrics.group_days import GROUP_DAYS, group_days
from metrics.persons import PERSONS, published_persons
from metrics.rollups import OF_SUBJECTS
from metrics.summaries import SUMMARIES

ROLLUPS: tuple[Rollup, ...] = (
    Rollup(table=GROUP_DAYS, selects=group_days, since=group_days),
    Rollup(table=PERSONS, selects=published_persons, is_personal=True),
    Rollup(table=CENSUS, selects=published_census),
    *OF_SUBJECTS,
    *SUMMARIES,
)
LAYOUT = layout(ROLLUPS)


def is_of_this_version(generation: Generation) -> bool:
    """Whether it holds the tables that this version of the program reads."""
    return generation.layout == LAYOUT
