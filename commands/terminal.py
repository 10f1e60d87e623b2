"""The terminal: how commands speak, and where they find the published generation."""

from __future__ import annotations

import json
from typing import Annotated, Any, NoReturn

import typer

from data.settings import settings
from data.warehouse.generations import Generation, current

Json = Annotated[bool, typer.Option("--json", help="print JSON")]


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
