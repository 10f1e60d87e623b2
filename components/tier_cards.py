"""The five tiers: how many, what share, what they bring, how it moved in a month; and the rules they come from."""

from __future__ import annotations

import streamlit as st

from components import formats, tier_rows
from components.device import is_phone
from components.export import export, headed, sheet
from components.language import current, pick, t
from components.listing import listing
from components.view import View
from data.settings import settings
from metrics.analyses.tiers import TIER_TABLE, TITLES, Tier

ORDER = ("core", "value", "seed", "ordinary", "new")
RULES = {
    "core": "tier.rule_core",
    "value": "tier.rule_value",
    "seed": "tier.rule_seed",
    "new": "tier.rule_new",
    "ordinary": "tier.rule_ordinary",
}
DO = {
    "core": "tier.do_core",
    "value": "tier.do_value",
    "seed": "tier.do_seed",
    "new": "tier.do_new",
    "ordinary": "tier.do_ordinary",
}
_SET = ("new_days", "core_orders", "core_days")


def cards(view: View) -> None:
    """The tiers as cards, the most valuable first."""
    found = {one.tier: one for one in tier_rows.standing(view)}
    before = _month_ago(view)
    with st.grid(5, min_column_width=150, gap="small"):
        for key in ORDER:
            one = found[key]
            moved = one.people - before[key] if before else 0
            st.metric(
                pick(TITLES[key]),
                formats.count(one.people, current()),
                delta=f"{'+' if moved > 0 else '-'}{formats.plain(abs(moved), current())}" if moved else None,
                delta_color="blue",
                delta_description=_share(one),
                help=f"{rule(key)}\n\n{t(DO[key])}",
                border=True,
                height="stretch",
            )
    st.caption(t("tier.cards_note") if before else t("tier.cards_note_plain"))


def table(view: View) -> None:
    """The tiers in figures, with their rules and what to do."""
    found = {one.tier: one for one in tier_rows.standing(view)}
    headings = [t("tier.tier"), t("tier.people"), t("tier.gmv_share"), t("tier.do")]
    if not is_phone():
        headings = [
            t("tier.tier"),
            t("tier.rule"),
            t("tier.people"),
            t("tier.share"),
            t("tier.gmv"),
            t("tier.gmv_share"),
            t("tier.do"),
        ]
    listing(headings, [_row(found[key]) for key in ORDER])
    columns = TIER_TABLE.columns
    lines = [[getattr(found[key], column.key) for column in columns] for key in ORDER]
    export(sheet("tiers", headed(columns), lines))


def rules() -> None:
    """The settings that the tiers depend on, and where each is set."""
    now = settings().tiers
    texts = {"new_days": "tier.new_days", "core_orders": "tier.core_orders", "core_days": "tier.core_days"}
    st.caption(t("tier.rules_note"))
    rows = [(t(texts[name]), str(getattr(now, name)), f"`YUTANG_TIERS__{name.upper()}`") for name in _SET]
    listing((t("group_rule.rule"), t("group_rule.value"), t("group_rule.variable")), rows)


def rule(key: str) -> str:
    """The rule of a tier in words, with the settings in force."""
    now = settings().tiers
    return t(RULES[key], new_days=now.new_days, core_orders=now.core_orders, core_days=now.core_days)


def _month_ago(view: View) -> dict[str, int]:
    """How many of each tier there were a month ago; nothing where the data does not go back that far."""
    moves = tier_rows.moves(view)
    last = max((move.to_on for move in moves), default=None)
    before = dict.fromkeys(ORDER, 0)
    for move in moves:
        if move.to_on == last and move.before in before:
            before[move.before] += move.people
    return before if any(before.values()) else {}


def _share(one: Tier) -> str | None:
    if one.share is None:
        return None
    share = formats.percent(one.share, current(), 0)
    if is_phone() or not one.gmv_share:
        return t("tier.of_people", share=share)
    return t("tier.of_both", share=share, gmv=formats.percent(one.gmv_share, current(), 0))


def _row(one: Tier) -> list[str]:
    language = current()
    people, gmv_share = formats.plain(one.people, language), formats.percent(one.gmv_share, language)
    name, todo = f"**{pick(TITLES[one.tier])}**", t(DO[one.tier])
    if is_phone():
        return [name, people, gmv_share, todo]
    share, gmv = formats.percent(one.share, language), formats.money(one.gmv, language)
    return [name, rule(one.tier), people, share, gmv, gmv_share, todo]
