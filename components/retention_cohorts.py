"""Cohorts: people by the month or week of their first order, and what became of them at each age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from components import charts, formats, retention_charts, retention_rows
from components.choice import choose
from components.device import is_phone
from components.export import export_rows
from components.ink import ink
from components.language import current, t
from components.view import View
from metrics.analyses.cohorts import COHORTS, Cohort, Grain
from metrics.statistics import wilson

GRAINS: dict[str, Grain] = {"month": "month", "week": "week"}
SHARE, ORDERS, GMV, LTV = "share", "orders", "gmv", "ltv"
MOST = {"month": (12, 12), "week": (16, 13)}  # cohorts, ages
PHONE = {"month": (10, 6), "week": (10, 6)}
STEP = 30


def cohorts(view: View) -> None:
    """Draw the map with its two switches, what it says in words, and its export."""
    left, right = st.columns(2) if is_phone() else st.columns([1, 3])
    with left:
        grains = {"month": t("retention.by_month"), "week": t("retention.by_week")}
        grain = GRAINS[choose("cohort", t("retention.grain"), grains, "month")]
    with right:
        titles = {
            SHARE: t("retention.share"),
            ORDERS: t("retention.orders"),
            GMV: t("retention.gmv"),
            LTV: t("retention.ltv"),
        }
        measure = choose("cell", t("retention.cell"), titles, SHARE, width=240)
    found = retention_rows.cohorts(view, grain)
    if not found:
        st.caption(t("reason.no_rows") if retention_rows.is_known(view) else t("reason.never_brought"))
        return
    said = returned(found)
    if said:
        st.markdown(said if grain == "month" else _weekly(found))
    _draw(found, grain, measure, titles[measure])
    st.caption(t("retention.cohort_note") if grain == "month" else t("retention.cohort_note_week"))
    export_rows(f"cohorts-{grain}", COHORTS, lambda: found)


@dataclass(frozen=True)
class Together:
    """Several cohorts at one age, taken as one: sums, not a mean of shares."""

    people: int
    of: int

    @property
    def words(self) -> str:
        """The share with its interval."""
        bounds = wilson(self.people, self.of)
        share = formats.percent(self.people / self.of, current()) if self.of else formats.NOTHING
        if bounds is None:
            return share
        low, high = (formats.plain(bound * 100, current(), 1) for bound in bounds)
        return f"{share} ({low}–{high})"


def at_age(found: Sequence[Cohort], age: int) -> Together:
    """All cohorts that are known at an age, as one."""
    known = [one for one in found if one.age == age and one.people is not None]
    return Together(sum(one.people or 0 for one in known), sum(one.cohort_people for one in known))


def returned(found: Sequence[Cohort]) -> str:
    """How many of all cohorts buy in the month after their first order, and how many three months on."""
    return _sentence(found, "retention.month_after", "retention.months_later", 3)


def _weekly(found: Sequence[Cohort]) -> str:
    return _sentence(found, "retention.week_after", "retention.weeks_later", 4)


def _sentence(found: Sequence[Cohort], first: str, later: str, age: int) -> str:
    one, other = at_age(found, 1), at_age(found, age)
    said = [t(first, share=one.words)] if one.of else []
    if other.of:
        said.append(t(later, share=other.words, age=age))
    return t("attention.semicolon").join(said)


def _draw(found: Sequence[Cohort], grain: Grain, measure: str, title: str) -> None:
    most_cohorts, most_ages = (PHONE if is_phone() else MOST)[grain]
    days = sorted({one.cohort for one in found})[-most_cohorts:]
    # of the oldest cohort shown the youngest ages are known; beyond its own there is nothing to see
    seen = [one for one in found if one.cohort in days and one.age < most_ages]
    ages = sorted({one.age for one in seen if _value(one, measure) is not None or one.age < 2})
    seen = [one for one in seen if one.age in ages]
    weighed = [value for one in seen if one.age or measure == LTV for value in (_value(one, measure),) if value]
    # what adds up is never near nothing: there the colours begin at the lowest
    lowest, highest = min(weighed, default=0) if measure == LTV else 0, max(weighed, default=0)
    names = {one.cohort: _name(one, grain) for one in seen}
    squares = [
        retention_charts.Square(
            cohort=names[one.cohort],
            age=one.age,
            strength=None if value is None else _strength(value, lowest, highest),
            figure=_figure(one, measure),
            said=f"{names[one.cohort]} · {_at_age(one.age, grain)} · {title} {_told(one, measure)}",
        )
        for one in seen
        for value in (_value(one, measure),)
    ]
    spec = retention_charts.cohorts(
        squares,
        names=[names[day] for day in days if day in names],
        ages=ages,
        age_title=t("retention.age_month") if grain == "month" else t("retention.age_week"),
        ink=ink(),
        size=STEP,
    )
    charts.show(spec, alt=t("retention.cohort_alt", title=title))
    if len({one.cohort for one in found}) > len(days):
        st.caption(t("retention.cohorts_shown", shown=len(days)))


def _strength(value: float, lowest: float, highest: float) -> float:
    return min(max((value - lowest) / (highest - lowest), 0.0), 1.0) if highest > lowest else 0.0


def _value(one: Cohort, measure: str) -> float | None:
    value = getattr(one, measure)
    return None if value is None else float(value)


def _name(one: Cohort, grain: Grain) -> str:
    if grain == "month":
        day = f"{one.cohort:%Y-%m}"
    elif is_phone():
        day = f"{one.cohort:%m-%d}"
    else:
        day = f"{one.cohort:%m-%d}–{one.cohort + timedelta(days=6):%m-%d}"
    return f"{day} · {t('retention.people', number=formats.plain(one.cohort_people, current()))}"


def _at_age(age: int, grain: Grain) -> str:
    return t("retention.at_month", age=age) if grain == "month" else t("retention.at_week", age=age)


def _figure(one: Cohort, measure: str) -> str:
    """The figure in a cell, as short as can be."""
    value = _value(one, measure)
    if value is None:
        return ""
    if measure == SHARE:
        return f"{value * 100:.0f}%" if value >= 0.0995 or not value else f"{value * 100:.1f}%"
    return formats.count(value if measure == ORDERS else round(value), current()).replace(formats.GAP, "")


def _told(one: Cohort, measure: str) -> str:
    language = current()
    if _value(one, measure) is None:
        return t("retention.not_over")
    if measure == SHARE and one.low is not None and one.high is not None:
        low, high = (formats.plain(bound * 100, language, 1) for bound in (one.low, one.high))
        people = t("retention.people", number=formats.plain(one.people or 0, language))
        return f"{formats.percent(one.share, language)} ({low}–{high}) · {people}"
    if measure == ORDERS:
        return formats.count(one.orders, language)
    return formats.money(getattr(one, measure), language)
