"""Fission rate and K factor under their own names, each with its formula in figures; what came by referral."""

from __future__ import annotations

import streamlit as st

from components import formats, referral_rows
from components.device import is_phone
from components.export import export, headed, sheet
from components.language import current, t
from components.listing import listing
from components.view import View
from metrics.analyses.fission import REFERRALS, Fission

LEAST_FACTOR = 0.001


def cards(view: View, now: Fission) -> None:
    """The four figures, each beside that of the days before."""
    then = referral_rows.told(view).before
    language = current()
    figures = (
        (
            "referral.fission_rate",
            "referral.fission_rate_help",
            formats.percent(now.fission_rate, language),
            None if then is None else then.fission_rate,
            True,
        ),
        (
            "referral.k_factor",
            "referral.k_factor_help",
            _factor(now.k_factor),
            None if then is None else then.k_factor,
            False,
        ),
        (
            "referral.added_share",
            "referral.added_share_help",
            formats.percent(now.added_share, language),
            None if then is None else then.added_share,
            True,
        ),
        (
            "referral.gmv_share",
            "referral.gmv_share_help",
            formats.percent(now.gmv_share, language),
            None if then is None else then.gmv_share,
            True,
        ),
    )
    with st.grid(4, min_column_width=150, gap="small"):
        for title, about, figure, before, is_share in figures:
            was = None if before is None else (formats.percent(before, language) if is_share else _factor(before))
            with st.container(border=True, height="stretch"):
                st.metric(t(title), figure, help=t(about))
                st.caption(t("kpi.no_before") if was is None else t("referral.before", value=was))


def formulas(view: View, now: Fission) -> None:
    """Each figure as a division, in words and in numbers; and the export."""
    language = current()
    low_high = ""
    if now.low is not None and now.high is not None:
        low_high = " – ".join(formats.percent(bound, language) for bound in (now.low, now.high))
    rows = [
        (
            f"**{t('referral.fission_rate')}**",
            t("referral.fission_rate_formula"),
            _division(now.referrers, now.customers),
            formats.percent(now.fission_rate, language) + (f" :gray[:small[{low_high}]]" if low_high else ""),
        ),
        (
            f"**{t('referral.k_factor')}**",
            t("referral.k_factor_formula"),
            _division(now.brought, now.customers),
            _factor(now.k_factor),
        ),
        (
            f"**{t('referral.added_share')}**",
            t("referral.added_share_formula"),
            _division(now.added_by_referral, now.added),
            formats.percent(now.added_share, language),
        ),
        (
            f"**{t('referral.gmv_share')}**",
            t("referral.gmv_share_formula"),
            f"{formats.money(now.gmv_by_referral, language)} ÷ {formats.money(now.gmv, language)}",
            formats.percent(now.gmv_share, language),
        ),
    ]
    headings = (t("referral.name"), t("referral.formula"), t("referral.in_figures"), t("referral.result"))
    if is_phone():
        listing(
            (t("referral.formula"), t("referral.result")),
            [(f"{row[0]}  \n{row[1]}  \n{row[2]}", row[3]) for row in rows],
        )
    else:
        listing(headings, rows)
    st.caption(t("referral.formulas_note"))
    if now.gmv is None:
        st.caption(t("referral.bring_orders"))
    columns = REFERRALS.columns
    export(sheet("referrals", headed(columns), [[getattr(now, one.key) for one in columns]]))


def _division(part: int, whole: int) -> str:
    return f"{formats.plain(part, current())} ÷ {formats.plain(whole, current())}"


def _factor(value: float | None) -> str:
    """A factor that is mostly far below 1: three decimals, and what is smaller still is not nothing."""
    if value is not None and 0 < value < LEAST_FACTOR:
        return f"< {formats.plain(LEAST_FACTOR, current(), 3)}"
    return formats.NOTHING if value is None else formats.plain(value, current(), 3)
