"""What referrals say to do, in plain words: whether they carry growth, whom to push, what to check first."""

from __future__ import annotations

import streamlit as st

from components import formats, referral_rows
from components.access import viewer
from components.language import current, t
from components.referral_rewards import rungs, yuan
from components.states import to_intake
from components.view import View
from metrics.analyses.fission import Fission


def advice(view: View) -> None:
    """Draw the sentences, the most useful first."""
    with st.container(border=True):
        for one in said(view):
            st.markdown(one)
        if not referral_rows.is_known(view):
            to_intake(viewer())


def said(view: View) -> list[str]:
    """The sentences that the rows allow; none is made up where they do not."""
    now = referral_rows.told(view).figures
    if now is None:
        return [t("referral.bring_referrals")]
    found = [_ladder(view), _growth(now), _worth(now), _wrong(view)]
    return [one for one in found if one] or [t("referral.none_here")]


def _growth(now: Fission) -> str:
    """What a hundred customers bring, and whether the crowd grows by itself."""
    if now.k_factor is None:
        return ""
    words = "referral.grows" if now.k_factor >= 1 else "referral.helps"
    brought = formats.plain(now.k_factor * 100, current(), 1)
    return ":material/account_tree: " + t(words, brought=brought, k=formats.plain(now.k_factor, current(), 3))


def _worth(now: Fission) -> str:
    """Whether those who were brought buy as much as their number would say."""
    if now.added_share is None or now.gmv_share is None or not now.added_by_referral:
        return ""
    shares = {
        "added": formats.percent(now.added_share, current()),
        "gmv": formats.percent(now.gmv_share, current()),
    }
    return ":material/shopping_bag: " + t("referral.worth", **shares)


def _ladder(view: View) -> str:
    """How many are one short of a rung: the cheapest push there is."""
    short = [one for one in rungs(referral_rows.told(view).counts, referral_rows.rules().ladder) if one.one_short]
    if not short:
        return ""
    listed = t("attention.semicolon").join(
        t(
            "referral.short_of",
            people=formats.plain(one.one_short, current()),
            number=one.least,
            yuan=yuan(one.yuan),
        )
        for one in short
    )
    return f":material/flag: {t('referral.push', listed=listed)}"


def _wrong(view: View) -> str:
    found = referral_rows.told(view).suspicions
    if not found:
        return ""
    return ":material/report: " + t("referral.check", number=formats.plain(len(found), current()))
