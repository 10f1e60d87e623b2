"""A metric split by a dimension: a chart of every value with its interval, the table under it, and the export."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import charts, figures
from components.choice import choose
from components.device import is_phone
from components.escape import markdown
from components.export import Sheet, export, heading_of, share, sheet
from components.language import pick, t
from components.view import View
from metrics.answer import Row
from metrics.dimensions import DIMENSIONS
from metrics.model import Metric, Unit

MOST = 25
CALENDAR = ("day", "week", "month")  # these are the trend, not a split
CLOCK = ("weekday", "hour")


def split(view: View, metrics: Sequence[Metric]) -> None:
    """Let the reader choose a metric and a dimension, and show the split."""
    by_key = {metric.key: metric for metric in metrics}
    with st.container(horizontal=True, gap="small"):
        key = choose("metric", t("split.metric"), {k: pick(m.title) for k, m in by_key.items()}, metrics[0].key)
        metric = by_key[key]
        dimensions = [d for d in metric.dimensions if d not in CALENDAR]
        default = "store" if "store" in dimensions else dimensions[0]
        by = choose("by", t("split.by"), {d: pick(DIMENSIONS[d].title) for d in dimensions}, default)
    if view.refused(metric):
        st.caption(t("reason.no_such_filter"))
        return
    rows = _ordered(view.ask(metric, by=(by,)), metric, by)
    filled = [row for row in rows if row[metric].value is not None]
    if not filled:
        st.caption(t("reason.no_rows") if rows else t("reason.none_in_view"))
        return
    whole = view.cell(metric)
    if len(filled) > MOST:
        st.caption(t("split.first", shown=MOST, number=len(filled)))
    _draw(filled[:MOST], metric, by, None if metric.unit is not Unit.PERCENT else whole.value)
    _table(rows, metric, by)
    export(as_sheet(rows, metric, by))


def _ordered(rows: Sequence[Row], metric: Metric, by: str) -> list[Row]:
    """Hours and weekdays as the clock goes, all else by the figure, empty last."""
    if by in CLOCK:
        return sorted(rows, key=lambda row: (row.codes[0] is None, int(str(row.codes[0] or 0))))
    return sorted(rows, key=lambda row: (row[metric].value is None, -float(row[metric].value or 0), str(row.codes[0])))


def _draw(rows: Sequence[Row], metric: Metric, by: str, overall: object) -> None:
    title = pick(metric.title)
    labels = [pick(row.names[0]) for row in rows]
    alt = t("split.alt", title=title, by=pick(DIMENSIONS[by].title))
    if metric.unit is Unit.PERCENT:
        drawn = [
            charts.Point(
                at=label,
                label=label,
                value=float(row[metric].value),
                low=None if row[metric].low is None else float(row[metric].low),
                high=None if row[metric].high is None else float(row[metric].high),
                said=figures.figure(metric, row[metric].value),
                note=figures.notes(metric, row[metric]),
            )
            for row, label in zip(rows, labels, strict=True)
        ]
        charts.show(
            charts.dots(drawn, title=title, kind="share", overall=None if overall is None else float(str(overall))), alt
        )
        st.caption(t("split.dots", value=figures.figure(metric, overall)))
        return
    bars = [
        charts.Bar(name=label, value=float(row[metric].value), said=figures.figure(metric, row[metric].value))
        for row, label in zip(rows, labels, strict=True)
    ]
    charts.show(charts.bars(bars, step=30, room=1.4), alt)


def _table(rows: Sequence[Row], metric: Metric, by: str) -> None:
    title, dimension = pick(metric.title), pick(DIMENSIONS[by].title)
    listed = rows[:MOST]
    table = {
        dimension: [markdown(pick(row.names[0])) for row in listed],
        title: [figures.spoken(metric, row[metric]) for row in listed],
    }
    if not is_phone():
        band = t("split.interval") if metric.has_interval else t("split.quartiles")
        notes = {
            band: [figures.bounds(metric, row[metric]) for row in listed],
            t("split.parts"): [figures.parts(metric, row[metric]) for row in listed],
            t("split.mature"): [figures.ripe(row[metric]) for row in listed],
        }
        table |= {heading: texts for heading, texts in notes.items() if any(texts)}
    st.table(table, border="horizontal", hide_index=True)


def as_sheet(rows: Sequence[Row], metric: Metric, by: str) -> Sheet:
    """The split as plain values."""
    headings = (
        pick(DIMENSIONS[by].title),
        t("ranking.code"),
        heading_of(metric),
        t("split.numerator"),
        t("split.denominator"),
        heading_of(metric, t("split.low")),
        heading_of(metric, t("split.high")),
        share("split.mature"),
        t("split.reason"),
    )
    lines = []
    for row in rows:
        cell = row[metric]
        name = pick(row.names[0])
        code = None if row.codes[0] is None else str(row.codes[0])
        bounds = (cell.numerator, cell.denominator, cell.low, cell.high, cell.mature_share)
        lines.append((name, code, cell.value, *bounds, figures.reason(cell)))
    return sheet(f"{metric.key}-by-{by}", headings, lines)
