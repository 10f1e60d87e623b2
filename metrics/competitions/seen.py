"""Seen: which lines of a ranking a viewer looks at; the places themselves are always those among everyone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics.competitions.entrants import Entrant
from metrics.competitions.standings import Board, Place
from metrics.question import Filter, Scope

DIMENSIONS = ("region", "store", "team", "guide")  # what an entrant can be looked up by

_Spot = dict[str, str | None]


def seen(
    found: Board, places: Sequence[Place], by: str, scope: Scope, where: Sequence[Filter] = ()
) -> tuple[Place, ...]:
    """The places of those in the viewer's scope and filters; a team, store or region by any guide it has at the end."""
    conditions = [(dimension, codes) for dimension, codes in where if dimension in DIMENSIONS]
    if scope.stores is not None:
        conditions.append(("store", tuple(scope.stores)))
    if scope.guides is not None:
        conditions.append(("guide", tuple(scope.guides)))
    if not conditions:
        return tuple(places)
    inside: dict[str | None, list[_Spot]] = {}
    if by != "guide":
        for spot in _spots(found):
            inside.setdefault(spot[by], []).append(spot)
    return tuple(
        place
        for place in places
        if any(
            all(spot[dimension] in codes for dimension, codes in conditions)
            for spot in (*_own(place.entrant, by), *inside.get(place.entrant.id, ()))
        )
    )


def _own(entrant: Entrant, by: str) -> Iterator[_Spot]:
    guide = entrant.id if by == "guide" else None
    yield {"guide": guide, "store": entrant.store_id, "team": entrant.team, "region": entrant.region}


def _spots(found: Board) -> Iterator[_Spot]:
    """Where every guide stands on the last day."""
    known = found.known
    for guide_id in known.stays:
        stay = known.place(guide_id, found.rules.ends_on)
        if stay is not None:
            region = known.region(stay.store_id)
            yield {"guide": guide_id, "store": stay.store_id, "team": stay.team, "region": region}
