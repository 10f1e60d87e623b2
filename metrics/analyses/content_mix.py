"""Content: how many posts of which kind each persona makes, how they are met, and which ingredients they hold."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from typing import Any

import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column, share
from metrics.campaign_sop import INGREDIENTS
from metrics.compiler import split
from metrics.content import POSTS_PER_DAY
from metrics.model import Unit
from metrics.periods import Period
from metrics.question import Question
from metrics.sources import CONTENT, dated
from metrics.statistics import Z95

# The words in a kind's name by which an ingredient is known, the first that fits.
WORDS = (
    ("privilege", ("特权", "专属", "会员", "privilege", "member")),
    ("benefit", ("福利", "优惠", "券", "折", "红包", "benefit", "coupon")),
    ("activity", ("活动", "直播", "抽奖", "预告", "activity", "event", "live")),
    ("fun", ("趣味", "娱乐", "游戏", "段子", "搞笑", "fun", "game")),
    ("care", ("关怀", "问候", "生活", "日常", "生日", "节日", "care", "life")),
    ("content", ("种草", "知识", "干货", "教程", "晒单", "案例", "好评", "测评", "产品", "content", "lesson")),
    ("plan", ("计划", "打卡", "plan")),
    ("sop", ("流程", "sop")),
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """The posts of one kind by one persona (None: without one); means have a normal 95 % interval, None below two."""

    persona: str | None
    kind: str | None
    ingredient: str | None
    posts: int
    share: float | None  # of the persona's posts
    likes: float | None
    likes_low: float | None
    likes_high: float | None
    comments: float | None
    comments_low: float | None
    comments_high: float | None
    views: float | None


@dataclass(frozen=True, kw_only=True)
class Ingredient:
    """One of the eight ingredients, and how much of the content is of it; None: kinds of which nobody knows."""

    ingredient: str | None
    title: str
    kinds: tuple[str, ...]
    posts: int
    share: float | None


def ingredient_of(kind: str | None) -> str | None:
    """The ingredient that a kind of post belongs to by its name; None where its name tells nothing.

    >>> ingredient_of("会员福利"), ingredient_of("种草"), ingredient_of(None)
    ('privilege', 'content', None)
    """
    name = (kind or "").casefold()
    return next((key for key, words in WORDS if any(word in name for word in words)), None)


BY: tuple[str, ...] = ("persona", "kind")


def kinds(generation: Generation, question: Question, by: tuple[str, ...] = BY) -> list[Kind]:
    """Every kind of every persona that posted in the period, by persona, most posts first.

    By kind or persona alone, the other is None, and a share is that of all posts or of the persona's.
    """
    rows = dated(CONTENT, "posted_at", Period(question.start, question.end))

    def moments(name: str) -> list[Any]:
        value = sa.cast(rows.c[name], sa.Double)
        return [
            sa.func.count(value).label(f"{name}_n"),
            sa.func.sum(value).label(f"{name}_sum"),
            sa.func.sum(value * value).label(f"{name}_squares"),
        ]

    named = [rows.c[name] if name in by else sa.null().label(name) for name in BY]
    columns: list[Any] = [*named, sa.func.count().label("posts")]
    columns += [one for name in ("likes", "comments", "views") for one in moments(name)]
    found = generation.rows(split(question, rows, columns).group_by(*(rows.c[name] for name in by)))
    posts: dict[str | None, int] = defaultdict(int)
    for row in found:
        posts[row.persona] += int(row.posts)
    table = []
    for row in found:
        likes, comments, views = (_mean(row, name) for name in ("likes", "comments", "views"))
        table.append(
            Kind(
                persona=row.persona,
                kind=row.kind,
                ingredient=ingredient_of(row.kind),
                posts=int(row.posts),
                share=share(row.posts, posts[row.persona]),
                likes=likes[0],
                likes_low=likes[1],
                likes_high=likes[2],
                comments=comments[0],
                comments_low=comments[1],
                comments_high=comments[2],
                views=views[0],
            )
        )
    return sorted(table, key=lambda one: (one.persona is None, one.persona or "", -one.posts, one.kind or ""))


def _mean(row: Any, name: str) -> tuple[float | None, float | None, float | None]:
    """The mean over the posts that have the figure, with its normal 95 % interval, cut at 0."""
    n, total, squares = (row._mapping[f"{name}_{part}"] for part in ("n", "sum", "squares"))
    if not n:
        return None, None, None
    mean = float(total) / n
    if n < 2:
        return mean, None, None
    half = Z95 * sqrt(max(float(squares) - n * mean * mean, 0.0) / (n - 1) / n)
    return mean, max(mean - half, 0.0), mean + half


def mix(generation: Generation, question: Question) -> list[Ingredient]:
    """The eight ingredients in their order, and what belongs to none."""
    counts: dict[str | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in kinds(generation, question):
        counts[one.ingredient][one.kind or ""] += one.posts
    total = sum(sum(named.values()) for named in counts.values())
    titles: dict[str | None, str] = {**{key: title[0] for key, title in INGREDIENTS.items()}, None: "未归类"}
    return [
        Ingredient(
            ingredient=key,
            title=title,
            kinds=tuple(sorted(kind for kind in counts[key] if kind)),
            posts=sum(counts[key].values()),
            share=share(sum(counts[key].values()), total),
        )
        for key, title in titles.items()
    ]


def _kinds(generation: Generation, question: Question, settings: Settings) -> list[Kind]:
    return kinds(generation, question)


def _mix(generation: Generation, question: Question, settings: Settings) -> list[Ingredient]:
    return mix(generation, question)


POSTS_COLUMN = column("posts", "内容条数", "Posts", Unit.COUNT)

CONTENT_KINDS = Analysis(
    key="content",
    title=("内容", "Content"),
    meaning=(
        "每个人设、每类内容的条数与互动，均值带 95 % 区间（正态近似）",
        "Posts of each persona and kind, and how they are met; means with a normal 95 % interval.",
    ),
    columns=(
        column("persona", "人设", "Persona"),
        column("kind", "内容类型", "Kind"),
        column("ingredient", "八味料", "Ingredient"),
        POSTS_COLUMN,
        column("share", "占比", "Share", Unit.PERCENT),
        column("likes", "条均点赞", "Likes per post", Unit.PER),
        column("likes_low", "点赞下限", "Likes, low", Unit.PER),
        column("likes_high", "点赞上限", "Likes, high", Unit.PER),
        column("comments", "条均评论", "Comments per post", Unit.PER),
        column("comments_low", "评论下限", "Comments, low", Unit.PER),
        column("comments_high", "评论上限", "Comments, high", Unit.PER),
        column("views", "条均曝光", "Views per post", Unit.PER),
    ),
    rows=_kinds,
    metric=POSTS_PER_DAY,
    days=30,
)
CONTENT_MIX = Analysis(
    key="content-mix",
    title=("内容配比", "Content mix"),
    meaning=(
        "按八味料归类的内容占比，按类型名称归类",
        "Content by the eight ingredients, told from the names of kinds.",
    ),
    columns=(
        column("ingredient", "八味料代码", "Ingredient"),
        column("title", "八味料", "Name"),
        column("kinds", "内容类型", "Kinds"),
        POSTS_COLUMN,
        column("share", "占比", "Share", Unit.PERCENT),
    ),
    rows=_mix,
    metric=POSTS_PER_DAY,
    days=30,
)
