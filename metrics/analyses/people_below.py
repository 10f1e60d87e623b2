"""People below the magic number: who stands one or two orders short of it, to be pushed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.analyses.analysis import Analysis, column
from metrics.analyses.magic_number import magic_number
from metrics.analyses.purchases import looked_from
from metrics.compiler import split
from metrics.model import Unit
from metrics.names import register
from metrics.people import ADDED_PEOPLE
from metrics.persons import buyers
from metrics.question import Question
from metrics.repurchase import REPURCHASE_RATE

STEPS_BELOW = 2
PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Below:
    """A person so many orders short of the magic number; the guide is that of her earliest add, else who sold first."""

    customer_id: str
    name: str | None
    guide_id: str | None
    guide: str | None
    last_order_at: datetime
    step: int  # orders so far
    below: int


def people_below(
    generation: Generation, question: Question, n: int, *, limit: int = PAGE, offset: int = 0
) -> list[Below]:
    """A page of those one or two orders below n, the nearest first, then the latest order first."""
    rows = _standing(generation, question, n)
    if rows is None:
        return []
    guides = register(generation, "guide")
    page = _ordered(split(question, rows, [rows.c[name] for name in ("customer_id", "guide_id", "orders", "last_at")]))
    return [
        Below(
            customer_id=row.customer_id,
            name=row.name,
            guide_id=row.guide_id,
            guide=guides.get(row.guide_id),
            last_order_at=row.last_at,
            step=int(row.orders),
            below=n - int(row.orders),
        )
        for row in generation.rows(_named(page.limit(limit).offset(offset).subquery()))
    ]


def how_many_below(generation: Generation, question: Question, n: int) -> int:
    """How many people `people_below` lists on all its pages."""
    rows = _standing(generation, question, n)
    if rows is None:
        return 0
    return int(generation.rows(split(question, rows, [sa.func.count().label("people")]))[0].people)


def _standing(generation: Generation, question: Question, n: int) -> sa.Subquery | None:
    moment = looked_from(question, generation, "orders")
    if moment is None:
        return None
    bought = buyers(generation, moment)
    return sa.select(bought).where(bought.c.orders >= max(n - STEPS_BELOW, 1), bought.c.orders < n).subquery()


def _ordered(query: sa.Select[Any]) -> sa.Select[Any]:
    """The nearest first, then the latest order first."""
    rows = query.selected_columns
    return query.order_by(rows.orders.desc(), rows.last_at.desc(), rows.customer_id)


def _named(page: sa.Subquery) -> sa.Select[Any]:
    """The rows of a page with what the customer is called: the register knows her once."""
    customers = PUBLISHED["customers"]
    is_her = customers.c.customer_id == page.c.customer_id
    return _ordered(sa.select(page, customers.c.nickname.label("name")).select_from(page.outerjoin(customers, is_her)))


def _rows(generation: Generation, question: Question, settings: Settings) -> list[Below]:
    """The nearest hundred; the number itself is that of the whole business, whoever looks."""
    whole = Question(metrics=(REPURCHASE_RATE,), start=question.start, end=question.end)
    n = magic_number(generation, whole).n
    return [] if n is None else people_below(generation, question, n)


PEOPLE_BELOW = Analysis(
    key="people-below",
    title=("魔法数字前的人", "People below the magic number"),
    meaning=(
        "离魔法数字还差一两单的人，差得少、买得近的在前",
        "Who is one or two orders short of it, the nearest and latest first.",
    ),
    columns=(
        column("customer_id", "客户编号", "Customer"),
        column("name", "昵称", "Name"),
        column("guide_id", "导购编号", "Guide's id"),
        column("guide", "导购", "Guide"),
        column("last_order_at", "最近下单", "Last order"),
        column("step", "已下几单", "Orders so far", Unit.COUNT),
        column("below", "还差几单", "Orders short", Unit.COUNT),
    ),
    rows=_rows,
    metric=ADDED_PEOPLE,
)
