"""A choice of one code that lives in the address, shown by its titles."""

from __future__ import annotations

import streamlit as st

from components import address
from components.language import current


def choose(name: str, label: str, titles: dict[str, str], default: str, width: int | None = None) -> str:
    """A choice that lives in the address under `name`; an unknown code there means the default."""
    asked = address.get(name, default)
    chosen = asked if asked in titles else default
    key = f"choose:{name}:{current()}"
    st.session_state[key] = chosen
    st.selectbox(
        label,
        list(titles),
        format_func=lambda code: titles.get(code, str(code)),
        key=key,
        width=width or "stretch",
        on_change=_write,
        args=(name, key, default),
    )
    return chosen


def _write(name: str, key: str, default: str) -> None:
    code = st.session_state[key]
    address.put(**{name: None if code == default else code})
