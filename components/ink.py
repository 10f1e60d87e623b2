"""Colours that a chart cannot take from the theme by itself: letters on coloured cells, links between two things."""

from __future__ import annotations

import streamlit as st

from components.charts import PARTS


def _theme() -> str:
    """Which of the two themes the reader sees."""
    return "dark" if st.context.theme.type == "dark" else "light"


def ink() -> str:
    """The colour of text."""
    return str(st.get_option(f"theme.{_theme()}.textColor"))


def paint(part: str) -> str:
    """The colour of a part of a chart, as `charts.colour` names them."""
    return str(st.get_option(f"theme.{_theme()}.chartCategoricalColors")[PARTS.index(part)])


def faint(part: str, strength: float = 0.35) -> str:
    """The same, letting what lies behind show through."""
    red, green, blue = (int(paint(part)[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength})"
