"""竞赛榜: who is first, last and rising, where points came from, each card, the battle report, rules, settlement."""

import streamlit as st

from components import (
    competition_board,
    competition_card,
    competition_case,
    competition_classes,
    competition_duels,
    competition_headline,
    competition_history,
    competition_parts,
    competition_rates,
    competition_report,
    competition_rules,
    competition_screen,
    competition_settlement,
    competition_sources,
    competition_start,
)
from components.access import admit
from components.frame import opened
from components.language import t
from components.states import section

viewer = admit("competitions")
if competition_screen.is_wanted():
    competition_screen.screen(viewer)
    st.stop()

view = opened("competitions", has_days=False)
listed = competition_case.listed()
may_edit = competition_parts.may_edit(viewer)
draft = competition_start.drafted(listed) if may_edit else None
if draft is not None:
    competition_start.draft(view, draft, viewer)
    st.stop()
if not listed:
    competition_start.none_yet(viewer, may_edit=may_edit)
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    kept = competition_case.chosen(listed)
    part = competition_parts.chosen(viewer)
    competition_parts.to_screen(kept.rules.id)
with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    case = competition_case.opened(
        view, kept, has_choices=part in ("board", "report"), has_all_leagues=part == "report"
    )
competition_headline.headline(case)

if part == "board":
    places = case.shown()
    competition_headline.podium(case, places)
    with section(case.of_league(t("competition.board"))):
        competition_board.leaderboard(case, places)
    left, right = st.columns([3, 2])
    with left, section(case.of_league(t("competition.stacked")), height="stretch"):
        competition_sources.stacked(case, places)
    with right, section(case.of_league(t("competition.rising")), height="stretch"):
        competition_classes.rising(places)
    with section(t("competition.one")):
        competition_sources.one(case, places)
    if case.is_own:
        with section(t("competition.watch")):
            competition_classes.watch(case)
    left, right = st.columns(2)
    pairs = competition_duels.duels(case)
    if pairs:
        with left, section(t("competition.duels"), height="stretch"):
            competition_duels.draw(pairs, case)
    with right if pairs else st.container(), section(t("competition.rates"), height="stretch"):
        competition_rates.rates(case)
elif part == "card":
    competition_card.card(case)
elif part == "report":
    with section(t("competition.report")):
        competition_report.battle_report(case)
elif part == "rules":
    with section(t("competition.rules")):
        competition_history.history(kept, viewer)
        competition_rules.form(view, kept.rules, kept.version, viewer)
    with section(t("rule.new")):
        competition_start.templates(viewer)
        competition_start.sign_up(viewer)
else:
    with section(t("competition.settlement")):
        competition_settlement.settlement(case, viewer)
