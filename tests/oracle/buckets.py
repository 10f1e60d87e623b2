"""Days and hours of a period, and the buckets they fall into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

TIME_DIMENSIONS = ("day", "week", "month", "weekday", "hour")


@dataclass(frozen=True)
class Period:
    """Whole days, both ends inside."""

    start: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.last

    def days(self) -> Iterator[date]:
        """Every day, in order."""
        for number in range((self.last - self.start).days + 1):
            yield self.start + timedelta(days=number)


def day_codes(day: date) -> dict[str, Any]:
    """The buckets a day lies in: itself, its Monday, its month's first, its weekday (Monday is 1)."""
    return {
        "day": day.isoformat(),
        "week": (day - timedelta(days=day.isoweekday() - 1)).isoformat(),
        "month": day.replace(day=1).isoformat(),
        "weekday": day.isoweekday(),
    }


def moment_codes(at: datetime) -> dict[str, Any]:
    """The buckets of a moment: those of its day, and its hour."""
    return {**day_codes(at.date()), "hour": at.hour}


def buckets(period: Period, by: tuple[str, ...], where: Mapping[str, tuple[Any, ...]]) -> dict[tuple[Any, ...], date]:
    """Every bucket of the period over the time dimensions in `by` (in their order) -> its first day in the period.

    A filter on a time dimension leaves out the days and hours that it excludes. Without a time dimension the whole
    period is the one bucket.
    """
    asked = [dimension for dimension in by if dimension in TIME_DIMENSIONS]
    filters = {name: where[name] for name in where if name in TIME_DIMENSIONS and (name != "hour" or "hour" in asked)}
    found: dict[tuple[Any, ...], date] = {}
    for day, hour in product(period.days(), range(24) if "hour" in asked else (0,)):
        codes = {**day_codes(day), "hour": hour}
        if all(codes[name] in allowed for name, allowed in filters.items()):
            found.setdefault(tuple(codes[name] for name in asked), day)
    if not asked and not found:
        found[()] = period.start
    return found


def last_days(
    period: Period, by: tuple[str, ...], where: Mapping[str, tuple[Any, ...]], covered: date
) -> Iterator[date]:
    """Of every bucket that `buckets` gives, its last day in the period that is covered; none where it begins later."""
    asked = [dimension for dimension in by if dimension in TIME_DIMENSIONS]
    found: dict[tuple[Any, ...], date] = {}
    for day in period.days():
        codes = day_codes(day)
        if day <= covered and all(codes[name] in where[name] for name in where if name in codes):
            found[tuple(codes[name] for name in asked)] = day
    yield from found.values()
