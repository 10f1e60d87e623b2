"""Rewards: the ladder, who stands on which rung and is one short of the next, and who brought most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from components import formats, referral_rows
from components.device import is_phone
from components.escape import markdown
from components.export import export, export_rows, sheet
from components.language import current, t
from components.listing import listing
from components.references import source
from components.view import View
from metrics.analyses.referrers import REFERRERS, Referrer

ROW, HEAD, MOST_ROWS = 35, 38, 12
PHONE = 8
SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A rung of the ladder: from how many on, what it pays, who stands there, who lacks one, what it costs."""

    least: int
    yuan: Decimal
    people: int
    one_short: int
    cost: Decimal


def rungs(brought: Mapping[int, int], ladder: Sequence[tuple[int, Decimal]]) -> list[Rung]:
    """The ladder from below, with how many people brought so many."""
    steps = sorted(ladder)
    above = [least for least, _ in steps[1:]] + [None]
    told = []
    for (least, yuan), following in zip(steps, above, strict=True):
        here = sum(
            people
            for number, people in brought.items()
            if least <= number and (following is None or number < following)
        )
        short = brought.get(least - 1, 0)
        told.append(Rung(least=least, yuan=yuan, people=here, one_short=short, cost=yuan * here))
    return told


def yuan(amount: Decimal) -> str:
    """A reward: whole yuan without cents."""
    whole = amount == amount.to_integral_value()
    return f"¥{formats.plain(amount, current())}" if whole else formats.money(amount, current())


def ladder(view: View) -> None:
    """Draw the rungs, what the period costs in rewards, and where the ladder comes from."""
    found = referral_rows.told(view).counts
    steps = rungs(found, referral_rows.rules().ladder)
    language = current()
    if not found:
        st.caption(t("referral.none_here") if referral_rows.is_known(view) else t("referral.bring_referrals"))
    else:
        cost = sum((one.cost for one in steps), Decimal(0))
        each = formats.money(cost / sum(number * people for number, people in found.items()), language)
        st.markdown(t("referral.cost_said", cost=yuan(cost), each=each))
    listing(
        (t("referral.rung"), t("referral.reward"), t("referral.on_rung"), t("referral.one_short")),
        [
            (
                t("referral.from", number=one.least),
                yuan(one.yuan),
                formats.plain(one.people, language),
                formats.plain(one.one_short, language),
            )
            for one in steps
        ],
    )
    st.caption(t("referral.ladder_note"))
    text, industry = t("referral.ladder_reference"), t("referral.distributors")
    st.caption(t("reference.text", text=text, industry=industry, source=source("X")))
    headings = [t("referral.rung"), t("referral.reward"), t("referral.on_rung"), t("referral.one_short")]
    lines = [[one.least, one.yuan, one.people, one.one_short, one.cost] for one in steps]
    export(sheet("referral-ladder", [*headings, t("referral.cost")], lines))


def top(view: View) -> None:
    """Draw who brought most in the period, and the export."""
    found = referral_rows.told(view).brought_by
    if not found:
        st.caption(t("referral.none_here") if referral_rows.is_known(view) else t("referral.bring_referrals"))
        return
    if is_phone():
        _short(found)
    else:
        _wide(found[:SHOWN])
    if len(found) > SHOWN:
        st.caption(t("referral.first", shown=SHOWN, number=formats.plain(len(found), current())))
    st.caption(t("referral.top_note"))
    export_rows("referrers", REFERRERS, lambda: found)


def _wide(found: Sequence[Referrer]) -> None:
    config = st.column_config
    most = found[0].people
    data: dict[str, list[Any]] = {
        "name": [one.name or one.referrer_id for one in found],
        "code": [one.referrer_id for one in found],
        "people": [one.people for one in found],
        "below": [one.below for one in found],
        "gmv": [None if one.gmv is None else float(one.gmv) for one in found],
        "reward": [float(one.reward) for one in found],
    }
    columns = {
        "name": config.TextColumn(t("referral.referrer"), pinned=True),
        "code": config.TextColumn(t("ranking.code"), width="small"),
        "people": config.ProgressColumn(t("referral.brought"), format="%d", min_value=0, max_value=most),
        "below": config.NumberColumn(t("referral.below"), help=t("referral.below_help"), width="small"),
        "gmv": config.NumberColumn(t("referral.gmv"), format="¥%,.0f", width="small"),
        "reward": config.NumberColumn(t("referral.reward"), format="¥%,.0f", width="small"),
    }
    height = HEAD + ROW * min(len(found), MOST_ROWS)
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=height,
        row_height=ROW,
        placeholder=formats.NOTHING,
        alt=t("referral.top_alt"),
    )


def _short(found: Sequence[Referrer]) -> None:
    language = current()
    listing(
        (t("referral.referrer"), t("referral.brought"), t("referral.below"), t("referral.reward")),
        [
            (
                markdown(one.name or one.referrer_id),
                formats.plain(one.people, language),
                formats.plain(one.below, language),
                yuan(one.reward),
            )
            for one in found[:PHONE]
        ],
    )
