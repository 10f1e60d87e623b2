"""A competition in one line and the first three on cards: where it stands, who leads, who rises."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from components import competition_words, formats
from components.competition_case import Case
from components.device import is_phone
from components.escape import markdown
from components.language import current, t
from metrics.competitions.classes import risers
from metrics.competitions.standings import Board, Place

PODIUM = 3
_ICONS = {1: ":material/trophy:", 2: ":material/military_tech:", 3: ":material/military_tech:"}


def moment(found: Board) -> str:
    """Which day of the competition the rows have come to."""
    days = found.rules.days
    if not found.has_begun:
        return t("competition.not_begun", day=formats.day(found.rules.starts_on, current()))
    if found.is_over:
        return t("competition.over", days=len(days))
    return t("competition.running", number=days.index(found.today) + 1, days=len(days))


def until(found: Board) -> list[str]:
    """The same, and while it runs up to which moment there are rows."""
    said = [moment(found)]
    if found.reach is not None and not found.is_over:
        said.append(t("competition.reach", at=formats.moment(found.reach, current())))
    return said


def headline(case: Case) -> None:
    """Draw the line: the moment, how far the rows reach, who takes part, what is paid as it stands."""
    found = case.board
    places = case.places(case.rules.days, by=case.rules.entrants)
    scoring = sum(place.points > 0 for place in places)
    first, *reached = until(found)
    said = [f"**{first}**", *reached]
    if case.rules.cut_offs:
        times = t("filter.list_comma").join(f"{cut:%H:%M}" for cut in case.rules.cut_offs)
        said.append(t("competition.cut_offs", times=times))
    said.append(t("competition.entrants", number=len(places), scoring=scoring))
    if case.at is None:
        paid = sum((place.reward or Decimal(0) for place in places), Decimal(0))
        said.append(t("competition.paid", money=competition_words.money(paid)))
    with st.container(border=True):
        st.markdown(" · ".join(said))
        ignored = [one for one, _ in case.view.where if one in ("persona", "channel_kind", "channel")]
        if ignored:
            st.caption(t("competition.ignored"))


def podium(case: Case, places: Sequence[Place]) -> None:
    """Draw the first three that have points, and beside them who has won most places."""
    first = [place for place in places if place.points > 0 and place.rank <= PODIUM][:PODIUM]
    if not first or is_phone():
        return
    rising = risers(places, 1)
    with st.grid(4, min_column_width=150, gap="small"):
        for place in first:
            paint = competition_words.PAINTS[place.rank]
            badge = f":{paint}-badge[{_ICONS[place.rank]} {case.of_league(competition_words.place_title(place))}]"
            _card(case, place, badge, _behind(place))
        for place in rising:
            badge = f":green-badge[:material/trending_up: {t('competition.riser')}]"
            _card(case, place, badge, t("competition.now_nth", number=place.rank))


def _behind(place: Place) -> str | None:
    if place.gap is None:
        return t("competition.leads")
    return t("competition.behind", points=competition_words.points(place.gap))


def _card(case: Case, place: Place, badge: str, beside: str | None) -> None:
    moved = place.moved or 0
    st.metric(
        f"{badge} {markdown(place.entrant.name)}",
        competition_words.points(place.points),
        delta=f"{moved:+d}" if moved else None,
        delta_description=beside,
        border=True,
        height="stretch",
        help=_where(place, case) or None,
    )


def _where(place: Place, case: Case) -> str:
    entrant = place.entrant
    parts = [entrant.store if case.by == "guide" else None, entrant.team if case.by == "guide" else None]
    parts.append(entrant.region if case.by in ("guide", "store") else None)
    return markdown(" · ".join(part for part in parts if part))
