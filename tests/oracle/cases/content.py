"""Worked cases: posts, and the days on which a persona was there."""

from typing import Any

from tests.oracle.cases.case import STAFF, WorkedCase, at, on, rate


def post(
    number: int, guide: str | None, posted_at: str, likes: int | None, persona: str | None = None
) -> dict[str, Any]:
    """A row of posts."""
    return {"post_id": f"P{number}", "guide_id": guide, "posted_at": at(posted_at), "likes": likes}


WORLD = {
    **STAFF,
    "posts": [
        post(1, "G1", "02 10:00", 10),
        post(2, "G2", "04 10:00", 5),
        post(3, "G2", "04 11:00", None),
        post(4, "G9", "05 10:00", 3),
    ],
}
ROWS = """G1 and G2 share the persona 小鱼, G9 is not registered and plays herself. Posts: G1 on the 2nd (10
        likes), G2 twice on the 4th (5 likes, unknown), G9 on the 5th (3 likes), the last day there is.
        Persona-days: 小鱼 2nd–5th = 4, G9 the 5th = 1."""

CONTENT_CASES = [
    WorkedCase(
        name="a shared persona has one day a day",
        docstring=f"""{ROWS} 4 posts / 5 persona-days.""",
        world=WORLD,
        metric="posts_per_day",
        start=on(1),
        end=on(5),
        expected={(): {**rate(0.8, 4, 5), "low": None, "high": None}},
    ),
    WorkedCase(
        name="by guide a persona's day begins with that guide's first post",
        docstring=f"""{ROWS} G1: 1 post / 4 days. G2: 2 posts / 2 days (4th, 5th). G9: 1 / 1.""",
        world=WORLD,
        metric="posts_per_day",
        start=on(1),
        end=on(5),
        by=("guide",),
        expected={("G1",): rate(0.25, 1, 4), ("G2",): rate(1.0, 2, 2), ("G9",): rate(1.0, 1, 1)},
    ),
    WorkedCase(
        name="likes over persona-days",
        docstring=f"""{ROWS} 小鱼: 15 likes / 4 days. G9 has no persona's name: 3 / 1.""",
        world=WORLD,
        metric="persona_likes_per_day",
        start=on(1),
        end=on(5),
        by=("persona",),
        expected={("小鱼",): rate(3.75, 15, 4), (None,): rate(3.0, 3, 1)},
    ),
    WorkedCase(
        name="likes over the posts whose likes are known",
        docstring=f"""{ROWS} 18 likes / 3 posts.""",
        world=WORLD,
        metric="likes_per_post",
        start=on(1),
        end=on(5),
        expected={(): {**rate(6.0, 18, 3), "low": None, "high": None}},
    ),
]
