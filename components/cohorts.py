"""The contacts of each week beside each other: how many were added, and what became of them within their windows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from components import figures, formats
from components.device import is_phone
from components.export import export, heading_of, sheet
from components.language import current, pick, t
from components.view import View
from metrics.answer import Row
from metrics.model import Metric, Unit

FEWEST_WEEKS = 8


def span(view: View) -> tuple[date, date]:
    """Whole weeks, from a Monday: those the period touches, and at least eight."""
    start = min(view.period.start, view.period.end - timedelta(weeks=FEWEST_WEEKS))
    return start - timedelta(days=start.weekday()), view.period.end


def cohorts(view: View, metrics: Sequence[Metric]) -> None:
    """The table of weeks; a figure whose window is not over for the whole week says so."""
    usable = [metric for metric in metrics if not view.refused(metric)]
    start, end = span(view)
    rows = view.ask(*usable, by=("week",), start=start, end=end, all_cohorts=True) if usable else ()
    if not any(row[metric].value is not None for row in rows for metric in usable):
        st.caption(t("reason.no_rows"))
        return
    shown = usable[:4] if is_phone() else usable
    table: dict[str, list[str]] = {t("cohort.week"): [_week(row) for row in rows]}
    for metric in shown:
        table[pick(metric.title)] = [_said(metric, row) for row in rows]
    st.table(table, border="horizontal", hide_index=True)
    st.caption(t("cohort.note"))
    headings, lines = _plain(rows, usable)
    export(sheet("cohorts-by-week", headings, lines))


def _week(row: Row) -> str:
    monday = date.fromisoformat(str(row.codes[0]))
    if is_phone():
        return monday.strftime("%m-%d")
    return formats.span(monday, monday + timedelta(days=6), current())


def _said(metric: Metric, row: Row) -> str:
    cell = row[metric]
    said = figures.figure(metric, cell.value)
    is_open = cell.value is not None and cell.mature_share is not None and cell.mature_share < 1
    return f":gray[{said}] :gray-badge[{t('cohort.open')}]" if is_open else said


def _plain(rows: Sequence[Row], metrics: Sequence[Metric]) -> tuple[list[str], list[list[object]]]:
    headings = [t("cohort.week")]
    for metric in metrics:
        headings.append(heading_of(metric))
        if metric.unit is Unit.PERCENT:
            headings.append(heading_of(metric, f"{pick(metric.title)} {t('split.mature')}"))
    lines = []
    for row in rows:
        line: list[object] = [str(row.codes[0])]
        for metric in metrics:
            line.append(row[metric].value)
            if metric.unit is Unit.PERCENT:
                line.append(row[metric].mature_share)
        lines.append(line)
    return headings, lines
