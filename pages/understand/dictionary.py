"""指标字典: what every figure means, how it is made, how others count it, and what it is here and now."""

import streamlit as st

from components import address, glossary
from components.access import admit
from components.frame import entered
from components.language import pick, t
from data.settings import settings

viewer = admit("dictionary")
view = entered("dictionary", viewer)
view = view and view.together(*glossary.found(""))
windows = view.source.windows if view else settings().windows

words = glossary.search()
metrics = glossary.found(words)
named = address.get("metric")
pinned = [metric for metric in glossary.found("") if metric.key == named]
if named and not pinned:
    st.warning(t("dictionary.unknown", key=glossary.quoted(named)), icon=":material/help:")
for metric in pinned:
    st.subheader(t("dictionary.named"), anchor=False)
    glossary.entry(metric, view, windows, is_open=True)
metrics = [metric for metric in metrics if metric not in pinned]
if not metrics and not pinned:
    st.info(t("dictionary.none", words=glossary.quoted(words)), icon=":material/search_off:")
for theme, listed in glossary.themes(metrics).items():
    st.subheader(pick(theme), anchor=False)
    for metric in listed:
        glossary.entry(metric, view, windows, is_open=bool(words) and len(metrics) <= 3)
