"""The tables of the state."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables of the state."""


class AuditEntry(Base):
    """Who did what, when: an import, an undo, a refresh, a demo. Entries are added and never changed."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(sa.DateTime, index=True)
    who: Mapped[str] = mapped_column(sa.Text)
    action: Mapped[str] = mapped_column(sa.Text)
    detail: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class Review(Base):
    """One version of one part of a campaign's written review. Versions are added and never changed; the last holds."""

    __tablename__ = "reviews"
    __table_args__ = (sa.Index("ix_reviews_part", "campaign_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(sa.Text)
    part: Mapped[str] = mapped_column(sa.Text)
    text: Mapped[str] = mapped_column(sa.Text)
    who: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(sa.DateTime)


class SopPlan(Base):
    """One version of the weekly plan of a kind of group, which holds from a Monday on until another does."""

    __tablename__ = "sop_plans"
    __table_args__ = (sa.Index("ix_sop_plans_kind", "kind", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.Text)
    from_on: Mapped[date] = mapped_column(sa.Date)
    cells: Mapped[dict[str, dict[str, str]]] = mapped_column(sa.JSON)
    who: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(sa.DateTime)
    undone_at: Mapped[datetime | None] = mapped_column(sa.DateTime)


class SopTick(Base):
    """That what was planned for a kind of group, a day and an ingredient was done in a week."""

    __tablename__ = "sop_ticks"

    kind: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    week_on: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ingredient: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    who: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(sa.DateTime)


class CompetitionVersion(Base):
    """One version of a competition's rules. Versions are added; the last that was not taken back holds."""

    __tablename__ = "competition_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[str] = mapped_column(sa.Text, index=True)
    rules: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    who: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(sa.DateTime)
    undone_at: Mapped[datetime | None] = mapped_column(sa.DateTime)


class Settlement(Base):
    """One link of the chain of settlements: what was frozen, by whom, and the hash that binds it to the one before.

    Links are added and never changed; two settlements of one day, or two links upon one, cannot both be written.
    """

    __tablename__ = "settlements"
    __table_args__ = (
        sa.UniqueConstraint("competition_id", "part", "revision", name="uq_settlements_once"),
        sa.UniqueConstraint("previous_hash", name="uq_settlements_chain"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[str] = mapped_column(sa.Text)
    part: Mapped[str] = mapped_column(sa.Text)  # a day, or "all"
    revision: Mapped[int]  # 0 the settlement, 1 … its adjustments
    content: Mapped[str] = mapped_column(sa.Text)  # canonical JSON, the text that the hash is of
    previous_hash: Mapped[str] = mapped_column(sa.Text)
    hash: Mapped[str] = mapped_column(sa.Text)
    who: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(sa.DateTime)


class ContactTask(Base):
    """That somebody on a contact list was contacted for a reason of a day."""

    __tablename__ = "contact_tasks"
    __table_args__ = (sa.Index("ix_contact_tasks_guide", "guide_id", "day"),)

    customer_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    reason: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    guide_id: Mapped[str] = mapped_column(sa.Text)
    who: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(sa.DateTime)
    note: Mapped[str] = mapped_column(sa.Text)


class TargetVersion(Base):
    """What a metric is to reach from a day on: for everything, or for one code of a dimension.

    Versions are added and never changed but by their undoing. `edit` is shared by the versions that were saved at once
    and are undone at once: the id of the first of them. Without a value there is no target from that day on.
    """

    __tablename__ = "targets"
    __table_args__ = (sa.Index("ix_targets_metric", "metric", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edit: Mapped[int] = mapped_column()
    metric: Mapped[str] = mapped_column(sa.Text)
    dimension: Mapped[str | None] = mapped_column(sa.Text)
    code: Mapped[str | None] = mapped_column(sa.Text)
    from_on: Mapped[date] = mapped_column(sa.Date)
    value: Mapped[float | None] = mapped_column(sa.Double)
    who: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(sa.DateTime)
    undone_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
