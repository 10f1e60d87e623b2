"""Shrinkage: rates of many drawn towards what all of them share, so that 1 of 1 does not beat 90 of 100.

Empirical Bayes with a beta-binomial model. Every rate is taken for a draw from one beta distribution, whose mean is the
pooled rate and whose strength is found from how much more the raw rates differ than chance alone would make them
(method of moments; Kleinman 1973, weights n). A shrunk rate is then (k + strength × mean) ÷ (n + strength).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, kw_only=True)
class Shrunk:
    """The shrunk rates in the order of the counts, and what they were drawn to.

    `mean` is the pooled rate, None where nothing was counted at all. `strength` says how many observations the mean is
    worth: 0 leaves every rate as it is, infinity (the rates differ no more than by chance) makes all of them the mean.
    """

    mean: float | None
    strength: float
    rates: tuple[float | None, ...]


def shrunk(counts: Sequence[tuple[int, int]]) -> Shrunk:
    """The rates of pairs (k of n), each shrunk to the mean; None where n is 0, for nothing has no rate.

    Raises
    ------
    ValueError
        When a pair is no share: k below 0 or above n.

    >>> found = shrunk([(1, 1), (90, 100), (60, 100), (50, 100)])
    >>> [round(rate, 3) for rate in found.rates]
    [0.729, 0.89, 0.603, 0.507]
    """
    for hits, tries in counts:
        if not 0 <= hits <= tries:
            raise ValueError(f"{hits} of {tries} is no share: the first is to lie between 0 and the second.")
    tried = [(hits, tries) for hits, tries in counts if tries]
    total = sum(tries for _, tries in tried)
    if not total:
        return Shrunk(mean=None, strength=inf, rates=(None,) * len(counts))
    mean = sum(hits for hits, _ in tried) / total
    strength = _strength(tried, mean, total)
    return Shrunk(
        mean=mean,
        strength=strength,
        rates=tuple(_rate(hits, tries, mean, strength) if tries else None for hits, tries in counts),
    )


def _strength(tried: Sequence[tuple[int, int]], mean: float, total: int) -> float:
    """The a + b of the beta distribution: 1 ÷ ρ − 1, where ρ is the correlation within one entrant's tries."""
    chance = mean * (1 - mean)
    freedom = len(tried) - 1
    room = total - sum(tries * tries for _, tries in tried) / total - freedom
    if (
        chance <= 0 or freedom < 1 or room <= 0
    ):  # all alike, alone, or tried once each: chance cannot be told from skill
        return inf
    spread = sum(tries * (hits / tries - mean) ** 2 for hits, tries in tried)
    correlation = (spread / chance - freedom) / room
    if correlation <= 0:
        return inf
    return max(0.0, 1 / correlation - 1)


def _rate(hits: int, tries: int, mean: float, strength: float) -> float:
    return mean if strength == inf else (hits + strength * mean) / (tries + strength)
