"""Contact lists by store or guide: how many each has to contact today, why, and how many are done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from components import contact_rows, contact_words, formats
from components.choice import choose
from components.contact_list import store
from components.device import is_phone
from components.escape import markdown
from components.export import export, sheet
from components.language import current, t
from components.listing import listing
from components.view import View
from metrics.analyses.contact_lists import REASONS

PHONE = 6
ROW, HEAD, MOST_ROWS = 35, 38, 8
STORE, GUIDE = "store", "guide"


@dataclass
class Place:
    """A store or guide with its lists."""

    people: int = 0
    done: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


def places(view: View) -> None:
    """Draw the lists by store or guide, the longest first."""
    day = contact_rows.day(view)
    everybody = contact_rows.entries(view, day) if day else []
    if not everybody:
        st.caption(t("reason.no_rows"))
        return
    titles = {STORE: t("contact_list.store"), GUIDE: t("contact_list.guide")}
    by = choose("place", t("split.by"), titles, STORE, width=200)
    found: dict[str, Place] = defaultdict(Place)
    for one in everybody:
        place = found[store(view, one) if by == STORE else one.target.guide or one.target.guide_id]
        place.people += 1
        place.done += one.is_done
        place.reasons[one.target.reason] += 1
    ranked = sorted(found.items(), key=lambda pair: (-pair[1].people, pair[0]))
    if is_phone():
        _short(ranked, titles[by])
    else:
        _wide(ranked, titles[by])
    headings = [
        titles[by],
        t("contact_list.people"),
        t("contact_list.done"),
        *(contact_words.reason(key) for key in REASONS),
    ]
    lines = [[name, one.people, one.done, *(one.reasons[key] for key in REASONS)] for name, one in ranked]
    export(sheet(f"contact-list-by-{by}", headings, lines))


def _wide(ranked: Sequence[tuple[str, Place]], title: str) -> None:
    config = st.column_config
    data: dict[str, list[object]] = {
        "name": [name for name, _ in ranked],
        "people": [one.people for _, one in ranked],
        "done": [100 * one.done / one.people for _, one in ranked],
    }
    columns: dict[str, object] = {
        "name": config.TextColumn(title, pinned=True),
        "people": config.NumberColumn(t("contact_list.people")),
        "done": config.ProgressColumn(t("contact_list.done"), format="%.0f %%", min_value=0, max_value=100),
    }
    for key in REASONS:
        data[key] = [one.reasons[key] for _, one in ranked]
        columns[key] = config.NumberColumn(contact_words.reason(key), help=contact_words.why(key))
    height = HEAD + ROW * min(len(ranked), MOST_ROWS)
    st.dataframe(
        data, column_config=columns, hide_index=True, height=height, row_height=ROW, alt=t("contact_list.places_alt")
    )


def _short(ranked: Sequence[tuple[str, Place]], title: str) -> None:
    is_whole = st.session_state.get("contact-list:places", False)
    shown = ranked if is_whole else ranked[:PHONE]
    listing(
        (title, t("contact_list.people"), t("contact_list.done")),
        [
            (markdown(name), formats.plain(one.people, current()), formats.plain(one.done, current()))
            for name, one in shown
        ],
    )
    if len(ranked) > PHONE:
        st.toggle(t("ranking.show_all", number=len(ranked)), key="contact-list:places")
