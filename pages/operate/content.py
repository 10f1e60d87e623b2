"""内容: what to do, the pace of each persona, the mix, how kinds are met, what goes with them, the calendar."""

import streamlit as st

from components import (
    content_advice,
    content_calendar,
    content_effects,
    content_kinds,
    content_personas,
    content_rows,
    kpi,
)
from components.frame import opened
from components.language import t
from components.states import section
from metrics import contacts, content

CARDS = (
    content.POSTS_PER_DAY,
    content.PERSONA_LIKES_PER_DAY,
    content.LIKES_PER_POST,
    contacts.GREETING_REPLY_RATE,
)

view = opened("content")
if content_rows.is_answerable(view):
    content_advice.advice(view)
    kpi.wall(kpi.cards(view, CARDS))
    left, right = st.columns(2)
    with left, section(t("content.pace"), height="stretch"):
        content_personas.pace(view)
    with right, section(t("content.personas"), height="stretch"):
        content_personas.table(view)
    left, right = st.columns(2)
    with left, section(t("content.kinds"), height="stretch"):
        content_kinds.met(view)
    with right, section(t("content.mix"), height="stretch"):
        content_kinds.mix(view)
    with section(t("content.effects")):
        content_effects.associations(view)
    with section(t("content.calendar")):
        content_calendar.calendar(view)
else:
    with st.container(border=True):
        st.markdown(f"**{t('content.other_filter')}**")
        st.caption(t("content.other_filter_text"))
