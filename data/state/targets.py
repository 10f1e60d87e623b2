"""Targets: what a metric is to reach from a day on, every version of it, and the last edit undone.

A target holds for everything, or for one code of a dimension. Of its versions the one that begins last holds, of those
that begin on one day the one written last; a version without a value ends the target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from data.settings import Settings
from data.state.models import AuditEntry, TargetVersion
from data.state.store import session


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a metric (by its key) is to reach from a day on; rates are shares of one, None ends the target."""

    metric: str
    dimension: str | None = None
    code: str | None = None
    from_on: date
    value: float | None


def standing(settings: Settings) -> tuple[Target, ...]:
    """Every version that was not undone, in the order in which they take each other's place."""
    query = (
        sa.select(TargetVersion)
        .where(TargetVersion.undone_at.is_(None))
        .order_by(TargetVersion.from_on, TargetVersion.id)
    )
    with session(settings) as opened:
        return tuple(_target(version) for version in opened.scalars(query))


def _target(version: TargetVersion) -> Target:
    return Target(
        metric=version.metric,
        dimension=version.dimension,
        code=version.code,
        from_on=version.from_on,
        value=version.value,
    )


def save(settings: Settings, wanted: Sequence[Target], who: str) -> tuple[Target, ...]:
    """Keep, as one edit, those that say another value than the one that holds on their day; gives these.

    Of several for the same metric, code and day the last counts.
    """
    last = {(one.metric, one.dimension, one.code, one.from_on): one for one in wanted}
    before = standing(settings)
    changed = tuple(one for one in last.values() if one.value != _held(before, one))
    if not changed:
        return ()
    with session(settings) as opened:
        at = settings.now()
        edit = 0
        for one in changed:
            version = TargetVersion(
                edit=edit,
                metric=one.metric,
                dimension=one.dimension,
                code=one.code,
                from_on=one.from_on,
                value=one.value,
                who=who,
                at=at,
            )
            opened.add(version)
            opened.flush()
            edit = edit or version.id
            version.edit = edit
            detail = {
                "metric": one.metric,
                "dimension": one.dimension,
                "code": one.code,
                "from": one.from_on.isoformat(),
                "value": one.value,
            }
            opened.add(AuditEntry(at=at, who=who, action="target", detail=detail))
    return changed


def _held(versions: Sequence[Target], one: Target) -> float | None:
    """The value that holds for the same metric and code on the day of another version."""
    key = (one.metric, one.dimension, one.code)
    found = [v for v in versions if (v.metric, v.dimension, v.code) == key and v.from_on <= one.from_on]
    return found[-1].value if found else None


def versions(settings: Settings, *, most: int = 50) -> Sequence[TargetVersion]:
    """The versions, undone ones included, the newest first."""
    with session(settings) as opened:
        found = opened.scalars(sa.select(TargetVersion).order_by(TargetVersion.id.desc()).limit(most)).all()
        opened.expunge_all()
    return found


def last_edit(settings: Settings) -> Sequence[TargetVersion]:
    """The versions that `undo` would take back, in the order of their writing; empty where there is none."""
    with session(settings) as opened:
        found = _last(opened)
        opened.expunge_all()
    return found


def undo(settings: Settings, edit: int, who: str) -> bool:
    """Take back the last edit, if it is still the one named: another may have come after it was shown."""
    with session(settings) as opened:
        last = _last(opened)
        if not last or last[0].edit != edit:
            return False
        at = settings.now()
        for version in last:
            version.undone_at = at
        detail = {"edit": edit, "metrics": sorted({version.metric for version in last})}
        opened.add(AuditEntry(at=at, who=who, action="target_undone", detail=detail))
    return True


def _last(opened: Session) -> Sequence[TargetVersion]:
    stands = TargetVersion.undone_at.is_(None)
    newest = sa.select(sa.func.max(TargetVersion.edit)).where(stands).scalar_subquery()
    query = sa.select(TargetVersion).where(stands, TargetVersion.edit == newest).order_by(TargetVersion.id)
    return opened.scalars(query).all()
