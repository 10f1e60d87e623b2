"""Purchases: the orders that analyses of people stand on, up to the horizon, within a question's filters and scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from data.warehouse.draft import Draft, Horizon
from data.warehouse.generations import Generation
from metrics.compiler import asked_rows, split
from metrics.question import Question
from metrics.sources import ORDERS

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Purchases:
    """The orders of a question that differ from one another, and the horizon up to which they are known.

    Filters and scope hold for each order: the guide who sold it, its store, the channel of the buyer's earliest add.
    """

    question: Question
    reach: Horizon
    rows: sa.Subquery

    def select(self, *columns: Any) -> sa.Select[Any]:
        """Columns of the orders, which `rows` names."""
        query = split(self.question, self.rows, list(columns))
        return query.where(self.rows.c["at"] <= self.reach.at, self.rows.c.orders == 1)


def purchases(generation: Generation, question: Question, anchor: str = "at") -> Purchases | None:
    """The orders of a question (anchor `first_at`: only everybody's first); None where none were ever brought."""
    reach = generation.horizons.get("orders")
    if reach is None:
        return None
    rows = asked_rows(question, ORDERS, anchor)
    return Purchases(question=question, reach=reach, rows=rows)


def looked_from(question: Question, draft: Draft, *kinds: str) -> datetime | None:
    """The last second an analysis knows of: of the period, or of the rows where they end earlier; None without rows."""
    reached = [draft.horizons[kind].at for kind in kinds if kind in draft.horizons]
    return min(datetime.combine(question.end, time()) - SECOND, max(reached)) if reached else None
