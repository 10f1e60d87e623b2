"""Money: parts that always sum to the whole."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

CENT = Decimal("0.01")


def shares(whole: Decimal, weights: Mapping[str, Decimal], *, unit: Decimal = CENT) -> dict[str, Decimal]:
    """The whole in proportion to the weights, in units, by largest remainder; remainders' ties go by name.

    Nobody with a weight of 0 or less gets a part. Gives nothing where there is nobody.

    >>> shares(Decimal(100), {"b": Decimal(1), "a": Decimal(1), "c": Decimal(1)})
    {'a': Decimal('33.34'), 'b': Decimal('33.33'), 'c': Decimal('33.33')}
    """
    heavy = {name: Fraction(weights[name]) for name in sorted(weights) if weights[name] > 0}
    total = sum(heavy.values(), Fraction(0))
    units = int((whole / unit).to_integral_value(ROUND_FLOOR))
    exact = {name: weight * units / total for name, weight in heavy.items()}
    given = {name: int(part) for name, part in exact.items()}
    left = units - sum(given.values()) if heavy else 0
    for name in sorted(exact, key=lambda name: (-(exact[name] - given[name]), name))[:left]:
        given[name] += 1
    return {name: number * unit for name, number in given.items()}


def by_place(pots: tuple[Decimal, ...], ranks: Mapping[str, int]) -> dict[str, Decimal]:
    """What each entrant wins of pots by place: those who tie share the pots of the places that they occupy.

    `ranks` holds the winners only (who has points), in standard competition ranking among them.

    >>> by_place((Decimal(300), Decimal(200), Decimal(100)), {"a": 1, "b": 2, "c": 2})
    {'a': Decimal('300.00'), 'b': Decimal('150.00'), 'c': Decimal('150.00')}
    """
    tied: dict[int, list[str]] = {}
    for entrant, rank in ranks.items():
        tied.setdefault(rank, []).append(entrant)
    won: dict[str, Decimal] = {}
    for rank, together in sorted(tied.items()):
        pot = sum(pots[rank - 1 : rank - 1 + len(together)], Decimal(0))
        if pot:
            won |= shares(pot, dict.fromkeys(together, Decimal(1)))
    return won
