"""Targets on the command line: set, listed, brought from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import Json, show
from data.settings import settings
from data.state import targets as kept
from metrics import target_files
from metrics import targets as of_targets
from metrics.words import day


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
