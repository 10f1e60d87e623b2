"""When things happen: the world's days, its last moment, and the rhythm of a day.

Moments are whole seconds from midnight of the world's first day, so that they can be added, compared and drawn in
numpy; they become timestamps only when a chunk is made. Story `best_hour`: adds peak at 20:00, those by phone number
more sharply than the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rng = np.random.Generator

HOUR = 3600
DAY = 24 * HOUR
NEVER = np.int64(2**62)
OPENS_AT = 9  # the world ends at nine this morning
BEST_HOUR = 20


def _profile(*weights: float) -> Floats:
    profile = np.array(weights, dtype=np.float64)
    share: Floats = profile / profile.sum()
    return share


# weights of the hours 0–23
ADDING = _profile(5, 2, 1, 1, 1, 2, 6, 14, 26, 40, 52, 56, 58, 50, 46, 48, 50, 54, 66, 88, 112, 84, 48, 18)
PHONING = _profile(0, 0, 0, 0, 0, 0, 0, 1, 8, 30, 42, 38, 28, 24, 34, 38, 40, 46, 70, 120, 210, 110, 20, 2)
CHATTING = _profile(3, 1, 1, 1, 1, 1, 4, 10, 24, 46, 58, 54, 50, 44, 44, 48, 50, 54, 62, 78, 90, 80, 50, 18)
BUYING = _profile(8, 3, 2, 1, 1, 1, 4, 10, 20, 36, 52, 50, 60, 48, 42, 44, 46, 48, 60, 84, 104, 98, 66, 26)
POSTING = _profile(0, 0, 0, 0, 0, 0, 2, 14, 22, 20, 16, 18, 26, 12, 10, 12, 14, 20, 18, 22, 30, 22, 6, 1)
WEEKDAYS = np.array([0.95, 0.92, 0.94, 0.97, 1.06, 1.14, 1.10])  # Monday first


@dataclass(frozen=True)
class Calendar:
    """The days of the world, numbered from 0; the last one is today, and only its morning has happened."""

    today: date
    days: int

    @property
    def start(self) -> date:
        """The day numbered 0."""
        return self.today - timedelta(days=self.days - 1)

    @property
    def now(self) -> int:
        """The last moment, after which nothing has happened."""
        return (self.days - 1) * DAY + OPENS_AT * HOUR

    @property
    def rhythm(self) -> Floats:
        """How busy each day is: the weekday, and a gentle growth over the period."""
        day = np.arange(self.days)
        weekday = (self.start.weekday() + day) % 7
        growth: Floats = WEEKDAYS[weekday] * (1 + 0.35 * day / self.days)
        return growth


def weighted(rng: Rng, weights: Floats, size: int) -> Ints:
    """`size` positions drawn with these weights."""
    cumulative = np.cumsum(weights)
    drawn = np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right")
    chosen: Ints = np.minimum(drawn, len(weights) - 1).astype(np.int64)
    return chosen


def at_hour(rng: Rng, day: Ints, profile: Floats) -> Ints:
    """A moment on each of the days, its hour drawn from the profile."""
    moment: Ints = day * DAY + weighted(rng, profile, len(day)) * HOUR + rng.integers(0, HOUR, len(day))
    return moment


def steadily(rng: Rng, chance: Floats) -> Flags:
    """Whether each happens: as often as its chance says over any run of entries, so that a small world tells it too."""
    so_far = np.floor(np.cumsum(chance) + rng.random())
    return np.diff(so_far, prepend=0.0) > 0


def some_seconds(rng: Rng, median: float, sigma: float, size: int) -> Ints:
    """Lengths of time in seconds, at least one: half below the median, with a long tail."""
    return np.maximum(1, rng.lognormal(np.log(median), sigma, size)).astype(np.int64)


def awake(rng: Rng, moment: Ints) -> Ints:
    """The moments, those of the night put off until the morning."""
    is_night = (moment % DAY) < 8 * HOUR
    return np.where(is_night, moment - moment % DAY + 8 * HOUR + rng.integers(0, 2 * HOUR, len(moment)), moment)
