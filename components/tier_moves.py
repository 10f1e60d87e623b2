"""Migration: which tier people were of a month before, and are of now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go
import streamlit as st

from components import formats, tier_rows
from components.choice import choose
from components.device import is_phone
from components.export import export, headed, sheet
from components.ink import faint, ink, paint
from components.language import current, pick, t
from components.listing import listing
from components.view import View
from metrics.analyses.counts import ABSENT
from metrics.analyses.tiers import MIGRATION, TITLES, Move

_FROM = ("core", "value", "seed", "ordinary", "new", ABSENT)
_TO = ("core", "value", "seed", "ordinary", "new")
_PAINT = {"core": "third", "value": "main", "seed": "second", "ordinary": "ink", "new": "soft", ABSENT: "fourth"}
_RANK = {"ordinary": 0, "new": 0, "seed": 1, "value": 2, "core": 3}
PHONE = 10


def moves(view: View) -> None:
    """Draw the moves of the chosen month, what they say, and their export."""
    found = tier_rows.moves(view)
    if not any(move.before != ABSENT for move in found):
        st.caption(t("tier.no_moves") if found else t("reason.no_rows"))
        return
    spans = {move.to_on.isoformat(): formats.span(move.from_on, move.to_on, current()) for move in found}
    spans = dict(sorted(spans.items(), reverse=True))
    chosen = date.fromisoformat(choose("month", t("tier.month"), spans, next(iter(spans)), width=300))
    shown = [move for move in found if move.to_on == chosen]
    st.markdown(said(shown))
    if is_phone():
        _listed(shown)
    else:
        st.plotly_chart(_sankey(shown), config={"displayModeBar": False}, width="stretch", key="tier:moves")
    st.caption(t("tier.moves_note"))
    lines = [(one.from_on, one.to_on, _title(one.before), _title(one.after), one.people) for one in found]
    export(sheet("migration", headed(MIGRATION.columns), lines))


def said(shown: Sequence[Move]) -> str:
    """How many rose, fell and stayed, and how many are new; that somebody new becomes ordinary is no fall."""
    known = [move for move in shown if move.before != ABSENT]
    rose = sum(move.people for move in known if _RANK[move.after] > _RANK[move.before])
    fell = sum(move.people for move in known if _RANK[move.after] < _RANK[move.before])
    bought = sum(move.people for move in known if _RANK[move.before] < _RANK["value"] <= _RANK[move.after])
    lapsed = sum(move.people for move in known if move.before == "core" and move.after != "core")
    added = sum(move.people for move in shown if move.before == ABSENT)
    numbers = {"rose": rose, "fell": fell, "bought": bought, "lapsed": lapsed, "added": added}
    return t("tier.moved", **{key: formats.plain(number, current()) for key, number in numbers.items()})


def _title(tier: str) -> str:
    return t("tier.absent") if tier == ABSENT else pick(TITLES[tier])


def _listed(shown: Sequence[Move]) -> None:
    """The largest moves that are moves."""
    moved = sorted((move for move in shown if move.before != move.after), key=lambda move: -move.people)
    listing(
        (t("tier.before"), t("tier.after"), t("tier.people")),
        [(_title(move.before), _title(move.after), formats.plain(move.people, current())) for move in moved[:PHONE]],
    )


def _sankey(shown: Sequence[Move]) -> go.Figure:
    before = [tier for tier in _FROM if any(move.before == tier for move in shown)]
    after = [tier for tier in _TO if any(move.after == tier for move in shown)]
    totals = [sum(move.people for move in shown if move.before == tier) for tier in before]
    totals += [sum(move.people for move in shown if move.after == tier) for tier in after]
    names = [_title(tier) for tier in (*before, *after)]
    figure = go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [
                    f"{name} {formats.plain(total, current())}" for name, total in zip(names, totals, strict=True)
                ],
                "color": [paint(_PAINT[tier]) for tier in (*before, *after)],
                "pad": 18,
                "thickness": 16,
                "line": {"width": 0},
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [before.index(move.before) for move in shown],
                "target": [len(before) + after.index(move.after) for move in shown],
                "value": [move.people for move in shown],
                "color": [faint(_PAINT[move.before], 0.16 if move.before == move.after else 0.42) for move in shown],
                "customdata": [
                    f"{_title(move.before)} → {_title(move.after)}: {formats.plain(move.people, current())}"
                    for move in shown
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            textfont={"color": ink(), "size": 13, "shadow": "none"},
        )
    )
    figure.update_layout(height=430, margin={"l": 8, "r": 8, "t": 20, "b": 16})
    return figure
