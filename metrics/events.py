"""Events: in which kinds of rows each one is looked for, hence whether a figure can exist and how far it reaches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from data.warehouse.draft import Draft, Horizon

if TYPE_CHECKING:
    from metrics.model import Metric


_Found = TypeVar("_Found")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Where an event is found: rows of a table (with `column` filled in some row).

    Without them, `instead` (all of it) carries the milestone; `beside` is another kind of row in which the
    same event is looked for, either of which suffices.
    """

    table: str
    column: str | None = None
    instead: tuple[tuple[str, str | None], ...] = ()
    beside: tuple[str, str | None] | None = None

    def kinds(self, draft: Draft) -> tuple[str, ...]:
        """The kinds of row the event is looked for in; none where it was never brought."""
        found = [
            table
            for table, column in ((self.table, self.column), *([self.beside] if self.beside else []))
            if draft.has(table, column)
        ]
        if not found and self.instead and all(draft.has(table, column) for table, column in self.instead):
            found = [self.instead[0][0]]
        return tuple(found)


EVENTS = {
    "added": Event(table="contacts"),
    "led in": Event(table="contacts", column="channel_id"),
    "greeted": Event(table="messages", instead=(("contacts", "greeted_at"),)),
    "replied": Event(table="messages", instead=(("contacts", "greeting_replied_at"),)),
    "talked": Event(table="messages", instead=(("contacts", "private_chat_at"),)),
    "removed": Event(table="contacts", column="removed_at"),
    "bought": Event(table="orders"),
    "reached": Event(table="channel_reach"),
    "posted": Event(table="posts"),
    "liked": Event(table="posts", column="likes"),
    "invited": Event(table="invitations"),
    "joined": Event(table="memberships"),
    "left": Event(table="memberships", column="left_at"),
    "seen in the group": Event(table="group_events"),
    "replied to": Event(table="group_events", column="reply_to"),
    "bought in the group": Event(table="group_events", beside=("orders", "group_id")),
    "sold in groups": Event(table="orders", column="group_id"),
    "took part in the campaign": Event(table="participants"),
    "planned": Event(table="campaigns"),
    "sold in campaigns": Event(
        table="orders", column="campaign_id", instead=(("participants", None), ("campaigns", None))
    ),
    "spent on campaigns": Event(table="costs", column="campaign_id"),
}


def _once(find: Callable[[Metric, Draft], _Found]) -> Callable[[Metric, Draft], _Found]:
    """Find it once for a metric in the life of a draft: every question asks it of every metric."""
    known: WeakKeyDictionary[Draft, dict[Metric, _Found]] = WeakKeyDictionary()

    @wraps(find)
    def found(metric: Metric, draft: Draft) -> _Found:
        of_draft = known.setdefault(draft, {})
        if metric not in of_draft:
            of_draft[metric] = find(metric, draft)
        return of_draft[metric]

    return found


@_once
def is_counted(metric: Metric, draft: Draft) -> bool:
    """Whether every kind of row that the metric needs was brought."""
    return all(EVENTS[need].kinds(draft) for need in metric.needs)


def is_tallied(metric: Metric, draft: Draft) -> bool:
    """Whether counts made by hand can stand for the metric."""
    return bool(metric.tally) and all(draft.has("tallies", column) for column in metric.tally)


def missing(metric: Metric, draft: Draft) -> tuple[str, ...]:
    """The needed events that no row speaks of."""
    return tuple(need for need in metric.needs if not EVENTS[need].kinds(draft))


@_once
def horizon(metric: Metric, draft: Draft) -> Horizon | None:
    """How far the metric can be known: the earliest horizon of the rows in which its last need, the event, is found."""
    if is_counted(metric, draft):
        kinds = EVENTS[metric.needs[-1]].kinds(draft)
    elif is_tallied(metric, draft):
        kinds = ("tallies",)
    else:
        return None
    return min((draft.horizons[kind] for kind in kinds if kind in draft.horizons), key=lambda h: h.at, default=None)
