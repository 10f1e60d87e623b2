"""What the personas post in Moments, and how it is liked.

The two most diligent personas post about six times a day (story `reference_levels`), most one to four times; guides
without a persona post now and then under their own name.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.demo import clock, names
from data.demo.chunk import Chunks, counts, ids, moments, pick
from data.demo.clock import Floats, Ints, Rng, at_hour
from data.demo.people import Cast

BEST_POSTS = 6.0
LIKES: Floats = np.array([34.0, 21.0, 26.0, 14.0, 18.0])  # by kind of content


def post_rows(cast: Cast, chunks: Chunks, rng: Rng) -> tuple[str, pa.Table]:
    """The chunk of posts, in the order of time."""
    days = cast.calendar.days
    active = np.zeros(len(cast.persona), dtype=np.bool_)
    active[cast.active] = True
    voiced = np.unique(cast.persona[active & (cast.persona >= 0)])
    pace = np.concatenate([[BEST_POSTS, BEST_POSTS * 0.95], np.clip(rng.gamma(4, 0.6, len(names.PERSONAS)), 0.6, 4.5)])
    voices: list[tuple[int, int, float]] = [  # persona, the guide whose account it is where there is none, pace
        *((int(persona), -1, float(pace[order])) for order, persona in enumerate(voiced)),
        *((-1, int(guide), 0.4) for guide in np.flatnonzero(active & (cast.persona < 0))[:30]),
    ]
    rows: list[tuple[Ints, Ints, Ints]] = []
    for persona, guide, a_day in voices:
        day = np.repeat(np.arange(days), rng.poisson(a_day, days))
        accounts = np.flatnonzero(active & (cast.persona == persona)) if persona >= 0 else np.array([guide])
        who = accounts[rng.integers(0, len(accounts), len(day))]
        rows.append((at_hour(rng, day, clock.POSTING), who.astype(np.int64), np.full(len(day), persona)))
    moment, who, persona_of = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    keep = np.flatnonzero(moment <= cast.calendar.now)
    order = keep[np.argsort(moment[keep], kind="stable")]
    moment, who, persona_of = moment[order], who[order], persona_of[order]
    size = len(moment)
    kind = clock.weighted(rng, np.array([0.28, 0.24, 0.22, 0.16, 0.10]), size)
    warmth = 1 + 0.4 * moment / (days * clock.DAY)
    likes = rng.poisson(LIKES[kind] * rng.gamma(5, 0.2, size) * warmth * np.where(persona_of >= 0, 1, 0.4))
    return chunks.chunk(
        "posts",
        {
            "post_id": ids("P", np.arange(1, size + 1), 6),
            "guide_id": cast.guide_ids.take(pa.array(who)),
            "persona": pick(names.PERSONAS, persona_of),
            "posted_at": moments(cast.calendar, moment),
            "kind": pick(names.CONTENT, kind),
            "likes": counts(likes, rng.random(size) < 0.96),
            "comments": counts(rng.poisson(likes * 0.14), rng.random(size) < 0.96),
            "views": counts(likes * rng.integers(12, 30, size) + rng.integers(20, 90, size), rng.random(size) < 0.8),
        },
    )
