"""The members to talk with next: hot ones took part and have not bought, cold ones never spoke; lists to export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from components import asking, formats
from components.device import is_phone
from components.escape import markdown
from components.export import export, sheet
from components.language import current, pick, t
from components.listing import listing
from components.view import View
from metrics.group_inside import Member, cold, hot, members
from metrics.group_wall import Standing

PHONE = 6
ROW, HEAD, MOST_ROWS = 35, 38, 8


def everyone(view: View, standing: Standing) -> tuple[Member, ...]:
    """Everyone who ever joined the group."""
    return asking.kept(view.source, members, view.scope, standing.group.group_id)


def hot_ones(view: View, standing: Standing) -> None:
    """Who took part and has not bought."""
    _list("hot", hot(everyone(view, standing)), t("group.hot_note"), t("group.hot_none"))


def cold_ones(view: View, standing: Standing) -> None:
    """Who is there and never spoke."""
    _list("cold", cold(everyone(view, standing)), t("group.cold_note"), t("group.cold_none"))


def _list(key: str, found: Sequence[Member], note: str, none: str) -> None:
    if not found:
        st.caption(none)
        return
    st.caption(f"{t('group.people', number=formats.plain(len(found), current()))} {note}")
    headings = (t("group.member"), t("group.joined_at"), t("group.did"))
    if is_phone():
        is_whole = st.session_state.get(f"group:{key}", False)
        listed = found if is_whole else found[:PHONE]
        listing(headings, [(markdown(pick(one.name)), f"{one.joined_at:%m-%d}", _did(one)) for one in listed])
        if len(found) > PHONE:
            st.toggle(t("group.show_all", number=len(found)), key=f"group:{key}")
    else:
        st.dataframe(
            {
                headings[0]: [pick(one.name) for one in found],
                t("ranking.code"): [one.customer_id for one in found],
                headings[1]: [_at(one.joined_at) for one in found],
                headings[2]: [_did(one) for one in found],
            },
            hide_index=True,
            height=HEAD + ROW * min(len(found), MOST_ROWS),
            row_height=ROW,
            alt=note,
        )
    moments = ("joined_at", "spoke_at", "learned_at", "took_part_at", "bought_at")
    titles = ("group.joined_at", "group.spoke", "group.learned", "group.took_part", "group.bought")
    export(
        sheet(
            f"group-{key}",
            (t("ranking.code"), t("group.member"), *(t(title) for title in titles)),
            [(one.customer_id, pick(one.name), *(getattr(one, name) for name in moments)) for one in found],
        )
    )


def _at(moment: datetime) -> str:
    return f"{moment:%m-%d %H:%M}"


def _did(one: Member) -> str:
    """What the member has done so far, with the day of the first time."""
    steps = (
        ("group.spoke", one.spoke_at),
        ("group.learned", one.learned_at),
        ("group.took_part", one.took_part_at),
        ("group.bought", one.bought_at),
    )
    done = [f"{t(key)} {at:%m-%d}" for key, at in steps if at is not None]
    return t("filter.list_comma").join(done) or t("group.nothing_yet")
