"""The thresholds by which groups are judged, as they are set now, and where each is set."""

from __future__ import annotations

import streamlit as st

from components import formats
from components.language import current, t
from components.listing import listing
from data.settings import settings
from metrics.group_pushes import SILENT_DAYS, WORSENED_WITHIN
from metrics.group_wall import MEDIAN_OF

RULES = {
    "spam_adverts": "group_rule.spam_adverts",
    "spam_posts": "group_rule.spam_posts",
    "dead_speakers": "group_rule.dead_speakers",
    "value_speakers": "group_rule.value_speakers",
    "value_peers": "group_rule.value_peers",
}


def rules() -> None:
    """Draw the table of thresholds."""
    now = settings().health
    rows = [(t(text), _value(getattr(now, name)), f"`YUTANG_HEALTH__{name.upper()}`") for name, text in RULES.items()]
    st.caption(t("group_rule.note"))
    listing((t("group_rule.rule"), t("group_rule.value"), t("group_rule.variable")), rows)
    st.caption(t("group_rule.fixed", silent=SILENT_DAYS, worsened=WORSENED_WITHIN, least=MEDIAN_OF))


def _value(value: float | int) -> str:
    return formats.percent(value, current(), 0) if isinstance(value, float) else formats.plain(value, current())
