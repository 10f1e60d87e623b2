"""The campaign a page speaks of: chosen in the address, with its pace and the question that keeps its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from components import address, asking, filters, formats, states
from components.access import Viewer
from components.choice import choose
from components.escape import markdown
from components.language import current, pick, t
from components.view import View
from metrics import campaign_lessons, campaign_pace, campaign_register
from metrics.campaign_lessons import Lesson
from metrics.campaign_pace import Pace
from metrics.campaign_register import Campaign
from metrics.campaigns import CAMPAIGN_GMV
from metrics.model import Metric
from metrics.nearest import nearest
from metrics.question import EVERYTHING, Question


@dataclass(frozen=True)
class Case:
    """A campaign in a view. In a view of a part of the business it has no goal: a goal is of the whole."""

    view: View
    campaign: Campaign
    others: tuple[Campaign, ...]  # that began before it, the latest first
    paces: dict[str, Pace]
    groups_on: date | None
    lessons: tuple[Lesson, ...]

    @property
    def pace(self) -> Pace:
        """How far it has come."""
        return self.paces[self.campaign.campaign_id]

    @property
    def is_part(self) -> bool:
        """Whether only some stores or guides are looked at."""
        return bool(self.view.where) or self.view.scope != EVERYTHING

    @property
    def best_on(self) -> date | None:
        """The day that sold most."""
        return self.pace.best_on

    def question(self, *metrics: Metric, by: tuple[str, ...] = (), **changes: Any) -> Question:
        """A question about the campaign's rows, on whichever day they fall."""
        asked = self.view.question(*metrics, by=by, where=(*self.view.where, self.campaign.where), **changes)
        return campaign_register.ever(self.view.source, asked)


def opened(view: View, viewer: Viewer) -> Case:
    """The case that the address names. Where there is none, what stands there instead, and the run ends."""
    listed = asking.kept(view.source, campaign_register.campaigns)
    if not listed:
        _none_brought(viewer)
        st.stop()
    if view.refused(CAMPAIGN_GMV):
        states.not_by_channel(t("campaign.no_channel"), t("campaign.no_channel_text"))
        st.stop()
    chosen = _chosen(view, listed)
    groups_on = asking.kept(view.source, campaign_register.groups_opened, chosen.campaign_id)
    others = campaign_pace.earlier(chosen, listed)
    sold = asking.kept(view.source, campaign_pace.sold_by_day, view.question())
    lessons = asking.kept(view.source, campaign_lessons.held, view.scope, chosen.campaign_id)
    case = Case(view, chosen, others, {}, groups_on, campaign_lessons.with_planned(chosen, lessons))
    if case.is_part:
        chosen = replace(chosen, goal=None)
    paces = {
        one.campaign_id: campaign_pace.pace(view.source, one, sold.get(one.campaign_id, {}))
        for one in (chosen, *others)
    }
    return replace(case, campaign=chosen, paces=paces)


def _chosen(view: View, listed: tuple[Campaign, ...]) -> Campaign:
    by_id = {one.campaign_id: one for one in listed}
    usual = campaign_register.usual(listed, filters.last_day(view.source))
    named = address.get("campaign")
    if named and named not in by_id:
        text = t(
            "campaign.unknown",
            code=markdown(named[:60]),
            hint=nearest(named, by_id) if current() == "zh" else "",
            name=markdown(usual.name),
        )
        st.warning(text, icon=":material/help:")
    titles = {one.campaign_id: f"{one.name} · {formats.span(one.starts_on, one.ends_on, current())}" for one in listed}
    return by_id[choose("campaign", t("campaign.choose"), titles, usual.campaign_id, width=420)]


def _none_brought(viewer: Viewer) -> None:
    with st.container(border=True):
        st.subheader(t("campaign.none"), anchor=False)
        st.write(t("campaign.none_text"))
        states.to_intake(viewer)


def moment(case: Case) -> str:
    """Which day of the campaign the data has come to, in words."""
    campaign, pace = case.campaign, case.pace
    if pace.reached_at is None or pace.elapsed <= 0:
        return t("campaign.not_begun", day=formats.day(campaign.starts_on, current()))
    if pace.is_running:
        number = campaign.number_of(pace.reached_at.date())
        return t("campaign.running", number=number, days=campaign.days)
    return t("campaign.over", days=campaign.days)


def heading(case: Case) -> str:
    """The name of the campaign and its kind, as Markdown."""
    kind = pick(case.campaign.kind_name)
    badge = f" :blue-badge[{markdown(kind)}]" if kind else ""
    return f"**{markdown(case.campaign.name)}**{badge}"
