"""A short table of words: every cell is Markdown, nothing to scroll, the same on a desktop and on a phone."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def listing(headings: Sequence[str], rows: Sequence[Sequence[str]], *, has_heading: bool = True) -> None:
    """Draw the rows; names that people typed must have been escaped."""
    columns = {heading: [row[place] for row in rows] for place, heading in enumerate(headings)}
    st.table(columns, border="horizontal", hide_index=True, hide_header=not has_heading)
