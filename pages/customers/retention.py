"""复购与魔法数字: what to do, who buys again and how soon, when buying becomes habit, what a user is worth."""

import streamlit as st

from components import (
    provenance,
    retention_advice,
    retention_cards,
    retention_cohorts,
    retention_cycle,
    retention_push,
    retention_steps,
    retention_value,
)
from components.frame import opened
from components.language import t
from components.states import section
from metrics import repurchase

CARDS = (
    repurchase.REPURCHASE_RATE,
    repurchase.RETURNING_ORDER_SHARE,
    repurchase.MONTHLY_REPURCHASE_RATE,
    repurchase.NEXT_MONTH_RETURN_RATE,
)

view = opened("retention")
retention_advice.advice(view)
retention_cards.wall(retention_cards.cards(view, CARDS))
st.caption(t("retention.all_orders"))
provenance.leave_days()

left, right = st.columns([3, 2])
with left, section(t("retention.steps"), height="stretch"):
    retention_steps.curve(view)
with right, section(t("retention.standing"), height="stretch"):
    retention_steps.standing(view)
with section(t("retention.list")):
    retention_push.people(view)
with section(t("retention.steps_table")):
    retention_steps.table(view)

with section(t("retention.cohorts")):
    retention_cohorts.cohorts(view)

left, right = st.columns(2)
with left, section(t("retention.cycle"), height="stretch"):
    retention_cycle.curve(view)
with right, section(t("retention.cycle_table"), height="stretch"):
    retention_cycle.table(view)

with section(t("retention.value_title")):
    retention_value.formula(view)
    retention_value.cohorts(view)
