"""The command line: the same operations and figures as the pages, for scripts and for the terminal.

Exit codes: 0 all well, 1 some rows were rejected, 2 nothing could be done.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from commands import competitions, intake, questions, targets
from commands.terminal import Json, generation, show
from data.databases import UnusableStoreError
from data.intake.errors import IntakeError
from data.settings import settings
from data.warehouse.engines import WarehouseBusyError
from metrics import publishing
from metrics.checkup import checkup
from metrics.competitions.register import UnknownCompetitionError
from metrics.competitions.rules import RulesError
from metrics.competitions.settling import SettlingError
from metrics.moving import move, told_move, written_move
from metrics.question import UnanswerableError

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
app.command("import")(intake.import_command)
for command in (intake.batches, intake.undo, questions.metrics, questions.query, questions.analyse):
    app.command()(command)
app.command("curve")(questions.curve_command)
app.add_typer(competitions.app, name="competition")
app.command("rank")(competitions.rank)
app.command("settle")(competitions.settle_command)
app.command("verify-settlements")(competitions.verify_settlements)
app.command("targets")(targets.targets)
app.command("set-target")(targets.set_target)
app.command("import-targets")(targets.import_targets)


@app.command()
def demo(stores: int = 24, guides: int = 120, customers: int = 20_000, days: int = 180, seed: int = 7) -> None:
    """Fill an empty warehouse with the demo world."""
    number = publishing.make_demo(
        settings(), stores=stores, guides=guides, customers=customers, days=days, seed=seed, report=_say
    )
    typer.echo(f"示例数据已就绪，第 {number} 代 · The demo is ready, generation {number}.")


def _say(share: float, doing: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"\r{share:4.0%} {doing:<24}", err=True, nl=False)


@app.command()
def refresh(full: Annotated[bool, typer.Option("--full", help="derive everything anew")] = False) -> None:
    """Derive what is stale and publish a generation."""
    number = publishing.refresh(settings(), full=full)
    if number is None:
        generation()
    typer.echo(
        f"已发布第 {number} 代 · Published generation {number}." if number else "已是最新 · Everything is up to date."
    )


@app.command("migrate-warehouse")
def migrate_warehouse(
    to: Annotated[str, typer.Option("--to", help="address of an empty warehouse: postgresql://… or duckdb:///…")],
    as_json: Json = False,
) -> None:
    """Move the warehouse to another engine, and use it from then on if every figure is the same there."""
    moved = move(settings(), to, report=_say)
    if as_json:
        show(written_move(moved))
    else:
        typer.echo("\n".join(told_move(moved)))
    if moved.differences:
        raise typer.Exit(2)


@app.command()
def doctor(as_json: Json = False) -> None:
    """Look at versions, stores, the generation and freshness; name problems and their cure."""
    report = checkup(settings())
    if as_json:
        show(report)
    else:
        for section, found in report.items():
            typer.echo(f"{section}: {json.dumps(found, ensure_ascii=False, indent=2)}")
    if any(problem["level"] == "error" for problem in report["problems"]):
        raise typer.Exit(2)


MENDABLE = (
    IntakeError,
    UnanswerableError,
    WarehouseBusyError,
    UnusableStoreError,
    FileNotFoundError,
    RulesError,
    UnknownCompetitionError,
    SettlingError,
)


def main() -> None:
    """Run the command line; errors people can mend are said in words, not as tracebacks."""
    try:
        app()
    except MENDABLE as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
