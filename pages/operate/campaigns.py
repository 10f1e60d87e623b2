"""活动复盘: where a campaign stands, who came how far, what the best did otherwise, and what is to be kept of it."""

import streamlit as st

from components import campaign_cards, campaign_case, campaign_story
from components.access import viewer
from components.campaign_contrast import contrast
from components.campaign_pictures import funnel, picture
from components.campaign_places import places
from components.campaign_review import review
from components.frame import opened
from components.language import t
from components.states import section

view = opened("campaigns", has_days=False)
case = campaign_case.opened(view, viewer())
campaign_cards.headline(case)
campaign_cards.wall(campaign_cards.wanted(case))

with section(t("campaign.timeline")):
    picture(campaign_story.timeline(case))

left, right = st.columns(2)
with left, section(t("campaign.pace"), height="stretch"):
    picture(campaign_story.pace(case))
with right, section(t("campaign.funnel"), height="stretch"):
    funnel(case)

if case.others:
    left, right = st.columns(2)
    with left, section(t("campaign.compare"), height="stretch"):
        picture(campaign_story.compare(case))
else:
    right = st.container()
with right, section(t("campaign.contrast"), height="stretch"):
    contrast(case)

for dimension, title in (("store", t("campaign.stores")), ("guide", t("campaign.guides"))):
    with section(title):
        places(case, dimension)

with section(t("campaign.review")):
    review(case, viewer())
