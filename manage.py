"""The command line: the same operations and figures as the pages, for scripts and for the terminal.

Exit codes: 0 all well, 1 some rows were rejected, 2 nothing could be done.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from data.intake.errors import IntakeError
from data.settings import settings
from data.state import targets as kept
from data.warehouse.engines import WarehouseBusyError
from data.warehouse.generations import Generation, current
from metrics import publishing, target_files
from metrics import targets as of_targets
from metrics.answer import answer, curve
from metrics.catalogue import CATALOGUE
from metrics.checkup import checkup
from metrics.outcomes import told_result, written_result
from metrics.question import UnanswerableError
from metrics.words import day, question_of
from metrics.written import flat, written_answer, written_metric

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)

Json = Annotated[bool, typer.Option("--json", help="print JSON")]
From = Annotated[str | None, typer.Option("--from", help="first day, YYYY-MM-DD; default: 30 days up to the horizon")]
To = Annotated[str | None, typer.Option("--to", help="last day, inclusive")]
Where = Annotated[list[str] | None, typer.Option(help="DIM=VALUE; one DIM repeated means any of them")]


def fail(message: object) -> NoReturn:
    """Say why nothing could be done, and stop."""
    typer.echo(str(message), err=True)
    raise typer.Exit(2)


def show(data: Any) -> None:
    """Print JSON as people and programs read it."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def generation() -> Generation:
    """The published generation, or a plain word on how to get one."""
    found = current(settings())
    if found is None:
        fail("还没有数据：先运行 demo 或 import · There are no rows yet: run `demo` or `import` first.")
    return found


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


@app.command("import")
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


@app.command()
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


@app.command()
def undo(batch: int) -> None:
    """Take a batch back; what it had replaced stands again."""
    rows = publishing.undo(settings(), batch, by="manage.py")
    typer.echo(f"批次 {batch} 已撤销，{rows} 行 · Batch {batch} is undone, {rows} rows.")


@app.command()
def refresh(full: Annotated[bool, typer.Option("--full", help="derive everything anew")] = False) -> None:
    """Derive what is stale and publish a generation."""
    number = publishing.refresh(settings(), full=full)
    if number is None:
        generation()
    typer.echo(
        f"已发布第 {number} 代 · Published generation {number}." if number else "已是最新 · Everything is up to date."
    )


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


@app.command()
def metrics(as_json: Json = False) -> None:
    """List the catalogue."""
    if as_json:
        show([written_metric(metric) for metric in CATALOGUE.values()])
        return
    for metric in CATALOGUE.values():
        typer.echo(f"{metric.key:<38} {metric.title[0]} · {metric.title[1]}")


@app.command()
def query(
    keys: Annotated[list[str], typer.Argument(metavar="METRIC…", help="keys of the catalogue")],
    by: Annotated[
        list[str] | None, typer.Option(help="dimension; several by repeating, by commas or by blanks")
    ] = None,
    start: From = None,
    end: To = None,
    where: Where = None,
    all_cohorts: Annotated[bool, typer.Option("--all-cohorts", help="count immature days too")] = False,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="print CSV")] = False,
) -> None:
    """Ask for figures."""
    found = generation()
    question = question_of(found, keys, by=by or (), start=start, end=end, where=where or (), all_cohorts=all_cohorts)
    written = written_answer(answer(found, question), found.number)
    if as_json:
        show(written)
        return
    rows = [flat(row) for row in written["rows"]]
    if as_csv:
        _print_csv([*question.by, *keys], rows)
        return
    for row in rows:
        typer.echo("  ".join(f"{key}={'—' if value is None else value}" for key, value in row.items()))


def _print_csv(least: list[str], rows: list[dict[str, Any]]) -> None:
    headings = list(dict.fromkeys(key for row in rows for key in row)) or least
    writer = csv.DictWriter(sys.stdout, headings, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


@app.command("curve")
def curve_command(
    of: Annotated[str, typer.Argument(help="first-purchase")],
    people: Annotated[bool, typer.Option("--people", help="by person instead of by contact")] = False,
    start: From = None,
    end: To = None,
    where: Where = None,
    as_json: Json = False,
) -> None:
    """The Kaplan–Meier curve of the time from the add to the first purchase."""
    if of != "first-purchase":
        fail(f"没有曲线 {of}；有：first-purchase · There is no curve {of}; there is: first-purchase.")
    found = generation()
    key = "median_days_to_first_purchase" + ("_people" if people else "")
    question = question_of(found, [key], start=start, end=end, where=where or ())
    steps = [asdict(step) for step in curve(found, question)]
    if as_json:
        show(steps)
        return
    for step in steps:
        typer.echo("  ".join(f"{key}={value}" for key, value in step.items()))


@app.command()
def targets(as_json: Json = False) -> None:
    """List the targets that hold today and those still to come."""
    held = of_targets.Targets(versions=kept.standing(settings())).listed(settings().now().date())
    if as_json:
        show([{**asdict(one), "from_on": one.from_on.isoformat()} for one in held])
        return
    for one in held:
        typer.echo(of_targets.sentence(one))
    if not held:
        typer.echo("还没有目标 · No targets are set.")


@app.command("set-target")
def set_target(
    metric: str,
    value: Annotated[str, typer.Argument(help="as 60%, 0.6 or 120000; '' ends the target")],
    dimension: Annotated[str | None, typer.Option(help="campaign, guide, store or group_kind; all if left out")] = None,
    code: Annotated[str | None, typer.Option(help="which one of the dimension")] = None,
    start: Annotated[str | None, typer.Option("--from", help="first day; default: the first of this month")] = None,
) -> None:
    """Set a target from a day on; sums and counts per month, those of a campaign as a whole."""
    from_on = day(start) if start else _first_of_month()
    _keep([of_targets.target(metric, dimension, code, from_on, value)])


def _first_of_month() -> date:
    return settings().now().date().replace(day=1)


@app.command("import-targets")
def import_targets(file: Path) -> None:
    """Bring targets from a CSV file or workbook: 指标, 维度, 编号, 起始日期, 目标值."""
    brought = target_files.read(settings(), file)
    _keep(brought.targets)
    for one in brought.refused:
        typer.echo(f"  第 {one.line} 行 · line {one.line}: {' · '.join(one.why)}", err=True)
    if brought.refused:
        raise typer.Exit(1 if brought.targets else 2)


def _keep(wanted: Sequence[kept.Target]) -> None:
    changed = kept.save(settings(), wanted, "manage.py")
    for one in changed:
        typer.echo(of_targets.sentence(one))
    typer.echo(f"已保存 {len(changed)} 个目标 · {len(changed)} targets were changed.")


def main() -> None:
    """Run the command line; errors people can mend are said in words, not as tracebacks."""
    try:
        app()
    except (IntakeError, UnanswerableError, WarehouseBusyError, FileNotFoundError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
