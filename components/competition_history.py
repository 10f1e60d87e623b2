"""The versions of a competition's rules: who wrote them when, the last one taken back, and the rules as a file."""

from __future__ import annotations

import streamlit as st

from components import address, formats
from components.access import Viewer
from components.language import current, t
from components.listing import listing
from components.roles import role
from data.settings import settings
from data.state import competitions
from metrics.competitions.files import write
from metrics.competitions.register import Kept

SHOWN = 20


def history(kept: Kept, viewer: Viewer) -> None:
    """Draw who wrote the version in force, the older ones, the undo and the export."""
    said = t("rule.version", who=role(kept.who), at=formats.moment(kept.at, current()))
    st.markdown(f":blue-badge[{said}]")
    with st.container(horizontal=True, gap="small"):
        with st.popover(t("rule.versions"), icon=":material/history:", type="tertiary"):
            rows = [
                (
                    formats.moment(one.at, current()),
                    role(one.who),
                    "" if one.undone_at is None else f":gray-badge[{t('rule.taken_back')}]",
                )
                for one in competitions.versions(settings(), kept.rules.id, most=SHOWN)
            ]
            listing((t("competition.at_time"), t("settle.who"), t("competition.note")), rows)
        st.button(
            t("rule.undo"),
            key="undo_rules",
            icon=":material/undo:",
            type="tertiary",
            on_click=_undo,
            args=(kept, viewer),
        )
        st.download_button(
            t("rule.export"),
            data=lambda: write(kept.rules).encode(),
            file_name=f"{kept.rules.id}.toml",
            mime="application/toml",
            key="export_rules",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )


def _undo(kept: Kept, viewer: Viewer) -> None:
    if competitions.undo(settings(), kept.rules.id, kept.version, viewer.role.value):
        st.toast(t("rule.undone"), icon=":material/undo:")
        if not any(one.undone_at is None for one in competitions.versions(settings(), kept.rules.id)):
            address.put(competition=None, part=None)
    else:
        st.toast(t("rule.not_undone"), icon=":material/error:")
