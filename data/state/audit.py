"""The audit trail: every act that changed what people see, and who did it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data.settings import Settings
from data.state.models import AuditEntry
from data.state.store import session


def record(settings: Settings, who: str, action: str, **detail: Any) -> None:
    """Add an entry; `detail` holds plain values only, and no secret."""
    with session(settings) as opened:
        opened.add(AuditEntry(at=settings.now(), who=who, action=action, detail=detail))


def trail(settings: Settings, *, most: int = 100) -> Sequence[AuditEntry]:
    """The entries, the newest first."""
    with session(settings) as opened:
        found = opened.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(most)).all()
        opened.expunge_all()
    return found
