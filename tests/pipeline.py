"""The real pipeline for tests: a world of plain rows becomes a published generation."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from data.intake.importing import Imported
from data.schema import FACT_TABLES, FactTable, Kind
from data.settings import Settings, Windows
from data.warehouse import continuing
from data.warehouse.applying import apply, arriving
from data.warehouse.engines import writer
from data.warehouse.generations import Generation, current
from data.warehouse.standing import Standing
from metrics import publishing
from metrics.answer import answer
from metrics.catalogue import CATALOGUE
from metrics.holdings import ROLLUPS
from metrics.question import EVERYTHING, Question, Scope
from metrics.written import written_cell, written_code
from tests import server
from tests.oracle.world import World, write_csv

ENGINE = "duckdb"  # or "postgresql": where warehouses and states of this run stand

_ARROW = {
    Kind.TIME: pa.timestamp("s"),
    Kind.DATE: pa.date32(),
    Kind.MONEY: pa.decimal128(18, 2),
    Kind.COUNT: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
}


class SettingsAt(Settings):
    """Settings whose clock stands still."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def settings_at(
    home: Path, moment: datetime, windows: Windows | None = None, *, engine: str | None = None
) -> SettingsAt:
    """Settings of a warehouse and a state of their own, at a fixed moment; on the engine of this run unless named."""
    url = server.database(home) if (engine or ENGINE) == "postgresql" else None
    return SettingsAt(home=home, moment=moment, windows=windows or Windows(), warehouse_url=url, state_url=url)


def copied(home: Path, to: Path) -> Path:
    """A home like another, with which a test may do what it likes."""
    shutil.copytree(home, to)
    if ENGINE == "postgresql":
        server.copy(home, to)
    return to


def chunk(table: FactTable, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as a canonical chunk, in file order."""
    rows = list(rows)
    columns = {
        c.name: pa.array([row.get(c.name) for row in rows], _ARROW.get(c.kind, pa.string())) for c in table.columns
    }
    return pa.table({**columns, "line": pa.array(range(2, len(rows) + 2), pa.int64())})


def bring(settings: Settings, world: World) -> list[int]:
    """Apply each table of a world as a batch, without reading files; gives the batches. Nothing is published."""
    numbers = []
    with writer(settings) as connection:
        for name in FACT_TABLES:
            if name in world:
                table = FACT_TABLES[name]
                with arriving(connection, table, [chunk(table, world[name])]) as incoming, connection.begin():
                    standing = Standing.read(connection)
                    number = standing.facts_version + 1
                    apply(connection, table, incoming, number)
                    standing.advance(connection, is_demo=False)
                    numbers.append(number)
    return numbers


def publish(settings: Settings, world: World) -> Generation:
    """Bring a world in and publish it."""
    bring(settings, world)
    publishing.refresh(settings)
    found = current(settings)
    assert found is not None
    return found


def publish_with_fewer_tables(settings: Settings) -> None:
    """Publish once more as a version of the program does that knows one rollup less."""
    with writer(settings) as connection:
        standing = Standing.read(connection)
        continuing.publish(connection, settings, ROLLUPS[:-1], standing, whole=True)
        standing.published(connection)
        connection.commit()


def publish_files(settings: Settings, world: World) -> Generation:
    """The same by way of files, as a user would."""
    results = publishing.import_files(settings, write_csv(world, settings.home / "files"))
    assert all(isinstance(result, Imported) and not result.rows_rejected for result in results), results
    found = current(settings)
    assert found is not None
    return found


def asked(
    generation: Generation,
    *keys: str,
    start: date,
    end: date,
    by: tuple[str, ...] = (),
    where: Mapping[str, tuple[Any, ...]] | None = None,
    all_cohorts: bool = False,
    scope: Scope = EVERYTHING,
) -> dict[tuple[Any, ...], dict[str, dict[str, Any]]]:
    """The cells of a question, by the codes of its dimensions: codes -> key -> cell."""
    question = Question(
        metrics=tuple(CATALOGUE[key] for key in keys),
        start=start,
        end=end,
        by=by,
        where=tuple((where or {}).items()),
        all_cohorts=all_cohorts,
        scope=scope,
    )
    return {
        tuple(written_code(code) for code in row.codes): {
            key: {name: getattr(row.cells[key], name) for name in written_cell(CATALOGUE[key], row.cells[key])}
            for key in keys
        }
        for row in answer(generation, question).rows
    }
