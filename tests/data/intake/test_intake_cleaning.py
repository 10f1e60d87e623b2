"""Messy cells read right, or are refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.intake.cleaning import chunk_schema, clean
from data.schema import FACT_TABLES, FactColumn, FactTable, Kind

ZONE = "Asia/Shanghai"
REFUSED = object()


def read(kind: Kind, *cells: str, name: str = "cell", choices: dict[str, str] | None = None) -> list[object]:
    column = FactColumn(name=name, kind=kind, headings=("列",), choices=choices or {})
    table = FactTable(name="t", title=("表", "Table"), columns=(column,))
    cleaned = clean(table, {name: pa.array(list(cells), pa.string())}, len(cells), ZONE)
    assert cleaned.columns[name].type == chunk_schema(table).field(name).type
    wrong = cleaned.wrong.get(name, [False] * len(cells))
    return [REFUSED if bad else value for value, bad in zip(cleaned.columns[name].to_pylist(), wrong, strict=True)]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("cell", ["", " ", "\t", "\u00a0", "\u3000", "—", "——", "-", "--", " —— ", '=""', "'"])
def test_blank_cells_are_null(kind, cell):
    assert read(kind, cell) == [None]


@pytest.mark.parametrize(
    "cell",
    [
        "351234567890123456",
        "\t351234567890123456",
        "351234567890123456\t",
        '="351234567890123456"',
        "'351234567890123456",
        "'\t351234567890123456",
        '\'="351234567890123456"',
        " 351234567890123456\u3000",
        "\u202d351234567890123456\u202c",
    ],
)
def test_a_long_id_keeps_its_digits_and_loses_its_wrapping(cell):
    assert read(Kind.ID, cell) == ["351234567890123456"]


def test_ids_that_lost_digits_are_refused_and_others_kept():
    cells = ["2.01905E+18", "3.51234567890123e+17", "2e+18", "12E45", "A+B", "a-b", "00012", "1.5"]
    assert read(Kind.ID, *cells) == [REFUSED, REFUSED, REFUSED, "12E45", "A+B", "a-b", "00012", "1.5"]


def test_masked_names_and_phones_stay_as_they_are():
    cells = ["138****1234", "186******05", "1******6198", "'13800001234", "O'Brien", "=1+1"]
    assert read(Kind.TEXT, *cells) == ["138****1234", "186******05", "1******6198", "13800001234", "O'Brien", "=1+1"]


EIGHT = datetime(2024, 3, 21, 8)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-03-21 08:00:00",
        "2024-3-21 8:00",
        "2024/3/21 8:00",
        "2024/03/21 08:00:00",
        "2024年3月21日 08:00",
        "2024年03月21日08:00:00",
        "2024年3月21日 8时0分",
        "2024.03.21 08:00",
        "2024-03-21T08:00:00",
        "2024-03-21T08:00:00+08:00",
        "2024-03-21T00:00:00Z",
        "2024-03-21 01:00:00 +0100",
        "2024-03-20T16:00:00-08:00",
        "2024-03-21 08:00:00.999",
        "2024-03-21T00:00:00.123Z",
        "20240321080000",
        "20240321 08:00:00",
        "45372.333333333336",
        "45372.33333",
        "２０２４－０３－２１　０８：００：００",
        "\t2024-03-21 08:00:00 ",
        "2024-03-21\u00a008:00:00",
    ],
)
def test_a_time_in_any_dress(cell):
    assert read(Kind.TIME, cell) == [EIGHT]
    assert read(Kind.TIME, cell, "2024-03-21 08:00:00", "2024/3/21 8:00") == [EIGHT, EIGHT, EIGHT]
    assert read(Kind.DATE, cell) == [EIGHT.date()]


@pytest.mark.parametrize(
    "cell",
    [
        "2024-02-30 08:00:00",
        "2024-02-30",
        "2023/2/29",
        "2024-13-01",
        "2024-00-10",
        "2024-01-00",
        "2024-03-21 24:00:00",
        "2024-03-21 08:60:00",
        "2024-03-21 08:00:61",
        "1989-12-31 23:59:59",
        "2101-01-01",
        "0024-03-21",
        "abc",
        "12",
        "99999",
        "20241301",
        "2024-03-21 08:00 PM",
        "9999-99-99 99:99:99",
        "1711000000",
    ],
)
def test_no_such_moment(cell):
    assert read(Kind.TIME, cell) == [REFUSED]
    assert read(Kind.DATE, cell) == [REFUSED]
    assert read(Kind.TIME, "2024-03-21 08:00:00", cell, "2024/3/21 8:00") == [EIGHT, REFUSED, EIGHT]


def test_serial_days_of_a_workbook():
    assert read(Kind.TIME, "45372.5", "45372") == [datetime(2024, 3, 21, 12), datetime(2024, 3, 21)]


def test_birthdays_reach_back_further():
    assert read(Kind.DATE, "1955-08-20", "1899-12-31", name="birthday") == [date(1955, 8, 20), REFUSED]
    assert read(Kind.DATE, "1955-08-20", name="opened_on") == [REFUSED]


def test_money():
    cells = {
        "499.00（系统计算中，该值仅供参考）": "499.00",
        "¥1,234.50": "1234.50",
        "￥ 1234.5": "1234.50",
        "￥1，234.50": "1234.50",
        "12元": "12.00",
        "12.50 元": "12.50",
        "0": "0.00",
        "-0.00": "0.00",
        "1.500": "1.50",
        "9999999999999999.99": "9999999999999999.99",
        "1,234,567.89": "1234567.89",
        "\t268.00": "268.00",
    }
    assert read(Kind.MONEY, *cells) == [Decimal(value) for value in cells.values()]


@pytest.mark.parametrize(
    "cell", ["-1", "-0.01", "1.234", "1,23", "12,34,567", "abc", "1e3", "(12.00)", "0x1F", "1 2", "$5"]
)
def test_no_money(cell):
    assert read(Kind.MONEY, cell) == [REFUSED]
    assert read(Kind.MONEY, cell, "1.10", "¥2") == [REFUSED, Decimal("1.10"), Decimal("2.00")]


def test_counts():
    assert read(Kind.COUNT, "1,234", "12.0", "0", "７", "12") == [1234, 12, 0, 7, 12]
    assert read(Kind.COUNT, "-1", "1.5", "0x1F", "1e3", "abc", "9" * 30) == [REFUSED] * 6


def test_numbers():
    assert read(Kind.NUMBER, "60.25", "60.25%", "-3", "1,234.5", "1e2") == [60.25, 60.25, -3, 1234.5, 100]
    assert read(Kind.NUMBER, "nan", "inf", "abc", "1.2.3") == [REFUSED] * 4


def test_flags():
    assert read(Kind.FLAG, "1", "是", "TRUE", "Y", "√", "yes", " 是 ") == [True] * 7
    assert read(Kind.FLAG, "0", "否", "false", "n", "No") == [False] * 5
    assert read(Kind.FLAG, "2", "也许") == [REFUSED] * 2


def test_choices_in_either_language():
    words = {"客户": "customer", "店长": "store_manager"}
    cells = ["客户", " 客户 ", "Customer", "STORE_MANAGER", "store manager", "路人"]
    assert read(Kind.CHOICE, *cells, choices=words) == ["customer"] * 3 + ["store_manager"] * 2 + [REFUSED]


def test_tags_are_joined_alike():
    cells = ["敏感肌、宝妈", "敏感肌；宝妈", "敏感肌,宝妈", "敏感肌 ，　宝妈;", "敏感肌;;宝妈", "；"]
    assert read(Kind.TAGS, *cells) == ["敏感肌;宝妈"] * 5 + [None]


def test_a_column_that_the_file_lacks_is_null():
    table = FACT_TABLES["customers"]
    cleaned = clean(table, {"customer_id": pa.array(["U1", "U2"])}, 2, ZONE)
    assert pa.table(cleaned.columns).to_pylist()[0] == {
        name: "U1" if name == "customer_id" else None for name in table.names
    }
    assert not cleaned.wrong


def test_an_empty_required_cell_is_wrong():
    table = FACT_TABLES["customers"]
    assert list(clean(table, {"customer_id": pa.array(["U1", " "])}, 2, ZONE).wrong["customer_id"]) == [False, True]


wrappings = st.sampled_from(["{}", " {}", "{} ", "\t{}", "{}\t", "'{}", '="{}"', "\u3000{}\u00a0", "'\t{}"])
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31, 23, 59, 59)).map(
    lambda at: at.replace(microsecond=0)
)


def _serial(at: datetime) -> str:
    return format((at - datetime(1899, 12, 30)) / timedelta(days=1), ".10f")


MOMENT_FORMS = (
    lambda at: f"{at:%Y-%m-%d %H:%M:%S}",
    lambda at: f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M:%S}",
    lambda at: f"{at.year}年{at.month}月{at.day}日 {at:%H:%M:%S}",
    lambda at: f"{at:%Y-%m-%dT%H:%M:%S}+08:00",
    lambda at: f"{at:%Y%m%d%H%M%S}",
    lambda at: f"{at:%Y-%m-%d %H:%M:%S}.875",
    _serial,
)


@given(st.lists(st.tuples(moments, st.sampled_from(MOMENT_FORMS), wrappings), min_size=1))
def test_times_survive_their_dress(cells):
    # Shanghai kept summer time until 1991, when its clocks stood at +09:00.
    cells = [(at.replace(year=2000 + at.year % 100, day=min(at.day, 28)), form, wrap) for at, form, wrap in cells]
    assert read(Kind.TIME, *(wrap.format(form(at)) for at, form, wrap in cells)) == [at for at, _, _ in cells]


amounts = st.decimals(0, Decimal("9999999999999.99"), places=2)
MONEY_FORMS = ("{:.2f}", "{:,.2f}", "¥{:,.2f}", "￥{:.2f}", "{:.2f}元", "{:.2f}（该值仅供参考）", "{:.2f}00")


@given(st.lists(st.tuples(amounts, st.sampled_from(MONEY_FORMS), wrappings), min_size=1))
def test_amounts_survive_their_dress(cells):
    assert read(Kind.MONEY, *(wrap.format(form.format(amount)) for amount, form, wrap in cells)) == [
        amount for amount, _, _ in cells
    ]


@given(st.lists(st.tuples(st.integers(0, 10**15), st.sampled_from(["{}", "{:,}", "{}.0"]), wrappings), min_size=1))
def test_counts_survive_their_dress(cells):
    assert read(Kind.COUNT, *(wrap.format(form.format(count)) for count, form, wrap in cells)) == [
        c for c, _, _ in cells
    ]


@given(st.lists(st.tuples(st.from_regex(r"[A-Za-z0-9_]{1,32}", fullmatch=True), wrappings), min_size=1))
def test_ids_survive_their_dress(cells):
    assert read(Kind.ID, *(wrap.format(word) for word, wrap in cells)) == [word for word, _ in cells]


@given(st.lists(st.text()))
def test_no_text_breaks_any_column(cells):
    for kind in Kind:
        assert len(read(kind, *cells)) == len(cells)
