"""The one line on top: what misses its target, got worse, stands out, is stale or missing, in that order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import streamlit as st

from components import figures, formats
from components.change import Verdict
from components.escape import markdown
from components.filters import last_day
from components.freshness import missing
from components.kpi import Card, moved
from components.language import current, pick, t
from components.view import View
from data.warehouse.generations import Generation
from metrics.cells import IMMATURE
from metrics.model import Better, Metric
from metrics.targets import Judged

MOST = 3
STALE_DAYS = 2
FAR = 3.5


def worsened(cards: Sequence[Card]) -> list[Card]:
    """The cards that got worse beyond chance, the largest relative change first."""
    worse = [card for card in cards if card.change.verdict is Verdict.WORSE]
    return sorted(worse, key=lambda card: -abs(card.change.relative or 0))


@dataclass(frozen=True)
class Outlier:
    """A place whose rate is worse than that of all others together, by how many standard errors."""

    metric: Metric
    name: str
    rate: float
    others: float
    z: float


def outliers(view: View, metrics: Sequence[Metric], dimension: str) -> list[Outlier]:
    """The places of a dimension that stand out for the worse, the clearest first.

    So many places and rates are looked at that the usual 95 % would name some by chance: FAR standard errors are asked.
    """
    found = []
    for metric in metrics:
        if view.refused(metric):
            continue
        rows = [
            row for row in view.ask(metric, by=(dimension,)) if row.codes[0] is not None and row[metric].denominator
        ]
        hits = sum(int(row[metric].numerator or 0) for row in rows)
        whole = sum(int(row[metric].denominator or 0) for row in rows)
        for row in rows:
            n, k = int(row[metric].denominator or 0), int(row[metric].numerator or 0)
            rest = whole - n
            spread = sqrt(hits / whole * (1 - hits / whole) * (1 / n + 1 / rest)) if rest else 0
            if not spread:
                continue
            here, elsewhere = k / n, (hits - k) / rest
            z = (elsewhere - here) / spread * (1 if metric.better is Better.UP else -1)
            if z >= FAR:
                found.append(Outlier(metric, pick(row.names[0]), here, elsewhere, z))
    return sorted(found, key=lambda one: -one.z)


def sentences(source: Generation, cards: Sequence[Card], today: date, far: Sequence[Outlier] = ()) -> list[str]:
    """What needs attention, one clause each; empty where nothing does."""
    said = []
    missed = [card for card in cards if card.judged is Judged.MISSED]
    if missed:
        listed = t("attention.comma").join(
            t(
                "attention.over_one" if card.metric.better is Better.DOWN else "attention.missed_one",
                title=pick(card.metric.title),
                value=figures.figure(card.metric, card.now.value),
                target=figures.figure(card.metric, card.target),
            )
            for card in missed
        )
        said.append(f"**{t('attention.missed', number=len(missed))}** {listed}")
    worse = [card for card in worsened(cards) if card not in missed]
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
    said += [
        t(
            "attention.outlier",
            name=markdown(one.name),
            title=pick(one.metric.title),
            rate=figures.figure(one.metric, one.rate),
            others=figures.figure(one.metric, one.others),
        )
        for one in far[:2]
    ]
    behind = (today - last_day(source)).days
    if behind > STALE_DAYS and not source.is_demo:
        said.append(t("attention.stale", day=formats.day(last_day(source), current()), days=behind))
    lacking = missing(source)
    if lacking:
        listed = t("filter.list_comma").join(pick(need.title) for need in lacking[:MOST])
        said.append(t("attention.missing", kinds=listed))
    return said


def line(source: Generation, cards: Sequence[Card], today: date, far: Sequence[Outlier] = ()) -> None:
    """Draw the line."""
    said = sentences(source, cards, today, far)
    with st.container(border=True):
        if said:
            st.markdown(f":material/priority_high: {t('attention.semicolon').join(said)}")
        elif any(card.now.has_rows for card in cards):
            better = [pick(card.metric.title) for card in cards if card.change.verdict is Verdict.BETTER]
            rose = t("attention.better", titles=t("filter.list_comma").join(better[:MOST])) if better else ""
            open_ones = [pick(card.metric.title) for card in cards if card.now.reason == IMMATURE]
            if open_ones:
                later = t("attention.immature", titles=t("filter.list_comma").join(open_ones))
                st.markdown(f":material/hourglass_top: **{t('attention.calm_so_far')}** {later} {rose}")
            else:
                st.markdown(f":material/check: **{t('attention.calm')}** {rose}")
        else:
            st.markdown(f":material/info: {t('attention.nothing')}")
