"""The view in the address: canonical codes in the query string, never labels, so that a link opens the same view.

Streamlit empties the query string when a reader goes to another page. What every page shares (language, period,
filters) is remembered for the session and written back; what belongs to one page (`metric`, `by`) is not.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

FILTERS = ("region", "store", "team", "guide", "persona", "channel_kind", "channel")
SHARED = ("lang", "period", "from", "to", "all", *FILTERS)
_MEMORY = "address"


def carry() -> None:
    """Put the shared part of the view back into an address that holds none of it: another page was open before.

    Whoever removes the last shared key on a page does so through `put`, which forgets it too.
    """
    if not any(key in st.query_params for key in SHARED):
        for key, values in st.session_state.get(_MEMORY, {}).items():
            st.query_params[key] = values
    remember()


def remember() -> None:
    """Keep the shared part of the address for the next page."""
    st.session_state[_MEMORY] = {key: values for key in SHARED if (values := st.query_params.get_all(key))}


def get(key: str, default: str = "") -> str:
    """The last value of a key."""
    return str(st.query_params.get(key, default))


def get_all(key: str) -> tuple[str, ...]:
    """Every value of a key, in order, once."""
    return tuple(dict.fromkeys(st.query_params.get_all(key)))


def put(**values: str | Sequence[str] | None) -> None:
    """Write values into the address; None or nothing removes the key, so that what is usual leaves no trace."""
    for key, value in values.items():
        name = key.rstrip("_")  # from_ and all_ for words Python keeps for itself
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
    remember()


def query(**changes: str | None) -> dict[str, list[str]]:
    """The shared part of the present address with changes, for a link to another page."""
    kept = {key: values for key in SHARED if (values := st.query_params.get_all(key))}
    kept |= {key: [value] for key, value in changes.items() if value}
    return kept
