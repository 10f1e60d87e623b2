"""Questions on the command line: figures, analyses, curves."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict
from typing import Annotated, Any

import typer

from commands.terminal import Json, fail, generation, show
from data.settings import settings
from metrics.analyses.analysis import written
from metrics.analyses.register import ANALYSES, asked, find
from metrics.answer import answer, curve
from metrics.catalogue import CATALOGUE
from metrics.words import question_of
from metrics.written import flat, written_answer, written_metric

From = Annotated[str | None, typer.Option("--from", help="first day, YYYY-MM-DD; default: 30 days up to the horizon")]
To = Annotated[str | None, typer.Option("--to", help="last day, inclusive")]
Where = Annotated[list[str] | None, typer.Option(help="DIM=VALUE; one DIM repeated means any of them")]


def metrics(as_json: Json = False) -> None:
    """List the catalogue."""
    if as_json:
        show([written_metric(metric) for metric in CATALOGUE.values()])
        return
    for metric in CATALOGUE.values():
        typer.echo(f"{metric.key:<38} {metric.title[0]} · {metric.title[1]}")


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


def analyse(
    name: Annotated[str, typer.Argument(help="; ".join(ANALYSES))],
    start: From = None,
    end: To = None,
    where: Where = None,
    as_json: Json = False,
) -> None:
    """Ask for an analysis: a table of its own, over all rows unless it says otherwise."""
    analysis = find(name)
    found = generation()
    question = asked(found, analysis, start=start, end=end, where=where or ())
    rows = written(analysis, analysis.rows(found, question, settings()))
    if as_json:
        show(rows)
        return
    for row in rows:
        typer.echo("  ".join(f"{key}={'—' if value is None else value}" for key, value in row.items()))


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
