"""指标字典: what every figure means, how it is made, how others count it, and what it is here and now."""

import streamlit as st

from components import address, glossary
from components.access import admit
from components.frame import entered
from components.language import pick, t
from data.settings import settings

viewer = admit("dictionary")
view = entered("dictionary", t("page.dictionary"), viewer)
windows = view.source.windows if view else settings().windows

words = glossary.search()
metrics = glossary.found(words)
named = address.get("metric")
if named and named not in {metric.key for metric in glossary.found("")}:
    st.warning(t("dictionary.unknown", key=glossary.quoted(named)), icon=":material/help:")
if not metrics:
    st.info(t("dictionary.none", words=glossary.quoted(words)), icon=":material/search_off:")
for theme, listed in glossary.themes(metrics).items():
    st.subheader(pick(theme), anchor=False)
    for metric in listed:
        glossary.entry(metric, view, windows, is_open=metric.key == named or (bool(words) and len(metrics) <= 3))
