"""Kinds of posts: the mix against the eight ingredients, and how each kind is liked, answered and seen."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import charts, content_charts, content_rows, formats
from components.choice import choose
from components.content_personas import mean
from components.device import is_phone
from components.escape import markdown
from components.export import export, export_rows, headed, sheet
from components.language import current, pick, t
from components.listing import listing
from components.references import source
from components.view import View
from metrics.analyses.content_mix import CONTENT_KINDS, CONTENT_MIX, Ingredient, Kind
from metrics.campaign_sop import INGREDIENTS

ALL = "all"
LIKES, COMMENTS = "likes", "comments"
MOST = 20


def ingredient(key: str | None) -> str:
    """An ingredient in words; a kind that belongs to none says so."""
    return t("content.no_ingredient") if key is None else pick(INGREDIENTS[key])


def mix(view: View) -> None:
    """Draw the share of every ingredient, those that are missing, and their export."""
    found = content_rows.ingredients(view)
    if not any(one.posts for one in found):
        st.caption(t("reason.no_rows") if content_rows.is_known(view) else t("content.bring_posts"))
        return
    rows = [
        content_charts.Length(
            name=ingredient(one.ingredient),
            value=one.share or 0.0,
            said=_told(one),
            is_short=one.ingredient is None,
        )
        for one in found
        if one.ingredient is not None or one.posts
    ]
    charts.show(content_charts.lengths(rows, room=2.1), alt=t("content.mix_alt"))
    unknown = next((one for one in found if one.ingredient is None and one.posts), None)
    if unknown is not None:
        kinds = t("filter.list_comma").join(markdown(kind) for kind in unknown.kinds[:8])
        st.caption(t("content.unclassified", kinds=kinds or t("content.no_kind")))
    st.caption(t("content.mix_note"))
    st.caption(
        t(
            "reference.text",
            text=t("content.mix_reference"),
            industry=t("content.mix_trade"),
            source=source("X"),
        )
    )
    columns = CONTENT_MIX.columns
    lines = [[getattr(one, c.key) if c.key != "kinds" else "、".join(one.kinds) for c in columns] for one in found]
    export(sheet("content-mix", headed(columns), lines))


def _told(one: Ingredient) -> str:
    if not one.posts:
        return t("content.none_of_it")
    share = formats.percent(one.share, current())
    if not one.kinds:
        return share
    listed = t("filter.list_comma").join(one.kinds[:3])
    return f"{share} · {listed}{'…' if len(one.kinds) > 3 else ''}"


def met(view: View) -> None:
    """Draw how each kind is met, of all personas or of one, the table under it, and the export."""
    names = [one.persona for one in content_rows.paces(view) if one.persona is not None]
    with st.container(horizontal=True, gap="small"):
        # codes with a mark before them, so that no persona can be called what means all of them
        titles = {ALL: t("content.all_personas")} | {f"p:{name}": name for name in names}
        chosen = choose("who", t("content.persona"), titles, ALL, width=200)
        measures = {LIKES: t("content.likes"), COMMENTS: t("content.comments")}
        measure = choose("met", t("content.measure"), measures, LIKES, width=200)
    found = content_rows.by_kind(view, None if chosen == ALL else chosen.removeprefix("p:"))
    if not found:
        st.caption(t("reason.no_rows") if content_rows.is_known(view) else t("content.bring_posts"))
        return
    points = [_point(one, measure) for one in found[:MOST] if getattr(one, measure) is not None]
    if points:
        points.sort(key=lambda point: -(point.value or 0))
        title = measures[measure]
        spec = charts.dots(points, title=title, kind=current(), overall=None, step=34)
        charts.show(spec, alt=t("split.alt", title=title, by=t("content.kind")))
    else:
        st.caption(t("content.bring_likes"))
    _table(found)
    st.caption(t("content.kinds_note"))
    if not any(one.views is not None for one in found):
        st.caption(t("content.bring_views"))
    details = content_rows.details(view)
    export_rows("content-kinds", CONTENT_KINDS, lambda: details)


def _point(one: Kind, measure: str) -> charts.Point:
    value, low, high = (getattr(one, f"{measure}{end}") for end in ("", "_low", "_high"))
    return charts.Point(
        at=content_rows.kind(one.kind),
        label=content_rows.kind(one.kind),
        value=float(value),
        low=float(value if low is None else low),
        high=float(value if high is None else high),
        said=mean(value, low, high),
        note=t("content.posts_number", number=one.posts),
    )


def _table(found: Sequence[Kind]) -> None:
    language = current()
    if is_phone():
        headings = [t("content.kind"), t("content.share"), t("content.likes"), t("content.views")]
        rows = [
            [
                markdown(content_rows.kind(one.kind)),
                formats.percent(one.share, language),
                formats.per(one.likes, language),
                formats.count(one.views, language),
            ]
            for one in found[:MOST]
        ]
    else:
        headings = [t("content.kind"), t("content.ingredient"), t("content.posts"), t("content.share")]
        headings += [t("content.likes"), t("content.comments"), t("content.views")]
        rows = [
            [
                markdown(content_rows.kind(one.kind)),
                ingredient(one.ingredient),
                formats.plain(one.posts, language),
                formats.percent(one.share, language),
                mean(one.likes, one.likes_low, one.likes_high),
                mean(one.comments, one.comments_low, one.comments_high),
                formats.count(one.views, language),
            ]
            for one in found[:MOST]
        ]
    listing(headings, rows)
