"""Words of a competition: points, movement, places, rewards and what scores."""

from __future__ import annotations

from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal

from components import formats
from components.language import current, pick, t
from metrics.competitions.rewards import Line
from metrics.competitions.rules import POINTS
from metrics.competitions.scorables import SCORABLES
from metrics.competitions.standings import Leg, Place

MEDALS = {1: "competition.gold", 2: "competition.silver", 3: "competition.bronze"}
PAINTS = {1: "yellow", 2: "gray", 3: "orange"}
REWARDS = {
    "rank": "reward.rank",
    "daily_best": "reward.daily_best",
    "opening_order": "reward.opening_order",
    "ladder": "reward.ladder",
    "commission": "reward.commission",
    "team_pot": "reward.team_pot",
    "pk": "reward.pk",
}


def points(value: Decimal | None, most: int = 2) -> str:
    """Points or a quantity, to at most so many decimals.

    >>> points(Decimal("352.25"), 1), points(Decimal("20.00"))
    ('352.3', '20')
    """
    if value is None:
        return formats.NOTHING
    rounded = value.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    decimals = max(0, -int(rounded.normalize().as_tuple().exponent))
    return formats.plain(rounded, current(), decimals)


def money(value: Decimal | None) -> str:
    """Yuan to the cent where there are cents."""
    if value is None:
        return formats.NOTHING
    decimals = 0 if value == value.to_integral_value() else 2
    return f"¥{formats.plain(value, current(), decimals)}"


def moved(place: Place) -> str:
    """How many places were won or lost, as plain text."""
    if place.moved is None:
        return formats.NOTHING
    if place.moved == 0:
        return "–"
    return f"▲{place.moved}" if place.moved > 0 else f"▼{-place.moved}"


def painted(place: Place) -> str:
    """The same as Markdown."""
    if not place.moved:
        return f":gray[{moved(place)}]"
    return f":green[{moved(place)}]" if place.moved > 0 else f":red[{moved(place)}]"


def what(key: str) -> str:
    """What scores, by its key."""
    return t("competition.points") if key == POINTS else pick(SCORABLES[key].title)


def much(key: str, amount: Decimal) -> str:
    """So much of what scores, with its unit."""
    unit = t("competition.points_unit") if key == POINTS else pick(SCORABLES[key].unit)
    return f"{points(amount)}{formats.GAP}{unit}"


def reward(kind: str) -> str:
    """A kind of reward."""
    return t(REWARDS[kind])


def why(line: Line) -> str:
    """What a payment is for."""
    day = "" if line.day is None else f"{line.day:%m-%d} "
    return f"{day}{reward(line.kind)}"


def place_title(place: Place) -> str:
    """A rank among the first three by its name, others by number."""
    return t(MEDALS[place.rank]) if place.rank in MEDALS else t("competition.nth", number=place.rank)


def cut_off(at: Leg, cut_offs: tuple[time, ...]) -> str:
    """A cut-off as a moment."""
    day, number = at
    return f"{day:%m-%d} {cut_offs[number - 1]:%H:%M}"


def span_title(code: str, days: tuple[date, ...]) -> str:
    """A day with its number in the competition."""
    day = date.fromisoformat(code)
    return t("competition.day_n", number=days.index(day) + 1, day=f"{day:%m-%d}")


def told(error: Exception) -> str:
    """An error that speaks both languages, each line in the reader's."""
    lines = []
    for line in str(error).splitlines():
        head, _, english = line.rpartition(" · ")
        if not head:
            lines.append(line)
        elif current() == "zh":
            lines.append(head)
        else:  # the place stands before the Chinese and belongs to both
            prefix, colon, _ = head.partition("：")
            lines.append(f"{prefix}: {english}" if colon else english)
    return "\n".join(lines)
