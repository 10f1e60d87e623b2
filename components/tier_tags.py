"""The tags of customers: searched, counted, and held against everybody."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import address, formats, tier_rows
from components.device import is_phone
from components.difference import against
from components.escape import markdown
from components.export import export, headed, sheet
from components.language import current, t
from components.listing import listing
from components.view import View
from metrics.analyses.tags import TAGS, Tag

PHONE = 8
ROW, HEAD, MOST_ROWS = 35, 38, 10


def tags(view: View) -> None:
    """Draw the search and the tags that it finds, each against all people."""
    everything = tier_rows.tags(view)
    if not everything:
        st.caption(t("tag.none"))
        return
    words = _search()
    found = [one for one in everything if words.casefold() in one.tag.casefold()]
    whole = _whole(view)
    st.caption(
        t(
            "tag.found",
            number=formats.plain(len(found), current()),
            all=formats.plain(len(everything), current()),
            share=formats.percent(whole, current()),
        )
    )
    if not found:
        st.info(t("tag.nothing", words=markdown(words)), icon=":material/search_off:")
        return
    if is_phone():
        _short(found, whole)
    else:
        _wide(found, whole)
    columns = TAGS.columns
    export(
        sheet(
            "tags",
            headed(columns),
            [[getattr(one, column.key) for column in columns] for one in found],
        )
    )


def _search() -> str:
    key = f"tag:search:{current()}"
    st.session_state[key] = address.get("find")
    words: str = st.text_input(
        t("tag.search"),
        key=key,
        placeholder=t("tag.hint"),
        icon=":material/search:",
        max_chars=60,
        width=320,
        on_change=_write,
        args=(key,),
    )
    return words.strip()


def _write(key: str) -> None:
    address.put(find=st.session_state[key].strip() or None)


def _whole(view: View) -> float | None:
    """The share of buyers among all people of the view."""
    tiers = tier_rows.standing(view)
    people = sum(one.people for one in tiers)
    buyers = sum(one.people for one in tiers if one.orders)
    return buyers / people if people else None


def _beside(one: Tag, whole: float | None) -> str:
    """How the share of a tag's buyers stands to that of all; nothing where nobody knows who bought."""
    return "" if one.buyers is None else against(one.buyers, one.people, whole, current())


def _wide(found: Sequence[Tag], whole: float | None) -> None:
    config = st.column_config
    most = max(one.share or 0 for one in found) * 100
    columns = {
        "tag": config.TextColumn(t("tag.tag"), pinned=True, width="medium"),
        "people": config.NumberColumn(t("tier.people"), format="localized"),
        "share": config.ProgressColumn(t("tier.share"), format="%.1f %%", min_value=0, max_value=most * 1.05 or 1),
        "buyers": config.NumberColumn(t("tag.buyer_share"), format="%.1f %%"),
        "against": config.TextColumn(t("tag.against"), help=t("tag.against_help")),
        "worth": config.NumberColumn(t("tag.per_person"), format="¥%,.0f"),
        "gmv": config.NumberColumn(t("tier.gmv"), format="¥%,.0f"),
    }
    data = {
        "tag": [one.tag for one in found],
        "people": [one.people for one in found],
        "share": [None if one.share is None else one.share * 100 for one in found],
        "buyers": [None if one.buyer_share is None else one.buyer_share * 100 for one in found],
        "against": [_beside(one, whole) for one in found],
        "worth": [None if one.per_person is None else float(one.per_person) for one in found],
        "gmv": [None if one.gmv is None else float(one.gmv) for one in found],
    }
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=HEAD + ROW * min(len(found), MOST_ROWS),
        row_height=ROW,
        placeholder=formats.NOTHING,
        alt=t("tag.alt"),
    )


def _short(found: Sequence[Tag], whole: float | None) -> None:
    is_whole = st.session_state.get("tag:all", False)
    language = current()
    rows = []
    for one in found if is_whole else found[:PHONE]:
        share, beside = formats.percent(one.buyer_share, language), _beside(one, whole)
        rows.append((markdown(one.tag), formats.plain(one.people, language), f"{share} :gray[:small[{beside}]]"))
    listing((t("tag.tag"), t("tier.people"), t("tag.buyer_share")), rows)
    if len(found) > PHONE:
        st.toggle(t("ranking.show_all", number=len(found)), key="tag:all")
