"""Competitions: every version of their rules as plain values, and who wrote it; the last edit undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from data.settings import Settings
from data.state.models import AuditEntry, CompetitionVersion
from data.state.store import session


def latest(settings: Settings) -> dict[str, CompetitionVersion]:
    """The version of every competition that holds, by id."""
    newest = (
        sa.select(sa.func.max(CompetitionVersion.id))
        .where(CompetitionVersion.undone_at.is_(None))
        .group_by(CompetitionVersion.competition_id)
    )
    query = sa.select(CompetitionVersion).where(CompetitionVersion.id.in_(newest)).order_by(CompetitionVersion.id)
    with session(settings) as opened:
        found = opened.scalars(query).all()
        opened.expunge_all()
    return {version.competition_id: version for version in found}


def versions(settings: Settings, competition_id: str, *, most: int = 50) -> Sequence[CompetitionVersion]:
    """The versions of a competition, those taken back too, the newest first."""
    query = (
        sa.select(CompetitionVersion)
        .where(CompetitionVersion.competition_id == competition_id)
        .order_by(CompetitionVersion.id.desc())
        .limit(most)
    )
    with session(settings) as opened:
        found = opened.scalars(query).all()
        opened.expunge_all()
    return found


def save(settings: Settings, competition_id: str, rules: Mapping[str, Any], who: str) -> bool:
    """Keep a version, unless it says what the last one says; gives whether it was kept."""
    with session(settings) as opened:
        last = opened.scalars(_newest(competition_id)).first()
        if last is not None and last.rules == rules:
            return False
        at = settings.now()
        opened.add(CompetitionVersion(competition_id=competition_id, rules=dict(rules), who=who, at=at))
        opened.add(AuditEntry(at=at, who=who, action="competition", detail={"competition": competition_id}))
    return True


def undo(settings: Settings, competition_id: str, version: int, who: str) -> bool:
    """Take back the last edit, if it is still the one named: another may have come after it was shown."""
    with session(settings) as opened:
        last = opened.scalars(_newest(competition_id)).first()
        if last is None or last.id != version:
            return False
        last.undone_at = settings.now()
        detail = {"competition": competition_id, "version": version}
        opened.add(AuditEntry(at=last.undone_at, who=who, action="competition_undone", detail=detail))
    return True


def _newest(competition_id: str) -> sa.Select[CompetitionVersion]:
    return (
        sa.select(CompetitionVersion)
        .where(CompetitionVersion.competition_id == competition_id, CompetitionVersion.undone_at.is_(None))
        .order_by(CompetitionVersion.id.desc())
        .limit(1)
    )
