"""引流渠道: what to do, what each way in wins, costs and brings, a change of material, the best hours."""

import streamlit as st

from components import channel_advice, channel_change, channel_hours, channel_table, kpi
from components.frame import opened
from components.language import pick, t
from components.references import reference
from components.states import section
from metrics import channels, contacts

CARDS = (
    contacts.ADDED_CONTACTS,
    channels.PACKAGE_CARD_RATE,
    channels.CHANNEL_ADD_RATE,
    contacts.FIRST_PURCHASE_CONVERSION,
)

view = opened("channels")
channel_advice.advice(view)
kpi.wall(kpi.cards(view, CARDS))
for metric in CARDS:
    if metric.reference is not None:
        st.caption(f"{pick(metric.title)} · {reference(metric.reference)}")

with section(t("channel.table")):
    channel_table.table(view)
with section(t("channel.change")):
    channel_change.change(view)
with section(t("channel.hours")):
    channel_hours.week(view)
