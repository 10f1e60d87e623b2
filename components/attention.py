"""The one line on top: what has really got worse, what is missing, what is stale, in words and in that order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from components import figures, formats
from components.change import Verdict
from components.filters import last_day
from components.freshness import missing
from components.kpi import Card, moved
from components.language import current, pick, t
from data.warehouse.generations import Generation

MOST = 3
STALE_DAYS = 2


def worsened(cards: Sequence[Card]) -> list[Card]:
    """The cards that got worse beyond chance, the largest relative change first."""
    worse = [card for card in cards if card.change.verdict is Verdict.WORSE]
    return sorted(worse, key=lambda card: -abs(card.change.relative or 0))


def sentences(source: Generation, cards: Sequence[Card], today: date) -> list[str]:
    """What needs attention, one clause each; empty where nothing does."""
    said = []
    worse = worsened(cards)
    if worse:
        listed = t("attention.comma").join(
            t(
                "attention.worse_one",
                title=pick(card.metric.title),
                value=figures.figure(card.metric, card.now.value),
                moved=moved(card.metric, card.change),
            )
            for card in worse[:MOST]
        )
        said.append(f"**{t('attention.worse', number=len(worse))}** {listed}")
    behind = (today - last_day(source)).days
    if behind > STALE_DAYS and not source.is_demo:
        said.append(t("attention.stale", day=formats.day(last_day(source), current()), days=behind))
    lacking = missing(source)
    if lacking:
        listed = t("filter.list_comma").join(pick(need.title) for need in lacking[:MOST])
        said.append(t("attention.missing", kinds=listed))
    return said


def line(source: Generation, cards: Sequence[Card], today: date) -> None:
    """Draw the line."""
    said = sentences(source, cards, today)
    with st.container(border=True):
        if said:
            st.markdown(f":material/priority_high: {t('attention.semicolon').join(said)}")
        elif any(card.now.has_rows for card in cards):
            better = [pick(card.metric.title) for card in cards if card.change.verdict is Verdict.BETTER]
            rose = t("attention.better", titles=t("filter.list_comma").join(better[:MOST])) if better else ""
            st.markdown(f":material/check: **{t('attention.calm')}** {rose}")
        else:
            st.markdown(f":material/info: {t('attention.nothing')}")
