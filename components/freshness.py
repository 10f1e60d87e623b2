"""Which kinds of rows there are and until when, which are missing, and what their absence costs."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components import formats
from components.export import export, sheet
from components.language import current, pick, t
from components.listing import listing
from data.schema import FACT_TABLES
from data.warehouse.generations import Generation


@dataclass(frozen=True)
class Need:
    """A kind of row that figures stand on, and which they are."""

    table: str
    costs: str  # the key of the sentence that says what cannot be shown without it

    @property
    def title(self) -> tuple[str, str]:
        """What the kind of row is called."""
        return FACT_TABLES[self.table].title


NEEDS = (
    Need("contacts", "need.contacts"),
    Need("orders", "need.orders"),
    Need("messages", "need.messages"),
    Need("stores", "need.stores"),
    Need("guides", "need.guides"),
    Need("channels", "need.channels"),
    Need("channel_reach", "need.channel_reach"),
    Need("posts", "need.posts"),
)
_CARRIED = (("contacts", "greeted_at"), ("contacts", "greeting_replied_at"), ("contacts", "private_chat_at"))


def missing(source: Generation) -> list[Need]:
    """The kinds that were never brought and are not carried by another kind."""
    return [need for need in NEEDS if not source.has(need.table) and not _is_carried(source, need)]


def _is_carried(source: Generation, need: Need) -> bool:
    # contacts that carry the milestones stand in for messages
    return need.table == "messages" and all(source.has(*column) for column in _CARRIED)


REGISTERS = frozenset(
    {"stores", "guides", "guide_moves", "channels", "customers", "campaigns", "groups", "competition_entries"}
)


def freshness(source: Generation, *, only_needed: bool = False) -> None:
    """A table of the kinds that exist, each with its rows and how far they reach."""
    needed = {need.table for need in NEEDS}
    rows = [
        (pick(table.title), formats.plain(source.row_counts[table.name], current()), until(source, table.name))
        for table in FACT_TABLES.values()
        if source.row_counts.get(table.name) and (table.name in needed or not only_needed)
    ]
    headings = (t("freshness.kind"), t("freshness.rows"), t("freshness.until"))
    listing(headings, rows)
    future = {name: number for name, number in source.future_rows.items() if number and name not in REGISTERS}
    if future:
        kinds = t("filter.list_comma").join(pick(FACT_TABLES[name].title) for name in future)
        st.caption(t("freshness.future", number=sum(future.values()), kinds=kinds))
    export(sheet("freshness", headings, rows))


def until(source: Generation, table: str) -> str:
    """How far a kind of row reaches: a moment, or a day where its rows know only days."""
    horizon = source.horizons.get(table)
    if horizon is None or table in REGISTERS:
        return t("freshness.timeless")
    is_day = horizon.at.date() > horizon.last_day
    return formats.day(horizon.last_day, current()) if is_day else formats.moment(horizon.at, current())


def lacking(source: Generation) -> bool:
    """The kinds that are missing, each with what cannot be shown without it; gives whether there are any."""
    gone = missing(source)
    if not gone:
        st.markdown(f":green-badge[{t('freshness.complete')}] {t('freshness.complete_text')}")
    for need in gone:
        st.markdown(f":orange-badge[{t('freshness.missing')}] **{pick(need.title)}** · {t(need.costs)}")
    return bool(gone)
