"""导入: bring files in, see before what will happen, take a batch back, and learn what there is and what is missing."""

import streamlit as st

from components import asking, freshness, outcomes, trends, uploads
from components.access import admit
from components.batches import batches
from components.frame import entered
from components.language import t
from components.states import section
from components.templates import templates
from metrics import contacts, orders

viewer = admit("intake")
view = entered("intake", viewer)

with section(t("intake.bring")):
    st.caption(t("intake.bring_text"))
    outcome = uploads.uploads()
    uploads.failure()
    if outcome is not None:
        st.markdown(f"**{t('intake.tried') if outcome.is_tried else t('intake.done')}**")
        outcomes.summary(outcome.results)
        if outcome.is_tried:
            uploads.confirm(outcome)

left, right = st.columns(2)
with left, section(t("intake.templates"), height="stretch"):
    st.caption(t("intake.templates_text"))
    templates()
with right, section(t("intake.batches"), height="stretch"):
    batches(asking.generation())

if view is not None:
    left, right = st.columns(2)
    with left, section(t("overview.fresh"), height="stretch"):
        freshness.freshness(view.source)
    with right:
        with section(t("overview.missing")):
            freshness.lacking(view.source)
        with section(t("intake.gaps")):
            st.caption(t("intake.gaps_text"))
            for metric in (contacts.ADDED_CONTACTS, orders.ORDERS):
                trends.headline(view, metric)
                trends.trend(view, metric, by="day", height=90, is_quiet=True)
