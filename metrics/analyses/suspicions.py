"""What looks wrong among referrals: who named herself, rings, and bursts; to be checked before anybody is paid."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from data.settings import FissionRules
from metrics.analyses.referral_tree import Places, Tree

HOUR = timedelta(hours=1)
SELF, RING, BURST = "self", "ring", "burst"


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """What looks wrong: who, how many customers, from when until when."""

    kind: str
    referrer_id: str
    members: tuple[str, ...]
    people: int
    from_at: datetime
    until_at: datetime


def suspicions(tree: Tree, rules: FissionRules) -> list[Suspicion]:
    """Who named herself, rings, and bursts: more than so many customers of one referrer within an hour."""
    return [*_selves(tree), *_rings(tree), *_bursts(tree, rules.burst)]


def _told(tree: Tree, kind: str, members: tuple[str, ...], found: Places, referrer_id: str) -> Suspicion:
    moments = tree.at[found].tolist()
    return Suspicion(
        kind=kind,
        referrer_id=referrer_id,
        members=members,
        people=len(members),
        from_at=min(moments),
        until_at=max(moments),
    )


def _selves(tree: Tree) -> list[Suspicion]:
    """In their order by time."""
    found = np.flatnonzero(tree.referrer == tree.customer)
    codes = tree.codes[tree.customer[found]].tolist()
    return [_told(tree, SELF, (code,), found[n : n + 1], code) for n, code in enumerate(codes)]


def _rings(tree: Tree) -> list[Suspicion]:
    """In their order by time, each from its least member on."""
    rows = tree.first[np.isin(tree.customer[tree.first], tree.in_rings)]
    named_by = dict(zip(tree.customer[rows].tolist(), rows.tolist(), strict=True))
    told = []
    while named_by:
        here = next(iter(named_by))
        ring = []
        while here in named_by:
            ring.append(named_by.pop(here))
            here = int(tree.referrer[ring[-1]])
        codes = tree.codes[tree.customer[ring]].tolist()
        least = codes.index(min(codes))
        told.append(_told(tree, RING, (*codes[least:], *codes[:least]), np.array(ring), codes[least]))
    return told


def _bursts(tree: Tree, most: int) -> list[Suspicion]:
    """By referrer."""
    is_many = np.bincount(tree.referrer, minlength=len(tree.codes)) > most
    made: dict[str, list[int]] = defaultdict(list)
    candidates = np.flatnonzero(is_many[tree.referrer] & (tree.referrer != tree.customer))
    for code, row in zip(tree.codes[tree.referrer[candidates]].tolist(), candidates.tolist(), strict=True):
        made[code].append(row)
    return [
        _told(tree, BURST, tuple(dict.fromkeys(tree.codes[tree.customer[rows]].tolist())), rows, referrer_id)
        for referrer_id, all_of_hers in sorted(made.items())
        for rows in _crowded(tree, np.array(all_of_hers), most)
    ]


def _crowded(tree: Tree, made: Places, most: int) -> list[Places]:
    """The stretches in which every hour-long look back sees more than so many, grown together where they touch."""
    moments, customers = tree.at[made].tolist(), tree.customer[made].tolist()
    spans: list[tuple[int, int]] = []
    start = 0
    for end, moment in enumerate(moments):
        while moments[start] <= moment - HOUR:
            start += 1
        if len(set(customers[start : end + 1])) > most:
            if spans and start <= spans[-1][1]:
                spans[-1] = spans[-1][0], end
            else:
                spans.append((start, end))
    return [made[first : last + 1] for first, last in spans]
