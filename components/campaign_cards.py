"""The cards of a campaign: sales against goal, cost, return, participants, conversion, new customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components import asking, campaign_story, figures, formats
from components.campaign_case import Case, heading, moment
from components.kpi import about
from components.language import current, t
from components.view import nothing
from metrics.answer import Cell
from metrics.campaigns import CAMPAIGN_CONVERSION, CAMPAIGN_GMV, CAMPAIGN_PARTICIPANTS, CAMPAIGN_ROI
from metrics.model import Metric
from metrics.people import ADDED_PEOPLE


@dataclass(frozen=True)
class Figure:
    """A figure of a campaign in words: what it is, how much, what stands beside it, and what it means."""

    title: str
    value: str
    beside: str
    meaning: str
    badge: tuple[str, str] | None = None  # a word and its colour
    line: tuple[float, ...] = ()


def wanted(case: Case) -> list[Figure]:
    """The six figures, in order."""
    view, language = case.view, current()
    (row,) = asking.ask(view.source, case.question(CAMPAIGN_GMV, CAMPAIGN_PARTICIPANTS, CAMPAIGN_CONVERSION))
    gmv, participants, conversion = row[CAMPAIGN_GMV], row[CAMPAIGN_PARTICIPANTS], row[CAMPAIGN_CONVERSION]
    roi = _roi(case)
    days = {"start": case.campaign.starts_on, "end": case.campaign.end}
    added = view.cell(ADDED_PEOPLE, **days)
    by_day = [float(cell.value) for _, cell in view.series(ADDED_PEOPLE, **days) if cell.value is not None]
    goal = case.campaign.goal
    against = t("campaign.no_goal_word")
    if goal and gmv.value is not None:
        against = t("campaign.of_goal", share=formats.percent(gmv.value / goal, language))
    cost = roi.denominator
    return [
        Figure(
            t("campaign.gmv"),
            figures.figure(CAMPAIGN_GMV, gmv.value),
            figures.reason(gmv) or against,
            about(CAMPAIGN_GMV),
            campaign_story.standing(case) if goal else None,
            tuple(float(day.sold) for day in case.pace.days),
        ),
        Figure(
            t("campaign.cost"),
            formats.money(cost, language),
            _why_no_cost(roi) if cost is None else t("campaign.cost_share", share=_share(cost, gmv)),
            t("campaign.cost_text"),
        ),
        Figure(
            t("campaign.roi"),
            figures.figure(CAMPAIGN_ROI, roi.value),
            _why_no_cost(roi) if roi.value is None else t("campaign.roi_beside"),
            about(CAMPAIGN_ROI),
        ),
        Figure(
            t("campaign.participants"),
            figures.figure(CAMPAIGN_PARTICIPANTS, participants.value),
            figures.reason(participants) or t("campaign.bought_of", number=_number(conversion)),
            about(CAMPAIGN_PARTICIPANTS),
        ),
        Figure(
            t("campaign.conversion"),
            figures.figure(CAMPAIGN_CONVERSION, conversion.value),
            _interval(CAMPAIGN_CONVERSION, conversion),
            f"{about(CAMPAIGN_CONVERSION)}\n\n{figures.interval(CAMPAIGN_CONVERSION, conversion)}",
        ),
        Figure(
            t("campaign.new_customers"),
            figures.figure(ADDED_PEOPLE, added.value),
            figures.reason(added) or t("campaign.on_its_days"),
            about(ADDED_PEOPLE),
            None,
            tuple(by_day),
        ),
    ]


def _roi(case: Case) -> Cell:
    """A cost is of a whole campaign: a part of the business has none of its own."""
    if case.is_part:
        return nothing(figures.NO_SUCH_FILTER)
    (row,) = asking.ask(case.view.source, case.question(CAMPAIGN_ROI))
    return row[CAMPAIGN_ROI]


def _why_no_cost(roi: Cell) -> str:
    if roi.reason == figures.NO_SUCH_FILTER:
        return t("campaign.cost_of_whole")
    return t("campaign.no_costs_at_all") if roi.reason == "never_brought" else t("campaign.no_costs")


def _share(cost: formats.Number, gmv: Cell) -> str:
    return formats.percent(cost / gmv.value, current()) if gmv.value else formats.NOTHING


def _number(conversion: Cell) -> str:
    return formats.count(conversion.numerator, current())


def _interval(metric: Metric, cell: Cell) -> str:
    return figures.reason(cell) or figures.bounds(metric, cell)


def wall(found: Sequence[Figure]) -> None:
    """The cards, six across, two on a phone."""
    with st.grid(6, min_column_width=150, gap="small"):
        for one in found:
            badge = f" :{one.badge[1]}-badge[{one.badge[0]}]" if one.badge else ""
            line: Any = list(one.line) if len(one.line) > 1 else None
            st.metric(
                one.title + badge,
                one.value,
                delta=one.beside,
                delta_color="off",
                delta_arrow="off",
                help=f"{one.meaning}\n\n{one.beside}",
                border=True,
                height="stretch",
                chart_data=line,
                chart_type="bar",
            )


def headline(case: Case) -> None:
    """The one line on top: which campaign, which day, and how it stands."""
    word, colour = campaign_story.standing(case)
    with st.container(border=True):
        gap = campaign_story.gap(case)
        st.markdown(f"{heading(case)} {moment(case)} :{colour}-badge[{word}]" + (f" {gap}" if gap else ""))


def rows(found: Sequence[Figure]) -> list[tuple[str, str, str]]:
    """The figures for a table of a document."""
    return [(one.title, one.value, one.beside) for one in found]
