"""A picture of a campaign on the page: its chart, and the sentence under it."""

from __future__ import annotations

import streamlit as st

from components import asking, campaign_story
from components.campaign_case import Case
from components.campaign_story import Picture
from components.charts import show
from components.escape import markdown
from components.export import export, share, sheet
from components.language import pick, t
from metrics import campaign_people


def picture(one: Picture) -> None:
    """Draw it; the sentence may hold names that people typed."""
    if one.spec is not None:
        show(one.spec, one.alt)
    if one.said:
        st.caption(markdown(one.said))


def funnel(case: Case) -> None:
    """Draw the funnel and its export."""
    stages = asking.kept(case.view.source, campaign_people.stages, case.question())
    if not any(stage.people for stage in stages):
        st.caption(t("reason.no_rows"))
        return
    picture(campaign_story.funnel(stages))
    export(
        sheet(
            f"campaign-{case.campaign.campaign_id}-funnel",
            (
                t("journey.stage"),
                t("journey.people"),
                t("split.numerator"),
                t("split.denominator"),
                *map(share, ("campaign.of_step", "split.low", "split.high")),
            ),
            [(pick(s.title), s.people, s.passed, s.base, s.share, *(s.interval or (None, None))) for s in stages],
        )
    )
