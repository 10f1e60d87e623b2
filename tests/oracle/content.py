"""Posts, and the days on which a persona was there to post."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from typing import Any

from tests.oracle.buckets import Period, day_codes, moment_codes
from tests.oracle.counting import Counted, Facts
from tests.oracle.world import Row, rows


def _persona(facts: Facts, post: Row) -> tuple[str | None, Hashable]:
    """The persona's code, and what tells personas apart: the name, or without one the guide's account."""
    named = post.get("persona") or facts.register.persona(post.get("guide_id"))
    if named is not None:
        return named, ("persona", named)
    guide = post.get("guide_id")
    return None, (("account", guide) if guide is not None else None)


def _poster_codes(facts: Facts, guide: str | None, persona: str | None, day: date) -> dict[str, Any]:
    return {
        **facts.register.guide_codes(guide, day),
        "persona": persona,
        **facts.register.store_codes(facts.register.on(guide, day, "store_id")),
    }


def _posts(facts: Facts, adds: str | None, over_posts: bool) -> Iterable[Counted]:
    """Posts, or what a column of them adds up to; in the denominator one per post, or nothing."""
    for post in rows(facts.world, "posts"):
        value = 1 if adds is None else post.get(adds)
        if value is None:
            continue
        at, (persona, _) = post["posted_at"], _persona(facts, post)
        codes = {**moment_codes(at), **_poster_codes(facts, post.get("guide_id"), persona, at.date())}
        yield Counted(at.date(), codes, numerator=value, denominator=int(over_posts))


def _persona_days(facts: Facts) -> Iterable[Counted]:
    """A row per persona, day from its first post to the horizon, hour of that day, and guide who had posted for it.

    A bucket counts a (persona, day) once. A guide stands under the store and team of that day.
    """
    if facts.posts_reach is None:
        return
    began: dict[tuple[Hashable, str | None, str | None], date] = {}
    for post in rows(facts.world, "posts"):
        name, persona = _persona(facts, post)
        if persona is not None:
            who, day = (persona, name, post.get("guide_id")), post["posted_at"].date()
            began[who] = min(day, began.get(who, day))
    for (persona, name, guide), first in began.items():
        for day in Period(first, facts.posts_reach.last_day).days():
            codes = {**day_codes(day), **_poster_codes(facts, guide, name, day)}
            for hour in range(24):
                yield Counted(day, {**codes, "hour": hour}, denominator=1, once=(persona, day))


def posts_per_day(facts: Facts) -> Iterable[Counted]:
    """Posts over persona-days."""
    yield from _posts(facts, None, over_posts=False)
    yield from _persona_days(facts)


def persona_likes_per_day(facts: Facts) -> Iterable[Counted]:
    """Likes on posts over persona-days."""
    yield from _posts(facts, "likes", over_posts=False)
    yield from _persona_days(facts)


def likes_per_post(facts: Facts) -> Iterable[Counted]:
    """Likes over the posts whose likes were brought."""
    yield from _posts(facts, "likes", over_posts=True)
