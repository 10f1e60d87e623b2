"""RFM: how lately, how often and for how much people bought, in fifths, and the eight usual segments.

A score is 1 + the whole fifths of buyers who are strictly worse: so equal buyers have equal scores, and with many of
one value a fifth may be empty. R stands on the day of the last order, F on the number of orders, M on the net amount.
High is 4 or 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.dialects import day_of
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column, money, share
from metrics.analyses.purchases import looked_from
from metrics.compiler import split
from metrics.model import Text, Unit
from metrics.people import ADDED_PEOPLE
from metrics.persons import buyers
from metrics.question import Question

HIGH = 4
SEGMENTS: dict[str, tuple[tuple[bool, bool, bool], Text]] = {  # R, F, M are high
    "key_value": ((True, True, True), ("重要价值客户", "Key, of value")),
    "key_develop": ((True, False, True), ("重要发展客户", "Key, to develop")),
    "key_keep": ((False, True, True), ("重要保持客户", "Key, to keep")),
    "key_win_back": ((False, False, True), ("重要挽留客户", "Key, to win back")),
    "value": ((True, True, False), ("一般价值客户", "Of value")),
    "develop": ((True, False, False), ("一般发展客户", "To develop")),
    "keep": ((False, True, False), ("一般保持客户", "To keep")),
    "win_back": ((False, False, False), ("一般挽留客户", "To win back")),
}


@dataclass(frozen=True, kw_only=True)
class Segment:
    """One of the eight segments."""

    segment: str
    title: str
    people: int
    share: float | None
    orders: int
    gmv: Decimal
    gmv_share: float | None


@dataclass(frozen=True, kw_only=True)
class Scores:
    """The buyers with one combination of scores, 1–5 each."""

    r: int
    f: int
    m: int
    people: int
    orders: int
    gmv: Decimal


def scores(generation: Generation, question: Question) -> list[Scores]:
    """Every combination of scores that somebody has, at the end of the question's period."""
    moment = looked_from(question, generation, "orders")
    if moment is None:
        return []
    bought = buyers(generation, moment)
    rows = sa.select(*bought.c, day_of(bought.c.last_at).label("last_on")).subquery()
    # amounts before the day: DuckDB joins what it keeps of them three times as fast
    kept = split(question, rows, [rows.c.orders, rows.c.net, rows.c.last_on]).cte("bought")
    f, m, r = (_scored(kept, column) for column in kept.c)
    marks = [one.c.score.label(name) for name, one in (("r", r), ("f", f), ("m", m))]
    query = (
        sa.select(
            *marks,
            sa.func.count().label("people"),
            sa.func.sum(kept.c.orders).label("orders"),
            sa.func.sum(kept.c.net).label("net"),
        )
        .select_from(
            kept.join(r, kept.c.last_on == r.c.worth)
            .join(f, kept.c.orders == f.c.worth)
            .join(m, kept.c.net == m.c.worth)
        )
        .group_by(*marks)
        .order_by(*marks)
    )
    return [
        Scores(r=row.r, f=row.f, m=row.m, people=int(row.people), orders=int(row.orders), gmv=money(row.net))
        for row in generation.rows(query)
    ]


def _scored(kept: sa.CTE, worth: sa.ColumnElement[Any]) -> sa.Subquery:
    """The score of each worth that somebody has: buyers are many, and what they are worth repeats."""
    counts = (
        sa.select(worth.label("worth"), sa.func.count().label("people")).select_from(kept).group_by(worth).subquery()
    )
    worse = sa.func.sum(counts.c.people).over(order_by=counts.c.worth, rows=(None, 0)) - counts.c.people
    everyone = sa.func.sum(counts.c.people).over()
    score = 1 + sa.cast(sa.func.floor(5.0 * worse / everyone), sa.Integer)
    return sa.select(counts.c.worth, score.label("score")).subquery()


def segments(generation: Generation, question: Question) -> list[Segment]:
    """The eight segments, those without anybody included."""
    return eight(scores(generation, question))


def eight(found: Sequence[Scores]) -> list[Segment]:
    """The eight segments that combinations of scores make up."""
    people, net = sum(one.people for one in found), sum(one.gmv for one in found)
    segments = []
    for key, (highs, title) in SEGMENTS.items():
        here = [one for one in found if (one.r >= HIGH, one.f >= HIGH, one.m >= HIGH) == highs]
        gmv = money(sum(one.gmv for one in here))
        segments.append(
            Segment(
                segment=key,
                title=title[0],
                people=sum(one.people for one in here),
                share=share(sum(one.people for one in here), people),
                orders=sum(one.orders for one in here),
                gmv=gmv,
                gmv_share=share(gmv, net),
            )
        )
    return segments


def _segments(generation: Generation, question: Question, settings: Settings) -> list[Segment]:
    return segments(generation, question)


def _scores(generation: Generation, question: Question, settings: Settings) -> list[Scores]:
    return scores(generation, question)


_PEOPLE = column("people", "人数", "People", Unit.COUNT)
_ORDERS = column("orders", "订单数", "Orders", Unit.COUNT)
_GMV = column("gmv", "累计成交额", "GMV so far", Unit.MONEY)

RFM = Analysis(
    key="rfm",
    title=("RFM 分群", "RFM segments"),
    meaning=(
        "最近购买、购买次数、购买金额各分五档（并列同档），4、5 档为高",
        "How lately, often and for how much, in fifths (equals alike); 4 and 5 are high.",
    ),
    columns=(
        column("segment", "分群代码", "Segment"),
        column("title", "分群", "Name"),
        _PEOPLE,
        column("share", "人数占比", "Share", Unit.PERCENT),
        _ORDERS,
        _GMV,
        column("gmv_share", "成交额占比", "Share of GMV", Unit.PERCENT),
    ),
    rows=_segments,
    metric=ADDED_PEOPLE,
)
RFM_SCORES = Analysis(
    key="rfm-scores",
    title=("RFM 打分", "RFM scores"),
    meaning=("每种 R、F、M 组合的人数与金额", "People and amounts by each combination of scores."),
    columns=(
        column("r", "最近 R", "R", Unit.COUNT),
        column("f", "次数 F", "F", Unit.COUNT),
        column("m", "金额 M", "M", Unit.COUNT),
        _PEOPLE,
        _ORDERS,
        _GMV,
    ),
    rows=_scores,
    metric=ADDED_PEOPLE,
)
