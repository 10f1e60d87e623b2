"""The funnel: of the contacts added in a period, how many have come how far by the horizon."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES
from metrics.compiler import Form, asked_rows, days_of, split
from metrics.contacts import ADDS
from metrics.events import EVENTS
from metrics.question import Question


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of the way; `people` counts contacts, None where no row speaks of the step."""

    key: str
    zh: str
    en: str
    people: int | None


# Each step with the event it needs; a contact counts for a step whether or not it passed the ones before.
_STEPS = (
    ("added", "加粉", "Added", "added"),
    ("greeted", "打招呼", "Greeted", "greeted"),
    ("replied", "回复", "Replied", "replied"),
    ("talked", "私聊", "Talked with", "talked"),
    ("bought", "首单", "First order", "bought"),
    ("again", "复购", "Second order", "bought"),
)


_READ = (
    "customer_id",
    "guide_id",
    "added_at",
    "ends_at",
    "greeted_at",
    "greeting_replied_at",
    "private_chat_at",
    "first_order_at",
)


def funnel(generation: Generation, question: Question) -> list[Stage]:
    """The stages of the contacts added in the question's period, within its filters and scope."""
    names, (row,) = generation.lines(_reached(Form((), question.where, question.scope)), days_of(question))
    found = dict(zip(names, row, strict=True))
    return [
        Stage(
            key=key,
            zh=zh,
            en=en,
            people=int(found[key] or 0) if EVENTS[event].kinds(generation) else None,
        )
        for key, zh, en, event in _STEPS
    ]


@lru_cache(maxsize=256)
def _reached(form: Form) -> sa.Select[Any]:
    """How many contacts reached each stage."""
    rows = _with_again(asked_rows(form, ADDS.subject, ADDS.anchor, _READ))
    reached: dict[str, sa.ColumnElement[Any]] = {
        "added": sa.func.count(),
        "greeted": sa.func.count(rows.c.greeted_at),
        "replied": sa.func.count(rows.c.greeting_replied_at),
        "talked": sa.func.count(rows.c.private_chat_at),
        "bought": sa.func.count(rows.c.first_order_at),
        "again": sa.func.count(rows.c.again),
    }
    return split(form, rows, [count.label(key) for key, count in reached.items()], is_cut=True)


def _with_again(rows: sa.Subquery) -> sa.Subquery:
    """The contacts, with `again` not empty where one bought a second time while it stood."""
    orders = MILESTONES["orders"]
    bought = rows.alias()
    is_own = sa.and_(
        orders.c.customer_id == bought.c.customer_id,
        orders.c["at"] >= bought.c.first_order_at,
        sa.or_(bought.c.ends_at.is_(None), orders.c["at"] < bought.c.ends_at),
    )
    which = [bought.c[name] for name in ("customer_id", "guide_id", "added_at")]
    again = (
        sa.select(*which, sa.literal(1).label("again"))
        .select_from(bought.join(orders, is_own))
        .group_by(*which)
        .having(sa.func.sum(orders.c.orders) >= 2)
        .subquery()
    )
    is_same = sa.and_(*(rows.c[one.name] == again.c[one.name] for one in which))
    return sa.select(*rows.c, again.c.again).select_from(rows.outerjoin(again, is_same)).subquery()
