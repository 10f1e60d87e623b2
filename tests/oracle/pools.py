"""What random worlds are made of: few ids, a fixed moment, and times that lie on edges."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

NOW = datetime(2026, 3, 31, 15, 30, 0)
BEGIN = datetime(2026, 2, 19)
LAST_DAY = (NOW - BEGIN).days

CUSTOMERS = ("0001", "0002", "0003")
GUIDES = ("G1", "G2", "G3")  # the last of guides, stores, channels, groups and campaigns is often not registered
STORES = ("S1", "S2", "S3")
TEAMS = ("飞虎队", "雄鹰队")
PERSONAS = ("小鱼", "阿姨")
CHANNELS = ("C1", "C2", "C3")
GROUPS = ("Q1", "Q2")
CAMPAIGNS = ("A1", "A2")

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
SOON = (timedelta(0), timedelta(0), SECOND, 30 * SECOND, HOUR - SECOND, HOUR, 5 * HOUR, DAY, 2 * DAY)
EDGES = tuple(edge + nudge for edge in (DAY, 7 * DAY, 30 * DAY) for nudge in (-SECOND, timedelta(0), SECOND))
CLOCK = (timedelta(0), DAY - SECOND, 12 * HOUR, 9 * HOUR + timedelta(minutes=59, seconds=59))
AMOUNTS = tuple(Decimal(text) for text in ("0.00", "0.01", "33.33", "99.90", "100.00", "260.00"))


def moment(chance: Random) -> datetime:
    """A moment of the range, often midnight; once in a while after NOW."""
    if chance.random() < 0.02:
        return chance.choice((NOW + SECOND, NOW + 3 * DAY))
    clock = chance.choice(CLOCK) if chance.random() < 0.5 else timedelta(seconds=chance.randrange(86400))
    return min(BEGIN + chance.randint(0, LAST_DAY) * DAY + clock, NOW)


def near(chance: Random, known: list[datetime]) -> datetime:
    """A moment soon after one that is known, on the edge of a window from it, just before it, or any."""
    dice = chance.random()
    if not known or dice < 0.1:
        return moment(chance)
    base = chance.choice(known)
    if dice < 0.6:
        at = base + chance.choice(SOON)
    elif dice < 0.9:
        at = base + chance.choice(EDGES)
    else:
        at = base - chance.choice((SECOND, HOUR, DAY))
    return at if at <= NOW else moment(chance)


def some_day(chance: Random) -> date:
    """A day of the range."""
    return BEGIN.date() + timedelta(days=chance.randint(0, LAST_DAY))


def maybe(chance: Random, codes: tuple[Any, ...], share: float = 0.75) -> Any:
    """One of the codes, or an empty cell."""
    return chance.choice(codes) if chance.random() < share else None
