"""起盘指标: the two families a starting team watches, each figure with its interval, its reference and its line."""

import streamlit as st

from components import cohorts, split, trends
from components.choice import choose
from components.detail import detail
from components.frame import opened
from components.language import t
from components.purchase import purchase
from components.states import section
from metrics import channels, contacts, content, people

INTERACTION = (
    contacts.GREETING_REPLY_RATE,
    contacts.PRIVATE_CHAT_RATIO,
    content.PERSONA_LIKES_PER_DAY,
    content.POSTS_PER_DAY,
)
DEALS = (
    contacts.ADDED_CONTACTS,
    contacts.FIRST_PURCHASE_CONVERSION,
    people.FIRST_PURCHASERS,
    people.FIRST_ORDER_VALUE,
    contacts.MEDIAN_DAYS_TO_FIRST_PURCHASE,
    channels.PACKAGE_CARD_RATE,
)
COHORTS = (
    contacts.ADDED_CONTACTS,
    contacts.GREETING_RATE,
    contacts.GREETING_REPLY_RATE,
    contacts.PRIVATE_CHAT_RATIO,
    contacts.FIRST_PURCHASE_CONVERSION,
    contacts.LOSS_RATE,
)
SPLIT = (*INTERACTION, *DEALS, contacts.GREETING_RATE, contacts.LOSS_RATE)

view = opened("startup").together(*INTERACTION, *DEALS)
grains = {"day": t("startup.by_day"), "week": t("startup.by_week")}
grain = choose("grain", t("startup.grain"), grains, "day", width=160)
for title, metrics in ((t("startup.interaction"), INTERACTION), (t("startup.deals"), DEALS)):
    st.header(title, anchor=False)
    for pair in zip(metrics[::2], metrics[1::2], strict=True):
        for column, metric in zip(st.columns(2), pair, strict=True):
            with column, section("", height="stretch"):
                detail(view, metric, by=grain)
trends.legend(view)

with section(t("startup.split")):
    split.split(view, SPLIT)
with section(t("startup.cohorts")):
    cohorts.cohorts(view, COHORTS)
left, right = st.columns(2)
with left, section(t("startup.curve_contacts"), height="stretch"):
    purchase(view, people=False)
with right, section(t("startup.curve_people"), height="stretch"):
    purchase(view, people=True)
