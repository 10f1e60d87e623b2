"""Contact lists: today's people to contact, ticked off as it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from components import contact_rows, contact_words, formats
from components.access import Viewer
from components.choice import choose
from components.contact_rows import Entry
from components.device import is_phone
from components.escape import markdown
from components.export import Sheet, export_made, sheet
from components.language import current, pick, t
from components.view import View
from data.settings import settings
from data.state import tasks
from metrics.analyses.contact_lists import REASONS
from metrics.names import name_of

FIRST, PHONE, PHONE_MOST = 300, 6, 40
ROW, HEAD, MOST_ROWS = 35, 38, 12
EVERY_REASON = "all"
OPEN, DONE, BOTH = "open", "done", "both"


def contact_lists(view: View, viewer: Viewer) -> None:
    """Draw the lists of the view."""
    day = contact_rows.day(view)
    if day is None:
        st.caption(t("reason.never_brought"))
        return
    everybody = contact_rows.entries(view, day)
    if not everybody:
        st.caption(t("contact_list.nobody", day=formats.day(day, current())))
        return
    st.markdown(_summary(everybody, day))
    chosen = _chosen(everybody)
    if not chosen:
        st.caption(t("contact_list.none_left"))
    elif is_phone():
        _cards(chosen, day, viewer)
    else:
        _table(view, chosen, day, viewer)
    _export(view, everybody, day)


def _summary(everybody: Sequence[Entry], day: date) -> str:
    done = sum(one.is_done for one in everybody)
    numbers = {"people": len(everybody), "done": done, "open": len(everybody) - done}
    said = {key: formats.plain(number, current()) for key, number in numbers.items()}
    return t("contact_list.summary", day=formats.day(day, current()), **said)


def _chosen(everybody: Sequence[Entry]) -> list[Entry]:
    counts = Counter(one.target.reason for one in everybody)
    titles = {EVERY_REASON: t("contact_list.every_reason", number=formats.count(len(everybody), current()))}
    titles |= {key: f"{contact_words.reason(key)} · {counts[key]}" for key in REASONS if counts[key]}
    states = {OPEN: t("contact_list.open"), DONE: t("contact_list.done"), BOTH: t("contact_list.both")}
    left, right, _ = st.columns([2, 1, 2])
    with left:
        reason = choose("reason", t("contact_list.reason"), titles, EVERY_REASON)
    with right:
        state = choose("state", t("contact_list.state"), states, BOTH)
    if reason != EVERY_REASON:
        st.caption(f"{contact_words.why(reason)} → {contact_words.todo(reason)}")
    return [
        one
        for one in everybody
        if reason in (EVERY_REASON, one.target.reason) and (state == BOTH or one.is_done == (state == DONE))
    ]


def _table(view: View, chosen: Sequence[Entry], day: date, viewer: Viewer) -> None:
    config = st.column_config
    shown = chosen[:FIRST]
    columns: dict[str, Any] = {
        "done": config.CheckboxColumn(t("contact_list.contacted"), width=72, pinned=True),
        "customer": config.TextColumn(t("contact_list.customer"), pinned=True, width=150),
        "reason": config.TextColumn(t("contact_list.reason")),
        "way": config.TextColumn(t("contact_list.by"), width="small"),
        "guide": config.TextColumn(t("contact_list.guide"), width="small"),
        "store": config.TextColumn(t("contact_list.store"), width="small"),
        "orders": config.NumberColumn(t("contact_list.orders"), width="small"),
        "net": config.NumberColumn(t("contact_list.net"), format="¥%,.0f", width="small"),
        "last": config.TextColumn(t("contact_list.last_order"), width="small"),
        "before": config.TextColumn(t("contact_list.last_contact"), width="small"),
    }
    data = {
        "done": [one.is_done for one in shown],
        "customer": [_name(one) for one in shown],
        "reason": [contact_words.reasons(one.target) for one in shown],
        "way": [contact_words.way(one.target) for one in shown],
        "guide": [one.target.guide or one.target.guide_id for one in shown],
        "store": [store(view, one) for one in shown],
        "orders": [one.target.orders or None for one in shown],
        "net": [float(one.target.net) if one.target.orders else None for one in shown],
        "last": [f"{one.target.last_order_at:%Y-%m-%d}" if one.target.last_order_at else "" for one in shown],
        "before": [one.last_on.isoformat() if one.last_on else "" for one in shown],
    }
    # who stands in which row must be the same as long as the key is: an edit names its row only by its place
    people = tuple((one.target.customer_id, one.target.reason) for one in shown)
    key = f"contact-list:{view.source.number}:{day}:{hash(people)}:{current()}"
    st.data_editor(
        data,
        column_config=columns,
        disabled=[name for name in columns if name != "done"],
        hide_index=True,
        height=HEAD + ROW * min(len(shown), MOST_ROWS),
        row_height=ROW,
        placeholder=formats.NOTHING,
        key=key,
        on_change=_edited,
        args=(key, shown, day, viewer),
    )
    note = t("contact_list.tick_note")
    if len(chosen) > len(shown):
        note += " " + t("contact_list.first", shown=len(shown), number=formats.plain(len(chosen), current()))
    st.caption(note)


def _edited(key: str, shown: Sequence[Entry], day: date, viewer: Viewer) -> None:
    for row, cells in st.session_state[key]["edited_rows"].items():
        if "done" in cells:
            mark(shown[int(row)], day, viewer, is_done=bool(cells["done"]))


def mark(one: Entry, day: date, viewer: Viewer, *, is_done: bool) -> None:
    """Tick somebody off, or take the tick away; said twice it stays as it is."""
    if is_done == one.is_done:
        return
    if is_done:
        tasks.tick(settings(), one.task(day), viewer.role.value)
    else:
        tasks.untick(settings(), one.task(day), viewer.role.value)


def _cards(chosen: Sequence[Entry], day: date, viewer: Viewer) -> None:
    is_whole = st.session_state.get("contact-list:all", False)
    for one in chosen[:PHONE_MOST] if is_whole else chosen[:PHONE]:
        with st.container(border=True, gap="xsmall"):
            key = f"contact-list:{day}:{one.target.reason}:{one.target.customer_id}:{current()}"
            st.session_state[key] = one.is_done
            st.checkbox(
                f"**{markdown(_name(one))}** {contact_words.badge(one.target.reason)}",
                key=key,
                on_change=_ticked,
                args=(key, one, day, viewer),
            )
            st.caption(f"{_line(one)}  \n:material/arrow_forward: {contact_words.todo(one.target.reason)}")
    if len(chosen) > PHONE:
        st.toggle(t("contact_list.more", number=min(len(chosen), PHONE_MOST)), key="contact-list:all")
    if len(chosen) > PHONE_MOST:
        st.caption(t("contact_list.first", shown=PHONE_MOST, number=formats.plain(len(chosen), current())))


def _ticked(key: str, one: Entry, day: date, viewer: Viewer) -> None:
    mark(one, day, viewer, is_done=bool(st.session_state[key]))


def _line(one: Entry) -> str:
    target, language = one.target, current()
    said = [contact_words.way(target), markdown(target.guide or target.guide_id)]
    if target.orders:
        said.append(t("contact_list.bought", orders=target.orders, net=formats.money(target.net, language)))
    if target.last_order_at:
        said.append(t("contact_list.bought_on", day=f"{target.last_order_at:%m-%d}"))
    if one.last_on:
        said.append(t("contact_list.contacted_on", day=f"{one.last_on:%m-%d}"))
    return " · ".join(said)


def _name(one: Entry) -> str:
    return one.target.name or one.target.customer_id


def store(view: View, one: Entry) -> str:
    """The store of the guide who is to contact her."""
    return pick(name_of(view.source, "store", one.target.store_id))


def _export(view: View, everybody: Sequence[Entry], day: date) -> None:
    name = f"contact-list-{day}"
    by_store = {one.target.store_id: one for one in everybody}
    stores = {code: store(view, one) for code, one in by_store.items()}
    export_made(name, lambda: _as_sheet(name, stores, everybody))


def _as_sheet(name: str, stores: Mapping[str | None, str], everybody: Sequence[Entry]) -> Sheet:
    headings = (
        "contact_list.code",
        "contact_list.customer",
        "contact_list.reason",
        "contact_list.why",
        "contact_list.by",
        "contact_list.guide",
        "contact_list.store",
        "contact_list.orders",
        "contact_list.net",
        "contact_list.last_order",
        "contact_list.contacted",
    )
    rows = (
        (
            one.target.customer_id,
            one.target.name,
            contact_words.reasons(one.target),
            contact_words.todo(one.target.reason),
            contact_words.way(one.target),
            one.target.guide or one.target.guide_id,
            stores[one.target.store_id],
            one.target.orders,
            one.target.net,
            one.target.last_order_at,
            t("contact_list.done") if one.is_done else "",
        )
        for one in everybody
    )
    return sheet(name, [t(heading) for heading in headings], rows)
