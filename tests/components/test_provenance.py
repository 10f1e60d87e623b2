"""A file that is exported says where its figures are from: in its name, and on the last page of a workbook."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from components import formats
from components.export import Heading, share, sheet, xlsx_bytes
from components.provenance import LONGEST_NAME, Provenance, leave_days, settle, shown
from metrics.model import Unit


def of(**changes: Any) -> Provenance:
    """What a page of November shows."""
    fields: dict[str, Any] = {
        "page": "增长总览",
        "is_demo": False,
        "generation": 7,
        "until": date(2026, 11, 29),
        "days": (date(2026, 11, 1), date(2026, 11, 30)),
        "where": (),
        "all_cohorts": False,
    }
    return Provenance(**{**fields, **changes})


def test_the_name_has_days_filters_and_whether_it_is_invented() -> None:
    assert of().suffix == "_20261101_20261130"
    assert of(days=None).suffix == "_20261129"
    assert (
        of(where=(("store", ("王府井店", "国贸 店")),), is_demo=True).suffix
        == "_20261101_20261130_王府井店_国贸-店_demo"
    )


def test_what_stands_on_all_days_names_none() -> None:
    settle(of())
    leave_days()
    assert shown() == of(days=None)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_hostile_names_make_a_plain_short_file_name(names: list[str]) -> None:
    suffix = of(where=(("store", tuple(names)),)).suffix
    assert re.fullmatch(r"[\w.-]+", suffix)
    assert len(suffix) <= LONGEST_NAME + 1


def test_a_workbook_tells_where_it_is_from_and_writes_shares_as_shares() -> None:
    table = sheet(
        "shares", ("门店", share("split.low"), Heading("成交额", Unit.MONEY)), [("A", 0.3125, Decimal("1234.5"))]
    )
    about = of(where=(("store", ("=王府井店", "国贸店")),), all_cohorts=True, is_demo=True)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table, about=about)))
    figures, told = (book[name] for name in book.sheetnames)
    assert figures["B2"].value == 0.3125
    assert figures["B2"].number_format == "0.0%"
    assert figures["C2"].value == 1234.5
    assert figures["C2"].number_format == "#,##0.00"
    said = {row[0].value: row[1] for row in told.iter_rows()}
    assert said["页面"].value == "增长总览"
    assert said["时段"].value == formats.span(date(2026, 11, 1), date(2026, 11, 30), "zh")
    assert said["门店"].value == "'=王府井店、国贸店", "a name is no formula"
    assert said["数据版本"].value == 7
    assert said["数据截至"].value.date() == date(2026, 11, 29)
    assert "示例数据" in said
    assert "计数" in said


def test_a_page_of_a_workbook_is_called_by_what_can_be_a_name() -> None:
    hostile = sheet("campaign-A\x07/[1]\u2028:*?'-funnel", ("x",), [(1,)])
    assert openpyxl.load_workbook(io.BytesIO(xlsx_bytes(hostile))).sheetnames == ["campaign-A1-funnel"]
