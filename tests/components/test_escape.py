"""Names that people typed render as themselves: no image, no link, no colour, no formula."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from components.escape import markdown, spreadsheet
from components.export import csv_bytes, sheet, xlsx_bytes

HOSTILE = [
    "![x](https://evil.example/p.png)",
    "[click](javascript:alert(1))",
    "https://evil.example",
    "www.evil.example",
    "a@evil.example",
    ":red[danger]",
    ":material/delete:",
    ":smile:",
    "$x^2$",
    "`code` **bold** _it_ ~~no~~",
    "# heading",
    "- item",
    "1. item",
    "<script>alert(1)</script>",
    "a\nb\tc",
    "a | b",
    "&#58;red[x]",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_keeps_every_letter_and_no_meaning(name: str) -> None:
    escaped = markdown(name)
    assert "\n" not in escaped
    plain = escaped.replace("\u2060", "").replace("\\", "")
    assert plain == " ".join(name.split("\n")).replace("\t", " ").strip()
    for meaning in ("](", "![", ":red[", "://", "www.", "&#"):
        assert meaning not in escaped
    assert "<" not in escaped.replace("\\<", "")


def test_ordinary_names_stay_as_they_are() -> None:
    assert markdown("王晓彤") == "王晓彤"
    assert markdown("") == ""


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "\u3000@x"])
def test_text_never_starts_a_formula(cell: str) -> None:
    safe = spreadsheet(cell)
    assert isinstance(safe, str)
    assert safe == f"'{cell}"
    table = sheet("x", ("=heading",), [(cell,), (-1,)])
    rows = list(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"))))
    assert rows[0] == ["'=heading"]
    assert rows[1][0].startswith("'")
    assert rows[2] == ["-1"], "a number is no formula"
    page = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table))).active
    assert page is not None
    assert page["A2"].data_type == "s"
    assert str(page["A2"].value).startswith("'")
    assert page["A3"].value == -1


def test_csv_has_the_mark_that_excel_needs() -> None:
    assert csv_bytes(sheet("x", ("门店",), [("王府井店",), (None,)])) == '\ufeff门店\r\n王府井店\r\n""\r\n'.encode()


def test_hostile_names_in_a_running_table() -> None:
    def page() -> None:
        from components.escape import markdown
        from components.listing import listing

        listing(("name",), [[markdown("![x](https://evil.example/p.png)")]])

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert "![" not in str(app.table[0].value)
