"""快闪群: which groups need a push now, all groups against their campaigns, and one group from the inside."""

import streamlit as st

from components import (
    address,
    group_compare,
    group_filters,
    group_life,
    group_members,
    group_open,
    group_push,
    group_rules,
)
from components.access import viewer
from components.frame import opened
from components.group_wall import wall
from components.language import t
from components.states import section, to_intake

view = opened("groups", has_days=False)
everything = group_filters.standings(view)
asked = address.get("group")
one = group_open.find(everything, asked)

if not everything:
    with section(t("group.none")):
        st.write(t("group.none_text"))
        to_intake(viewer())
elif asked and one is None:
    group_open.back()
    group_open.unknown(everything, asked)
elif one is not None:
    group_open.back()
    group_open.heading(one)
    group_push.of(view, one)
    group_open.cards(one, viewer())
    left, right = st.columns(2)
    with left, section(t("group.funnel"), height="stretch"):
        group_open.funnel(one)
    with right, section(t("group.history"), height="stretch"):
        group_open.health(view, one)
    left, right = st.columns(2)
    with left, section(t("group.talk"), height="stretch"):
        group_life.shape(view, one)
    with right, section(t("group.hours"), height="stretch"):
        group_life.heatmap(view, one)
    with section(t("group.timeline")):
        group_life.timeline(view, one)
    left, right = st.columns(2)
    with left, section(t("group.hot"), height="stretch"):
        group_members.hot_ones(view, one)
    with right, section(t("group.cold"), height="stretch"):
        group_members.cold_ones(view, one)
else:
    found = group_filters.chosen(view, everything)
    group_push.live(viewer(), group_filters.where(view), view.source.number)
    if not found:
        group_filters.nothing_here()
    else:
        with section(t("group.wall")):
            wall(found, viewer())
        with section(t("group.compare")):
            group_compare.compare(view, found)

if everything:
    with st.expander(t("group_rule.title"), icon=":material/rule:"):
        group_rules.rules()
