"""Drafts: what is known of a generation before there is one: which rows it stands on, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data.schema import FACT_TABLES, Kind
from data.settings import Settings, TierRules, Windows
from data.warehouse.tables import FACTS

EVENING = time(18)  # a day whose rows reach the evening is over, as far as they can tell
_SMALL = Decimal(10) ** 16  # what a column of eighteen digits, two of them for the cents, cannot hold


@dataclass(frozen=True)
class Horizon:
    """The latest time a kind of row speaks of: the moment, and the last day it covers."""

    at: datetime
    last_day: date

    @property
    def last_whole_day(self) -> date:
        """The last day that is over as far as the rows can tell: one on which they break off before EVENING is not."""
        is_over = self.at.date() > self.last_day or self.at.time() >= EVENING
        return self.last_day if is_over else self.last_day - timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Draft:
    """What is known of a generation: which rows it stands on, and until when."""

    number: int
    published_at: datetime
    facts_version: int
    is_demo: bool
    windows: Windows
    tiers: TierRules
    horizons: Mapping[str, Horizon]
    since: Mapping[str, date]  # the earliest day of the rows of a kind, by their required times
    brought: frozenset[tuple[str, str]]  # (table, column) with a value in some row
    row_counts: Mapping[str, int]
    future_rows: Mapping[str, int]
    last_batches: Mapping[str, int]
    is_large: bool  # whether a sum of amounts may need more digits than the columns of rollups have

    def has(self, table: str, column: str | None = None) -> bool:
        """Whether rows of a kind were brought (and, where asked, a column of them is not empty throughout)."""
        if column is None:
            return self.row_counts.get(table, 0) > 0
        return (table, column) in self.brought


def look(connection: sa.Connection, settings: Settings, number: int, facts_version: int, is_demo: bool) -> Draft:
    """Read from the facts which kinds and columns were brought, and how far they reach."""
    now = settings.now()
    horizons: dict[str, Horizon] = {}
    since: dict[str, date] = {}
    brought: set[tuple[str, str]] = set()
    row_counts: dict[str, int] = {}
    future_rows: dict[str, int] = {}
    last_batches: dict[str, int] = {}
    amounts = Decimal(0)
    for name, table in FACT_TABLES.items():
        found = connection.execute(_looked(name), {"now": now, "today": now.date()}).one()._mapping
        row_counts[name], future_rows[name] = int(found["row_count"]), int(found["future_rows"])
        amounts += sum(abs(found[f"sum_{column.name}"] or 0) for column in table.columns if column.kind is Kind.MONEY)
        if found["last_batch"] is not None:
            last_batches[name] = int(found["last_batch"])
        brought |= {(name, column) for column in table.names if found[f"count_{column}"]}
        reached = [_horizon(latest) for c in table.times if (latest := found[f"max_{c.name}"]) is not None]
        begun = [_day(first) for c in table.times if c.is_required and (first := found[f"min_{c.name}"]) is not None]
        if begun:
            since[name] = min(begun)
        if reached:
            horizons[name] = max(reached, key=lambda horizon: horizon.at)
    connection.rollback()
    return Draft(
        number=number,
        published_at=now,
        facts_version=facts_version,
        is_demo=is_demo,
        windows=settings.windows,
        tiers=settings.tiers,
        horizons=horizons,
        since=since,
        brought=frozenset(brought),
        row_counts=row_counts,
        future_rows=future_rows,
        last_batches=last_batches,
        is_large=amounts >= _SMALL,
    )


@lru_cache(maxsize=len(FACT_TABLES))
def _looked(name: str) -> sa.Select[*tuple[Any, ...]]:
    """What is looked at in the facts of a kind, at a moment `now` of a day `today`."""
    table, facts = FACT_TABLES[name], FACTS[name]
    now, today = sa.bindparam("now", type_=sa.DateTime), sa.bindparam("today", type_=sa.Date)
    past = {c.name: facts.c[c.name] <= (now if c.kind is Kind.TIME else today) for c in table.times}
    is_future = sa.or_(sa.false(), *(sa.not_(past[column.name]) for column in table.happened))
    money = (column.name for column in table.columns if column.kind is Kind.MONEY)
    return sa.select(
        sa.func.count().label("row_count"),
        sa.func.count(sa.case((is_future, 1))).label("future_rows"),
        sa.func.max(facts.c.batch).label("last_batch"),
        *(sa.func.max(sa.case((past[c], facts.c[c]), else_=sa.null())).label(f"max_{c}") for c in past),
        *(sa.func.count(facts.c[c]).label(f"count_{c}") for c in table.names),
        *(sa.func.min(facts.c[c.name]).label(f"min_{c.name}") for c in table.times if c.is_required),
        *(sa.func.sum(facts.c[c]).label(f"sum_{c}") for c in money),
    )


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _horizon(latest: date | datetime) -> Horizon:
    if isinstance(latest, datetime):
        return Horizon(latest, latest.date())
    return Horizon(datetime.combine(latest, time()) + timedelta(days=1), latest)
