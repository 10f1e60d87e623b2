"""Which days a view covers: a preset that is counted from the last day of the data, or two days of one's own.

Presets follow the data and not the clock: on data that ends in March, “the last 7 days” are those of March.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

DEFAULT = "last30"
CUSTOM = "custom"
LONGEST = 1_096  # three years: a link that asks for a million days would keep the server busy
REACH = 3_660  # how far from the last day of the data a day may lie
_DAY = timedelta(days=1)

_FIRST_DAY: dict[str, Callable[[date], date]] = {
    "yesterday": lambda last: last,
    "last7": lambda last: last - 6 * _DAY,
    "last30": lambda last: last - 29 * _DAY,
    "month": lambda last: last.replace(day=1),
    "quarter": lambda last: last.replace(month=last.month - (last.month - 1) % 3, day=1),
}
TITLES = {
    "yesterday": "period.yesterday",
    "last7": "period.last7",
    "last30": "period.last30",
    "month": "period.month",
    "quarter": "period.quarter",
    CUSTOM: "period.custom",
}
SHORT_TITLES = {
    "yesterday": "period_short.yesterday",
    "last7": "period_short.last7",
    "last30": "period_short.last30",
    "month": "period_short.month",
    "quarter": "period_short.quarter",
    CUSTOM: "period_short.custom",
}


@dataclass(frozen=True)
class Period:
    """Days from `start` up to, not including, `end`."""

    preset: str
    start: date
    end: date

    @property
    def last(self) -> date:
        """The last day that is in."""
        return self.end - _DAY

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days


def period(preset: str, last_day: date, first: date | None = None, last: date | None = None) -> Period:
    """The days that a preset means on data whose last whole day is `last_day`.

    An unknown preset, or a custom one without both days, means the default; days in the wrong order are turned round,
    and of more than three years the last three are taken.

    >>> p = period("month", date(2026, 3, 17))
    >>> p.start.isoformat(), p.last.isoformat(), p.days
    ('2026-03-01', '2026-03-17', 17)
    >>> period("quarter", date(2026, 5, 2)).start.isoformat()
    '2026-04-01'
    """
    if preset == CUSTOM and first and last:
        first, last = sorted((first, last))
        earliest, latest = last_day - REACH * _DAY, last_day + REACH * _DAY
        first, last = (min(max(day, earliest), latest) for day in (first, last))
        return Period(CUSTOM, max(first, last - (LONGEST - 1) * _DAY), last + _DAY)
    if preset not in _FIRST_DAY:
        preset = DEFAULT
    return Period(preset, _FIRST_DAY[preset](last_day), last_day + _DAY)


def parse(text: str) -> date | None:
    """The day an address names, None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
