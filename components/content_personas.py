"""Personas: how many posts a day each makes against six, and how they are met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components import charts, content_charts, content_rows, formats
from components.content_rows import Persona
from components.device import is_phone
from components.escape import markdown
from components.export import export, export_rows, sheet
from components.language import current, t
from components.listing import listing
from components.references import reference
from components.view import View
from metrics.analyses.content_days import CONTENT_PACES
from metrics.content import POSTS_PER_DAY

MOST, PHONE = 20, 10
ROW, HEAD = 35, 38
ENOUGH = 6.0  # posts a day, of the reference


def pace(view: View) -> None:
    """Draw the posts a day of every persona, those below six paler, with the line at six."""
    whole = content_rows.paces(view)
    found = [one for one in whole if one.posts_per_day is not None]
    if not found:
        st.caption(t("reason.no_rows") if content_rows.is_known(view) else t("content.bring_posts"))
        return
    shown = found[: PHONE if is_phone() else MOST]
    rows = [
        content_charts.Length(
            name=content_rows.persona(one.persona),
            value=one.posts_per_day or 0.0,
            said=f"{formats.per(one.posts_per_day, current())} · {t('content.posts_number', number=one.posts)}",
            is_short=(one.posts_per_day or 0.0) < ENOUGH,
        )
        for one in shown
    ]
    spec = content_charts.lengths(rows, mark=(ENOUGH, t("content.six")), room=2.1 if is_phone() else 1.45)
    charts.show(spec, alt=t("content.pace_alt"))
    if len(found) > len(shown):
        st.caption(t("content.first", shown=len(shown), number=len(found)))
    if POSTS_PER_DAY.reference is not None:
        st.caption(reference(POSTS_PER_DAY.reference))
    export_rows("content-paces", CONTENT_PACES, lambda: whole)


def table(view: View) -> None:
    """Draw how the posts of every persona are met, and the export."""
    found = content_rows.personas(view)
    if not found:
        st.caption(t("reason.no_rows") if content_rows.is_known(view) else t("content.bring_posts"))
        return
    if is_phone():
        _short(found)
    else:
        _wide(found)
    st.caption(t("content.personas_note") if is_phone() else f"{t('content.in_brackets')} {t('content.personas_note')}")
    headings = [t("content.persona"), t("content.posts"), t("content.days"), t("content.per_day")]
    for name in ("content.likes", "content.comments"):
        headings += [t(name), f"{t(name)} {t('split.low')}", f"{t(name)} {t('split.high')}"]
    headings.append(t("content.views"))
    export(sheet("content-personas", headings, [_plain(one) for one in found]))


def _plain(one: Persona) -> list[object]:
    row: list[object] = [one.name, one.pace.posts, one.pace.days, one.pace.posts_per_day]
    met = one.met
    if met is None:
        return row + [None] * 7
    row += [met.likes, met.likes_low, met.likes_high, met.comments, met.comments_low, met.comments_high, met.views]
    return row


def mean(value: float | None, low: float | None, high: float | None) -> str:
    """A mean with its interval, as short as can be."""
    if value is None:
        return formats.NOTHING
    language = current()
    decimals = 0 if value >= 100 else 1
    said = formats.plain(value, language, decimals)
    if low is None or high is None:
        return said
    return f"{said} ({formats.plain(low, language, decimals)}–{formats.plain(high, language, decimals)})"


def _wide(found: Sequence[Persona]) -> None:
    config = st.column_config
    met = [one.met for one in found]
    data: dict[str, list[Any]] = {
        "name": [content_rows.persona(one.name) for one in found],
        "likes": [mean(one.likes, one.likes_low, one.likes_high) if one else None for one in met],
        "comments": [mean(one.comments, one.comments_low, one.comments_high) if one else None for one in met],
        "views": [one.views if one else None for one in met],
    }
    most = max((one.views for one in met if one is not None and one.views is not None), default=0) or 1
    columns = {
        "name": config.TextColumn(t("content.persona"), pinned=True),
        "likes": config.TextColumn(t("content.likes")),
        "comments": config.TextColumn(t("content.comments")),
        "views": config.ProgressColumn(t("content.views"), format="%.0f", min_value=0, max_value=most),
    }
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=HEAD + ROW * min(len(found), 16),
        row_height=ROW,
        placeholder=formats.NOTHING,
        alt=t("content.personas_alt"),
    )


def _short(found: Sequence[Persona]) -> None:
    listing(
        (t("content.persona"), t("content.likes"), t("content.comments"), t("content.views")),
        [
            (
                markdown(content_rows.persona(one.name)),
                formats.per(one.met.likes if one.met else None, current()),
                formats.per(one.met.comments if one.met else None, current()),
                formats.count(one.met.views if one.met else None, current()),
            )
            for one in found[:PHONE]
        ],
    )
    if len(found) > PHONE:
        st.caption(t("content.first", shown=PHONE, number=len(found)))
