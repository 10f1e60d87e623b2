"""目标: what each figure is to reach, for everything or for one campaign, store, guide or kind of group."""

import streamlit as st

from components import target_board, target_file, target_history
from components.access import admit
from components.frame import entered
from components.language import t
from components.states import section

viewer = admit("targets")
view = entered("targets", viewer, has_days=False)
source = view.source if view else None

with section(t("target.board")):
    st.caption(t("target.board_note"))
    target_board.board(source, viewer)
with section(t("target.all")):
    target_history.standing(source)
left, right = st.columns(2)
with left, section(t("target.bring"), height="stretch"):
    target_file.bring(viewer)
with right, section(t("target.history"), height="stretch"):
    target_history.history(source, viewer)
