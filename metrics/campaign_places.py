"""Places of a campaign: what each store or guide sold in it, which share of its orders, and who took part there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from data.warehouse.generations import Generation
from metrics.answer import answer
from metrics.campaign_register import ever
from metrics.campaigns import CAMPAIGN_CONVERSION, CAMPAIGN_GMV, CAMPAIGN_PARTICIPANTS, SOLD
from metrics.cells import Cell
from metrics.compiler import split
from metrics.model import Text
from metrics.periods import Period
from metrics.question import Question
from metrics.sources import dated


@dataclass(frozen=True, kw_only=True)
class Place:
    """A store or a guide in a campaign. Orders belong to who sold, participants to the guide of their earliest add."""

    code: Any
    name: Text
    gmv: Cell
    orders: int
    orders_share: float | None
    participants: Cell
    conversion: Cell

    @property
    def per_participant(self) -> float | None:
        """GMV per participant; None without participants or without GMV."""
        if not self.participants.value or self.gmv.value is None:
            return None
        return float(self.gmv.value) / float(self.participants.value)


def places(generation: Generation, question: Question, dimension: str) -> tuple[Place, ...]:
    """Everyone of a dimension with rows in the campaign that the question filters by, most GMV first."""
    metrics = (CAMPAIGN_GMV, CAMPAIGN_PARTICIPANTS, CAMPAIGN_CONVERSION)
    asked = ever(generation, replace(question, metrics=metrics, by=(dimension,)))
    orders = _orders(generation, asked)
    total = sum(orders.values())
    found = [
        Place(
            code=row.codes[0],
            name=row.names[0],
            gmv=row[CAMPAIGN_GMV],
            orders=orders.get(row.codes[0], 0),
            orders_share=orders.get(row.codes[0], 0) / total if total else None,
            participants=row[CAMPAIGN_PARTICIPANTS],
            conversion=row[CAMPAIGN_CONVERSION],
        )
        for row in answer(generation, asked).rows
    ]
    return tuple(sorted(found, key=lambda place: (place.code is None, -float(place.gmv.value or 0), str(place.code))))


def _orders(generation: Generation, question: Question) -> dict[Any, int]:
    rows = dated(SOLD.subject, SOLD.anchor, Period(question.start, question.end))
    query = split(question, rows, [sa.func.count(sa.distinct(rows.c.order_id)).label("orders")])
    return {row._mapping["by_0"]: int(row.orders) for row in generation.rows(query)}
