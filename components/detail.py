"""One metric in full: its figure, what else it may be, how mature it is, what others reach, and its line."""

from __future__ import annotations

import streamlit as st

from components import address, figures, kpi
from components.kpi import about, card
from components.language import pick, t
from components.references import reference
from components.trends import trend
from components.view import View
from metrics.model import Metric


def detail(view: View, metric: Metric, *, by: str) -> None:
    """The part of a page that shows a metric; the grain of its line is days or weeks."""
    one = card(view, metric)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(pick(metric.title), anchor=metric.key, help=about(metric), width="stretch")
        st.page_link(
            "pages/understand/dictionary.py",
            label=t("detail.definition"),
            icon=":material/menu_book:",
            query_params=address.query(metric=metric.key),
        )
    kpi.figure(one)
    notes = figures.notes(metric, one.now)
    if notes:
        st.caption(notes)
    if metric.reference is not None:
        st.caption(reference(metric.reference))
    trend(view, metric, by=by, is_quiet=one.now.value is None, has_reference=True)
