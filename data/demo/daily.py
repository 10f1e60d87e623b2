"""Counts per guide and day: the platform's own (WeCom), and those made by hand.

Story `by_hand`: the guides of the new store have hand tallies and nothing else; the platform does not know them.
All daily counts end yesterday.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo.chunk import Chunks, counts, dates, money, numbers
from data.demo.clock import NEVER, Floats, Rng
from data.demo.ledger import Ledger
from data.demo.people import Cast


def wecom_rows(cast: Cast, chunks: Chunks, rng: Rng, ledger: Ledger) -> tuple[str, pa.Table]:
    """The chunk of WeCom's days, one row per guide and day of her employment."""
    days = cast.calendar.days - 1
    present = np.arange(days)[None, :] >= cast.joined_on[:, None]
    present &= np.arange(days)[None, :] < np.where(cast.left_on < NEVER, cast.left_on, days)[:, None]
    present[cast.by_hand] = False
    present[cast.guides :] = False
    guide, day = np.nonzero(present)
    size = len(guide)
    chats = ledger.by_guide["chats"][guide, day] + rng.poisson(1.2, size)
    sent = ledger.by_guide["sent"][guide, day] + chats
    return chunks.chunk(
        "wecom_days",
        {
            "guide_id": cast.guide_ids.take(pa.array(guide)),
            "on": dates(cast.calendar, day),
            "new_contacts": counts(ledger.by_guide["added"][guide, day]),
            "new_applies": counts(ledger.by_guide["applied"][guide, day] + rng.poisson(0.8, size)),
            "chats": counts(chats),
            "messages": counts(sent),
            "reply_percentage": numbers(_hundredths(np.clip(rng.normal(78, 12, size), 5, 100)), chats > 0),
            "avg_reply_minutes": numbers(np.rint(rng.lognormal(np.log(11), 0.6, size)), chats > 0),
            "losses": counts(ledger.by_guide["lost"][guide, day]),
        },
    )


def _hundredths(values: Floats) -> Floats:
    return np.rint(values * 100) / 100


def tally_rows(cast: Cast, chunks: Chunks, rng: Rng) -> tuple[str, pa.Table]:
    """The chunk of hand tallies, from the store's opening to yesterday."""
    by_hand = np.flatnonzero(cast.by_hand)
    opened = int(cast.joined_on[by_hand[0]]) if len(by_hand) else 0
    span = np.arange(opened, cast.calendar.days - 1)
    guide, day = np.repeat(by_hand, len(span)), np.tile(span, len(by_hand))
    added = rng.poisson(4 + 5 * (day - opened) / max(1, len(span)))
    greeted = rng.binomial(added, 0.92)
    replied = rng.binomial(greeted, 0.36)
    chats = rng.binomial(added, 0.15)
    firsts = rng.binomial(added, 0.045)
    orders = firsts + rng.poisson(0.15, len(added))
    return chunks.chunk(
        "tallies",
        {
            "guide_id": cast.guide_ids.take(pa.array(guide, pa.int64())),
            "on": dates(cast.calendar, day),
            "added": counts(added),
            "greeted": counts(greeted),
            "greeting_replied": counts(replied),
            "private_chats": counts(chats),
            "first_purchasers": counts(firsts),
            "orders": counts(orders),
            "gmv": money((orders * np.round(rng.uniform(120, 260, len(added)) * 100)).astype(np.int64)),
        },
    )
