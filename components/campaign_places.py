"""Stores or guides of a campaign side by side: sales, share of orders, participants, conversion, with the export."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import asking, figures, formats
from components.campaign_case import Case
from components.device import is_phone
from components.escape import markdown
from components.export import Heading, export, heading_of, share, sheet
from components.language import current, pick, t
from components.listing import listing
from metrics import campaign_places
from metrics.campaign_places import Place
from metrics.campaigns import CAMPAIGN_CONVERSION
from metrics.dimensions import DIMENSIONS
from metrics.model import Unit

ROW, HEAD, MOST_ROWS = 35, 38, 12
PHONE_TOP = 6


def found(case: Case, dimension: str) -> tuple[Place, ...]:
    """The places of a dimension that had any part in the campaign."""
    listed = asking.kept(case.view.source, campaign_places.places, case.question(), dimension)
    return tuple(one for one in listed if one.gmv.value or one.orders or one.participants.value)


def places(case: Case, dimension: str) -> None:
    """Draw the table of a dimension."""
    listed = found(case, dimension)
    if not listed:
        st.caption(t("reason.no_rows"))
        return
    st.caption(t("campaign.places_note"))
    if is_phone():
        _short(listed, dimension)
    else:
        _wide(listed, dimension)
    export(
        sheet(
            f"campaign-{case.campaign.campaign_id}-{dimension}",
            (pick(DIMENSIONS[dimension].title), t("ranking.code"), *_headings(), *_bounds_headings()),
            [
                (
                    pick(one.name),
                    one.code,
                    one.gmv.value,
                    one.orders,
                    one.orders_share,
                    one.participants.value,
                    one.conversion.value,
                    one.per_participant,
                    one.conversion.low,
                    one.conversion.high,
                )
                for one in listed
            ],
        )
    )


def _headings() -> tuple[str, ...]:
    return (
        Heading(t("campaign.gmv"), Unit.MONEY),
        t("campaign.orders"),
        share("campaign.orders_share"),
        t("campaign.participants"),
        share("campaign.conversion"),
        Heading(t("campaign.per_participant"), Unit.MONEY),
    )


def _bounds_headings() -> tuple[str, str]:
    low, high = (f"{t('campaign.conversion')} {t(end)}" for end in ("split.low", "split.high"))
    return heading_of(CAMPAIGN_CONVERSION, low), heading_of(CAMPAIGN_CONVERSION, high)


def _wide(listed: Sequence[Place], dimension: str) -> None:
    config = st.column_config
    gmv, orders, share, participants, conversion, each = _headings()
    shares = [None if one.orders_share is None else one.orders_share * 100 for one in listed]
    rates = [None if one.conversion.value is None else float(one.conversion.value) * 100 for one in listed]
    data = {
        "name": [pick(one.name) for one in listed],
        "gmv": [None if one.gmv.value is None else float(one.gmv.value) for one in listed],
        "orders": [one.orders for one in listed],
        "share": shares,
        "participants": [one.participants.value for one in listed],
        "conversion": rates,
        "interval": [figures.bounds(CAMPAIGN_CONVERSION, one.conversion) or None for one in listed],
        "each": [one.per_participant for one in listed],
    }
    columns = {
        "name": config.TextColumn(pick(DIMENSIONS[dimension].title), width="medium", pinned=True),
        "gmv": config.NumberColumn(gmv, format="¥%,.0f"),
        "orders": config.NumberColumn(orders, format="localized"),
        "share": _share_column(share, shares),
        "participants": config.NumberColumn(participants, format="localized"),
        "conversion": _share_column(conversion, rates),
        "interval": config.TextColumn(t("split.interval")),
        "each": config.NumberColumn(each, format="¥%,.1f"),
    }
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=HEAD + ROW * min(len(listed), MOST_ROWS),
        row_height=ROW,
        placeholder="—",
        alt=t("ranking.alt", title=pick(DIMENSIONS[dimension].title)),
    )


def _share_column(title: str, shares: Sequence[float | None]) -> object:
    most = max((share for share in shares if share is not None), default=0)
    return st.column_config.ProgressColumn(title, format="%.1f %%", min_value=0, max_value=most * 1.05 or 1)


def _short(listed: Sequence[Place], dimension: str) -> None:
    key = f"places:{dimension}"
    is_whole = st.session_state.get(key, False) or len(listed) <= PHONE_TOP
    shown = listed if is_whole else listed[:PHONE_TOP]
    listing(
        (
            pick(DIMENSIONS[dimension].title),
            t("campaign.gmv"),
            t("campaign.participants"),
            t("campaign.conversion"),
        ),
        [
            (
                markdown(pick(one.name)),
                formats.money(one.gmv.value, current()),
                formats.count(one.participants.value, current()),
                figures.figure(CAMPAIGN_CONVERSION, one.conversion.value),
            )
            for one in shown
        ],
    )
    if len(listed) > PHONE_TOP:
        st.toggle(t("ranking.show_all", number=len(listed)), key=key)
