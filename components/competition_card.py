"""A guide's own card: her place, her points, what she has earned, and what the next reward needs – phone first."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from components import competition_case, competition_headline, competition_sources, competition_words
from components.choice import choose
from components.competition_case import Case
from components.escape import markdown
from components.language import t
from components.listing import listing
from components.states import section
from metrics.competitions.cards import Card, Next, is_certain
from metrics.competitions.standings import Board


def card(case: Case) -> None:
    """Draw the choice of whose card it is, and the card."""
    places = case.places(by=case.rules.entrants)
    if not places:
        st.caption(t("competition.nobody"))
        return
    titles = {place.entrant.id: place.entrant.name for place in sorted(places, key=lambda one: one.entrant.id)}
    one = choose("me", t("card.whose"), titles, places[0].entrant.id, width=260)
    found = competition_case.card(case.view.source, case.race, one)
    _figures(case, found)
    left, right = st.columns(2)
    with left, section(t("card.next"), height="stretch"):
        _next(found, is_over=case.board.is_over)
    with right, section(t("card.earned"), height="stretch"):
        _earned(found, case.board)
    with section(t("card.sources")):
        competition_sources.split(case, one, case.rules.days)


def _figures(case: Case, found: Card) -> None:
    place, today = found.place, found.today
    entrant = place.entrant
    about = " · ".join(part for part in (entrant.league, entrant.store, entrant.team) if part)
    said = f"**{markdown(entrant.name)}** :gray[{markdown(about)}]" if about else f"**{markdown(entrant.name)}**"
    st.markdown(f"{said} · {competition_headline.moment(case.board)}")
    moved = place.moved or 0
    behind = (
        t("competition.leads")
        if place.gap is None
        else t("competition.behind", points=competition_words.points(place.gap))
    )
    if not place.points:
        behind = t("competition.nothing_yet")
    with st.grid(4, min_column_width=150, gap="small"):
        st.metric(
            t("card.rank"),
            t("competition.nth", number=place.rank) if place.points else "—",
            delta=f"{moved:+d}" if moved and place.points else None,
            delta_description=behind,
            border=True,
            height="stretch",
        )
        st.metric(
            t("competition.points"),
            competition_words.points(place.points),
            delta_description=t("card.streak", days=place.streak) if place.streak > 1 else None,
            border=True,
            height="stretch",
        )
        st.metric(
            t("card.today", day=f"{case.board.today:%m-%d}"),
            competition_words.points(today.points),
            delta_description=t("card.today_nth", number=today.rank) if today.points else t("card.today_none"),
            border=True,
            height="stretch",
        )
        st.metric(
            t("card.total"),
            competition_words.money(found.earned + found.leading),
            delta_description=t("card.of_it_certain", money=competition_words.money(found.earned)),
            border=True,
            height="stretch",
        )


def sentence(step: Next) -> str:
    """What a reward still needs, in words."""
    much, money = competition_words.much(step.what, step.needs), competition_words.money(step.amount)
    match step.kind:
        case "opening_order":
            return t("card.open", money=money)
        case "daily_best":
            return t("card.best", much=much, what=competition_words.what(step.what), money=money)
        case "rank":
            return t("card.climb", much=much, place=step.place, money=money)
        case "pk":
            return t("card.pk", much=much, money=money)
        case _:
            return t("card.ladder", much=much, money=money)


def _next(found: Card, *, is_over: bool) -> None:
    if is_over:
        st.markdown(f":gray[{t('card.over')}]")
        return
    if not found.steps:
        st.markdown(f":green[:material/emoji_events:] {t('card.no_next')}")
        return
    for step in found.steps:
        st.markdown(f":orange[:material/flag:] {sentence(step)}")


def _earned(found: Card, board: Board) -> None:
    left, right = st.columns(2)
    left.metric(t("card.certain"), competition_words.money(found.earned), help=t("card.certain_help"))
    right.metric(t("card.leading"), competition_words.money(found.leading), help=t("card.leading_help"))
    if not found.lines:
        st.caption(t("card.nothing_earned"))
        return
    rows = [
        (
            competition_words.why(line) + ("" if is_certain(line, board) else f" :orange-badge[{t('card.leading')}]"),
            f":small[{competition_words.much(line.what, line.reached)}]",
            competition_words.money(Decimal(line.amount)),
        )
        for line in found.lines
    ]
    listing((t("settle.why"), t("settle.reached"), t("settle.amount")), rows, has_heading=False)
