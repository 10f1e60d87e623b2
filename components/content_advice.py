"""What content says to do, in plain words: who posts too little, which ingredient is missing, which kind is liked."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import content_rows, formats
from components.access import viewer
from components.content_effects import verdict
from components.content_kinds import ingredient
from components.content_personas import ENOUGH
from components.escape import markdown
from components.language import current, t
from components.states import to_intake
from components.view import View
from metrics.analyses.content_mix import Kind

FEWEST_POSTS = 10  # of a kind that is called the most liked, or the least


def advice(view: View) -> None:
    """Draw the sentences, the most useful first."""
    with st.container(border=True):
        for one in said(view):
            st.markdown(one)
        if not content_rows.is_known(view):
            to_intake(viewer())


def said(view: View) -> list[str]:
    """The sentences that the rows allow; none is made up where they do not."""
    found = [_pace(view), _mix(view), _liked(view), _association(view)]
    return [one for one in found if one] or [t("content.nothing_to_say")]


def _pace(view: View) -> str:
    """How many personas reach six posts a day, and who posts least."""
    # accounts without a persona are many people, whose posts say nothing of one
    paces = [one for one in content_rows.paces(view) if one.posts_per_day is not None and one.persona is not None]
    if not paces:
        return ""
    reached = [one for one in paces if (one.posts_per_day or 0) >= ENOUGH]
    if len(reached) == len(paces):
        return ":material/edit_square: " + t("content.all_reach", number=len(paces))
    least = [one for one in reversed(paces) if (one.posts_per_day or 0) < ENOUGH][:3]
    names = t("filter.list_comma").join(
        f"{markdown(content_rows.persona(one.persona))} {formats.per(one.posts_per_day, current())}" for one in least
    )
    return ":material/edit_square: " + t("content.some_reach", reached=len(reached), number=len(paces), names=names)


def _mix(view: View) -> str:
    """Which of the eight ingredients are missing."""
    found = [one for one in content_rows.ingredients(view) if one.ingredient is not None]
    if not any(one.posts for one in found):
        return ""
    missing = [ingredient(one.ingredient) for one in found if not one.posts]
    if not missing:
        return ":material/restaurant_menu: " + t("content.all_ingredients")
    names = t("filter.list_comma").join(missing)
    return ":material/restaurant_menu: " + t("content.missing", names=names, used=len(found) - len(missing))


def _liked(view: View) -> str:
    """The kinds that are liked most and least, where their intervals do not touch."""
    named = [one for one in content_rows.by_kind(view) if one.kind]
    judged = [one for one in named if one.posts >= FEWEST_POSTS and one.likes_low is not None]
    if len(judged) < 2:
        return ""
    best, worst = (choice(judged, key=lambda one: one.likes or 0) for choice in (max, min))
    if (best.likes_low or 0) <= (worst.likes_high or 0):
        return ":material/favorite: " + t("content.liked_alike")
    return ":material/favorite: " + t(
        "content.liked_most",
        best=_name(best),
        worst=_name(worst),
        likes=formats.plain(best.likes or 0, current(), 1),
        least=formats.plain(worst.likes or 0, current(), 1),
        exposure=_exposure(best, judged),
    )


def _exposure(best: Kind, judged: Sequence[Kind]) -> str:
    """Whether the most liked kind is also the most seen; nothing where views were not brought."""
    seen = [one for one in judged if one.views is not None]
    if len(seen) < 2 or best.views is None:
        return ""
    most = max(seen, key=lambda one: one.views or 0)
    if most is best:
        return t("content.seen_most_too")
    return t("content.seen_most", kind=_name(most), views=formats.count(most.views, current()))


def _name(one: Kind) -> str:
    return markdown(content_rows.kind(one.kind))


def _association(view: View) -> str:
    judged = [one for one in content_rows.associations(view) if one.difference is not None]
    return f":material/link: {verdict(judged)}" if judged else ""
