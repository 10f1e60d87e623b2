"""Contact tasks: what guides ticked off of their contact lists, when, and with what note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.settings import Settings
from data.state.models import AuditEntry, ContactTask
from data.state.store import session


@dataclass(frozen=True, kw_only=True)
class Task:
    """Somebody to contact for a reason of a day, by a guide."""

    customer_id: str
    guide_id: str
    reason: str
    day: date


def tick(settings: Settings, task: Task, who: str, note: str = "") -> None:
    """Say that it was done; doing it twice keeps the first moment and takes the later note."""
    with session(settings) as opened:
        standing = opened.get(ContactTask, _key(task))
        if standing is not None and standing.note == note.strip():
            return
        at = settings.now()
        if standing is None:
            values = {**_key(task), "guide_id": task.guide_id}
            opened.add(ContactTask(**values, who=who, at=at, note=note.strip()))
        else:
            standing.note = note.strip()
        opened.add(AuditEntry(at=at, who=who, action="contact_task", detail=_detail(task, is_done=True)))


def untick(settings: Settings, task: Task, who: str) -> None:
    """Take the tick away; where there is none, nothing changes."""
    with session(settings) as opened:
        standing = opened.get(ContactTask, _key(task))
        if standing is None:
            return
        opened.delete(standing)
        opened.add(AuditEntry(at=settings.now(), who=who, action="contact_task", detail=_detail(task, is_done=False)))


def ticked(
    settings: Settings, first: date, last: date, guide_ids: Iterable[str] | None = None
) -> dict[tuple[str, str, date], ContactTask]:
    """What was ticked of the lists of some days, both inside, of all guides or some, by customer, reason and day."""
    query = sa.select(ContactTask).where(ContactTask.day >= first, ContactTask.day <= last)
    if guide_ids is not None:
        query = query.where(ContactTask.guide_id.in_(sorted(guide_ids)))
    with session(settings) as opened:
        found = opened.scalars(query.order_by(ContactTask.day, ContactTask.customer_id, ContactTask.reason)).all()
        opened.expunge_all()
    return {(one.customer_id, one.reason, one.day): one for one in found}


def _key(task: Task) -> dict[str, str | date]:
    return {"customer_id": task.customer_id, "reason": task.reason, "day": task.day}


def _detail(task: Task, *, is_done: bool) -> dict[str, str | bool]:
    return {
        "customer": task.customer_id,
        "guide": task.guide_id,
        "reason": task.reason,
        "day": task.day.isoformat(),
        "done": is_done,
    }
