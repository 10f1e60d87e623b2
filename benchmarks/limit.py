"""Limit: the questions of every page against SQL written by hand, and the first page against pandas on raw rows."""

from __future__ import annotations

import logging
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import duckdb
import pandas as pd
import sqlalchemy as sa

from benchmarks import by_hand, in_pandas, worlds
from benchmarks.asked import Asked, asked
from benchmarks.by_hand import Statement
from benchmarks.flat import timed
from benchmarks.report import Section, seconds, write
from data.collector import settle
from data.settings import Settings
from data.warehouse.generations import Generation
from data.warehouse.kept import Words
from metrics.answer import Answer

TIMES = 3
PANDAS_TIMES = 3
RAW = {
    "contacts": "select customer_id, guide_id, added_at, removed_at from facts.contacts",
    "messages": "select customer_id, guide_id, sent_at, sender, kind from facts.messages",
    "orders": """select order_id, customer_id, guide_id, coalesce(paid_at, ordered_at) as at,
        (amount - coalesce(refunded_amount, 0))::double as net from facts.orders
        where coalesce(domain, 'private') = 'private' and coalesce(status, 'paid') = 'paid'""",
    "guides": "select guide_id, store_id from facts.guides",
}


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A question beside the statements that answer it without us."""

    page: str
    one: Asked
    statements: Sequence[Statement]
    is_by_hand: bool  # otherwise they are our own SQL, sent bare


def _statements(one: Asked, generation: Generation) -> list[Statement] | None:
    if one.what == "funnel" and one.question is not None:
        return by_hand.funnel(one.question)
    if one.what.startswith("curve") and one.question is not None:
        return by_hand.curve(one.question, generation)
    return None if one.question is None else by_hand.figures(one.question, generation)


def _bare(one: Asked, generation: Generation) -> list[Statement]:
    """Our own queries as they reach the driver."""
    sent: list[Statement] = []

    def keep(_connection: Any, _cursor: Any, text: str, values: Any, _context: Any, _many: bool) -> None:
        sent.append(Statement(text, values))

    def keep_kept(self: Words, values: Mapping[str, Any]) -> tuple[str, Any]:
        found = plain(self, values)
        sent.append(Statement(*found))
        return found

    plain = Words.sent
    sa.event.listen(generation.engine, "before_cursor_execute", keep)
    try:
        with patch.object(Words, "sent", keep_kept):
            one.find(generation)
    finally:
        sa.event.remove(generation.engine, "before_cursor_execute", keep)
    return sent


def _compared(settings: Settings, generation: Generation) -> list[Compared]:
    found = []
    for page, questions in asked(settings).items():
        for one in questions:
            by = _statements(one, generation)
            statements = by or _bare(one, generation)
            found.append(Compared(page=page, one=one, statements=statements, is_by_hand=by is not None))
    return found


def _checked(compared: list[Compared], generation: Generation, connection: Any) -> int:
    """Hold the sums that can be held against our answers; gives how many were."""
    held = 0
    for each in compared:
        answered = each.one.find(generation)
        if each.is_by_hand and isinstance(answered, Answer) and not answered.question.by:
            for statement in each.statements:
                if statement.sums:
                    held += by_hand.check(answered, statement, statement.rows(connection)[0])
    return held


def _taken(compared: list[Compared], generation: Generation, connection: Any) -> list[tuple[float, float]]:
    """Per question the median seconds of ours and of the statements, by turns."""

    def bare(each: Compared) -> Callable[[], None]:
        def work() -> None:
            for statement in each.statements:
                statement.rows(connection)

        return work

    turns = [
        [(timed(partial(each.one.find, generation)), timed(bare(each))) for each in compared] for _ in range(TIMES + 1)
    ]
    return [
        (statistics.median(ours for ours, _ in each), statistics.median(theirs for _, theirs in each))
        for each in zip(*turns[1:], strict=True)  # the first warms up
    ]


def _pandas(settings: Settings, generation: Generation) -> tuple[float, float]:
    """The seconds of the first page in pandas: from raw rows in memory, and with reading them from Parquet first."""
    end = worlds.today_of(generation) + timedelta(days=1)
    with duckdb.connect(str(settings.home / "warehouse" / "warehouse.duckdb"), read_only=True) as facts:
        raw = {name: facts.execute(text).df() for name, text in RAW.items()}
    for name, frame in raw.items():
        frame.to_parquet(settings.home / f"{name}.parquet")
    reading = seconds(lambda: [pd.read_parquet(settings.home / f"{name}.parquet") for name in RAW], PANDAS_TIMES)
    return (alone := seconds(lambda: in_pandas.overview(raw, end), PANDAS_TIMES)), alone + reading


def run(customers: int = 300_000) -> None:
    """Measure the pages of a world of so many customers."""
    logging.disable(logging.WARNING)
    with TemporaryDirectory(prefix="yutang-limit-") as home:
        settings, rows = worlds.build(Path(home), customers, is_talkative=False)
        generation = worlds.published(settings)
        with worlds.step("every page once"):
            compared = _compared(settings, generation)
        settle()  # as the server does
        raw = generation.engine.raw_connection()
        connection = raw.driver_connection
        with worlds.step("compare"):
            checked = _checked(compared, generation, connection)
            taken = _taken(compared, generation, connection)
        with worlds.step("pandas"):
            frames = _pandas(settings, generation)
        raw.close()
    _report(customers, rows, compared, taken, checked, frames)


def _report(
    customers: int,
    rows: dict[str, int],
    compared: list[Compared],
    taken: list[tuple[float, float]],
    checked: int,
    frames: tuple[float, float],
) -> None:
    lines = []
    overall = [0.0, 0.0]
    for page in dict.fromkeys(each.page for each in compared):
        cells = [page]
        for is_by_hand in (True, False):
            pairs = zip(compared, taken, strict=True)
            mine = [t for each, t in pairs if (each.page, each.is_by_hand) == (page, is_by_hand)]
            ours, theirs = (sum(part) for part in zip(*mine, strict=True)) if mine else (0.0, 0.0)
            if is_by_hand:
                overall = [overall[0] + ours, overall[1] + theirs]
            said = f"{ours * 1000:,.0f} ms, {theirs * 1000:,.0f} ms: {ours / theirs:.2f} ×" if mine else "–"
            cells += [str(len(mine)), said]
        lines.append(tuple(cells))
    first = sum(ours for each, (ours, _) in zip(compared, taken, strict=True) if each.page == "overview")
    write(
        "limit",
        f"{customers:,} customers, {rows['messages']:,} messages. Ours is the whole answer, nothing kept: "
        "compiled, asked, with intervals, maturity and names. By hand: the leanest statements for the same figures on "
        f"the same published tables; {checked} sums were held against our answers. The analyses of single pages "
        "have no statement by hand; there our own SQL was sent bare, so that only what surrounds it is measured.",
        Section(
            heads=("page", "questions", "ours, by hand", "analyses", "ours, own SQL bare"),
            rows=lines,
        ),
        (
            (
                "all questions with a statement by hand",
                f"{overall[0]:.2f} s, {overall[1]:.2f} s: {overall[0] / overall[1]:.2f} × the hand-written SQL",
            ),
            *(
                (
                    f"the first page in pandas, {how}",
                    f"{taken:.1f} s: {taken / first:.1f} × ours ({first * 1000:,.0f} ms)",
                )
                for how, taken in zip(("raw rows in memory", "raw rows from Parquet"), frames, strict=True)
            ),
        ),
        libraries=("duckdb", "sqlalchemy", "pandas"),
    )
