"""A template comes back in as it went out."""

from __future__ import annotations

import io

import pytest
import python_calamine as calamine

from data.intake.templates import template_csv, template_xlsx
from data.schema import FACT_TABLES

TABLES = list(FACT_TABLES.values())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@pytest.mark.parametrize(("make", "name"), [(template_csv, "t.csv"), (template_xlsx, "t.xlsx")], ids=["csv", "xlsx"])
def test_every_template_is_accepted_whole(read_text, table, make, name):
    whole = read_text(make(table), name=name)
    assert whole.reading.table is table
    assert (whole.reading.rows_read, whole.reading.rows_rejected) == (1, 0)
    assert whole.reading.ignored == ()
    (row,) = whole.rows
    assert {column.name for column in table.columns if row[column.name] is not None} == {
        column.name for column in table.columns if column.example
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@pytest.mark.parametrize("is_english", [False, True], ids=["zh", "en"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_table_in_either_language_and_any_encoding(read_text, table, is_english, encoding):
    headings = [column.name if is_english else column.headings[-1] for column in table.columns]
    examples = [
        column.choices.get(column.example, column.example) if is_english else column.example for column in table.columns
    ]
    whole = read_text(f"{','.join(headings)}\n{','.join(examples)}\n", encoding=encoding)
    assert (whole.reading.table, whole.reading.rows_rejected, len(whole.rows)) == (table, 0, 1)


def test_the_second_sheet_explains_the_columns():
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(template_xlsx(FACT_TABLES["orders"])))
    assert book.sheet_names == ["订单", "说明 Notes"]
    notes = {row[1]: row for row in book.get_sheet_by_index(1).to_python()}
    assert notes["status"] == [
        "订单状态 / 状态",
        "status",
        "",
        "以下之一",
        "One of",
        "已付款、待付款、已关闭、已退款",
        "paid, pending, closed, refunded",
    ]
    assert notes["order_id"][2] == "是 Yes"
