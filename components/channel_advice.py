"""What the channels say to do, in plain words: where money goes too far, who buys, how the card does, which hour."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import channel_hours, channel_rows, figures, formats
from components.escape import markdown
from components.language import current, t
from components.view import View
from metrics.analyses.channel_returns import Channel
from metrics.channels import PACKAGE_CARD_RATE
from metrics.contacts import FIRST_PURCHASE_CONVERSION

DEAR = 2.0  # so many times the cheapest, and a channel is called dear
FEWEST_ADDS = 30
CARD_STEPS = (0.07, 0.13, 0.20)  # the way of the reference


def advice(view: View) -> None:
    """Draw the sentences, the most useful first."""
    with st.container(border=True):
        for one in said(view):
            st.markdown(one)


def said(view: View) -> list[str]:
    """The sentences that the rows allow; none is made up where they do not."""
    found = [one for one in channel_rows.channels(view) if one.channel_id is not None]
    sentences = [_dear(view, found), _buyers(view, found), _card(view), _hour(view)]
    return [one for one in sentences if one] or [t("channel.nothing_to_say")]


def _dear(view: View, found: Sequence[Channel]) -> str:
    """The channel whose adds cost most, against the one whose adds cost least."""
    costly = [one for one in found if one.cost_per_add and (one.adds or 0) >= FEWEST_ADDS]
    if len(costly) < 2:
        return ""
    dear = max(costly, key=lambda one: one.cost_per_add or 0)
    cheap = min(costly, key=lambda one: one.cost_per_add or 0)
    times = float((dear.cost_per_add or 0) / (cheap.cost_per_add or 1))
    words = {
        "dear": markdown(channel_rows.name(view, dear.channel_id)),
        "dear_cost": formats.money(dear.cost_per_add, current()),
        "cheap": markdown(channel_rows.name(view, cheap.channel_id)),
        "cheap_cost": formats.money(cheap.cost_per_add, current()),
        "times": formats.plain(times, current(), 0 if times >= 10 else 1),
    }
    if times < DEAR:
        return ":material/payments: " + t("channel.alike_costs", **words)
    paid = (
        t("channel.dear_unpaid")
        if dear.payback_days is None
        else t("channel.dear_paid", days=formats.plain(dear.payback_days, current()))
    )
    return f":material/payments: {t('channel.dear', **words)} {paid}"


def _buyers(view: View, found: Sequence[Channel]) -> str:
    """The channels whose people buy clearly more, or clearly less, than all."""
    if view.refused(FIRST_PURCHASE_CONVERSION):
        return ""
    whole = view.cell(FIRST_PURCHASE_CONVERSION).value
    if whole is None:
        return ""
    better = [one for one in found if one.low is not None and one.low > whole]
    worse = [one for one in found if one.high is not None and one.high < whole]
    share = formats.percent(whole, current())
    if not better and not worse:
        return ":material/shopping_bag: " + t("channel.buy_alike", whole=share)
    sentences = []
    if better:
        names = _names(view, sorted(better, key=lambda one: -(one.conversion or 0)))
        sentences.append(t("channel.buy_more", names=names, whole=share))
    if worse:
        names = _names(view, sorted(worse, key=lambda one: one.conversion or 0))
        sentences.append(t("channel.buy_less", names=names, whole=share))
    return ":material/shopping_bag: " + " ".join(sentences)


def _names(view: View, found: Sequence[Channel]) -> str:
    comma = t("filter.list_comma")
    return comma.join(
        f"{markdown(channel_rows.name(view, one.channel_id))} {formats.percent(one.conversion, current())}"
        for one in found[:3]
    )


def _card(view: View) -> str:
    """How far the package card has come on the way that others went."""
    cell = view.cell(PACKAGE_CARD_RATE)
    if cell.value is None:
        return ""
    rate = float(cell.value)
    words = {"rate": figures.figure(PACKAGE_CARD_RATE, rate), "parts": figures.parts(PACKAGE_CARD_RATE, cell)}
    following = next((step for step in CARD_STEPS if rate < step), None)
    if following is None:
        return ":material/redeem: " + t("channel.card_there", **words)
    return ":material/redeem: " + t("channel.card_next", **words, step=formats.percent(following, current(), 0))


def _hour(view: View) -> str:
    sentences = channel_hours.said(channel_rows.hours(view))
    return f":material/schedule: {' '.join(sentences)}" if sentences else ""
