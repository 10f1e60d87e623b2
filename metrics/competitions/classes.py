"""Classes: the first three and the last three of every team, store or region, and who rises most.

The class-teacher's rule: if the first keep rising and the last stay steady, the whole class rises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.competitions.standings import Place

FIRST = LAST = 3


@dataclass(frozen=True, kw_only=True)
class Class:
    """A class with its first and its last, who never are the same."""

    name: str | None
    first: tuple[Place, ...]
    last: tuple[Place, ...]
    size: int


def classes(places: Sequence[Place], of: str) -> list[Class]:
    """Every class (`team`, `store`, `region` or `league` of the entrants) in order of its name."""
    by_name: dict[str | None, list[Place]] = {}
    for place in sorted(places, key=lambda place: (-place.points, place.entrant.id)):
        by_name.setdefault(getattr(place.entrant, of), []).append(place)
    found = []
    for name, inside in sorted(by_name.items(), key=lambda item: (item[0] is None, item[0] or "")):
        first = tuple(place for place in inside[:FIRST] if place.points > 0)
        last = tuple(inside[max(len(first), len(inside) - LAST) :])
        found.append(Class(name=name, first=first, last=last, size=len(inside)))
    return found


def risers(places: Sequence[Place], most: int = 3) -> list[Place]:
    """Who has won most places since the last cut-off."""
    rising = [place for place in places if place.moved is not None and place.moved > 0]
    return sorted(rising, key=lambda place: (-(place.moved or 0), place.rank, place.entrant.id))[:most]
