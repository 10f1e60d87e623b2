"""How far the data reach, and which days are mature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from data.schema import FACT_TABLES
from data.schema.model import Kind
from tests.oracle.world import World, rows


@dataclass(frozen=True, order=True)
class Horizon:
    """The latest moment found in a kind of row, and the last day it covers.

    For a day D found in a date column the moment is the midnight that ends D, and the day is D.
    """

    at: datetime
    last_day: date


def horizon(world: World, table: str, now: datetime) -> Horizon | None:
    """The latest time in any column of the table's rows, the future ignored; None where there is none."""
    found = []
    for row in rows(world, table):
        for column in FACT_TABLES[table].times:
            value = row.get(column.name)
            if value is None:
                continue
            if column.kind is Kind.DATE:
                if value <= now.date():
                    found.append(Horizon(midnight_after(value), value))
            elif value <= now:
                found.append(Horizon(value, value.date()))
    return max(found, default=None)


def midnight_after(day: date) -> datetime:
    """The moment a day ends."""
    return datetime.combine(day + timedelta(days=1), time())


def is_mature(day: date, window: timedelta | None, reach: Horizon | None) -> bool:
    """Whether everything that began on the day has had its window. Without a window: always."""
    if window is None:
        return True
    return reach is not None and midnight_after(day) + window <= reach.at
