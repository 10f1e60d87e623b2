"""Templates to fill in: choose a table, see its columns, take it as CSV or as a workbook."""

from __future__ import annotations

import streamlit as st

from components.choice import choose
from components.export import XLSX, export, sheet
from components.language import current, pick, t
from components.listing import listing
from data.intake.templates import template_csv, template_xlsx
from data.schema import FACT_TABLES, FactColumn, Kind

_KINDS = {
    Kind.ID: "kind.id",
    Kind.TEXT: "kind.text",
    Kind.TIME: "kind.time",
    Kind.DATE: "kind.date",
    Kind.MONEY: "kind.money",
    Kind.COUNT: "kind.count",
    Kind.NUMBER: "kind.number",
    Kind.FLAG: "kind.flag",
    Kind.CHOICE: "kind.choice",
    Kind.TAGS: "kind.tags",
}

_HEADINGS = ("template.column", "template.english", "template.required", "template.holds", "template.example")


def templates() -> None:
    """Draw the choice, the columns and the two downloads."""
    titles = {name: pick(table.title) for name, table in FACT_TABLES.items()}
    name = choose("template", t("template.table"), titles, "contacts")
    table = FACT_TABLES[name]
    with st.container(horizontal=True):
        st.download_button(
            t("template.xlsx"),
            data=lambda: template_xlsx(table),
            file_name=f"{name}.xlsx",
            mime=XLSX,
            icon=":material/download:",
            key="template_xlsx",
            on_click="ignore",
        )
        st.download_button(
            t("template.csv"),
            data=lambda: template_csv(table),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/download:",
            key="template_csv",
            on_click="ignore",
        )
    headings = tuple(map(t, _HEADINGS))
    rows = [_row(column) for column in table.columns]
    with st.expander(t("template.columns", number=len(rows))):
        listing(headings, rows)
        export(sheet(f"columns-{name}", headings, rows))


def _row(column: FactColumn) -> tuple[str, ...]:
    required = t("template.yes") if column.is_required else ""
    return column.headings[0], column.name, required, _holds(column), column.example


def _holds(column: FactColumn) -> str:
    if column.kind is not Kind.CHOICE:
        return t(_KINDS[column.kind])
    words = column.choices if current() == "zh" else column.choices.values()
    return t("kind.choice", words=t("filter.list_comma").join(words))
