"""Ranks: standard competition ranking."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal


def ranked(keys: Mapping[str, tuple[Decimal, ...]]) -> dict[str, int]:
    """1 + how many are strictly better, the greater the better; equals share the rank.

    >>> ranked({"a": (Decimal(5),), "b": (Decimal(9),), "c": (Decimal(9),)})
    {'b': 1, 'c': 1, 'a': 3}
    """
    found: dict[str, int] = {}
    before: tuple[Decimal, ...] | None = None
    rank = 0
    best_first = sorted(keys.items(), key=lambda item: (tuple(-part for part in item[1]), item[0]))
    for place, (one, key) in enumerate(best_first, start=1):
        rank = rank if key == before else place
        found[one], before = rank, key
    return found
