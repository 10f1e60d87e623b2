"""Statistics: intervals of rates."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959963984540054


def wilson(numerator: int, denominator: int) -> tuple[float, float] | None:
    """The 95 % Wilson score interval of a share; None where it is not a share of something.

    >>> [round(bound, 4) for bound in wilson(300, 2000)]
    [0.135, 0.1663]
    """
    if denominator <= 0 or not 0 <= numerator <= denominator:
        return None
    share = numerator / denominator
    square = Z95 * Z95
    centre = (share + square / (2 * denominator)) / (1 + square / denominator)
    half = Z95 * sqrt(share * (1 - share) / denominator + square / (4 * denominator**2)) / (1 + square / denominator)
    low = 0.0 if numerator == 0 else max(0.0, centre - half)
    high = 1.0 if numerator == denominator else min(1.0, centre + half)
    return low, high
