"""The colour of letters that stand on a coloured cell of a chart: that of the theme's text, light or dark."""

from __future__ import annotations

import streamlit as st

LIGHT, DARK = "#161c28", "#e8ecf4"  # textColor of the two themes


def ink() -> str:
    """The colour for the theme that the reader sees."""
    return DARK if st.context.theme.type == "dark" else LIGHT
