"""Weekly plans of groups: what is planned for each kind, day and ingredient, what was ticked, and the last edit undone.

A plan holds from the Monday of the week it was made for, so a change leaves the weeks before as they were.
"""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from data.settings import Settings
from data.state.models import AuditEntry, SopPlan, SopTick
from data.state.store import session

Cells = dict[int, dict[str, str]]  # weekday 1–7 -> ingredient -> what is planned


def plan(settings: Settings, kind: str, week_on: date) -> SopPlan | None:
    """The plan that holds for a kind in the week of a Monday; None where none was made."""
    query = (
        sa.select(SopPlan)
        .where(SopPlan.kind == kind, SopPlan.from_on <= week_on, SopPlan.undone_at.is_(None))
        .order_by(SopPlan.from_on.desc(), SopPlan.id.desc())
        .limit(1)
    )
    with session(settings) as opened:
        found = opened.scalars(query).first()
        opened.expunge_all()
    return found


def cells_of(made: SopPlan) -> Cells:
    """What a plan holds, by weekday and ingredient."""
    return {int(weekday): dict(texts) for weekday, texts in made.cells.items()}


def save(settings: Settings, kind: str, week_on: date, cells: Cells, who: str) -> None:
    """Keep a plan from a week on.

    Raises
    ------
    ValueError
        When the week does not begin on a Monday.
    """
    if week_on.weekday():
        raise ValueError(f"周从周一开始，{week_on} 不是周一 · A week begins on a Monday, and {week_on} is none.")
    written = {
        str(weekday): {key: text.strip() for key, text in texts.items() if text.strip()}
        for weekday, texts in sorted(cells.items())
    }
    with session(settings) as opened:
        at = settings.now()
        opened.add(SopPlan(kind=kind, from_on=week_on, cells=written, who=who, at=at))
        detail = {"kind": kind, "from": week_on.isoformat()}
        opened.add(AuditEntry(at=at, who=who, action="sop_plan", detail=detail))


def last_edit(settings: Settings, kind: str) -> SopPlan | None:
    """The edit of a kind that `undo` would take back; None where there is none."""
    with session(settings) as opened:
        found = opened.scalars(_newest(kind)).first()
        opened.expunge_all()
    return found


def undo(settings: Settings, kind: str, version: int, who: str) -> bool:
    """Take back the last edit of a kind, if it is still the one named: another may have come after it was shown."""
    with session(settings) as opened:
        last = opened.scalars(_newest(kind)).first()
        if last is None or last.id != version:
            return False
        last.undone_at = settings.now()
        detail = {"kind": kind, "version": version}
        opened.add(AuditEntry(at=last.undone_at, who=who, action="sop_plan_undone", detail=detail))
    return True


def _newest(kind: str) -> sa.Select[SopPlan]:
    return (
        sa.select(SopPlan).where(SopPlan.kind == kind, SopPlan.undone_at.is_(None)).order_by(SopPlan.id.desc()).limit(1)
    )


def ticks(settings: Settings, kind: str, week_on: date) -> dict[tuple[int, str], SopTick]:
    """What was ticked in a week, by weekday and ingredient."""
    with session(settings) as opened:
        found = opened.scalars(sa.select(SopTick).where(SopTick.kind == kind, SopTick.week_on == week_on)).all()
        opened.expunge_all()
    return {(tick.weekday, tick.ingredient): tick for tick in found}


def tick(
    settings: Settings, kind: str, week_on: date, weekday: int, ingredient: str, *, is_done: bool, who: str
) -> None:
    """Tick, or take the tick away; doing either twice changes nothing."""
    with session(settings) as opened:
        key = {"kind": kind, "week_on": week_on, "weekday": weekday, "ingredient": ingredient}
        standing = opened.get(SopTick, key)
        if (standing is not None) == is_done:
            return
        at = settings.now()
        if standing is None:
            opened.add(SopTick(**key, who=who, at=at))
        else:
            opened.delete(standing)
        day = week_on + timedelta(days=weekday - 1)
        detail = {"kind": kind, "day": day.isoformat(), "ingredient": ingredient, "done": is_done}
        opened.add(AuditEntry(at=at, who=who, action="sop_tick", detail=detail))
