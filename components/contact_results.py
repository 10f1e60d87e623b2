"""What came of contacting: of those ticked off whose days are over, how many bought or answered."""

from __future__ import annotations

import streamlit as st

from components import contact_rows, contact_words, formats
from components.device import is_phone
from components.export import Heading, export, share, sheet
from components.language import current, t
from components.listing import listing
from components.view import View
from metrics.analyses.task_results import WAIT, Outcome
from metrics.model import Unit


def results(view: View) -> None:
    """Draw the results by reason."""
    day = contact_rows.day(view)
    found = contact_rows.outcomes(view, day) if day else []
    if not found:
        st.caption(t("contact_list.nothing_ticked", days=contact_rows.TRACKED.days, wait=WAIT.days))
        return
    headings = [t("contact_list.reason"), t("contact_list.contacted"), t("contact_list.over")]
    headings += (
        [t("contact_list.bought_then")]
        if is_phone()
        else [t("contact_list.bought_then"), t("contact_list.replied"), t("contact_list.net_then")]
    )
    listing(headings, [_row(one) for one in found])
    st.caption(t("contact_list.results_note", days=contact_rows.TRACKED.days, wait=WAIT.days))
    names = ("done", "over", "bought", "bought_share", "low", "high", "replied", "net")
    titles = (
        *map(t, ("contact_list.contacted", "contact_list.over", "contact_list.bought_then")),
        *map(share, ("tier.share", "split.low", "split.high")),
        *(t("contact_list.replied"), Heading(t("contact_list.net_then"), Unit.MONEY)),
    )
    lines = [(contact_words.reason(one.reason), *(getattr(one, name) for name in names)) for one in found]
    export(sheet("target-results", (t("contact_list.reason"), *titles), lines))


def _row(one: Outcome) -> list[str]:
    language = current()
    row = [contact_words.badge(one.reason), formats.plain(one.done, language), formats.plain(one.over, language)]
    row.append(_bought(one))
    if is_phone():
        return row
    net = formats.money(one.net, language) if one.over else formats.NOTHING
    return [*row, formats.plain(one.replied, language) if one.over else formats.NOTHING, net]


def _bought(one: Outcome) -> str:
    if one.bought_share is None or one.low is None or one.high is None:
        return f"{formats.NOTHING} :gray[:small[{t('contact_list.not_over')}]]"
    language = current()
    bounds = f"{formats.plain(one.low * 100, language, 0)}–{formats.plain(one.high * 100, language, 0)}"
    return (
        f"{formats.plain(one.bought, language)} · {formats.percent(one.bought_share, language)} :gray[:small[{bounds}]]"
    )
