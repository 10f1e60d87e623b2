"""Targets as they stand, and how they came to be: every version with who set it when, and the last edit undone."""

from __future__ import annotations

import streamlit as st

from components import filters, formats, target_words
from components.access import Viewer, may_set
from components.clock import today
from components.device import is_phone
from components.escape import markdown
from components.export import export, sheet
from components.language import current, t
from components.listing import listing
from components.roles import role
from data.settings import settings
from data.state import targets as kept
from data.warehouse.generations import Generation
from metrics.catalogue import CATALOGUE

SHOWN = 12


def standing(source: Generation | None) -> None:
    """The targets that hold where the data has come to, and those still to come."""
    day = filters.last_day(source) if source is not None else today()
    found = target_words.held().listed(day)
    if not found:
        st.caption(t("target.none"))
        return
    headings = [t(key) for key in ("target.metric", "target.for", "target.value", "target.per", "target.from")]
    rows = [
        (
            target_words.metric_title(one.metric),
            target_words.what(source, one.dimension, one.code),
            target_words.value(one.metric, one.value),
            target_words.per(CATALOGUE[one.metric], one.dimension) if one.metric in CATALOGUE else "",
            formats.day(one.from_on, current()) + (f" {t('target.to_come')}" if one.from_on > day else ""),
        )
        for one in found
    ]
    escaped = [tuple(map(markdown, row)) for row in rows]
    if is_phone():  # no room for five columns
        short = [(f"{metric} :gray[:small[{what}]]", value, day) for metric, what, value, _, day in escaped]
        listing((headings[0], headings[2], headings[4]), short)
    else:
        listing(headings, escaped)
    exported = [(*row, one.metric, one.dimension, one.code, one.value) for row, one in zip(rows, found, strict=True)]
    export(sheet("targets", [*headings, "metric", "dimension", "code", "value"], exported))


def history(source: Generation | None, viewer: Viewer) -> None:
    """The last versions, and the button that takes the last edit back."""
    found = kept.versions(settings(), most=SHOWN)
    if not found:
        st.caption(t("target.no_history"))
        return
    edit = kept.last_edit(settings())
    if edit and all(one.metric not in CATALOGUE or may_set(CATALOGUE[one.metric], viewer) for one in edit):
        st.button(
            t("target.undo", number=len(edit)),
            key="undo_targets",
            icon=":material/undo:",
            type="tertiary",
            on_click=_undo,
            args=(edit[0].edit, viewer),
        )
    rows = []
    for one in found:
        value = target_words.value(one.metric, one.value) if one.value is not None else t("target.ended")
        said = (
            f"{markdown(target_words.metric_title(one.metric))} · "
            f"{markdown(target_words.what(source, one.dimension, one.code))} **{markdown(value)}** "
            f":gray[:small[{t('target.since', day=formats.day(one.from_on, current()))}]]"
        )
        if one.undone_at is not None:
            said += f" :gray-badge[{t('target.undone_badge')}]"
        rows.append((markdown(formats.moment(one.at, current())), role(one.who), said))
    listing((t("target.at"), t("target.who"), t("target.change")), rows)


def _undo(edit: int, viewer: Viewer) -> None:
    if kept.undo(settings(), edit, viewer.role.value):
        st.toast(t("target.undone"), icon=":material/undo:")
    else:
        st.toast(t("target.not_undone"), icon=":material/error:")
