"""裂变: what to do, fission rate and K factor with their formulas, the tree, rewards, referrers, what looks wrong."""

import streamlit as st

from components import (
    referral_advice,
    referral_figures,
    referral_rewards,
    referral_rows,
    referral_suspicions,
    referral_tree,
)
from components.frame import opened
from components.language import t
from components.states import not_by_channel, section

view = opened("referrals")
if any(key in ("channel", "channel_kind") for key, _ in view.where):
    not_by_channel(t("referral.no_channel"), t("referral.no_channel_text"))
    st.stop()
now = referral_rows.told(view).figures
referral_advice.advice(view)
if now is not None:
    referral_figures.cards(view, now)
    with section(t("referral.formulas")):
        referral_figures.formulas(view, now)
    with section(t("referral.tree")):
        referral_tree.tree(view)
    left, right = st.columns(2)
    with left, section(t("referral.generations"), height="stretch"):
        referral_tree.generations(view)
    with right, section(t("referral.ladder"), height="stretch"):
        referral_rewards.ladder(view)
    with section(t("referral.top")):
        referral_rewards.top(view)
    with section(t("referral.suspicions")):
        referral_suspicions.suspicions(view)
