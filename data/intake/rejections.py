"""A row that was refused: where, what stood there, and what was expected."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.intake.tidy import BLANKS, DAMAGED
from data.intake.words import DIGITS_LOST
from data.schema import FactColumn, Kind

_EXPECTED = {
    Kind.ID: ("应为完整的编号", "a whole id"),
    Kind.TEXT: ("应为文字", "text"),
    Kind.TIME: (
        "应为 1990–2100 年间真实存在的时间，如 2026-03-02 20:05:00",
        "a real time between 1990 and 2100, such as 2026-03-02 20:05:00",
    ),
    Kind.DATE: (
        "应为 1990–2100 年间真实存在的日期，如 2026-03-02",
        "a real date between 1990 and 2100, such as 2026-03-02",
    ),
    Kind.MONEY: (
        "应为不小于 0、最多两位小数的金额，如 268.00",
        "an amount from 0 on with at most two decimals, such as 268.00",
    ),
    Kind.COUNT: ("应为不小于 0 的整数，如 12", "a whole number from 0 on, such as 12"),
    Kind.NUMBER: ("应为数字，如 60.25", "a number, such as 60.25"),
    Kind.FLAG: ("应为 是 或 否（1/0）", "yes or no (1/0)"),
    Kind.TAGS: ("应为标签", "tags"),
}


@dataclass(frozen=True)
class Rejection:
    """One wrong cell: its line in the file, the heading of its column, what stood there, and what was expected."""

    line: int
    column: str
    value: str
    expected: tuple[str, str]  # Chinese, English

    def __str__(self) -> str:
        zh, en = self.expected
        return f"{self.column}“{self.value}”：{zh} / {en}" if self.value.strip() else f"{self.column}：{zh} / {en}"


def expected(column: FactColumn, value: str) -> tuple[str, str]:
    """What a cell of the column should have held, given the one that it did hold (Chinese, English)."""
    if value.strip() in BLANKS:
        return "不能为空", "must not be empty"
    if column.kind is Kind.ID and re.match(DIGITS_LOST, value.strip(" \t'\"=")):
        return (
            "编号位数已丢失：Excel 把它当成了数字。请从原系统重新导出，并把该列设为文本",
            "the id lost digits, for Excel took it for a number: export it again, with the column as text",
        )
    if column.kind is Kind.ID and (DAMAGED in value or "\0" in value):
        return "编号里有乱码，请从原系统重新导出", "the id holds a damaged character: export it again from its source"
    if column.kind is Kind.CHOICE:
        words = "、".join(column.choices)
        return f"应为以下之一：{words}", f"one of: {', '.join(column.choices.values())}"
    zh, en = _EXPECTED[column.kind]
    if column.name == "birthday":
        zh, en = zh.replace("1990", "1900"), en.replace("1990", "1900")
    return zh, en


def too_many(line: int, heading: str, value: str, spare: int) -> Rejection:
    """A row that holds more cells than there are headings: no cell of it can be trusted to stand in its column."""
    return Rejection(
        line,
        heading,
        value,
        (
            f"这一行比表头多 {spare} 个单元格：单元格里的逗号没有加引号，或引号没有配对",
            f"the row has {spare} more cells than there are headings: a comma in a cell is not quoted, "
            "or a quotation mark is not closed",
        ),
    )
