"""Checkup: whether everything is in order, and what to do where it is not."""

from __future__ import annotations

import platform
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import sqlalchemy as sa

from data.databases import shown
from data.settings import Settings
from data.warehouse import generations
from data.warehouse.engines import writer
from data.warehouse.standing import Standing
from metrics.holdings import is_of_this_version

LIBRARIES = (
    "streamlit",
    "duckdb",
    "duckdb-sqlalchemy",
    "psycopg",
    "sqlalchemy",
    "pandas",
    "pyarrow",
    "altair",
    "plotly",
)
STALE_AFTER = timedelta(days=2)


def checkup(settings: Settings) -> dict[str, Any]:
    """Versions, stores, generation, freshness, and the problems with their cure (level: error, warning)."""
    problems: list[dict[str, str]] = []

    def problem(level: str, zh: str, en: str) -> None:
        problems.append({"level": level, "zh": zh, "en": en})

    published = None
    is_lost = False
    try:
        published = generations.current(settings)
    except generations.LostGenerationError as error:
        is_lost = True
        zh, _, en = str(error).partition(" · ")
        problem("error", zh, en)
    with writer(settings) as connection, connection.begin():
        standing = Standing.read(connection)
        engine = f"{connection.dialect.name} {connection.execute(sa.select(sa.func.version())).scalar_one()}"
    if published is None and not is_lost:
        problem("warning", "还没有已发布的数据：运行 demo 或 import", "nothing is published yet: run demo or import")
    if published is not None:
        if published.facts_version != standing.facts_version:
            problem("error", "有批次尚未发布：运行 refresh", "a batch is not published yet: run refresh")
        if published.windows != settings.windows:
            problem("warning", "时间窗设置已改：运行 refresh", "the windows were changed: run refresh")
        if published.tiers != settings.tiers:
            problem(
                "warning",
                "分层规则已改：数字已按新规则计算，运行 refresh 后更快",
                "the rules of tiers were changed: figures follow them already, and faster after refresh",
            )
        if not is_of_this_version(published):
            problem(
                "error", "程序已升级：运行 refresh --full", "the program is newer than the tables: run refresh --full"
            )
        for kind, rows in published.future_rows.items():
            if rows:
                problem("warning", f"{kind} 有 {rows} 行时间在未来", f"{rows} rows of {kind} lie in the future")
        for kind, reach in published.horizons.items():
            if kind in ("contacts", "messages", "orders") and settings.now() - reach.at > STALE_AFTER:
                problem(
                    "warning",
                    f"{kind} 只到 {reach.last_day}，请导入新的",
                    f"{kind} end on {reach.last_day}: import newer",
                )
    return {
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "stores": {
            "home": str(settings.home),
            "warehouse": shown(settings.warehouse),
            "engine": engine,
            "state": shown(settings.state),
        },
        "generation": published
        and {
            "number": published.number,
            "published_at": published.published_at.isoformat(),
            "is_demo": published.is_demo,
            "windows": published.windows.model_dump(),
        },
        "freshness": _freshness(published) if published else {},
        "problems": problems,
    }


def _freshness(published: generations.Generation) -> dict[str, Any]:
    """Rows, first day and horizon of each kind."""
    return {
        kind: {
            "rows": rows,
            "since": published.since[kind].isoformat() if kind in published.since else None,
            "until": published.horizons[kind].at.isoformat() if kind in published.horizons else None,
        }
        for kind, rows in published.row_counts.items()
    }
