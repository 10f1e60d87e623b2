"""The parts of the competitions page: which there are for whom, and which the address asks for."""

from __future__ import annotations

import streamlit as st

from components import address, competition_screen
from components.access import Role, Viewer
from components.language import current, t
from metrics.question import EVERYTHING

TITLES = {
    "board": "competition.part_board",
    "card": "competition.part_card",
    "report": "competition.part_report",
    "rules": "competition.part_rules",
    "settle": "competition.part_settle",
}
OF_EDITORS = ("rules", "settle")
EDITORS = frozenset({Role.BOSS, Role.TRAINER, Role.CAMPAIGN_MANAGER})


def may_edit(viewer: Viewer) -> bool:
    """Whether a person writes rules and settles: they concern everyone, so who sees only some rows does not."""
    return viewer.role in EDITORS and viewer.scope == EVERYTHING


def chosen(viewer: Viewer) -> str:
    """Draw the choice of a part, and give it; a guide's own card comes first to her."""
    codes = [code for code in TITLES if may_edit(viewer) or code not in OF_EDITORS]
    usual = "card" if viewer.role is Role.GUIDE else "board"
    asked = address.get("part", usual)
    part = asked if asked in codes else usual
    key = f"part:{current()}"
    st.session_state[key] = part
    st.segmented_control(
        t("competition.part"),
        codes,
        format_func=lambda code: t(TITLES[code]) if code in TITLES else str(code),
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=_write,
        args=(key, usual),
    )
    return part


def _write(key: str, usual: str) -> None:
    code = st.session_state[key]
    address.put(part=None if code == usual else code)


def to_screen(competition_id: str) -> None:
    """Draw the way to the battle screen, which opens beside this page."""
    st.link_button(t("battle.open"), competition_screen.link(competition_id), icon=":material/tv:")
