"""Generations: the published state of the warehouse that every reader sees.

A writer builds the next generation beside the others and then points readers to it. Readers open generations read-only
and follow the pointer, so they always see one whole generation. Where it stands is the store's matter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data.schema import FACT_TABLES, Kind
from data.settings import Settings, Windows
from data.warehouse.engines import store
from data.warehouse.store import KEPT, LostGenerationError, Pointed, Store
from data.warehouse.tables import ABOUT, DERIVED, FACTS, KINDS, MILESTONES, PUBLISHED

Rollup = tuple[sa.Table, Callable[["Draft"], Sequence[sa.Select[Any]]]]


@dataclass(frozen=True)
class Horizon:
    """The latest time a kind of row speaks of: the moment, and the last day it covers."""

    at: datetime
    last_day: date


@dataclass(frozen=True, kw_only=True, eq=False)
class Draft:
    """What is known of a generation: which rows it stands on, and until when."""

    number: int
    published_at: datetime
    facts_version: int
    is_demo: bool
    windows: Windows
    horizons: Mapping[str, Horizon]
    since: Mapping[str, date]  # the earliest day of the rows of a kind, by their required times
    brought: frozenset[tuple[str, str]]  # (table, column) with a value in some row
    row_counts: Mapping[str, int]
    future_rows: Mapping[str, int]

    def has(self, table: str, column: str | None = None) -> bool:
        """Whether rows of a kind were brought (and, where asked, a column of them is not empty throughout)."""
        if column is None:
            return self.row_counts.get(table, 0) > 0
        return (table, column) in self.brought


@dataclass(frozen=True, kw_only=True, eq=False)
class Generation(Draft):
    """A published generation, open for reading; each opening is one of its own."""

    engine: sa.Engine
    layout: str

    def rows(self, query: sa.Executable) -> Sequence[sa.Row[Any]]:
        """The rows of a query."""
        with self.engine.connect() as connection:
            return connection.execute(query).all()


def layout(rollups: Sequence[Rollup]) -> str:
    """A fingerprint of the tables that a generation holds: another code version needs another build."""
    tables = [*MILESTONES.values(), *PUBLISHED.values(), ABOUT, KINDS, *(table for table, _ in rollups)]
    text = "\n".join(f"{table.name}({', '.join(f'{c.name} {c.type!r}' for c in table.columns)})" for table in tables)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def publish(
    connection: sa.Connection, settings: Settings, rollups: Sequence[Rollup], *, facts_version: int, is_demo: bool
) -> int:
    """Build the next generation from the facts and milestones, put it into place, and give its number."""
    here = store(settings)
    number = here.next_number(connection)
    draft = _look(connection, settings, number, facts_version, is_demo)
    with here.building(connection, number) as session:
        _copy(session)
        _write_about(session, draft, layout(rollups))
        for table, selects in rollups:
            table.create(session)
            for select in selects(draft):
                session.execute(table.insert().from_select([c.name for c in select.selected_columns], select))
    return number


def _copy(session: sa.Connection) -> None:
    for name, table in MILESTONES.items():
        table.create(session)
        source = sa.select(*(DERIVED[name].c[c.name] for c in table.columns))
        session.execute(table.insert().from_select([c.name for c in table.columns], source))
    for name, table in PUBLISHED.items():
        table.create(session)
        source = sa.select(*(FACTS[name].c[c.name] for c in table.columns))
        session.execute(table.insert().from_select([c.name for c in table.columns], source))


def _look(connection: sa.Connection, settings: Settings, number: int, facts_version: int, is_demo: bool) -> Draft:
    """Read from the facts which kinds and columns were brought, and how far they reach."""
    now = settings.now()
    horizons: dict[str, Horizon] = {}
    since: dict[str, date] = {}
    brought: set[tuple[str, str]] = set()
    row_counts: dict[str, int] = {}
    future_rows: dict[str, int] = {}
    for name, table in FACT_TABLES.items():
        facts = FACTS[name]
        past = {
            column.name: facts.c[column.name] <= (now if column.kind is Kind.TIME else now.date())
            for column in table.times
        }
        happened = [c.name for c in table.times if c.kind is Kind.TIME or c.name == "on"]  # plans may lie ahead
        is_future = sa.or_(sa.false(), *(sa.not_(past[name]) for name in happened))
        query = sa.select(
            sa.func.count().label("row_count"),
            sa.func.count(sa.case((is_future, 1))).label("future_rows"),
            *(
                sa.func.max(sa.case((is_past, facts.c[c]), else_=sa.null())).label(f"max_{c}")
                for c, is_past in past.items()
            ),
            *(sa.func.count(facts.c[c]).label(f"count_{c}") for c in table.names),
        )
        firsts = [c.name for c in table.times if c.is_required]
        query = query.add_columns(*(sa.func.min(facts.c[c]).label(f"min_{c}") for c in firsts))
        found = connection.execute(query).one()._mapping
        row_counts[name], future_rows[name] = int(found["row_count"]), int(found["future_rows"])
        brought |= {(name, column) for column in table.names if found[f"count_{column}"]}
        reached = [_horizon(found[f"max_{column}"]) for column in past if found[f"max_{column}"] is not None]
        begun = [_day(found[f"min_{column}"]) for column in firsts if found[f"min_{column}"] is not None]
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
        horizons=horizons,
        since=since,
        brought=frozenset(brought),
        row_counts=row_counts,
        future_rows=future_rows,
    )


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _horizon(latest: date | datetime) -> Horizon:
    if isinstance(latest, datetime):
        return Horizon(latest, latest.date())
    return Horizon(datetime.combine(latest, time()) + timedelta(days=1), latest)


def _write_about(session: sa.Connection, draft: Draft, fingerprint: str) -> None:
    ABOUT.create(session)
    KINDS.create(session)
    session.execute(
        ABOUT.insert().values(
            number=draft.number,
            published_at=draft.published_at,
            facts_version=draft.facts_version,
            is_demo=draft.is_demo,
            windows=draft.windows.model_dump_json(),
            layout=fingerprint,
        )
    )
    for name, table in FACT_TABLES.items():
        horizon = draft.horizons.get(name)
        session.execute(
            KINDS.insert().values(
                kind=name,
                row_count=draft.row_counts[name],
                since=draft.since.get(name),
                horizon_at=horizon and horizon.at,
                last_day=horizon and horizon.last_day,
                brought=",".join(column for column in table.names if (name, column) in draft.brought),
                future_rows=draft.future_rows[name],
            )
        )


def current(settings: Settings) -> Generation | None:
    """The published generation, or None where nothing was published yet.

    Raises
    ------
    LostGenerationError
        When the generation that readers are pointed to is gone, or cannot be read by this program.
    """
    here = store(settings)
    lost = LostGenerationError("")
    for _ in range(3):  # readers may be pointed to another between asking which and opening it
        pointed = here.pointed()
        if pointed is None:
            return None
        lost = LostGenerationError(pointed.where)
        if pointed.mark is not None:
            try:
                return _opened(here, pointed)
            except (FileNotFoundError, sa.exc.DBAPIError) as error:
                lost.__cause__ = error
    raise lost


@lru_cache(maxsize=4)
def _opened(here: Store, pointed: Pointed) -> Generation:
    engine = here.reading(pointed)
    with engine.connect() as connection:
        about = connection.execute(sa.select(ABOUT)).one()
        kinds = connection.execute(sa.select(KINDS)).all()
    return Generation(
        number=about.number,
        published_at=about.published_at,
        facts_version=about.facts_version,
        is_demo=about.is_demo,
        windows=Windows(**json.loads(about.windows)),
        horizons={k.kind: Horizon(k.horizon_at, k.last_day) for k in kinds if k.horizon_at is not None},
        since={k.kind: k.since for k in kinds if k.since is not None},
        brought=frozenset((k.kind, column) for k in kinds for column in k.brought.split(",") if column),
        row_counts={k.kind: k.row_count for k in kinds},
        future_rows={k.kind: k.future_rows for k in kinds},
        engine=engine,
        layout=about.layout,
    )


__all__ = ["KEPT", "Draft", "Generation", "Horizon", "LostGenerationError", "Rollup", "current", "layout", "publish"]
