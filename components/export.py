"""A table as a file: CSV that Excel opens with its Chinese intact, and XLSX; no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import streamlit as st

from components.escape import spreadsheet
from components.language import pick, t
from metrics.analyses.analysis import Analysis

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """What is exported: a file name without ending, headings, and rows of plain values."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def sheet(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Sheet:
    """A sheet of any headings and rows."""
    return Sheet(name, tuple(headings), tuple(tuple(row) for row in rows))


def csv_bytes(table: Sheet) -> bytes:
    """The sheet as CSV, UTF-8 with the mark by which Excel knows it; nothing is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([spreadsheet(heading) for heading in table.headings])
    writer.writerows([["" if cell is None else spreadsheet(cell) for cell in row] for row in table.rows])
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(*tables: Sheet) -> bytes:
    """The sheets as a workbook, a page each: numbers stay numbers, days stay days, text stays text."""
    import xlsxwriter  # only who downloads a workbook waits for it

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    heading_format = book.add_format({"bold": True, "bottom": 1})
    for table in tables:
        page = book.add_worksheet(_page_name(table.name) if len(tables) > 1 else None)
        for column, heading in enumerate(table.headings):
            page.write_string(0, column, str(spreadsheet(heading)), heading_format)
            page.set_column(column, column, 16)
        for line, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                _write(page, line, column, cell)
        page.freeze_panes(1, 0)
    book.close()
    return file.getvalue()


def _page_name(name: str) -> str:
    """A name as a workbook takes it for a page: short, and without the signs that it forbids."""
    return "".join(sign for sign in name if sign not in "[]:*?/\\'")[:31]


def _write(page: Any, line: int, column: int, cell: object) -> None:
    match cell:
        case None:
            return
        case bool() | int() | float() | Decimal():
            page.write_number(line, column, float(cell))
        case datetime() | date():
            page.write_datetime(line, column, cell)
        case _:
            page.write_string(line, column, str(spreadsheet(str(cell))))


def export(table: Sheet) -> None:
    """The two buttons that give the sheet as a file, made when one is pressed."""
    export_made(table.name, lambda: table)


def export_rows(name: str, analysis: Analysis, rows: Callable[[], Iterable[object]]) -> None:
    """The same for the rows of an analysis by its columns."""

    def made() -> Sheet:
        lines = ([getattr(one, column.key) for column in analysis.columns] for one in rows())
        return sheet(name, [pick(column.title) for column in analysis.columns], lines)

    export_made(name, made)


def export_made(name: str, made: Callable[[], Sheet]) -> None:
    """The same for a long sheet, which is made when a button is pressed, in the words of this run.

    It is made of what the run has found: by then the generation may be gone that it was asked of.
    """
    here = copy_context()
    with st.popover(t("export.title"), icon=":material/download:", type="tertiary"):
        st.download_button(
            t("export.csv"),
            data=lambda: csv_bytes(here.copy().run(made)),
            file_name=f"{name}.csv",
            mime="text/csv",
            key=f"csv:{name}",
            on_click="ignore",
            width="stretch",
        )
        st.download_button(
            t("export.xlsx"),
            data=lambda: xlsx_bytes(here.copy().run(made)),
            file_name=f"{name}.xlsx",
            mime=XLSX,
            key=f"xlsx:{name}",
            on_click="ignore",
            width="stretch",
        )
