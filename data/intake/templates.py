"""Templates to fill in: one per table, with Chinese headings and one row as an example."""

from __future__ import annotations

import csv
import io

import xlsxwriter

from data.schema import FactColumn, FactTable, Kind

_HOLDS = {
    Kind.ID: ("编号（文本）", "Id (text)"),
    Kind.TEXT: ("文字", "Text"),
    Kind.TIME: ("时间，如 2026-03-02 20:05:00", "Time, such as 2026-03-02 20:05:00"),
    Kind.DATE: ("日期，如 2026-03-02", "Date, such as 2026-03-02"),
    Kind.MONEY: ("金额（元），最多两位小数", "Amount in yuan, at most two decimals"),
    Kind.COUNT: ("整数，不小于 0", "Whole number from 0 on"),
    Kind.NUMBER: ("数字", "Number"),
    Kind.FLAG: ("是 / 否（1 / 0）", "Yes or no: 是 / 否 (1 / 0)"),
    Kind.CHOICE: ("以下之一", "One of"),
    Kind.TAGS: ("多个标签，用 ; 或 、 分开", "Tags, separated by ; or 、"),
}


def template_csv(table: FactTable) -> bytes:
    """The template as CSV: UTF-8 with a mark, which Excel needs to show Chinese."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_headings(table))
    writer.writerow(column.example for column in table.columns)
    return text.getvalue().encode("utf-8-sig")


def template_xlsx(table: FactTable) -> bytes:
    """The template as a workbook, all of text so that ids keep their digits; a second sheet explains the columns."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "num_format": "@", "bottom": 1})
        sheet = book.add_worksheet(table.title[0])
        for place, column in enumerate(table.columns):
            wide = max(2 * len(column.headings[0]), len(column.example)) + 4
            sheet.set_column(place, place, wide, text)
            sheet.write_string(0, place, column.headings[0], bold)
            if column.example:
                sheet.write_string(1, place, column.example, text)
        sheet.freeze_panes(1, 0)
        notes = book.add_worksheet("说明 Notes")
        notes.set_column(0, 6, 24)
        for row, cells in enumerate((_NOTES_HEADING, *map(_notes, table.columns))):
            for place, cell in enumerate(cells):
                notes.write_string(row, place, cell, None if row else bold)
        notes.freeze_panes(1, 0)
    return buffer.getvalue()


_NOTES_HEADING = ("列", "Column", "必填 Required", "内容", "Holds", "可用的词", "Allowed words")


def _headings(table: FactTable) -> list[str]:
    return [column.headings[0] for column in table.columns]


def _notes(column: FactColumn) -> tuple[str, ...]:
    """What the second sheet says of a column, in both languages."""
    zh, en = _HOLDS[column.kind]
    required = "是 Yes" if column.is_required else ""
    words = "、".join(column.choices), ", ".join(column.choices.values())
    return (" / ".join(column.headings), column.name, required, zh, en, *words)
