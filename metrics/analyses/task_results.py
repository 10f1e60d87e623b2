"""What came of ticked tasks: whether the person bought, or answered, within seven days of being contacted.

Answers are known where a contact's first reply to the greeting or first private chat falls into those days: no
generation keeps the messages themselves. What is seen need not be because of the contact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from data.state.models import ContactTask
from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES
from metrics.analyses.analysis import money, share
from metrics.statistics import wilson

WAIT = timedelta(days=7)
AT_ONCE = 500  # customers asked for in one query


@dataclass(frozen=True, kw_only=True)
class Result:
    """A ticked task and what followed; `is_over` once its seven days lie within the orders' horizon."""

    task: ContactTask
    bought_at: datetime | None
    net: Decimal  # of all orders of the seven days
    replied_at: datetime | None
    is_over: bool


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Of the tasks of one reason whose seven days are over, those followed by an order or an answer."""

    reason: str
    done: int
    over: int
    bought: int
    bought_share: float | None
    low: float | None
    high: float | None
    replied: int
    net: Decimal


def results(generation: Generation, tasks: Iterable[ContactTask]) -> list[Result]:
    """What followed each task, in the order given."""
    listed = list(tasks)
    reach = generation.horizons.get("orders")
    customers = sorted({task.customer_id for task in listed})
    orders: dict[str, list[tuple[datetime, Decimal]]] = {}
    answers: dict[str, list[datetime]] = {}
    for first in range(0, len(customers), AT_ONCE):
        some = customers[first : first + AT_ONCE]
        bought, contacts = MILESTONES["orders"], MILESTONES["contacts"]
        query = sa.select(bought.c.customer_id, bought.c["at"], bought.c.net).where(bought.c.customer_id.in_(some))
        for row in generation.rows(query.order_by(bought.c["at"], bought.c.order_id)):
            orders.setdefault(row.customer_id, []).append((row.at, row.net))
        said = sa.select(contacts.c.customer_id, contacts.c.greeting_replied_at, contacts.c.private_chat_at)
        for row in generation.rows(said.where(contacts.c.customer_id.in_(some))):
            moments = (row.greeting_replied_at, row.private_chat_at)
            answers.setdefault(row.customer_id, []).extend(at for at in moments if at is not None)
    return [
        Result(
            task=task,
            bought_at=min((at for at, _ in within(orders.get(task.customer_id, []), task.at)), default=None),
            net=money(sum(net for _, net in within(orders.get(task.customer_id, []), task.at))),
            replied_at=min(
                (at for at in answers.get(task.customer_id, []) if task.at <= at < task.at + WAIT), default=None
            ),
            is_over=reach is not None and task.at + WAIT <= reach.at,
        )
        for task in listed
    ]


def within(orders: Sequence[tuple[datetime, Decimal]], at: datetime) -> list[tuple[datetime, Decimal]]:
    """The orders of the seven days that begin at a moment."""
    return [(bought_at, net) for bought_at, net in orders if at <= bought_at < at + WAIT]


def outcomes(found: Iterable[Result]) -> list[Outcome]:
    """The results by reason, in the order of their names."""
    listed = list(found)
    told = []
    for reason in sorted({one.task.reason for one in listed}):
        here = [one for one in listed if one.task.reason == reason]
        over = [one for one in here if one.is_over]
        bought = sum(one.bought_at is not None for one in over)
        bounds = wilson(bought, len(over))
        told.append(
            Outcome(
                reason=reason,
                done=len(here),
                over=len(over),
                bought=bought,
                bought_share=share(bought, len(over)),
                low=bounds and bounds[0],
                high=bounds and bounds[1],
                replied=sum(one.replied_at is not None for one in over),
                net=money(sum(one.net for one in over)),
            )
        )
    return told
