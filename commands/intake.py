"""Intake on the command line: files in, batches listed and taken back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.terminal import Json, show
from data.settings import settings
from metrics import publishing
from metrics.outcomes import told_result, written_result


def import_command(
    files: Annotated[list[Path], typer.Argument(help="CSV or XLSX files")],
    table: Annotated[str | None, typer.Option("--as", help="the table, where the headings don't tell")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="read and check, write nothing")] = False,
    as_json: Json = False,
) -> None:
    """Bring files in; the table is found from the headings."""
    results = publishing.import_files(
        settings(), files, table=table, dry_run=dry_run, by="manage.py", progress=_progress
    )
    if as_json:
        show([written_result(result) for result in results])
    else:
        for result in results:
            typer.echo(told_result(result), err=isinstance(result, publishing.Failed))
    done = [result for result in results if isinstance(result, publishing.Imported)]
    if all(0 < result.rows_read == result.rows_rejected for result in done):
        raise typer.Exit(2)
    if len(done) < len(results) or any(result.rows_rejected for result in done):
        raise typer.Exit(1)


def _progress(path: Path, step: Any) -> None:
    if sys.stderr.isatty():
        share = step.bytes_done / step.bytes_total if step.bytes_total else 0.0
        typer.echo(f"\r{path.name} {share:4.0%} {step.rows:,} rows {step.rows_per_second:,.0f}/s ", err=True, nl=False)


def batches(as_json: Json = False) -> None:
    """List what was imported, the newest first."""
    found = [dict(row._mapping) for row in publishing.batches(settings())]
    if as_json:
        show(
            [
                {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}
                for row in found
            ]
        )
        return
    for row in found:
        undone = " · 已撤销" if row["undone_at"] else ""
        typer.echo(
            f"{row['batch']:>4}  {row['imported_at']}  {row['file']} → {row['table_name']}  +{row['rows_added']} "
            f"~{row['rows_updated']} ={row['rows_unchanged']} ✗{row['rows_rejected']}{undone}"
        )
    if not found:
        typer.echo("没有导入过文件 · Nothing was imported yet.")


def undo(batch: int) -> None:
    """Take a batch back; what it had replaced stands again."""
    rows = publishing.undo(settings(), batch, by="manage.py")
    typer.echo(f"批次 {batch} 已撤销，{rows} 行 · Batch {batch} is undone, {rows} rows.")
