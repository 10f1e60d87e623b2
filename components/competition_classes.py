"""The class teacher's watch: the first three and the last three of every class, and who has won most places."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import competition_words, formats
from components.choice import choose
from components.competition_case import KINDS, Case
from components.device import is_phone
from components.escape import markdown
from components.language import t
from components.listing import listing
from metrics.competitions.classes import classes, risers
from metrics.competitions.standings import Place

RISERS = 6


def watch(case: Case) -> None:
    """Draw the classes of a kind that the reader chooses."""
    kinds = {key: t(title) for key, title in KINDS.items() if key not in ("guide", case.by)} | {
        "league": t("competition.league")
    }
    places = case.places()
    if not any(place.points > 0 for place in places):
        st.caption(t("competition.nothing_scored"))
        return
    kinds = {key: title for key, title in kinds.items() if any(getattr(place.entrant, key) for place in places)}
    if not kinds:
        st.caption(t("competition.no_classes"))
        return
    of = choose("class", t("competition.class"), kinds, next(iter(kinds)), width=150)
    rows = [
        (
            f"**{markdown(one.name) if one.name else t('competition.no_class')}** :gray[{one.size}]",
            _listed(one.first, "green"),
            _listed(one.last, "orange"),
        )
        for one in classes(places, of if of in kinds else next(iter(kinds)))
    ]
    listing((kinds[of], t("competition.first_three"), t("competition.last_three")), rows)


def _listed(places: Sequence[Place], paint: str) -> str:
    between = "  \n" if is_phone() else " · "
    return (
        between.join(
            f":{paint}[{markdown(place.entrant.name)}]{formats.GAP}:small[{competition_words.points(place.points, 1)}]"
            for place in places
        )
        or formats.NOTHING
    )


def rising(places: Sequence[Place]) -> None:
    """Draw who has won most places since the last cut-off."""
    found = risers(places, RISERS)
    if not found:
        st.caption(t("competition.nobody_rises"))
        return
    rows = [
        (
            f":green[▲{place.moved}]",
            markdown(place.entrant.name),
            t("competition.from_to", before=place.rank + (place.moved or 0), now=place.rank),
            competition_words.points(place.points, 1),
        )
        for place in found
    ]
    headings = (t("competition.moved"), t("competition.name"), t("competition.places"), t("competition.points"))
    listing(headings, rows)
