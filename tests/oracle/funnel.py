"""The funnel, contact by contact: the second reading of how far each has come on its way to a second order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from data.settings import Windows
from tests.oracle.counting import Facts
from tests.oracle.milestones import Life, orders_that_differ
from tests.oracle.spec import has
from tests.oracle.world import World

BROUGHT: dict[str, Callable[[World], bool]] = {
    "added": has("contacts"),
    "greeted": has("messages|contacts.greeted_at"),
    "replied": has("messages|contacts.greeting_replied_at"),
    "talked": has("messages|contacts.private_chat_at"),
    "bought": has("orders"),
    "again": has("orders"),
}


def funnel(
    world: World,
    *,
    start: date,
    end_inclusive: date,
    where: Mapping[str, tuple[Any, ...]],
    now: datetime,
    windows: Windows | None = None,
) -> dict[str, int | None]:
    """How many contacts added in a period reached each stage; None where no row speaks of it."""
    facts = Facts(world, windows or Windows(), now)
    orders = orders_that_differ(world, facts.windows)

    def reached(life: Life) -> dict[str, bool]:
        return {
            "added": True,
            "greeted": life.greeted_at is not None,
            "replied": life.greeting_replied_at is not None,
            "talked": life.private_chat_at is not None,
            "bought": life.first_order_at is not None,
            "again": sum(life.holds(order.at) for order in orders.get(life.customer_id, ())) >= 2,
        }

    asked = []
    for life in facts.lives:
        codes = facts.life_codes(life, life.added_at)
        if start <= life.added_at.date() <= end_inclusive and all(codes[name] in held for name, held in where.items()):
            asked.append(reached(life))
    return {
        stage: sum(one[stage] for one in asked) if is_brought(world) else None for stage, is_brought in BROUGHT.items()
    }
