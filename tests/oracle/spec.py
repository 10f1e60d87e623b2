"""What is told of a metric, and the dimensions that many share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from tests.oracle.counting import Counted, Facts
from tests.oracle.world import World, is_brought

DAYS = ("day", "week", "month", "weekday")
STAFF = ("guide", "team", "persona", "store", "region", "city")
DEALS = ("campaign", "group", "group_kind", "audience", "campaign_day")


class Shape(Enum):
    """What a cell looks like."""

    COUNT = "count"
    RATE = "rate"  # with a Wilson interval
    RATIO = "ratio"  # may exceed 1, no interval
    MONEY = "money"  # a ratio rounded to the cent
    MEDIAN = "median"


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One metric."""

    shape: Shape
    rows: Callable[[Facts], Iterable[Counted]] | None
    needs: Callable[[World], bool]  # whether rows of the needed kinds were brought
    reach: str  # the table whose horizon holds, or several as `one|other`: the earliest of those brought
    dimensions: tuple[str, ...]
    window: str | None = None  # the field of Windows that the metric waits for
    tally: tuple[str, str | None] | None = None  # the cells of numerator and denominator
    months: int | None = None  # whole months count, each mature when so many months from its beginning are over
    at_end: Callable[[Facts, date], Iterable[Counted]] | None = None  # instead of `rows`: what stands when a day ends


def has(*needed: str) -> Callable[[World], bool]:
    """Whether every one of `table`, `table.column` or `one|other` was brought."""

    def check(world: World) -> bool:
        return all(any(is_brought(world, *name.split(".")) for name in either.split("|")) for either in needed)

    return check
