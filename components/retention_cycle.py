"""The repurchase cycle: how long until the next order, with those who have not come back yet counted in."""

from __future__ import annotations

import streamlit as st

from components import charts, curve_charts, formats, retention_rows
from components.device import is_phone
from components.export import export_rows
from components.language import current, t
from components.listing import listing
from components.purchase import FEWEST, HOURS, quartiles
from components.references import source
from components.view import View
from metrics.analyses.repurchase_cycle import REPURCHASE_CYCLE, Cycle

MOST_STEPS = 5


def curve(view: View) -> None:
    """Draw the Kaplan–Meier curve from an order to the next, and its quartiles in words."""
    steps = retention_rows.curve(view)
    if not steps:
        st.caption(t("reason.no_rows") if retention_rows.is_known(view) else t("reason.never_brought"))
        return
    language = current()
    drawn = [step for step in steps if step.at_risk >= FEWEST] or list(steps)
    last = drawn[-1].hours / HOURS
    reached = quartiles(steps)
    said = {q: _reached(q, days) for q, days in reached.items()}
    points = [curve_charts.Step(days=0, share=0, low=0, high=0, said="")]
    points += [
        curve_charts.Step(
            days=step.hours / HOURS,
            share=1 - step.survival,
            low=1 - step.high,
            high=1 - step.low,
            said=t(
                "curve.said",
                time=formats.duration(step.hours / HOURS, language),
                share=formats.percent(1 - step.survival, language),
                at_risk=formats.plain(step.at_risk, language),
            ),
        )
        for step in curve_charts.told_apart(drawn)
    ]
    spec = curve_charts.rise(
        points,
        quartiles=[(days, q, said[q]) for q, days in reached.items() if days is not None and days <= last],
        days_title=t("retention.days_since"),
        share_title=t("retention.came_back"),
    )
    charts.show(spec, alt=t("retention.cycle_alt"))
    beyond = [q for q, days in reached.items() if days is None]
    st.caption(" · ".join(words for q, words in said.items() if q not in beyond[1:]))
    st.caption(t("retention.cycle_note"))
    reference = t("retention.cycle_reference")
    st.caption(t("reference.text", text=reference, industry=t("retention.tea"), source=source("Y")))


def table(view: View) -> None:
    """The quartiles after any order and after the first ones; the naive median beside, to show what it leaves out."""
    found = retention_rows.cycle(view)
    if not found:
        st.caption(t("reason.no_rows") if retention_rows.is_known(view) else t("reason.never_brought"))
        return
    language = current()
    headings = [t("retention.after_n"), t("retention.q25"), t("retention.median")]
    if not is_phone():
        headings += [t("retention.q75"), t("retention.naive_median"), t("retention.came_of")]
    rows = []
    for one in found[: MOST_STEPS + 1]:
        row = [_after(one), formats.duration(one.q25, language), formats.duration(one.median, language)]
        if not is_phone():
            row += [formats.duration(one.q75, language), formats.duration(one.naive_median, language), _came(one)]
        rows.append(row)
    listing(headings, rows)
    st.caption(t("retention.cycle_table_note"))
    export_rows("repurchase-cycle", REPURCHASE_CYCLE, lambda: found)


def _after(one: Cycle) -> str:
    return t("retention.any_order") if one.n is None else t("retention.step", n=one.n)


def _came(one: Cycle) -> str:
    return f"{formats.plain(one.returned, current())} ÷ {formats.plain(one.people, current())}"


def _reached(share: float, days: float | None) -> str:
    part = formats.percent(share, current(), 0)
    if days is None:
        return t("retention.not_reached", share=part)
    return t("retention.reached_in", share=part, time=formats.duration(days, current()))
