"""The funnel: of the contacts added in a period, how many have come how far by the horizon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES
from metrics.compiler import asked_rows, split
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


def funnel(generation: Generation, question: Question) -> list[Stage]:
    """The stages of the contacts added in the question's period, within its filters and scope."""
    rows = asked_rows(question, ADDS.subject, ADDS.anchor)
    orders = MILESTONES["orders"]
    again = (
        sa.select(sa.literal(1))
        .where(
            orders.c.customer_id == rows.c.customer_id,
            orders.c["at"] >= rows.c.first_order_at,
            sa.or_(rows.c.ends_at.is_(None), orders.c["at"] < rows.c.ends_at),
        )
        .having(sa.func.sum(orders.c.orders) >= 2)
        .correlate(rows)
        .exists()
    )
    reached: dict[str, sa.ColumnElement[Any]] = {
        "added": sa.func.count(),
        "greeted": sa.func.count(rows.c.greeted_at),
        "replied": sa.func.count(rows.c.greeting_replied_at),
        "talked": sa.func.count(rows.c.private_chat_at),
        "bought": sa.func.count(rows.c.first_order_at),
        "again": sa.func.sum(sa.case((sa.and_(rows.c.first_order_at.is_not(None), again), 1), else_=0)),
    }
    query = split(replace(question, by=()), rows, [count.label(key) for key, count in reached.items()])
    (found,) = generation.rows(query)
    return [
        Stage(
            key=key,
            zh=zh,
            en=en,
            people=int(found._mapping[key] or 0) if EVENTS[event].kinds(generation) else None,
        )
        for key, zh, en, event in _STEPS
    ]
