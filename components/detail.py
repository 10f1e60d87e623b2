"""One metric in full: its figure, what else it may be, how mature it is, what others reach, and its line."""

from __future__ import annotations

import streamlit as st

from components import address, figures, formats
from components.change import Verdict
from components.kpi import about, card, moved
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
    if one.now.value is None:
        st.markdown(f"### {formats.NOTHING}")
        st.caption(figures.reason(one.now))
    else:
        said = moved(metric, one.change)
        verdict = {
            Verdict.BETTER: f":green-badge[{t('kpi.better')}]",
            Verdict.WORSE: f":red-badge[{t('kpi.worse')}]",
            Verdict.STEADY: f":gray-badge[{t('kpi.steady')}]",
            Verdict.MOVED: f":blue-badge[{t('kpi.moved')}]",
        }.get(one.change.verdict, "")
        st.markdown(f"### {figures.figure(metric, one.now.value)} {verdict}")
        notes = (figures.notes(metric, one.now), t("detail.against", moved=said) if said else "")
        st.caption(" · ".join(note for note in notes if note))
    if metric.reference is not None:
        st.caption(reference(metric.reference))
    trend(view, metric, by=by)
