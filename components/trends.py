"""A metric over time: its points in words, and the part of a page that shows them."""

from __future__ import annotations

from datetime import date

import streamlit as st

from components import charts, figures, formats
from components.language import current, pick, t
from components.view import View
from metrics.model import Metric, Unit

LONGEST_BY_DAY = 62  # more days than this are drawn by week


def points(view: View, metric: Metric, bucket: str) -> list[charts.Point]:
    """The buckets of the period with what a hover says of each; those that will still change are not mature."""
    found = []
    for code, cell in view.series(metric, bucket, all_cohorts=True):
        if bucket == "day" and date.fromisoformat(code) > view.last_whole:
            continue  # a day just begun would look like a fall
        is_whole = view.is_whole(code, bucket)
        found.append(
            charts.Point(
                at=code,
                value=None if cell.value is None else float(cell.value),
                low=None if cell.low is None else float(cell.low),
                high=None if cell.high is None else float(cell.high),
                is_mature=is_whole and (cell.mature_share is None or cell.mature_share >= 1),
                label=formats.day(date.fromisoformat(code), current()),
                said=figures.spoken(metric, cell),
                note=figures.notes(metric, cell) if is_whole else t("trend.not_whole"),
            )
        )
    return found


def grain(view: View) -> str:
    """Days, or weeks where a line of days would be too dense to read."""
    return "day" if view.period.days <= LONGEST_BY_DAY else "week"


def trend(
    view: View,
    metric: Metric,
    *,
    by: str | None = None,
    height: int = 150,
    is_quiet: bool = False,
    has_reference: bool = False,
) -> None:
    """The line of a metric; buckets that have not had their window are drawn, dashed, and a sentence says so."""
    bucket = by or grain(view)
    drawn = points(view, metric, bucket)
    if not any(point.value is not None for point in drawn):
        if is_quiet:
            return
        st.caption(f"{formats.NOTHING} {figures.reason(view.cell(metric)) or t('reason.no_rows')}")
        return
    kind = "share" if metric.unit is Unit.PERCENT else current()
    title = pick(metric.title)
    rule = None
    # a count depends on the grain and on how large a business is: its reference stays in words
    if has_reference and metric.reference is not None and metric.unit is not Unit.COUNT:
        said = figures.figure(metric, metric.reference.value)
        rule = (float(metric.reference.value), t("trend.reference", value=said))
    spec = charts.trend(drawn, title=title, when=t("trend.when"), kind=kind, height=height, reference=rule)
    charts.show(spec, alt=t("trend.alt", title=title))


def legend(view: View) -> None:
    """What the lines mean: the band, the dashes, and the day that is left out."""
    said = [t("trend.dashed")]
    if view.last_whole < view.period.last:
        said.append(t("trend.unfinished", day=formats.day(view.period.last, current())))
    st.caption(" ".join(said))


def headline(view: View, metric: Metric) -> None:
    """The title of a metric with its figure over the period and the interval of it, on one line."""
    cell = view.cell(metric)
    said = figures.interval(metric, cell)
    value = figures.spoken(metric, cell)
    st.markdown(f"**{pick(metric.title)}**  {value}" + (f"  :gray[:small[{said}]]" if said else ""))
