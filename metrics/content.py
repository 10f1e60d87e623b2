"""Content: what personas post in Moments, and how it is liked."""

from decimal import Decimal

import sqlalchemy as sa

from metrics.dimensions import OF_CONTENT
from metrics.model import Better, Columns, Count, Metric, PersonaDays, Quotient, Reference, Rows, Sum, Unit
from metrics.sources import CONTENT

THEME = ("内容", "Content")

POSTS = Rows(subject=CONTENT, anchor="posted_at", title=("发布时间", "time of the post"), one=("内容", "posts"))
PERSONA_DAYS = PersonaDays(rows=POSTS)
PERSONA_DAYS_IN_WORDS = ("人设天数（从首条内容起的每一天）", "persona-days (each day from the first post on)")


def _has_likes(columns: Columns) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(columns["likes"], -1) >= 0


POSTS_PER_DAY = Metric(
    key="posts_per_day",
    theme=THEME,
    title=("日均发布", "Posts per day"),
    meaning=("每个人设平均每天发布的内容条数", "Posts a day per persona."),
    value=Quotient(
        numerator=Count(rows=POSTS), denominator=PERSONA_DAYS, terms=(("内容条数", "posts"), PERSONA_DAYS_IN_WORDS)
    ),
    unit=Unit.PER,
    better=Better.UP,
    needs=("posted",),
    dimensions=OF_CONTENT,
    reference=Reference(
        value=Decimal(6),
        text=("每天 6 条", "6 a day"),
        source="Y",
        industry=("零售", "retail"),
    ),
)
PERSONA_LIKES_PER_DAY = Metric(
    key="persona_likes_per_day",
    theme=THEME,
    title=("人设日均点赞", "Persona likes per day"),
    meaning=("每个人设平均每天收到的点赞数，按发布日计", "Likes a day per persona, by the day of the post."),
    value=Quotient(
        numerator=Sum(rows=POSTS, column="likes"),
        denominator=PERSONA_DAYS,
        terms=(("点赞数", "likes"), PERSONA_DAYS_IN_WORDS),
    ),
    unit=Unit.PER,
    better=Better.UP,
    needs=("posted", "liked"),
    dimensions=OF_CONTENT,
)
LIKES_PER_POST = Metric(
    key="likes_per_post",
    theme=THEME,
    title=("条均点赞", "Likes per post"),
    meaning=("有点赞数据的内容，平均每条的点赞数", "Likes per post, over the posts whose likes were brought."),
    value=Quotient(
        numerator=Sum(rows=POSTS, column="likes"),
        denominator=Count(rows=POSTS, where=_has_likes),
        terms=(("点赞数", "likes"), ("有点赞数据的内容条数", "posts whose likes were brought")),
    ),
    unit=Unit.PER,
    better=Better.UP,
    needs=("posted", "liked"),
    dimensions=OF_CONTENT,
)
