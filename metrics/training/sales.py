"""Sales of guides over some days, by the catalogue's own GMV and orders, hand tallies included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.warehouse.generations import Generation
from metrics.answer import answer
from metrics.orders import GMV, ORDERS
from metrics.question import Question, Scope

DAY = timedelta(days=1)
WEEK_DAYS = 7
BOTH = (GMV, ORDERS)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days [start, end)."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many; none where the end comes first."""
        return max(0, (self.end - self.start).days)

    @property
    def last(self) -> date:
        """The last day that is in."""
        return self.end - DAY


@dataclass(frozen=True, kw_only=True)
class Sold:
    """What one guide, or a number of them, sold: yuan and orders."""

    gmv: float = 0.0
    orders: int = 0


def reach(generation: Generation, last_whole: date) -> Span | None:
    """The whole days on which sales are known; None where neither orders nor tallies were brought."""
    kind = next((kind for kind in ("orders", "tallies") if kind in generation.horizons), None)
    if kind is None:
        return None
    last = min(last_whole, generation.horizons[kind].last_day)
    return Span(start=min(generation.since[kind], last), end=last + DAY)


def by_guide(generation: Generation, span: Span, scope: Scope) -> dict[str, Sold]:
    """What each guide sold; who is not named sold nothing that the viewer may see."""
    if not span.days:
        return {}
    question = Question(metrics=BOTH, start=span.start, end=span.end, by=("guide",), scope=scope)
    return {
        str(row.codes[0]): Sold(gmv=float(row[GMV].value or 0), orders=int(row[ORDERS].value or 0))
        for row in answer(generation, question).rows
        if row.codes[0] is not None
    }


def by_day(generation: Generation, span: Span, scope: Scope, guides: Sequence[str]) -> dict[date, Sold]:
    """What some guides sold together on each day."""
    if not span.days or not guides:
        return {}
    question = Question(
        metrics=BOTH,
        start=span.start,
        end=span.end,
        by=("day",),
        where=(("guide", tuple(guides)),),
        scope=scope,
    )
    return {
        date.fromisoformat(str(row.codes[0])): Sold(gmv=float(row[GMV].value or 0), orders=int(row[ORDERS].value or 0))
        for row in answer(generation, question).rows
    }
