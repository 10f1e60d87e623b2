"""A table as a file: CSV that Excel opens with its Chinese intact, and XLSX; no cell is taken for a formula.

A file tells where it is from: its name has the days and what was chosen, a workbook says the same on its last page.
"""

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
from components.provenance import Provenance, shown
from metrics.analyses.analysis import Analysis, Column
from metrics.model import Metric, Unit

FORMATS = {Unit.PERCENT: "0.0%", Unit.MONEY: "#,##0.00"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Heading(str):
    """The heading of a column whose numbers a workbook writes in a unit; what is in the cells stays as it is."""

    unit: Unit | None

    def __new__(cls, text: str, unit: Unit | None = None) -> Heading:
        made = super().__new__(cls, text)
        made.unit = unit
        return made


def headed(columns: Iterable[Column]) -> list[str]:
    """The headings of the columns of an analysis."""
    return [Heading(pick(column.title), column.unit) for column in columns]


def heading_of(metric: Metric, part: str = "") -> Heading:
    """The heading of a column with the figures of a metric, or with a part of them in the same unit."""
    return Heading(part or pick(metric.title), metric.unit)


def share(key: str) -> Heading:
    """The heading, by the key of its text, of a column that holds shares of one."""
    return Heading(t(key), Unit.PERCENT)


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


def xlsx_bytes(*tables: Sheet, about: Provenance | None = None) -> bytes:
    """The sheets as a workbook, a page each, and where they are from: numbers stay numbers, days days, text text."""
    import xlsxwriter  # only who downloads a workbook waits for it

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    heading_format = book.add_format({"bold": True, "bottom": 1})
    formats = {unit: book.add_format({"num_format": written}) for unit, written in FORMATS.items()}
    for table in tables:
        page = book.add_worksheet(_page_name(table.name))
        for column, heading in enumerate(table.headings):
            unit = heading.unit if isinstance(heading, Heading) else None
            page.write_string(0, column, str(spreadsheet(str(heading))), heading_format)
            page.set_column(column, column, 16, formats.get(unit) if unit else None)
        for line, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                _write(page, line, column, cell)
        page.freeze_panes(1, 0)
    if about is not None:
        page = book.add_worksheet(_page_name(t("export.about")))
        page.set_column(0, 1, 24)
        for line, (heading, cell) in enumerate(about.told()):
            page.write_string(line, 0, heading, heading_format)
            _write(page, line, 1, cell)
    book.close()
    return file.getvalue()


def _page_name(name: str) -> str:
    """A name as a workbook takes it for a page: short, and without the signs that it forbids."""
    return "".join(sign for sign in name if sign.isprintable() and sign not in "[]:*?/\\'")[:31]


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
        return sheet(name, headed(analysis.columns), lines)

    export_made(name, made)


def export_made(name: str, made: Callable[[], Sheet]) -> None:
    """The same for a long sheet, which is made when a button is pressed, in the words of this run.

    It is made of what the run has found: by then the generation may be gone that it was asked of.
    """
    here, about = copy_context(), shown()
    file = f"{name}{about.suffix}" if about else name
    with st.popover(t("export.title"), icon=":material/download:", type="tertiary"):
        st.download_button(
            t("export.csv"),
            data=lambda: csv_bytes(here.copy().run(made)),
            file_name=f"{file}.csv",
            mime="text/csv",
            key=f"csv:{name}",
            on_click="ignore",
            width="stretch",
        )
        st.download_button(
            t("export.xlsx"),
            data=lambda: here.copy().run(lambda: xlsx_bytes(made(), about=about)),
            file_name=f"{file}.xlsx",
            mime=XLSX,
            key=f"xlsx:{name}",
            on_click="ignore",
            width="stretch",
        )
