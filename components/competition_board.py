"""The leaderboard: every place with its points, movement, gap, streak and reward; who has nothing stands at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components import address, competition_words, formats
from components.competition_case import KINDS, Case
from components.device import is_phone
from components.escape import markdown
from components.export import export, sheet
from components.language import current, t
from metrics.competitions.standings import Place

ROW, HEAD, MOST_ROWS = 35, 38, 16
PHONE_TOP, PHONE_BOTTOM = 10, 3


def leaderboard(case: Case, places: Sequence[Place]) -> None:
    """Draw the ranking and its export."""
    if not places:
        st.caption(t("competition.nobody"))
        return
    if not any(place.points for place in places):
        st.caption(t("competition.nothing_scored"))
    elif len(places) == 1:
        st.caption(t("competition.alone"))
    if is_phone():
        _short(case, places)
    else:
        _wide(case, places)
    headings = ("rank", "code", "name", "league", "store", "team", "points", "moved", "gap", "streak", "reward")
    rows = [
        (
            rank,
            place.entrant.id,
            place.entrant.name,
            place.entrant.league,
            place.entrant.store,
            place.entrant.team,
            place.points,
            place.moved,
            place.gap,
            place.streak,
            _reward(case, place),
        )
        for rank, place in zip(_ranks(places), places, strict=True)
    ]
    export(sheet(f"ranking-{case.rules.id}-{case.by}-{case.span}", [_heading(key) for key in headings], rows))


_HEADINGS = {
    "rank": "ranking.rank",
    "code": "ranking.code",
    "name": "competition.name",
    "league": "competition.league",
    "store": "competition.by_store",
    "team": "competition.by_team",
    "points": "competition.points",
    "moved": "competition.moved",
    "gap": "competition.gap",
    "streak": "competition.streak",
    "reward": "competition.reward",
    "mark": "ranking.mark",
}


def _heading(key: str) -> str:
    return t(_HEADINGS[key])


def _reward(case: Case, place: Place) -> float | None:
    """What she gets as it stands; at an earlier cut-off nobody knows it any more."""
    return None if case.at is not None or place.reward is None else float(place.reward)


def _mark(place: Place) -> list[str]:
    if place.points > 0 and place.rank in competition_words.MEDALS:
        return [t(competition_words.MEDALS[place.rank])]
    return [] if place.points else [t("competition.no_points")]


def _wide(case: Case, places: Sequence[Place]) -> None:
    config = st.column_config
    moves = list(dict.fromkeys(competition_words.moved(place) for place in places))
    paints: dict[str, Any] = {"▲": "green", "▼": "red"}
    marks = {t(key): competition_words.PAINTS[rank] for rank, key in competition_words.MEDALS.items()}
    marks[t("competition.no_points")] = "gray"
    highest = max((float(place.points) for place in places), default=0)
    columns: dict[str, object] = {
        "rank": config.NumberColumn(_heading("rank"), width=52, pinned=True),
        "name": config.TextColumn(t(KINDS[case.by]), width=110, pinned=True),
        "mark": config.MultiselectColumn(_heading("mark"), options=list(marks), color=list(marks.values()), width=84),
        "points": config.ProgressColumn(
            _heading("points"), format="%.1f", min_value=0, max_value=highest * 1.02 or 1, width="medium"
        ),
        "moved": config.MultiselectColumn(
            _heading("moved"), options=moves, color=[paints.get(move[0], "gray") for move in moves], width=84
        ),
        "gap": config.NumberColumn(_heading("gap"), format="%.1f", width=90),
        "streak": config.NumberColumn(_heading("streak"), format="%d", width=80, help=t("competition.streak_help")),
    }
    data: dict[str, list[Any]] = {
        "rank": _ranks(places),
        "name": [place.entrant.name for place in places],
        "mark": [_mark(place) for place in places],
        "points": [float(place.points) for place in places],
        "moved": [[competition_words.moved(place)] for place in places],
        "gap": [None if place.gap is None else float(place.gap) for place in places],
        "streak": [place.streak for place in places],
    }
    if case.is_own and case.at is None:
        data["reward"] = [_reward(case, place) for place in places]
        columns["reward"] = config.NumberColumn(_heading("reward"), format="¥%,.2f", width=96)
    if case.by == "guide":
        data["store"] = [place.entrant.store for place in places]
        data["team"] = [place.entrant.team for place in places]
        columns |= {key: config.TextColumn(_heading(key), width="small") for key in ("store", "team")}
    key = f"board:{case.rules.id}:{case.by}:{case.span}:{case.league}:{current()}"
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=HEAD + ROW * min(len(places), MOST_ROWS),
        row_height=ROW,
        placeholder="—",
        alt=t("competition.board_alt"),
        key=key,
        on_select=lambda: _pick(key, places),
        selection_mode="single-row",
    )
    st.caption(t("competition.pick_row"))


def _ranks(places: Sequence[Place]) -> list[int | None]:
    """The ranks; before the first point there are none."""
    has_begun = any(place.points > 0 for place in places)
    return [place.rank if has_begun else None for place in places]


def _pick(key: str, places: Sequence[Place]) -> None:
    rows = st.session_state[key].selection.rows
    address.put(entrant=places[rows[0]].entrant.id if rows else None)


def _short(case: Case, places: Sequence[Place]) -> None:
    key = f"all:board:{case.rules.id}"
    is_whole = st.session_state.get(key, False) or len(places) <= PHONE_TOP + PHONE_BOTTOM
    listed = places if is_whole else [*places[:PHONE_TOP], *places[-PHONE_BOTTOM:]]
    table = {
        t("ranking.place"): [str(rank or formats.NOTHING) for rank in _ranks(listed)],
        t(KINDS[case.by]): [_named(place) for place in listed],
        _heading("points"): [competition_words.points(place.points, 1) for place in listed],
        _heading("moved"): [competition_words.painted(place) for place in listed],
    }
    st.table(table, border="horizontal", hide_index=True)
    if len(places) > PHONE_TOP + PHONE_BOTTOM:
        st.toggle(t("ranking.show_all", number=len(places)), key=key)


def _named(place: Place) -> str:
    badge = ""
    if place.points > 0 and place.rank in competition_words.MEDALS:
        title = t(competition_words.MEDALS[place.rank])
        badge = f" :{competition_words.PAINTS[place.rank]}-badge[{title}]"
    return f"{markdown(place.entrant.name)}{badge}"
