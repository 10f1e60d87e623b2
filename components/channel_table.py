"""The channels under each other: what each reached, won, cost and brought, and when it had paid for itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components import channel_rows, formats
from components.device import is_phone
from components.escape import markdown
from components.export import export_rows
from components.language import current, t
from components.listing import listing
from components.view import View
from metrics.analyses.channel_returns import CHANNELS, Channel

ROW, HEAD, MOST_ROWS = 38, 38, 14


def table(view: View) -> None:
    """Draw one line per channel, what is missing in it and why, and its export."""
    found = channel_rows.channels(view)
    if not found:
        st.caption(t("reason.no_rows") if channel_rows.is_known(view) else t("reason.never_brought"))
        return
    if is_phone():
        _short(view, found)
    else:
        _wide(view, found)
    for note in notes(view, found):
        st.caption(note)
    export_rows("channels", CHANNELS, lambda: found)


def notes(view: View, found: Sequence[Channel]) -> list[str]:
    """What the columns mean, and which are empty for want of which file."""
    said = [t("channel.table_note")]
    if not channel_rows.is_named(view):
        said.append(t("channel.bring_channels"))
    if not any(one.reach for one in found):
        said.append(t("channel.bring_reach"))
    if not channel_rows.has_whole_costs(view):
        said.append(t("channel.costs_hidden"))
    elif not any(one.cost is not None for one in found):
        said.append(t("channel.bring_costs"))
    return said


def payback(one: Channel) -> str:
    """After how many days a channel had paid for itself, or that it has not; nothing where it cost nothing known."""
    if one.payback_days is not None:
        return t("channel.days", days=one.payback_days) if one.payback_days else t("channel.same_day")
    return formats.NOTHING if one.cost is None else t("channel.not_paid")


def conversion(one: Channel) -> str:
    """The share that bought in time, with its interval."""
    share = formats.percent(one.conversion, current())
    if one.low is None or one.high is None:
        return share
    low, high = (formats.plain(bound * 100, current(), 1) for bound in (one.low, one.high))
    return f"{share} ({low}–{high})"


def _wide(view: View, found: Sequence[Channel]) -> None:
    config = st.column_config
    lines = channel_rows.lines(view)
    language = current()
    highest = max((float(one.add_rate) for one in found if one.add_rate is not None), default=0) * 105 or 1
    data: dict[str, list[Any]] = {
        "name": [channel_rows.name(view, one.channel_id) for one in found],
        "adds": [one.adds for one in found],
        "line": [line if len(line := lines.get(one.channel_id, [])) > 1 else [] for one in found],  # of one day: none
        "reach": [one.reach for one in found],
        "add_rate": [None if one.add_rate is None else float(one.add_rate) * 100 for one in found],
        "cost": [None if one.cost is None else float(one.cost) for one in found],
        "cost_per_add": [None if one.cost_per_add is None else float(one.cost_per_add) for one in found],
        "conversion": [conversion(one) for one in found],
        "gmv": [None if one.gmv is None else float(one.gmv) for one in found],
        "payback": [payback(one) for one in found],
    }
    columns = {
        "name": config.TextColumn(t("channel.channel"), pinned=True),
        "adds": config.NumberColumn(t("channel.adds"), format="localized", width=80),
        "line": config.AreaChartColumn(t("channel.line"), y_min=0, width=110),
        "reach": config.NumberColumn(t("channel.reach"), format="localized", width=90),
        "add_rate": config.ProgressColumn(
            t("channel.add_rate"), format="%.1f %%", min_value=0, max_value=highest, width=130
        ),
        "cost": config.NumberColumn(t("channel.cost"), format="¥%,.0f", width=90),
        "cost_per_add": config.NumberColumn(t("channel.cost_per_add"), format="¥%,.2f", width=100),
        "conversion": config.TextColumn(t("channel.conversion"), help=t("channel.conversion_help")),
        "gmv": config.NumberColumn(t("channel.gmv"), format="¥%,.0f", width=100),
        "payback": config.TextColumn(t("channel.payback"), help=t("channel.payback_help"), width=90),
    }
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=HEAD + ROW * min(len(found), MOST_ROWS),
        row_height=ROW,
        placeholder=formats.NOTHING,
        alt=t("channel.table_alt", number=formats.plain(len(found), language)),
    )


def _short(view: View, found: Sequence[Channel]) -> None:
    """Two short lists, since one would be too wide: what came in, and what it cost and brought."""
    language = current()
    names = [markdown(channel_rows.name(view, one.channel_id)) for one in found]
    listing(
        (t("channel.channel"), t("channel.adds"), t("channel.add_rate"), t("channel.bought")),
        [
            (
                name,
                formats.count(one.adds, language),
                formats.percent(one.add_rate, language),
                formats.percent(one.conversion, language),
            )
            for name, one in zip(names, found, strict=True)
        ],
    )
    listing(
        (t("channel.channel"), t("channel.cost_per_add"), t("channel.gmv"), t("channel.payback")),
        [
            (
                name,
                formats.money(one.cost_per_add, language),
                formats.money(None if one.gmv is None else round(one.gmv), language),
                payback(one),
            )
            for name, one in zip(names, found, strict=True)
        ],
    )
