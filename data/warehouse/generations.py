"""Generations: the published state of the warehouse that every reader sees.

A writer builds the next generation beside the others and then points readers to it. Readers open generations read-only
and follow the pointer, so they always see one whole generation. Where it stands is the store's matter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data.schema import FACT_TABLES
from data.settings import Settings, TierRules, Windows
from data.warehouse.draft import Draft, Horizon
from data.warehouse.engines import store
from data.warehouse.kept import Lines, lines
from data.warehouse.store import KEPT, ForeignGenerationError, LostGenerationError, Pointed, Store
from data.warehouse.tables import ABOUT, DERIVED, FACTS, KINDS, MILESTONES, PUBLISHED, TOUCHED, UNPUBLISHED

Only = Callable[[sa.FromClause], sa.ColumnElement[bool]]  # which rows of a source


@dataclass(frozen=True, kw_only=True)
class Rollup:
    """A table made from the milestones: the selects that fill it.

    `moved` are the selects of sums, each with the names of its sums: the generation is continued by adding how much
    those over the rows of some customers (and over rows of none) differ. `some` are those of some rows only, without
    what was counted `by_hand`. Where each row is a customer's own (`is_personal`), the rows of some customers are made
    anew; where a row of a day runs on from the day before, `since` are those from a day on. Any other table is always
    made whole, but for a summary by guide and day `of` another table: of it `some` are the rows of the days that have
    changed there.
    """

    table: sa.Table
    selects: Callable[[Draft], Sequence[sa.Select[Any]]]
    some: Callable[[Draft, Only], Sequence[sa.Select[Any]]] | None = None
    moved: Callable[[Draft], Sequence[tuple[sa.Select[Any], tuple[str, ...]]]] | None = None
    by_hand: Callable[[Draft], Sequence[sa.Select[Any]]] | None = None
    is_personal: bool = False
    since: Callable[[Draft, date], Sequence[sa.Select[Any]]] | None = None
    of: sa.Table | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Generation(Draft):
    """A published generation, open for reading; each opening is one of its own."""

    engine: sa.Engine
    layout: str
    continued: int  # how often, since all of it was last built
    pointed: Pointed

    def rows(self, query: sa.Executable) -> Sequence[sa.Row[Any]]:
        """The rows of a query."""
        with self.engine.connect() as connection:
            return connection.execute(query).all()

    @property
    def is_there(self) -> bool:
        """Whether it can still be read: a server of databases drops what is old, whoever reads it."""
        try:
            self.rows(sa.select(ABOUT.c.number))
        except (LostGenerationError, sa.exc.DBAPIError):
            return False
        return True

    def lines(self, query: sa.Select[Any], values: Mapping[str, Any]) -> Lines:
        """The names and the rows of a query that is kept, with the values of its parameters that have none."""
        return lines(query, self.engine, values)


def layout(rollups: Sequence[Rollup]) -> str:
    """A fingerprint of the tables that a generation holds, and of what is noted for it: another code version needs
    another build.
    """
    noted = (*TOUCHED.values(), *UNPUBLISHED.values())
    tables = [*MILESTONES.values(), *PUBLISHED.values(), ABOUT, KINDS, *noted, *(rollup.table for rollup in rollups)]
    text = "\n".join(f"{table.name}({', '.join(f'{c.name} {c.type!r}' for c in table.columns)})" for table in tables)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def build(session: sa.Connection, draft: Draft, rollups: Sequence[Rollup]) -> None:
    """Fill an empty generation from the facts and milestones."""
    for name, table in MILESTONES.items():
        session.execute(sa.schema.CreateTable(table))
        session.execute(filled(table, DERIVED[name]))
    for name, table in PUBLISHED.items():
        session.execute(sa.schema.CreateTable(table))
        session.execute(filled(table, FACTS[name]))
    write_about(session, draft, layout(rollups))
    for rollup in rollups:
        make(session, draft, rollup)


def filled(table: sa.Table, source: sa.Table, *only: sa.ColumnElement[bool]) -> sa.Insert:
    """Rows of a table of the warehouse, brought into that of a generation: the rows of a time beside each other."""
    names = [column.name for column in table.columns]
    rows = sa.select(*(source.c[name] for name in names)).where(*only)
    times = (column for column in source.columns if column.name in names and isinstance(column.type, sa.DateTime))
    return table.insert().from_select(names, rows.order_by(*list(times)[:1]))


def make(session: sa.Connection, draft: Draft, rollup: Rollup) -> None:
    """Make a rollup whole."""
    session.execute(sa.schema.CreateTable(_widened(rollup.table) if draft.is_large else rollup.table))
    insert(session, rollup, rollup.selects(draft))


def _widened(table: sa.Table) -> sa.Table:
    """A rollup whose amounts have room for any sum: twenty times slower to add up, and needed by no retailer."""
    amounts = {column.name for column in table.columns if isinstance(column.type, sa.Numeric) and column.type.asdecimal}
    columns = (
        sa.Column(column.name, sa.Numeric(38, 2) if column.name in amounts else column.type, nullable=column.nullable)
        for column in table.columns
    )
    return sa.Table(table.name, sa.MetaData(), *columns, schema=table.schema)


def insert(session: sa.Connection, rollup: Rollup, selects: Iterable[sa.Select[Any]]) -> None:
    """Put the rows of selects into a rollup."""
    for select in selects:
        session.execute(rollup.table.insert().from_select([c.name for c in select.selected_columns], select))


def write_about(session: sa.Connection, draft: Draft, fingerprint: str, continued: int = 0) -> None:
    """Write what a generation says of itself."""
    for table in (ABOUT, KINDS):
        session.execute(sa.schema.CreateTable(table))
    session.execute(
        ABOUT.insert().values(
            number=draft.number,
            published_at=draft.published_at,
            facts_version=draft.facts_version,
            is_demo=draft.is_demo,
            windows=draft.windows.model_dump_json(),
            tiers=draft.tiers.model_dump_json(),
            layout=fingerprint,
            is_large=draft.is_large,
            continued=continued,
        )
    )
    session.execute(KINDS.insert(), [_kind(draft, name, table.names) for name, table in FACT_TABLES.items()])


def _kind(draft: Draft, name: str, columns: Sequence[str]) -> dict[str, Any]:
    horizon = draft.horizons.get(name)
    return {
        "kind": name,
        "row_count": draft.row_counts[name],
        "since": draft.since.get(name),
        "horizon_at": horizon and horizon.at,
        "last_day": horizon and horizon.last_day,
        "brought": ",".join(column for column in columns if (name, column) in draft.brought),
        "future_rows": draft.future_rows[name],
        "last_batch": draft.last_batches.get(name),
    }


def current(settings: Settings) -> Generation | None:
    """The published generation, or None where nothing was published yet.

    Raises
    ------
    ForeignGenerationError
        When another version of the program made the generation, and this one cannot read what it says of itself.
    LostGenerationError
        When the generation that readers are pointed to is gone, or cannot be read at all.
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
            except ForeignGenerationError:
                raise
            except (FileNotFoundError, sa.exc.DBAPIError) as error:
                lost.__cause__ = error
    raise lost


@lru_cache(maxsize=4)
def _opened(here: Store, pointed: Pointed) -> Generation:
    engine = here.reading(pointed)
    with engine.connect() as connection:
        connection.execute(sa.select(ABOUT.c.layout)).one()  # every version notes it
        try:
            about = connection.execute(sa.select(ABOUT)).one()
            kinds = connection.execute(sa.select(KINDS)).all()
        except (LostGenerationError, sa.exc.DBAPIError) as error:
            raise ForeignGenerationError(pointed.where) from error
    return Generation(
        number=about.number,
        published_at=about.published_at,
        facts_version=about.facts_version,
        is_demo=about.is_demo,
        windows=Windows(**json.loads(about.windows)),
        tiers=TierRules(**json.loads(about.tiers)),
        horizons={k.kind: Horizon(k.horizon_at, k.last_day) for k in kinds if k.horizon_at is not None},
        since={k.kind: k.since for k in kinds if k.since is not None},
        brought=frozenset((k.kind, column) for k in kinds for column in k.brought.split(",") if column),
        row_counts={k.kind: k.row_count for k in kinds},
        future_rows={k.kind: k.future_rows for k in kinds},
        last_batches={k.kind: k.last_batch for k in kinds if k.last_batch is not None},
        is_large=about.is_large,
        engine=engine,
        layout=about.layout,
        continued=about.continued,
        pointed=pointed,
    )


__all__ = [
    "KEPT",
    "ForeignGenerationError",
    "Generation",
    "LostGenerationError",
    "Only",
    "Rollup",
    "build",
    "current",
    "filled",
    "insert",
    "layout",
    "make",
    "write_about",
]
