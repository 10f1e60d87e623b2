"""PK: who stands against whom, pictured as duels – the longer side leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import streamlit as st

from components import competition_words
from components.charts import Spec, colour, show
from components.competition_case import Case
from components.device import is_phone
from components.export import export, sheet
from components.language import t
from metrics.competitions.points import ZERO
from metrics.competitions.rewards import pairs

SHOWN = 12


@dataclass(frozen=True)
class Side:
    """One of two."""

    name: str
    points: Decimal


def duels(case: Case) -> list[tuple[Side, Side]]:
    """Every pair of which the viewer sees one, who leads first; the pairs with most points first.

    Whoever is in a duel sees both sides: without the other there is none.
    """
    entrants = case.board.entrants
    seen = {place.entrant.id for place in case.places(by=case.rules.entrants)}
    total = asked(case)
    found = []
    for pair in pairs(entrants):
        if seen.isdisjoint(pair):
            continue
        sides = [Side(entrants[one].name, total.get(one, ZERO)) for one in pair]
        first, second = sorted(sides, key=lambda side: -side.points)
        found.append((first, second))
    return sorted(found, key=lambda pair: -(pair[0].points + pair[1].points))


def asked(case: Case) -> dict[str, Decimal]:
    """The points of everyone who takes part, over the days of the view."""
    return case.ledger().total("points", case.days)


def draw(found: Sequence[tuple[Side, Side]], case: Case) -> None:
    """Draw the duels."""
    if not any(first.points for first, _ in found):
        st.caption(t("competition.nothing_scored"))
        return
    is_whole = st.session_state.get("all:duels", False)
    shown = list(found) if is_whole else list(found[:SHOWN])
    show(spec(shown, is_narrow=is_phone()), t("competition.duels_alt"))
    if len(found) > SHOWN:
        st.toggle(t("ranking.show_all", number=len(found)), key="all:duels")
    headings = (t("competition.leader"), t("competition.points"), t("competition.rival"), t("competition.rival_points"))
    rows = [(a.name, a.points, b.name, b.points) for a, b in found]
    export(sheet(f"pk-{case.rules.id}", headings, rows))


def spec(found: Sequence[tuple[Side, Side]], *, is_narrow: bool) -> Spec:
    """A line a pair: two bars from the middle outward, with names and points beside them."""
    most = float(max((side.points for pair in found for side in pair), default=ZERO)) or 1.0
    room = most * (1.9 if is_narrow else 1.35)
    rows: list[dict[str, object]] = []
    for number, (first, second) in enumerate(found):
        is_level = first.points == second.points
        for side, sign in ((first, -1), (second, 1)):
            is_ahead = side is first and not is_level
            rows.append(
                {
                    "pair": number,
                    "value": sign * float(side.points),
                    "at": sign * float(side.points),
                    "said": f"{side.name}  {competition_words.points(side.points, 1)}",
                    "ahead": 1.0 if is_ahead or is_level else 0.45,
                    "left": sign < 0,
                }
            )
    y = {"field": "pair", "type": "ordinal", "axis": None}
    x = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [-room, room]}}
    opacity = {"field": "ahead", "type": "quantitative", "scale": None, "legend": None}

    def words(is_left: bool) -> Spec:
        return {
            "transform": [{"filter": f"datum.left === {'true' if is_left else 'false'}"}],
            "mark": {
                "type": "text",
                "align": "right" if is_left else "left",
                "dx": -6 if is_left else 6,
                "fontSize": 12,
            },
            "encoding": {"y": y, "x": x, "text": {"field": "said"}, "color": colour("ink")},
        }

    def bars(is_left: bool) -> Spec:
        return {
            "transform": [{"filter": f"datum.left === {'true' if is_left else 'false'}"}],
            "mark": {"type": "bar", "height": {"band": 0.56}, "cornerRadiusEnd": 3},
            "encoding": {"y": y, "x": x, "opacity": opacity, "color": colour("main" if is_left else "third")},
        }

    return {
        "height": {"step": 30},
        "data": {"values": rows},
        "layer": [bars(True), bars(False), words(True), words(False)],
    }
