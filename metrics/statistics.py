"""Statistics: intervals of rates, quantiles of Student's t, and the difference of two means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from statistics import fmean, variance

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


def student(freedom: float) -> float:
    """The 97.5 % quantile of Student's t with so many (also fractional) degrees of freedom.

    >>> round(student(10), 3), round(student(2.5), 3), round(student(1e9), 2)
    (2.228, 3.575, 1.96)
    """
    if freedom <= 0:
        raise ValueError(f"{freedom} degrees of freedom: there have to be some.")
    low, high = 0.0, 1.0
    while _beyond(high, freedom) > 0.05:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _beyond(middle, freedom) > 0.05 else (low, middle)
    return (low + high) / 2


def _beyond(t: float, freedom: float) -> float:
    """The chance that |T| exceeds t: the regularised incomplete beta function I_x(freedom/2, 1/2)."""
    x, a, b = freedom / (freedom + t * t), freedom / 2, 0.5
    if x >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function (Lentz)."""
    tiny = 1e-300
    c, d = 1.0, 1 / ((1 - (a + b) * x / (a + 1)) or tiny)
    found = d
    for m in range(1, 10_000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / ((1 + numerator * d) or tiny)
            c = (1 + numerator / c) or tiny
            found *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return found


@dataclass(frozen=True, kw_only=True)
class Gap:
    """How far the mean of some values lies above that of others, with its 95 % interval (None: cannot be had)."""

    value: float
    low: float | None
    high: float | None

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def welch(ones: Sequence[float], others: Sequence[float]) -> Gap:
    """The difference of two means with its interval by Welch: unequal spreads, Student's t, Satterthwaite's freedom.

    Where no value differs from its fellows on either side there is no spread to make an interval of.

    >>> gap = welch([1, 2, 3, 4], [0, 1, 1])
    >>> round(gap.value, 3), round(gap.low, 3), round(gap.high, 3)
    (1.833, -0.121, 3.788)
    """
    value = fmean(ones) - fmean(others)
    if len(ones) < 2 or len(others) < 2:
        return Gap(value=value, low=None, high=None)
    first, second = variance(ones) / len(ones), variance(others) / len(others)
    spread = first + second
    if spread <= 0:
        return Gap(value=value, low=None, high=None)
    freedom = spread**2 / (first**2 / (len(ones) - 1) + second**2 / (len(others) - 1))
    half = student(freedom) * sqrt(spread)
    return Gap(value=value, low=value - half, high=value + half)
