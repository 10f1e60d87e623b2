"""The batches that were imported, the newest first, each with the way to take it back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import asking, formats, states
from components.escape import markdown
from components.export import export, sheet
from components.language import current, pick, t
from data.schema import FACT_TABLES
from data.settings import settings
from data.warehouse.generations import Generation
from metrics.publishing import undo

SHOWN = 10


def batches(source: Generation | None) -> None:
    """Draw the list of batches."""
    found = asking.batches(source) if source is not None else []
    if not found:
        st.caption(t("batch.none"))
        return
    for batch in found[:SHOWN]:
        _line(batch)
    if len(found) > SHOWN:
        st.caption(t("batch.more", shown=SHOWN, number=len(found)))
    names = ("batch", "file", "table_name", "imported_at", "rows_added", "rows_updated", "rows_rejected", "undone_at")
    headings = (
        t("batch.number"),
        t("outcome.file"),
        t("outcome.table"),
        t("batch.at"),
        t("outcome.added"),
        t("outcome.updated"),
        t("outcome.rejected"),
        t("batch.undone_at"),
    )
    export(sheet("batches", headings, [[batch[name] for name in names] for batch in found]))


def _line(batch: dict[str, Any]) -> None:
    language = current()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        said = t(
            "batch.line",
            batch=batch["batch"],
            file=markdown(batch["file"]),
            table=pick(FACT_TABLES[batch["table_name"]].title),
            added=formats.plain(batch["rows_added"], language),
            updated=formats.plain(batch["rows_updated"], language),
            at=formats.moment(batch["imported_at"], language),
        )
        st.markdown(said, width="stretch")
        if batch["undone_at"] is not None:
            st.badge(t("batch.undone"), color="gray")
            return
        with st.popover(t("batch.undo"), icon=":material/undo:", type="tertiary", key=f"ask_undo:{batch['batch']}"):
            st.write(t("batch.sure", batch=batch["batch"]))
            st.button(
                t("batch.undo_now", batch=batch["batch"]),
                key=f"undo:{batch['batch']}",
                type="primary",
                on_click=_undo,
                args=(batch["batch"],),
            )


def _undo(number: int) -> None:
    try:
        rows = undo(settings(), number)
    except (ValueError, RuntimeError) as error:
        st.toast(states.said(error), icon=":material/error:")
        return
    st.toast(t("batch.gone", batch=number, rows=formats.plain(rows, current())), icon=":material/undo:")
