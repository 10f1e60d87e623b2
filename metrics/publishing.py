"""Publishing: everything that changes what readers see. Each call ends with a new generation, or with none needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

from data.demo import generate
from data.demo.clock import OPENS_AT
from data.intake.errors import IntakeError
from data.intake.importing import Imported, forget_everything, import_file, undo_batch
from data.intake.importing import batches as _batches
from data.intake.reading import Progress
from data.schema import FACT_TABLES
from data.settings import Settings
from data.state import audit
from data.warehouse import generations
from data.warehouse.continuing import publish
from data.warehouse.engines import load_arrow, writer
from data.warehouse.milestones import derive
from data.warehouse.remarks import remarks
from data.warehouse.standing import Standing
from data.warehouse.tables import FACTS
from metrics.competitions.demo import drop_demo, keep_demo
from metrics.holdings import ROLLUPS, is_of_this_version

Report = Callable[[float, str], None]  # share done, what is being done


def _silent(share: float, doing: str) -> None:
    """No report."""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A file of which nothing could be used."""

    file: str
    error: IntakeError


def import_files(
    settings: Settings,
    paths: Sequence[Path],
    *,
    table: str | None = None,
    dry_run: bool = False,
    by: str = "",
    progress: Callable[[Path, Progress], None] | None = None,
    report: Report = _silent,
) -> list[Imported | Failed]:
    """Import files, each as a batch of its own, and publish once. A file that fails does not stop the others."""
    results: list[Imported | Failed] = []
    with writer(settings) as connection:
        for path in paths:
            report(0.0, path.name)
            watch = None if progress is None else lambda step, path=path: progress(path, step)
            try:
                done = import_file(connection, path, settings, table=table, dry_run=dry_run, by=by, progress=watch)
            except IntakeError as error:
                results.append(Failed(file=str(path), error=error))
            else:
                results.append(done)
        brought = {one.table for one in results if isinstance(one, Imported)}
        results = [_with_registers(connection, one, brought, settings) for one in results]
        if not dry_run:
            _refresh(connection, settings, report)
            if not Standing.read(connection).is_demo:
                drop_demo(settings)
    for one in results:
        if isinstance(one, Imported) and one.batch is not None:
            detail = {"batch": one.batch, "file": Path(one.file).name, "table": one.table, "rows": one.rows_read}
            audit.record(settings, by, "import", **detail)
    return results


def _with_registers(
    connection: sa.Connection, result: Imported | Failed, brought: set[str], settings: Settings
) -> Imported | Failed:
    """The outcome, its remarks made anew where a register came in the same run; of a dry run what is left of them."""
    if isinstance(result, Failed) or not any(remark.register in brought for remark in result.remarks):
        return result
    if result.batch is None:
        return replace(result, remarks=tuple(one for one in result.remarks if one.register not in brought))
    facts = FACTS[result.table]
    rows = sa.select(facts).where(facts.c.batch == result.batch).subquery()
    with connection.begin():
        found = remarks(connection, FACT_TABLES[result.table], rows, settings.now())
    return replace(result, remarks=found)


def undo(settings: Settings, batch: int, *, by: str = "", report: Report = _silent) -> int:
    """Undo a batch and publish; gives the number of rows that it had brought."""
    with writer(settings) as connection:
        rows = undo_batch(connection, batch, settings)
        _refresh(connection, settings, report)
    audit.record(settings, by, "undo", batch=batch, rows=rows)
    return rows


def batches(settings: Settings) -> list[sa.Row[tuple[object, ...]]]:
    """Every batch, the newest first; empty where nothing was imported yet."""
    with writer(settings) as connection:
        return _batches(connection)


def refresh(settings: Settings, *, full: bool = False, report: Report = _silent) -> int | None:
    """Derive what is stale (or everything) and publish; gives the generation, None where none is needed."""
    with writer(settings) as connection:
        return _refresh(connection, settings, report, full=full)


def make_demo(
    settings: Settings,
    *,
    stores: int = 24,
    guides: int = 120,
    customers: int = 20_000,
    days: int = 180,
    seed: int = 7,
    report: Report = _silent,
) -> int | None:
    """Fill the warehouse with the demo world and publish it.

    Raises
    ------
    IntakeError
        When the warehouse holds rows of the user's own: the two never mix.
    """
    with writer(settings) as connection:
        with connection.begin():
            standing = Standing.read(connection)
            if standing.facts_version and not standing.is_demo and has_rows(connection):
                raise IntakeError(
                    "仓库里已有您自己的数据，示例数据不会与之混合；如要看示例，请把 YUTANG_HOME 指向一个空文件夹。",
                    "The warehouse holds your own rows and the demo never mixes with them; "
                    "to see the demo, point YUTANG_HOME to an empty folder.",
                )
            forget_everything(connection)
            today = (settings.now() - timedelta(hours=OPENS_AT)).date()  # before nine the demo's last day is yesterday
            world = generate(stores=stores, guides=guides, customers=customers, days=days, seed=seed, today=today)
            for name, rows in world:
                report(0.05, name)
                _append(connection, name, rows)
            standing.advance(connection, is_demo=True)
        audit.record(settings, "", "demo", stores=stores, guides=guides, customers=customers, days=days, seed=seed)
        number = _refresh(connection, settings, report, full=True)
    published = generations.current(settings)
    if published is not None:
        keep_demo(settings, published)
    return number


def has_rows(connection: sa.Connection) -> bool:
    """Whether any fact is there."""
    return any(connection.execute(sa.select(sa.literal(1)).select_from(f).limit(1)).first() for f in FACTS.values())


def _append(connection: sa.Connection, name: str, rows: pa.Table) -> None:
    """The demo's rows as they come: its keys are unique, and it is no batch that could be undone."""
    facts = FACTS[name]
    for constant in ("batch", "ordinal"):
        if constant in facts.columns:
            rows = rows.append_column(constant, pa.repeat(pa.scalar(0, pa.int32()), rows.num_rows))
    load_arrow(connection, facts, rows)


def _refresh(connection: sa.Connection, settings: Settings, report: Report, *, full: bool = False) -> int | None:
    made_with = f"{settings.windows.model_dump_json()} {generations.layout(())}"  # another layout, another derivation
    standing = Standing.read(connection)
    is_stale = standing.derived_version != standing.facts_version or standing.derived_with != made_with
    if is_stale or full:
        report(0.3, "milestones")
        everybody = full or standing.derived_with != made_with
        derive(connection, settings.windows, settings.now(), everybody=everybody)
        standing.derived(connection, made_with)
    connection.commit()
    if not (full and standing.facts_version) and not _is_needed(settings, standing):
        return None
    report(0.7, "rollups")
    standing = Standing.read(connection)
    number = publish(connection, settings, ROLLUPS, standing, whole=full)
    standing.published(connection)
    connection.commit()
    report(1.0, "published")
    return number


def _is_needed(settings: Settings, standing: Standing) -> bool:
    """Whether readers see other facts, other windows or other tables than they should, or cannot see them at all."""
    try:
        published = generations.current(settings)
    except generations.LostGenerationError:
        return True
    if published is None:
        return standing.facts_version > 0
    return (
        published.facts_version != standing.facts_version
        or (published.windows, published.tiers) != (settings.windows, settings.tiers)
        or not is_of_this_version(published)
    )


__all__ = ["Failed", "Imported", "import_files", "make_demo", "refresh", "undo"]
