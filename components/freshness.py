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


def freshness(source: Generation) -> None:
    """A table of the kinds that exist, and under it those that are missing with what they cost."""
    language = current()
    rows = []
    for table in FACT_TABLES.values():
        if not source.row_counts.get(table.name):
            continue
        horizon = source.horizons.get(table.name)
        until = formats.moment(horizon.at, language) if horizon else t("freshness.timeless")
        future = source.future_rows.get(table.name, 0)
        note = t("freshness.future", number=future) if future else ""
        rows.append((pick(table.title), formats.plain(source.row_counts[table.name], language), until, note))
    headings = (t("freshness.kind"), t("freshness.rows"), t("freshness.until"), t("freshness.note"))
    if not any(row[3] for row in rows):
        headings, rows = headings[:3], [row[:3] for row in rows]
    listing(headings, rows)
    export(sheet("freshness", headings, rows))


def lacking(source: Generation) -> None:
    """The kinds that are missing, each with what cannot be shown without it."""
    gone = missing(source)
    if not gone:
        st.markdown(f":green-badge[{t('freshness.complete')}] {t('freshness.complete_text')}")
        return
    for need in gone:
        st.markdown(f":orange-badge[{t('freshness.missing')}] **{pick(need.title)}** · {t(need.costs)}")
