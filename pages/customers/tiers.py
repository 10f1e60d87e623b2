"""用户分层: whom to contact today, and for those who plan: tiers, RFM, moves between tiers, tags and any segment."""

import streamlit as st

from components import (
    contact_list,
    contact_places,
    contact_results,
    tier_cards,
    tier_moves,
    tier_rfm,
    tier_rows,
    tier_sheet,
    tier_tags,
)
from components.access import is_planner, viewer
from components.frame import opened
from components.language import t
from components.states import no_rows, nothing_here, section

view = opened("tiers", has_days=False)
person = viewer()
has_people = any(one.people for one in tier_rows.standing(view))

if not tier_rows.is_known(view):
    no_rows(person)
elif not has_people:
    nothing_here()
elif is_planner(person):
    tier_cards.cards(view)
if has_people:
    with section(t("contact_list.title")):
        contact_list.contact_lists(view, person)
    left, right = st.columns([3, 2])
    with left, section(t("contact_list.places"), height="stretch"):
        contact_places.places(view)
    with right, section(t("contact_list.results"), height="stretch"):
        contact_results.results(view)

if has_people and is_planner(person):
    with section(t("tier.table")):
        tier_cards.table(view)
    with st.expander(t("tier.rules"), icon=":material/rule:"):
        tier_cards.rules()
    with section(t("tier.moves")):
        tier_moves.moves(view)
    left, right = st.columns([2, 3])
    with left, section(t("rfm.title"), height="stretch"):
        tier_rfm.picture(view)
    with right, section(t("rfm.segments"), height="stretch"):
        tier_rfm.segments(view)
    with section(t("tag.title")):
        tier_tags.tags(view)
    with section(t("sheet.title")):
        tier_sheet.sheet(view)
