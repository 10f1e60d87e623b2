"""Which groups a page shows: the shared filters that groups have, and campaign, kind and audience beside them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import address, asking
from components.device import is_phone
from components.language import current, pick, t
from components.view import View
from data.settings import settings
from metrics.dimensions import DIMENSIONS
from metrics.group_register import DIMENSIONS as OF_GROUPS
from metrics.group_wall import Standing, wall
from metrics.question import Filter

OWN = ("campaign", "group_kind", "audience")
STATES = {"all": "group.all", "running": "group.running", "over": "group.over"}


def standings(view: View) -> tuple[Standing, ...]:
    """Every group that the viewer may see, unfiltered: medians stand on all of a campaign's groups."""
    return asking.kept(view.source, wall, view.scope, settings().health)


def where(view: View) -> tuple[Filter, ...]:
    """The filters of the address that groups have."""
    shared = tuple(one for one in view.where if one[0] in OF_GROUPS)
    return (*shared, *((key, codes) for key in OWN if (codes := address.get_all(key))))


def chosen(view: View, among: Sequence[Standing]) -> list[Standing]:
    """Draw the page's own filters, and give the groups that pass all of them."""
    columns = st.columns(4) if not is_phone() else [st.expander(t("group.narrow"), icon=":material/tune:")] * 4
    for column, dimension in zip(columns, OWN, strict=False):
        with column:
            _choose(dimension, among)
    with columns[3]:
        state = _state()
    ignored = [pick(DIMENSIONS[key].title) for key, _ in view.where if key not in OF_GROUPS]
    if ignored:
        st.caption(t("group.ignored", filters=t("filter.list_comma").join(ignored)))
    filters = where(view)
    return [
        standing
        for standing in among
        if standing.group.is_in(filters) and (state == "all" or standing.is_running == (state == "running"))
    ]


def _choose(dimension: str, among: Sequence[Standing]) -> None:
    groups = [standing.group for standing in among]
    names = {code: pick(group.names[dimension]) for group in groups if (code := group.codes[dimension]) is not None}
    picked = list(address.get_all(dimension))
    options = sorted(names, key=lambda code: names[code]) + [code for code in picked if code not in names]
    key = f"group_filter:{dimension}:{current()}"
    st.session_state[key] = picked
    st.multiselect(
        pick(DIMENSIONS[dimension].title),
        options,
        format_func=lambda code: names.get(code, str(code)),
        key=key,
        placeholder=t("filter.all"),
        on_change=_write,
        args=(dimension, key),
    )


def _write(dimension: str, key: str) -> None:
    address.put(**{dimension: list(st.session_state[key])})


def _state() -> str:
    asked = address.get("state", "all")
    state = asked if asked in STATES else "all"
    titles = {code: t(text) for code, text in STATES.items()}
    key = f"group_filter:state:{current()}"
    st.session_state[key] = state
    st.segmented_control(
        t("group.state"),
        list(titles),
        format_func=lambda code: titles.get(code, str(code)),
        key=key,
        required=True,
        on_change=_write_state,
        args=(key,),
    )
    return state


def _write_state(key: str) -> None:
    state = st.session_state[key]
    address.put(state=None if state == "all" else state)


def clear() -> None:
    """Take every filter of groups out of the address."""
    address.put(**dict.fromkeys((*address.FILTERS, *OWN, "state")))


def nothing_here() -> None:
    """There are groups, but none passes the filters."""
    with st.container(border=True):
        st.markdown(f"**{t('group.none_here')}**")
        st.button(t("filter.clear"), key="clear_groups", on_click=clear)
