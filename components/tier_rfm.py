"""RFM: buyers by how lately and how often they bought, in fifths; and the eight segments with what to do for each."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import streamlit as st

from components import charts, formats, tier_charts, tier_rows
from components.device import is_phone
from components.export import export_rows
from components.ink import ink
from components.language import current, pick, t
from components.listing import listing
from components.view import View
from metrics.analyses.rfm import HIGH, RFM, SEGMENTS, Segment

FIFTHS = range(1, 6)
DO = {
    "key_value": "rfm.do_key_value",
    "key_develop": "rfm.do_key_develop",
    "key_keep": "rfm.do_key_keep",
    "key_win_back": "rfm.do_key_win_back",
    "value": "rfm.do_value",
    "develop": "rfm.do_develop",
    "keep": "rfm.do_keep",
    "win_back": "rfm.do_win_back",
}


def picture(view: View) -> None:
    """Draw the map: the colour is how many, a hover says how much they bought."""
    found = tier_rows.scores(view)
    if not found:
        st.caption(t("reason.no_rows") if "orders" in view.source.horizons else t("reason.never_brought"))
        return
    language = current()
    people: Counter[tuple[int, int]] = Counter()
    gmv: dict[tuple[int, int], Decimal] = {}
    for one in found:
        people[one.r, one.f] += one.people
        gmv[one.r, one.f] = gmv.get((one.r, one.f), Decimal(0)) + one.gmv
    most = max(people.values())
    cells = [
        tier_charts.Cell(
            r=r,
            f=f,
            strength=people[r, f] / most,
            figure=formats.count(people[r, f], language) if people[r, f] else "",
            said=t(
                "rfm.said",
                r=r,
                f=f,
                people=formats.plain(people[r, f], language),
                gmv=formats.money(gmv.get((r, f), 0), language),
            ),
        )
        for r in FIFTHS
        for f in FIFTHS
    ]
    quarters = (
        (t("rfm.often_lately"), 5, HIGH),
        (t("rfm.often_long_ago"), HIGH - 1, HIGH),
        (t("rfm.seldom_lately"), 5, 1),
        (t("rfm.seldom_long_ago"), HIGH - 1, 1),
    )
    spec = tier_charts.rfm(cells, quarters, high=HIGH, r_title=t("rfm.r"), f_title=t("rfm.f"), ink=ink())
    charts.show(spec, alt=t("rfm.alt"))
    st.caption(t("rfm.note"))


def segments(view: View) -> None:
    """The eight segments in figures, those with the most GMV first."""
    whole = tier_rows.eight(view)
    found = [one for one in whole if one.people]
    if not found:
        st.caption(t("reason.no_rows") if "orders" in view.source.horizons else t("reason.never_brought"))
        return
    found.sort(key=lambda one: (-one.gmv, one.segment))
    headings = [t("rfm.segment"), t("tier.people")]
    headings += (
        [t("tier.gmv_share"), t("tier.do")] if is_phone() else [t("tier.gmv"), t("tier.gmv_share"), t("tier.do")]
    )
    listing(headings, [_row(one) for one in found])
    st.caption(t("rfm.segments_note", high=HIGH))
    export_rows("rfm", RFM, lambda: whole)


def _row(one: Segment) -> list[str]:
    language = current()
    row = [f"**{pick(SEGMENTS[one.segment][1])}**", formats.plain(one.people, language)]
    if not is_phone():
        row.append(formats.money(one.gmv, language))
    return [*row, formats.percent(one.gmv_share, language), t(DO[one.segment])]
