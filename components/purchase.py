"""How long it takes from the add to the first purchase: the Kaplan–Meier curve, its band and its quartiles."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import asking, charts, curve_charts, figures, formats
from components.export import Sheet, export_made, share, sheet
from components.language import current, t
from components.view import View
from metrics.contacts import MEDIAN_DAYS_TO_FIRST_PURCHASE
from metrics.people import MEDIAN_DAYS_TO_FIRST_PURCHASE_PEOPLE
from metrics.survival import Step, quantile_days

HOURS = 24
QUARTILES = (0.25, 0.5, 0.75)
FEWEST = 10  # the curve is not drawn where fewer are still watched: its last steps are chance


def purchase(view: View, *, people: bool) -> None:
    """Draw the curve of contacts or people with the sentence that says what it is not."""
    metric = MEDIAN_DAYS_TO_FIRST_PURCHASE_PEOPLE if people else MEDIAN_DAYS_TO_FIRST_PURCHASE
    steps = asking.curve(view.source, view.question(metric))
    if not steps:
        st.caption(figures.reason(view.cell(metric)) or t("reason.no_rows"))
        return
    drawn = [step for step in steps if step.at_risk >= FEWEST] or list(steps)
    reached = quartiles(steps)
    last = drawn[-1].hours / HOURS
    said = {share: _reached(share, days) for share, days in reached.items()}
    charts.show(
        curve_charts.rise(
            [_start(), *(_drawn(step) for step in curve_charts.told_apart(drawn))],
            quartiles=[(days, q, said[q]) for q, days in reached.items() if days is not None and days <= last],
            days_title=t("curve.days"),
            share_title=t("curve.bought"),
        ),
        alt=t("curve.alt"),
    )
    beyond = [share for share, days in reached.items() if days is None]
    st.caption(" · ".join(words for share, words in said.items() if share not in beyond[1:]))
    st.caption(t("curve.people_note") if people else t("curve.contacts_note"))
    name = "first-purchase-people" if people else "first-purchase-contacts"

    def made() -> Sheet:
        headings = (
            *map(t, ("curve.hours", "curve.at_risk", "curve.events")),
            *map(share, ("curve.survival", "split.low", "split.high")),
        )
        return sheet(name, headings, ((s.hours, s.at_risk, s.events, s.survival, s.low, s.high) for s in steps))

    export_made(name, made)


def quartiles(steps: Sequence[Step]) -> dict[float, float | None]:
    """The days after which a quarter, a half and three quarters have bought; None where the curve never gets there."""
    return {share: quantile_days(steps, share) for share in QUARTILES}


def _reached(share: float, days: float | None) -> str:
    part = formats.percent(share, current(), 0)
    if days is None:
        return t("curve.not_reached", share=part)
    return t("curve.reached", share=part, time=formats.duration(days, current()))


def _start() -> curve_charts.Step:
    return curve_charts.Step(days=0, share=0, low=0, high=0, said="")


def _drawn(step: Step) -> curve_charts.Step:
    language = current()
    return curve_charts.Step(
        days=step.hours / HOURS,
        share=1 - step.survival,
        low=None if step.high is None else 1 - step.high,
        high=None if step.low is None else 1 - step.low,
        said=t(
            "curve.said",
            time=formats.duration(step.hours / HOURS, language),
            share=formats.percent(1 - step.survival, language),
            at_risk=formats.plain(step.at_risk, language),
        ),
    )
