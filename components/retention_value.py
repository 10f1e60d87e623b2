"""Lifetime value as the picture of its formula: users × average order value × purchases per user; and per cohort."""

from __future__ import annotations

import streamlit as st

from components import formats, retention_rows
from components.device import is_phone
from components.export import export_rows
from components.language import current, t
from components.listing import listing
from components.view import View
from metrics.analyses.lifetime_value import LIFETIME_VALUE, LifetimeValue

MOST_COHORTS = 12


def formula(view: View) -> None:
    """Draw the formula with the figures of everybody in it."""
    found = retention_rows.values(view)
    if not found:
        st.caption(t("reason.no_rows") if retention_rows.is_known(view) else t("reason.never_brought"))
        return
    language, whole = current(), found[0]
    factors = (
        (t("retention.users"), formats.count(whole.users, language)),
        (t("retention.order_value"), formats.money(whole.average_order_value, language)),
        (t("retention.purchases"), formats.per(whole.purchases_per_user, language)),
    )
    value = (t("retention.value"), formats.money(whole.gmv, language))
    if is_phone():
        with st.grid(4, min_column_width=150, gap="small"):
            for sign, (title, figure) in zip(("", "× ", "× ", "= "), (*factors, value), strict=True):
                st.metric(sign + title, figure, border=True)
    else:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            for sign, (title, figure) in zip(("", "×", "×", "="), (*factors, value), strict=True):
                if sign:
                    st.markdown(f"## {sign}", width="content")
                st.metric(title, figure, border=True, width=200)
    per_user = formats.money(whole.per_user, language)
    st.markdown(t("retention.value_said", per_user=per_user))
    st.caption(t("retention.value_note"))


def cohorts(view: View) -> None:
    """The same factors of each month of first orders, the newest first."""
    found = retention_rows.values(view)
    rows = sorted((one for one in found if one.cohort is not None), key=lambda one: str(one.cohort), reverse=True)
    if not rows:
        return
    headings = [t("retention.cohort"), t("retention.users")]
    if not is_phone():
        headings += [t("retention.order_value"), t("retention.purchases")]
    listing([*headings, t("retention.per_user"), t("retention.value")], [_row(one) for one in rows[:MOST_COHORTS]])
    export_rows("lifetime-value", LIFETIME_VALUE, lambda: found)


def _row(one: LifetimeValue) -> list[str]:
    language = current()
    row = [f"{one.cohort:%Y-%m}", formats.count(one.users, language)]
    if not is_phone():
        row += [formats.money(one.average_order_value, language), formats.per(one.purchases_per_user, language)]
    return [*row, formats.money(one.per_user, language), formats.money(one.gmv, language)]
