"""What goes with content: replies and orders on days with a kind of post and the day after. Association, not effect."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import charts, content_charts, content_rows, formats
from components.escape import markdown
from components.export import export_rows
from components.language import current, t
from components.view import View
from metrics.analyses.content_effects import CONTENT_EFFECTS, LEAST_DAYS, Association

_OUTCOMES = {"replies": "content.replies", "orders": "content.orders"}
_LAGS = {0: "content.same_day", 1: "content.next_day"}
MOST = 12  # differences of an outcome that are drawn


def associations(view: View) -> None:
    """Draw both outcomes side by side, what can be said of them, and the export."""
    found = content_rows.associations(view)
    judged = [one for one in found if one.difference is not None]
    if not judged:
        if not content_rows.is_known(view):
            st.caption(t("content.bring_posts"))
        else:
            st.caption(t("content.no_days", least=LEAST_DAYS) if found else t("content.bring_outcomes"))
        return
    st.markdown(verdict(judged))
    for place, (outcome, title) in zip(st.columns(2), _OUTCOMES.items(), strict=True):
        with place:
            _draw([one for one in judged if one.outcome == outcome], t(title))
    st.caption(t("content.effects_note", days=content_rows.LOOK_BACK))
    export_rows("content-effects", CONTENT_EFFECTS, lambda: found)


def verdict(judged: Sequence[Association]) -> str:
    """Which differences are beyond chance, and how many would be by chance alone."""
    beyond = sorted((one for one in judged if one.is_beyond_chance), key=lambda one: -abs(one.difference or 0))
    chance = formats.plain(len(judged) * 0.05, current(), 1)
    if not beyond:
        return t("content.no_association", number=len(judged))
    listed = t("attention.semicolon").join(_told(one) for one in beyond[:4])
    return t("content.association", listed=listed, number=len(judged), beyond=len(beyond), chance=chance)


def _told(one: Association) -> str:
    words = "content.goes_with_more" if (one.difference or 0) > 0 else "content.goes_with_less"
    return t(
        words,
        kind=markdown(content_rows.kind(one.kind)),
        when=t(_LAGS[one.days_later]),
        outcome=t(_OUTCOMES[one.outcome]),
        difference=formats.plain(abs(one.difference or 0), current(), 2),
    )


def _draw(judged: Sequence[Association], title: str) -> None:
    st.markdown(f"**{title}**")
    if not judged:
        st.caption(t("reason.never_brought"))
        return
    shown = sorted(judged, key=lambda one: (one.kind, one.days_later))[:MOST]
    rows = [
        content_charts.Lean(
            name=f"{content_rows.kind(one.kind)} · {t(_LAGS[one.days_later])}",
            value=one.difference or 0.0,
            low=one.low or 0.0,
            high=one.high or 0.0,
            is_beyond_chance=one.is_beyond_chance,
            said=t(
                "content.lean_said",
                difference=f"{one.difference or 0:+.2f}",
                span=f"{one.low or 0:+.2f} – {one.high or 0:+.2f}",
                ones=one.days_with,
                others=one.days_without,
            ),
        )
        for one in shown
    ]
    charts.show(content_charts.leans(rows, title=t("content.more_a_day")), alt=t("content.effects_alt", title=title))
