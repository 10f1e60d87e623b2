"""The groups that need a push: a live part of the page that looks again when new data was published."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import address, asking, formats, group_words
from components.access import Viewer
from components.device import is_phone
from components.language import current, pick, t
from components.states import section
from components.view import View
from data.settings import HealthRules, settings
from data.warehouse.generations import Generation
from metrics.group_pushes import Cause, Push, pushes
from metrics.group_wall import Standing, wall
from metrics.question import Filter, Scope

EVERY = "30s"
MOST = 6
_MEMORY = "group_pushes"
_ICONS = {
    Cause.NOBODY: ":material/person_off:",
    Cause.SPAM: ":material/report:",
    Cause.SILENT: ":material/volume_off:",
    Cause.WORSENED: ":material/trending_down:",
    Cause.LESSONS: ":material/school:",
    Cause.ENTRY: ":material/login:",
    Cause.LEARNING: ":material/menu_book:",
}


@st.fragment(run_every=EVERY)
def live(viewer: Viewer, where: tuple[Filter, ...], shown: int) -> None:
    """Look again every half minute; only another generation than the last one seen is read.

    `shown` is the generation of the page around: where a newer one is out, the reader may renew the rest too.
    """
    source = asking.generation()
    if source is None:
        return
    with section(t("group.push")):
        everything = asking.kept(source, _pushes, viewer.scope, settings().health)
        found = [push for push in everything if push.standing.group.is_in(where)]
        fresh = _fresh(source, everything)
        st.caption(t("group.push_live", number=source.number, at=formats.moment(source.published_at, current())))
        if source.number != shown and st.button(t("group.renew"), icon=":material/refresh:", key="group:renew"):
            st.rerun()
        if not found:
            st.markdown(f":material/check: **{t('group.push_none')}**")
            return
        _draw(found, fresh)


def _pushes(source: Generation, scope: Scope, rules: HealthRules) -> tuple[Push, ...]:
    """The pushes from the wall that the page around has asked for already."""
    return pushes(source, asking.kept(source, wall, scope, rules), scope, rules)


def of(view: View, standing: Standing) -> None:
    """Why one group needs a push, where it does."""
    everything = asking.kept(view.source, _pushes, view.scope, settings().health)
    push = next((one for one in everything if one.standing.group.group_id == standing.group.group_id), None)
    if push is not None:
        with st.container(border=True):
            said = t("attention.semicolon").join(f"{_ICONS[one.cause]} {pick(one.text)}" for one in push.reasons)
            st.markdown(f":material/priority_high: **{t('group.push')}** {said}")


def _fresh(source: Generation, found: Sequence[Push]) -> frozenset[tuple[str, Cause]]:
    """The reasons that the generation before did not give; nothing is new to who has just come."""
    now = frozenset((push.standing.group.group_id, reason.cause) for push in found for reason in push.reasons)
    number, seen, fresh = st.session_state.get(_MEMORY, (source.number, now, frozenset()))
    if number != source.number:
        fresh = now - seen
    st.session_state[_MEMORY] = (source.number, now, fresh)
    return fresh


def _draw(found: Sequence[Push], fresh: frozenset[tuple[str, Cause]]) -> None:
    is_whole = st.session_state.get("group:all_pushes", False)
    for push in found if is_whole else found[:MOST]:
        if is_phone():
            with st.container(gap=None):
                _way_in(push)
                st.markdown(_said(push, fresh))
            continue
        name, reasons = st.columns([1, 6], vertical_alignment="center", gap="small")
        with name:
            _way_in(push)
        with reasons:
            st.markdown(_said(push, fresh))
    if len(found) > MOST:
        st.toggle(t("group.show_all", number=len(found)), key="group:all_pushes")


def _way_in(push: Push) -> None:
    group_id = push.standing.group.group_id
    if st.button(f":blue[{group_words.name(push.standing)}]", key=f"push:{group_id}", type="tertiary"):
        address.put(group=group_id)
        st.rerun()


def _said(push: Push, fresh: frozenset[tuple[str, Cause]]) -> str:
    standing = push.standing
    reasons = []
    for reason in push.reasons:
        new = f" :blue-badge[{t('group.new')}]" if (standing.group.group_id, reason.cause) in fresh else ""
        reasons.append(f"{_ICONS[reason.cause]} {pick(reason.text)}{new}")
    about = f"{group_words.badge(group_words.kind_of(standing))} :gray[:small[{group_words.left(standing)}]]"
    return f"{about} · {t('attention.semicolon').join(reasons)}"
