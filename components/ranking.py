"""Stores or guides side by side: ranked, with bars and lines on a desktop, the first and the last on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import streamlit as st

from components import figures
from components.choice import choose
from components.device import is_phone
from components.escape import markdown
from components.export import Sheet, export_made, heading_of, sheet
from components.language import pick, t
from components.view import View
from metrics.answer import Cell, Row
from metrics.dimensions import DIMENSIONS
from metrics.model import Metric, Unit
from metrics.question import Code

LINE_DAYS = 14
LEAST = 20  # people behind a rate that is ranked
ENDS = 3  # the first and the last so many are marked: these are whom a class teacher watches
PHONE_TOP, PHONE_BOTTOM = 5, 3
FIRST, LAST = 80, 20
ROW, HEAD, MOST_ROWS = 35, 38, 14


@dataclass(frozen=True)
class Entrant:
    """One row of a ranking."""

    rank: int | None  # of the unknown and of those without the figure: none
    name: str
    mark: str  # the key of the word for the first and the last, or nothing
    row: Row


def entrants(view: View, dimension: str, metrics: Sequence[Metric], by: Metric) -> list[Entrant]:
    """Everyone of a dimension with the figures of the period, ranked by one of them; without that figure, last.

    A rate of a few people is shown and not ranked, where anybody has one of more: 1 of 2 would lead.
    """
    rows = [row for row in view.ask(*metrics, by=(dimension,)) if any(row[m].value for m in metrics)]
    figured = sorted(
        (row for row in rows if row[by].value is not None and row.codes[0] is not None),
        key=lambda row: (-float(row[by].value or 0), str(row.codes[0])),
    )
    judged = [row for row in figured if not _is_few(row[by])] or figured
    marks = [""] * len(judged)
    if len(judged) > 2 * ENDS:
        marks[:ENDS] = ["ranking.leads"] * ENDS
        marks[-ENDS:] = ["ranking.lags"] * ENDS
    found = []
    rank = 0
    for place, (row, mark) in enumerate(zip(judged, marks, strict=True), start=1):
        if not found or row[by].value != found[-1].row[by].value:
            rank = place  # equal figures share the rank, and the next one counts them all
        found.append(Entrant(rank, pick(row.names[0]), mark, row))
    ranked = {row.codes[0] for row in judged}
    few = [row for row in figured if row.codes[0] not in ranked]
    rest = [row for row in rows if row[by].value is None or row.codes[0] is None]
    return found + [Entrant(None, pick(row.names[0]), "", row) for row in (*few, *rest)]


def _is_few(cell: Cell) -> bool:
    """Whether a rate stands on so few people that its place would be chance."""
    return cell.low is not None and cell.denominator is not None and cell.denominator < LEAST


def shown(rows: Sequence[Entrant]) -> list[Entrant]:
    """Those a table has room for: everyone, or of very many the first and the last of those who are ranked."""
    return _ends(rows, FIRST, LAST)


def _ends(rows: Sequence[Entrant], first: int, last: int) -> list[Entrant]:
    """So many of the first and the last that are ranked; where no more are, the others after them."""
    ranked = [entrant for entrant in rows if entrant.rank is not None]
    return [*ranked[:first], *ranked[-last:]] if len(ranked) > first + last else list(rows[: first + last])


def _lines(view: View, dimension: str, metric: Metric, codes: tuple[Code, ...] | None) -> dict[object, list[float]]:
    """The last days up to the end of the view that are over, of those that are shown, or of everyone."""
    start = view.period.end - timedelta(days=LINE_DAYS)
    where = view.where if codes is None else (*view.where, (dimension, codes))
    lines: dict[object, list[float]] = {}
    over = view.last_whole.isoformat()
    for row in view.ask(metric, by=(dimension, "day"), start=start, where=where):
        code, day = row.codes
        value = row[metric].value
        if value is not None and str(day) <= over:
            lines.setdefault(code, []).append(float(value))
    return lines


def choose_order(view: View, metrics: Sequence[Metric]) -> Metric:
    """The metric the reader wants rankings ordered by; unasked, the first that has a figure."""
    usual = next((metric for metric in metrics if view.cell(metric).value is not None), metrics[0])
    by_key = {metric.key: metric for metric in metrics}
    titles = {key: pick(metric.title) for key, metric in by_key.items()}
    return by_key[choose("rank", t("ranking.order"), titles, usual.key, width=260)]


def ranking(view: View, dimension: str, metrics: Sequence[Metric], *, by: Metric, line: Metric) -> None:
    """Draw the ranking and its export."""
    rows = entrants(view, dimension, metrics, by)
    if not rows:
        st.caption(t("reason.no_rows"))
        return
    few = sum(one.rank is None and one.row[by].value is not None and one.row.codes[0] is not None for one in rows)
    said = t("ranking.by", title=pick(by.title), number=len(rows))
    st.caption(said + (t("ranking.few", number=few, least=LEAST) if few else ""))
    if is_phone():
        _short(rows, dimension, metrics, by)
    else:
        listed = shown(rows)
        codes = tuple(entrant.row.codes[0] for entrant in listed) if len(listed) < len(rows) else None
        lines = _lines(view, dimension, line, codes)
        _wide(listed, dimension, metrics, line, lines)
        if len(listed) < len(rows):
            are_ends = listed != list(rows[: len(listed)])
            said = "ranking.ends" if are_ends else "ranking.first_only"
            st.caption(t(said, first=FIRST if are_ends else len(listed), last=LAST, number=len(rows)))
    empty = [metric for metric in metrics if all(entrant.row[metric].value is None for entrant in rows)]
    if empty:
        why = (f"{pick(metric.title)} {figures.reason(view.cell(metric))}" for metric in empty)
        st.caption(t("ranking.empty", list=t("attention.semicolon").join(why)))
    export_made(f"ranking-{dimension}", lambda: as_sheet(rows, dimension, metrics))


def as_sheet(rows: Sequence[Entrant], dimension: str, metrics: Sequence[Metric]) -> Sheet:
    """The ranking as plain values, with the parts of its rates."""
    headings = [t("ranking.rank"), pick(DIMENSIONS[dimension].title), t("ranking.code")]
    for metric in metrics:
        headings.append(heading_of(metric))
        if metric.unit is Unit.PERCENT:
            headings += [f"{pick(metric.title)} {t(part)}" for part in ("split.numerator", "split.denominator")]
    lines = []
    for entrant in rows:
        line: list[object] = [entrant.rank, entrant.name, entrant.row.codes[0]]
        for metric in metrics:
            cell = entrant.row[metric]
            line.append(cell.value)
            if metric.unit is Unit.PERCENT:
                line += [cell.numerator, cell.denominator]
        lines.append(line)
    return sheet(f"ranking-{dimension}", headings, lines)


def _wide(
    rows: Sequence[Entrant],
    dimension: str,
    metrics: Sequence[Metric],
    line: Metric,
    lines: dict[object, list[float]],
) -> None:
    config = st.column_config
    marks = {"ranking.leads": t("ranking.leads"), "ranking.lags": t("ranking.lags")}
    data: dict[str, list[Any]] = {
        "rank": [entrant.rank for entrant in rows],
        "name": [entrant.name for entrant in rows],
        "mark": [[marks[entrant.mark]] if entrant.mark else [] for entrant in rows],
    }
    columns: dict[str, object] = {
        "rank": config.NumberColumn(t("ranking.rank"), width=56, pinned=True),
        "name": config.TextColumn(pick(DIMENSIONS[dimension].title), width="medium", pinned=True),
        "mark": config.MultiselectColumn(
            t("ranking.mark"), options=list(marks.values()), color=["green", "orange"], width="small"
        ),
    }
    for metric in metrics:
        values = [entrant.row[metric].value for entrant in rows]
        scale = 100 if metric.unit is Unit.PERCENT else 1
        data[metric.key] = [None if value is None else float(value) * scale for value in values]
        columns[metric.key] = _column(metric, max((v for v in data[metric.key] if v is not None), default=0))
    data["line"] = [lines.get(entrant.row.codes[0], []) for entrant in rows]
    columns["line"] = config.AreaChartColumn(t("ranking.line", title=pick(line.title), days=LINE_DAYS), y_min=0)
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=HEAD + ROW * min(len(rows), MOST_ROWS),
        row_height=ROW,
        placeholder="—",
        alt=t("ranking.alt", title=pick(DIMENSIONS[dimension].title)),
    )


def _column(metric: Metric, highest: float) -> object:
    config = st.column_config
    title = pick(metric.title)
    if metric.unit is Unit.PERCENT:
        return config.ProgressColumn(title, format="%.1f %%", min_value=0, max_value=highest * 1.05 or 1)
    if metric.unit is Unit.MONEY:
        return config.NumberColumn(title, format="¥%,.0f")
    return config.NumberColumn(title, format="localized")


def _short(rows: Sequence[Entrant], dimension: str, metrics: Sequence[Metric], by: Metric) -> None:
    figures_shown = [by, *(metric for metric in metrics if metric is not by)][:2]
    key = f"all:{dimension}"
    is_whole = st.session_state.get(key, False) or len(rows) <= PHONE_TOP + PHONE_BOTTOM
    listed = shown(rows) if is_whole else _ends(rows, PHONE_TOP, PHONE_BOTTOM)
    colours = {"ranking.leads": "green", "ranking.lags": "orange"}
    table: dict[str, list[str]] = {
        t("ranking.place"): ["—" if entrant.rank is None else str(entrant.rank) for entrant in listed],
        pick(DIMENSIONS[dimension].title): [
            markdown(entrant.name) + (f" :{colours[entrant.mark]}-badge[{t(entrant.mark)}]" if entrant.mark else "")
            for entrant in listed
        ],
    }
    for metric in figures_shown:
        table[pick(metric.title)] = [figures.figure(metric, entrant.row[metric].value) for entrant in listed]
    st.table(table, border="horizontal", hide_index=True)
    if len(rows) > PHONE_TOP + PHONE_BOTTOM:
        st.toggle(t("ranking.show_all", number=len(rows)), key=key)
