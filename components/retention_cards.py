"""The cards of repurchase: each of the latest days that can be judged, which it names where they are not the page's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from components import formats, kpi
from components.change import change
from components.device import is_phone
from components.kpi import Card
from components.language import current, pick, t
from components.period import Period
from components.references import reference
from components.view import View
from metrics.apart import month_after
from metrics.events import horizon
from metrics.model import Metric, Monthly
from metrics.sums import last_mature_day

_DAY = timedelta(days=1)
MONTHS = 12  # of the line on a card


def cards(view: View, metrics: Sequence[Metric]) -> list[Card]:
    """A card for each metric."""
    return [_monthly(view, one) if isinstance(one.value, Monthly) else _daily(view, one) for one in metrics]


def wall(found: Sequence[Card]) -> None:
    """Draw the cards, and below them what others reach."""
    kpi.wall(found)
    for one in found:
        if one.metric.reference is not None:
            st.caption(f"{pick(one.metric.title)} · {reference(one.metric.reference)}")
    if any(one.span for one in found):
        st.caption(t("retention.cards_note"))


def _daily(view: View, metric: Metric) -> Card:
    """The card of the view's days, or, where none of them is ripe, of as many that are."""
    ripe = last_mature_day(metric, view.source)
    if view.all_cohorts or ripe is None or view.period.start <= ripe:
        return kpi.card(view, metric)
    length = timedelta(days=view.period.days)
    earlier = replace(view.period, start=ripe + _DAY - length, end=ripe + _DAY)
    shifted = replace(view, period=earlier, last_whole=min(view.last_whole, ripe))
    span = f"{earlier.start:%m-%d}–{earlier.last:%m-%d}" if is_phone() else _span(earlier)
    return replace(kpi.card(shifted, metric), span=span)


def _span(days: Period) -> str:
    return formats.span(days.start, days.last, current())


def _monthly(view: View, metric: Metric) -> Card:
    """The card of the last month that is over for the metric, against the one before."""
    month = _ripe_month(view, metric)
    if month is None:
        return kpi.Card(metric, view.cell(metric), (), kpi.UNCHANGED_UNKNOWN)
    before = (month - _DAY).replace(day=1)
    now, then = (view.cell(metric, start=first, end=month_after(first)) for first in (month, before))
    start = month.replace(year=month.year - MONTHS // 12)
    months = tuple(cell for _, cell in view.series(metric, "month", start=start, end=month_after(month)))
    moved = change(metric, now, then) if then.has_rows else kpi.UNCHANGED_UNKNOWN
    return Card(metric, now, months, moved, span=f"{month:%Y-%m}")


def _ripe_month(view: View, metric: Metric) -> date | None:
    reach = horizon(metric, view.source)
    if reach is None or not isinstance(metric.value, Monthly):
        return None
    month = min(reach.at.date(), view.period.end).replace(day=1)
    for _ in range(metric.value.after + 1):
        month = (month - _DAY).replace(day=1)
    return month
