"""Who is one or two orders short of the magic number: a list to work through, and to take along."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import address, formats, retention_rows
from components.device import is_phone
from components.escape import markdown
from components.export import export_rows
from components.language import current, t
from components.listing import listing
from components.retention_advice import magic_words
from components.view import View
from metrics.analyses.people_below import PEOPLE_BELOW, Below

PHONE = 6
MOST = 5_000  # people of a file: more than a team can call
ROW, HEAD, MOST_ROWS = 35, 38, 9


def people(view: View) -> None:
    """Draw the list and its export."""
    n = retention_rows.magic_number(view).n
    if n is None:
        st.caption(f"{t('retention.no_list')} {magic_words(view)}")
        return
    found = retention_rows.below(view, n, MOST)
    number = retention_rows.how_many_below(view, n)
    if not found:
        st.caption(t("retention.nobody_below", n=n))
        return
    st.caption(t("retention.list_note", number=formats.plain(number, current()), n=n))
    if is_phone():
        _short(found)
    else:
        _wide(found)
    if number > len(found):
        st.caption(t("retention.list_first", shown=formats.plain(len(found), current())))
    st.page_link(
        "pages/customers/tiers.py",
        label=t("retention.to_contact_lists"),
        icon=":material/checklist:",
        query_params=address.query(reason="one_step"),
    )
    export_rows("people-below", PEOPLE_BELOW, lambda: found)


def _wide(found: Sequence[Below]) -> None:
    st.dataframe(
        {
            t("retention.customer"): [one.name or one.customer_id for one in found],
            t("ranking.code"): [one.customer_id for one in found],
            t("retention.guide"): [one.guide or one.guide_id or t("retention.no_guide") for one in found],
            t("retention.orders_so_far"): [one.step for one in found],
            t("retention.short"): [one.below for one in found],
            t("retention.last_order"): [formats.moment(one.last_order_at, current()) for one in found],
        },
        hide_index=True,
        height=HEAD + ROW * min(len(found), MOST_ROWS),
        row_height=ROW,
        alt=t("retention.list"),
    )


def _short(found: Sequence[Below]) -> None:
    is_whole = st.session_state.get("retention:list", False)
    listed = found[: PHONE * 10] if is_whole else found[:PHONE]
    listing(
        (t("retention.customer"), t("retention.guide"), t("retention.last_order"), t("retention.short")),
        [
            (
                markdown(one.name or one.customer_id),
                markdown(one.guide or one.guide_id or t("retention.no_guide")),
                f"{one.last_order_at:%m-%d}",
                str(one.below),
            )
            for one in listed
        ],
    )
    if len(found) > PHONE:
        st.toggle(t("retention.show_more", number=min(len(found), PHONE * 10)), key="retention:list")
