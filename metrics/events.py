"""Events: in which kinds of rows each one is looked for, hence whether a figure can exist and how far it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.warehouse.generations import Draft, Horizon

if TYPE_CHECKING:
    from metrics.model import Metric


@dataclass(frozen=True, kw_only=True)
class Event:
    """Where an event is found: rows of a table; without that table, a column of another that carries the milestone."""

    table: str
    column: str | None = None
    instead: tuple[str, str] | None = None

    def kind(self, draft: Draft) -> str | None:
        """The kind of row the event is looked for in, or None where it was never brought."""
        if draft.has(self.table, self.column):
            return self.table
        if self.instead is not None and draft.has(*self.instead):
            return self.instead[0]
        return None


EVENTS = {
    "added": Event(table="contacts"),
    "led in": Event(table="contacts", column="channel_id"),
    "greeted": Event(table="messages", instead=("contacts", "greeted_at")),
    "replied": Event(table="messages", instead=("contacts", "greeting_replied_at")),
    "talked": Event(table="messages", instead=("contacts", "private_chat_at")),
    "removed": Event(table="contacts", column="removed_at"),
    "bought": Event(table="orders"),
    "reached": Event(table="channel_reach"),
    "posted": Event(table="posts"),
    "liked": Event(table="posts", column="likes"),
}


def is_counted(metric: Metric, draft: Draft) -> bool:
    """Whether every kind of row that the metric needs was brought."""
    return all(EVENTS[need].kind(draft) is not None for need in metric.needs)


def is_tallied(metric: Metric, draft: Draft) -> bool:
    """Whether counts made by hand can stand for the metric."""
    return bool(metric.tally) and all(draft.has("tallies", column) for column in metric.tally)


def missing(metric: Metric, draft: Draft) -> tuple[str, ...]:
    """The needed events that no row speaks of."""
    return tuple(need for need in metric.needs if EVENTS[need].kind(draft) is None)


def horizon(metric: Metric, draft: Draft) -> Horizon | None:
    """How far the metric can be known: the horizon of the rows in which its counted event, the last need, is found."""
    if is_counted(metric, draft):
        kind = EVENTS[metric.needs[-1]].kind(draft)
        return draft.horizons.get(kind or "")
    if is_tallied(metric, draft):
        return draft.horizons.get("tallies")
    return None
