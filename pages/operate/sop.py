"""SOP 日历: the eight ingredients as a weekly plan per kind of group, ticked, and beside it what the groups show."""

import streamlit as st

from components import sop_board, sop_week
from components.access import admit
from components.frame import entered
from components.language import t
from components.sop_plan import plan
from components.states import section

viewer = admit("sop")
view = entered("sop", viewer, has_days=False)
week = sop_week.chosen(view)
st.subheader(sop_week.span(week), anchor=False)
sop_board.summary(week)
for note in sop_week.notes(view, week):
    st.caption(note)

with section(t("sop.board")):
    sop_board.board(week, viewer)
    st.caption(t("sop.board_note"))
with section(t("sop.edit")):
    plan(week, viewer)
with section(t("sop.by_ingredient")):
    sop_board.by_ingredient(week)
