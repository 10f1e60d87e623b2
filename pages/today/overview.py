"""总览: what needs attention, the figures and how they moved, where contacts are lost, who leads and who lags."""

import streamlit as st

from components import attention, freshness, kpi, ranking, trends
from components.access import viewer
from components.clock import today
from components.frame import opened
from components.journey import journey
from components.language import t
from components.states import nothing_here, section, to_intake
from metrics import contacts, orders, people

CARDS = (
    contacts.ADDED_CONTACTS,
    contacts.GREETING_REPLY_RATE,
    contacts.PRIVATE_CHAT_RATIO,
    contacts.FIRST_PURCHASE_CONVERSION,
    people.FIRST_PURCHASERS,
    orders.GMV,
    orders.AVERAGE_ORDER_VALUE,
    contacts.LOST_CONTACTS,
)
RATES = (contacts.GREETING_REPLY_RATE, contacts.PRIVATE_CHAT_RATIO, contacts.FIRST_PURCHASE_CONVERSION)
RANKED = (orders.GMV, contacts.ADDED_CONTACTS, *RATES)

view = opened("overview").together(*CARDS)
with st.spinner(t("overview.loading")):
    cards = kpi.cards(view, CARDS)
    far = attention.outliers(view, RATES, "store")
attention.line(view.source, cards, today(), far)
if not any(card.now.has_rows for card in cards):
    nothing_here()
else:
    kpi.wall(cards)

    left, right = st.columns(2)
    with left, section(t("overview.trend"), height="stretch"):
        for metric in RATES:
            trends.headline(view, metric)
            trends.trend(view, metric, height=104, is_quiet=True)
        trends.legend(view)
    with right, section(t("overview.funnel"), height="stretch"):
        journey(view)

    by = ranking.choose_order(view, RANKED)
    for dimension, title in (("store", t("overview.stores")), ("guide", t("overview.guides"))):
        with section(title):
            ranking.ranking(view, dimension, RANKED, by=by, line=contacts.ADDED_CONTACTS)

left, right = st.columns(2)
with left, section(t("overview.fresh"), height="stretch"):
    freshness.freshness(view.source, only_needed=True)
with right, section(t("overview.missing"), height="stretch"):
    if freshness.lacking(view.source):
        to_intake(viewer())
