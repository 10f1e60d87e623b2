"""A file is read from its first row to its last."""

from __future__ import annotations

import csv
import io
import random
import tracemalloc
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from data.intake import delimited, reading
from data.intake.cleaning import chunk_schema
from data.intake.errors import IntakeError
from data.intake.reading import read
from data.intake.rows import BATCH
from data.intake.tidy import DAMAGED
from data.schema import FACT_TABLES
from data.settings import Settings

STORES = "门店编号,门店,大区\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ORDERS = "订单号,客户编号,下单时间,实付金额\n"


def test_a_chunk_has_every_column_of_the_table_and_the_line(read_text):
    whole = read_text(ORDERS + "9,U1,2024-03-21 08:00:00,12\n")
    assert whole.reading.table is FACT_TABLES["orders"]
    (row,) = whole.rows
    assert list(row) == [*FACT_TABLES["orders"].names, "line"]
    assert row["ordered_at"] == datetime(2024, 3, 21, 8)
    assert (row["amount"], row["status"], row["line"]) == (Decimal("12.00"), None, 2)
    for chunk in whole.reading:
        assert chunk.schema == chunk_schema(FACT_TABLES["orders"])


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(read_text, delimiter, end):
    text = STORES + "S1,南京西路店,华东\nS2,徐家汇店,\n"
    whole = read_text(text.replace(",", delimiter).replace("\n", end))
    assert whole.column("store_name") == ["南京西路店", "徐家汇店"]
    assert whole.column("region") == ["华东", None]
    assert whole.column("line") == [2, 3]


def test_the_last_line_may_lack_its_end(read_text):
    assert read_text(STORES + "S1,甲,华东\nS2,乙,华南").column("line") == [2, 3]


def test_a_trailing_comma_shifts_nothing(read_text):
    whole = read_text(STORES + "S1,甲,华东,\nS2,乙,华南,\n")
    assert whole.column("region") == ["华东", "华南"]
    assert whole.reading.rows_rejected == 0


def test_a_row_with_more_cells_than_headings_is_refused(read_text):
    """An amount with an unquoted comma would push every cell after it one column on."""
    whole = read_text(ORDERS + "1,U1,2024-03-21,1,234.50\n2,U1,2024-03-21,5\n")
    assert whole.column("order_id") == ["2"]
    (rejection,) = whole.reading.rejections
    assert (rejection.line, rejection.value) == (2, "234.50")
    assert "比表头多 1 个单元格" in rejection.expected[0]


def test_a_short_row_lacks_its_last_cells_only(read_text):
    assert read_text(STORES + "S1,甲\nS2,乙,华南\n").column("region") == [None, "华南"]


def test_lines_are_those_of_an_editor_though_cells_hold_line_breaks(read_text):
    whole = read_text('门店编号,门店\r\nS1,"南京\r\n西路"\r\nS2,"a\nb\nc"\r\nS3,\r\nS4,丁\r\n')
    assert whole.column("line") == [2, 4, 8]
    assert whole.column("store_name") == ["南京\r\n西路", "a\nb\nc", "丁"]
    assert whole.reading.rejections[0].line == 7


def test_the_first_quotation_mark_may_come_late(read_text, monkeypatch):
    monkeypatch.setattr(delimited, "_BLOCK", 64)
    names = [f"店{number}" if number < 50 else f'店,"\n{number}' for number in range(100)]
    rows = "".join(
        f'S{number},"{name.replace(chr(34), chr(34) * 2)}"\n' if number >= 50 else f"S{number},{name}\n"
        for number, name in enumerate(names)
    )
    whole = read_text("门店编号,门店\n" + rows)
    assert whole.column("store_name") == names
    assert whole.column("line") == [2 + number + max(0, number - 50) for number in range(100)]


def test_columns_at_once_and_row_by_row_read_alike(read_text, monkeypatch):
    """Quoting every cell forces the slow way; both must give the same rows, whatever the blocks."""
    draw = random.Random(7)
    rows = [[f"S{n}", draw.choice(["甲店", "", " 乙", "-", "x" * draw.randrange(40)]), "华东"] for n in range(500)]
    rows[100:100] = [[""], ["总计", "500"], ["门店编号", "门店", "大区"], ["S9", "丙", "华东", ""]]
    plain = STORES + "".join(",".join(row) + "\n" for row in rows)
    quoted = STORES + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    for block in (50, 333, 1 << 20):
        monkeypatch.setattr(delimited, "_BLOCK", block)
        fast, slow = read_text(plain), read_text(quoted)
        assert fast.rows == slow.rows
        assert fast.reading.rejections == slow.reading.rejections
        assert (fast.reading.rows_read, fast.reading.rows_rejected) == (
            slow.reading.rows_read,
            slow.reading.rows_rejected,
        )


def test_preamble_and_merged_title_stand_above_the_heading(read_text):
    above = "#支付宝账务明细,,\n#账号:[20881]\n\n" + "".join(f"#第{n}行说明,,\n" for n in range(13)) + "--------,,\n"
    whole = read_text(above + STORES + "S1,甲,华东\n")
    assert whole.column("store_id") == ["S1"]
    assert whole.column("line") == [19]


def test_what_is_no_row_is_neither_read_nor_rejected(read_text):
    whole = read_text(
        STORES + "\nS1,甲,华东\n,,\n \t,\u3000,\n" + STORES + "S2,乙,华东\n"
        "合计,2,\n总 计：,2,\nTotal,2,\n,合计,2\n-----------\n#共 2 行,,\n导出时间,,\nS3,丙,华南\n#-----,,\n"
    )
    assert whole.column("store_id") == ["S1", "S2", "S3"]
    assert (whole.reading.rows_read, whole.reading.rows_rejected) == (3, 0)


def test_thousands_of_blank_lines_are_no_rows(read_text):
    blank = "\n" * (3 * BATCH)
    whole = read_text(STORES + blank + 'S1,"甲",华东\nS2,"乙\n",华东\n' + blank)
    assert whole.column("line") == [3 * BATCH + 2, 3 * BATCH + 3]
    assert whole.reading.rows_read == 2
    assert read_text(STORES + "\n\n\n").rows == []


def test_a_heading_alone_is_a_file_of_no_rows(read_text):
    whole = read_text(STORES.strip())
    assert (whole.rows, whole.reading.rows_read) == ([], 0)


def test_fillers_are_found_where_only_the_id_is_required(read_text):
    whole = read_text("客户编号,昵称\nU1,小鹿\n客户编号,昵称\n合计,1\n总计店,小鱼\n")
    assert whole.column("customer_id") == ["U1", "总计店"]
    assert read_text("客户编号\nU1\n\nU2\n合计\n").column("customer_id") == ["U1", "U2"]


def test_headings_that_say_nothing_are_named(read_text):
    whole = read_text("门店编号,备注,门店,门店\nS1,x,甲,y\n")
    assert whole.reading.ignored == ("备注", "门店")
    assert whole.reading.headings == {"store_id": "门店编号", "store_name": "门店"}
    assert whole.column("store_name") == ["甲"]


def test_a_named_table_holds_against_the_headings(read_text):
    assert read_text("客户编号,门店编号,门店\nU1,S1,甲\n", "customers").reading.table.name == "customers"


def test_one_row_may_have_several_wrong_cells_and_counts_once(read_text):
    whole = read_text(ORDERS + "2.01905E+18,U1,2024-02-30,-5\n,,2024-03-21,1\nA,U1,2024-03-21,1\n")
    assert (whole.reading.rows_read, whole.reading.rows_rejected) == (3, 2)
    found = [(each.line, each.column, each.value) for each in whole.reading.rejections]
    assert found == [
        (2, "订单号", "2.01905E+18"),
        (2, "下单时间", "2024-02-30"),
        (2, "实付金额", "-5"),
        (3, "订单号", ""),
        (3, "客户编号", ""),
    ]
    assert whole.reading.rejections[0].expected[0].startswith("编号位数已丢失")
    assert whole.reading.rejections[3].expected == ("不能为空", "must not be empty")


def test_a_refused_choice_lists_what_is_allowed(read_text):
    whole = read_text("客户编号,导购编号,发送时间,发送方\nU1,G1,2024-03-21,路人\n")
    assert whole.reading.rejections[0].expected == ("应为以下之一：客户、导购", "one of: customer, guide")


def test_two_hundred_rejections_are_shown_and_all_are_counted(read_text):
    whole = read_text(ORDERS + "1,U1,x,y\n" * 5000)
    assert len(whole.reading.rejections) == 200
    assert whole.reading.rows_rejected == 5000


def test_a_long_file_comes_in_chunks_with_progress(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "_BLOCK", 1 << 16)
    monkeypatch.setattr(reading, "CHUNK", 10_000)
    path = tmp_path / "long.csv"
    count = 20 * BATCH
    path.write_text("客户编号,昵称\n" + "".join(f"U{n},{'名' * 20}\n" for n in range(count)))
    seen = []
    found = read(path, settings=Settings(_env_file=None), rejects_dir=None, progress=seen.append)
    sizes = [chunk.num_rows for chunk in found]
    assert sum(sizes) == count == found.rows_read
    assert len(sizes) > 5
    assert max(sizes) < 12_000
    assert [each.rows for each in seen] == sorted(each.rows for each in seen)
    assert seen[-1].bytes_done == seen[-1].bytes_total == path.stat().st_size
    assert seen[-1].rows_per_second > 0


def test_memory_stays_bounded(tmp_path, monkeypatch):
    """Thrice the rows take no more memory at a time."""
    monkeypatch.setattr(delimited, "_BLOCK", 1 << 16)
    monkeypatch.setattr(reading, "CHUNK", 10_000)

    def peak(count: int, quote: str) -> int:
        path = tmp_path / f"{count}.csv"
        path.write_text("客户编号,昵称\n" + "".join(f"U{n},{quote}{n}{quote}\n" for n in range(count)))
        pool = pa.default_memory_pool()
        before, highest = pool.bytes_allocated(), 0
        tracemalloc.start()
        for _ in read(path, settings=Settings(_env_file=None), rejects_dir=None):
            highest = max(highest, pool.bytes_allocated() - before)
        _, highest_of_python = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest + highest_of_python

    assert peak(200_000, "") < 1.3 * peak(100_000, "")
    assert peak(200_000, '"') < 1.3 * peak(100_000, '"')


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "空文件"),
        (b"", "a.xlsx", "空文件"),
        (b"\n \n,,\n", "a.csv", "没有任何内容"),
        (bytes(range(256)) * 100, "a.csv", "不是文本表格"),
        (b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000), "a.csv", "不是文本表格"),
        (random.Random(2).randbytes(5000).replace(b"\0", b""), "a.csv", "不是文本表格"),
        (b"PK\x03\x04 broken", "a.xlsx", "不是完好的 Excel"),
        ("你好，世界".encode(), "a.csv", "认不出表头"),
        (OLE + b"\0" * 600, "a.xls", "不是完好的 Excel"),
        (OLE + "EncryptedPackage".encode("utf-16-le") * 9, "a.xlsx", "设有打开密码"),
    ],
)
def test_what_is_no_table_is_said_in_plain_words(read_text, content, name, said):
    with pytest.raises(IntakeError) as error:
        read_text(content, name=name)
    assert said in error.value.zh
    assert error.value.en


def test_a_file_that_is_not_there(read_file, tmp_path):
    with pytest.raises(IntakeError, match="找不到文件"):
        read_file(tmp_path / "none.csv")
    with pytest.raises(IntakeError, match="是文件夹"):
        read_file(tmp_path)
    with pytest.raises(IntakeError, match="没有名为 order 的表"):
        read_file(tmp_path / "none.csv", "order")


# Characters that hold bytes of letters, digits, a vertical bar and a backslash in GB18030, beside marks and breaks.
SIGNS = 'ab,"\n\r; 店丂誠亅𠮷€'


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@given(st.lists(st.text(st.sampled_from(SIGNS), max_size=12), max_size=12), st.sampled_from([1, 7, 50]))
def test_lines_read_at_once_are_read_as_the_csv_module_reads_them(tmp_path_factory, codec, lines, size):
    """Whatever marks and breaks a block holds: where it is taken as columns, these are the rows of the slow way."""
    path = tmp_path_factory.mktemp("blocks") / "a.csv"
    path.write_bytes(STORES.encode(codec))
    block = "\n".join(lines * size) + "\n"
    file = delimited.Delimited(path, None)
    assert file.encoding == codec
    found = file._at_once(block.encode(codec), 2, 0)
    if found is not None:
        expected = [list(row) for row in zip(*(column.to_pylist() for column in found.columns), strict=True)]
        plain = list(csv.reader(io.StringIO(block, newline="")))
        assert expected == [row + [""] * (len(found.columns) - len(row)) for row in plain]
        assert len(found) == len(plain)


@given(st.lists(st.binary(max_size=4) | st.sampled_from([b",", b"\n", b"\x81", b"\x810", "店".encode("gbk")])))
def test_damaged_gb18030_is_split_as_if_it_had_been_decoded_first(tmp_path_factory, parts):
    """The same rows and cells; where a character is damaged in one way it is in the other."""
    path = tmp_path_factory.mktemp("damaged") / "a.csv"
    damaged = b"".join(parts).translate(None, b'\0\r"')
    path.write_bytes((STORES + "S1,南京西路店,华东\n" * 1_000).encode("gb18030") + damaged + b"\n")
    found = [
        [cell for cell in row if cell]
        for rows in delimited.Delimited(path, None)
        for row in zip(*(column.to_pylist() for column in rows.columns), strict=True)
    ]
    with path.open(encoding="gb18030", errors="replace", newline="") as text:
        expected = [[cell for cell in row if cell] for row in list(csv.reader(text))[1:]]
    assert len(found) == len(expected)
    for row, other in zip(found, expected, strict=True):
        assert [DAMAGED in cell or cell for cell in row] == [DAMAGED in cell or cell for cell in other]


@pytest.mark.parametrize("count", [3, 20_000])
def test_a_quotation_mark_that_never_closes_swallows_no_row(read_text, count):
    whole = read_text(STORES + 'S1,"甲,华东\n' + "S2,乙,华东\n" * count + 'S3,"丙",华南\nS4,"丁\n戊",华南\n')
    assert whole.column("store_id") == ["S1", *["S2"] * count, "S3", "S4"]
    assert whole.column("store_name") == ['"甲', *["乙"] * count, "丙", "丁\n戊"]
    assert whole.column("line") == list(range(2, count + 5))


def test_a_cell_with_line_breaks_at_the_end_of_a_row_stays_whole(read_text):
    whole = read_text('门店编号,大区,门店\nS1,华东,"甲\n乙\n丙"\nS2,华东,丁\n')
    assert whole.column("store_name") == ["甲\n乙\n丙", "丁"]
    assert whole.column("line") == [2, 5]


@pytest.fixture
def workbook(tmp_path):
    """Write a workbook of sheets given as rows of cells."""

    def writes(*sheets):
        path = tmp_path / "book.xlsx"
        with xlsxwriter.Workbook(path) as book:
            moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
            for rows in sheets:
                sheet = book.add_worksheet()
                for row, cells in enumerate(rows):
                    for place, cell in enumerate(cells):
                        if isinstance(cell, date):
                            sheet.write_datetime(row, place, cell, moment)
                        else:
                            sheet.write(row, place, cell)
        return path

    return writes


def test_a_workbook_with_cells_of_every_kind(read_file, workbook):
    heading = ["订单号", "客户编号", "下单时间", "实付金额", "件数", "订单状态"]
    path = workbook(
        [],
        [["说明"], ["请勿修改"]],
        [
            ["有赞订单"],
            [],
            heading,
            [20260305000123, "U1", datetime(2024, 3, 21, 8, 5, 7), 268.1, 2, "已付款"],
            [1001, 7, "2024/3/21 8:05", "¥1,234.50", "3.0", "paid"],
            [],
            ["合计", None, None, 1502.6],
        ],
    )
    whole = read_file(path)
    assert whole.reading.encoding == "xlsx"
    assert whole.column("order_id") == ["20260305000123", "1001"]
    assert whole.column("customer_id") == ["U1", "7"]
    assert whole.column("ordered_at") == [datetime(2024, 3, 21, 8, 5, 7), datetime(2024, 3, 21, 8, 5)]
    assert whole.column("amount") == [Decimal("268.10"), Decimal("1234.50")]
    assert whole.column("quantity") == [2, 3]
    assert whole.column("line") == [4, 5]
    assert whole.reading.rows_rejected == 0


def test_an_id_that_a_workbook_kept_as_a_number_is_refused(read_file, workbook):
    heading = ["订单号", "客户编号", "下单时间", "实付金额"]
    rows = [[each, "U1", "2024-03-21", 1] for each in (351234567890123456, 123456789012345, "351234567890123456", 1e15)]
    whole = read_file(workbook([heading, *rows]))
    assert whole.column("order_id") == ["123456789012345", "351234567890123456"]
    assert [each.line for each in whole.reading.rejections] == [2, 5]
    assert all(each.expected[0].startswith("编号位数已丢失") for each in whole.reading.rejections)


def test_dates_of_a_workbook_may_be_days_serials_or_text(read_file, workbook):
    rows = [["S1", "甲", date(2024, 5, 1)], ["S2", "乙", 45413], ["S3", "丙", "2024-05-01"], ["S4", "丁", 45413.75]]
    assert read_file(workbook([["门店编号", "门店", "开业日期"], *rows])).column("opened_on") == [date(2024, 5, 1)] * 4


def test_a_workbook_without_anything_in_it(read_file, workbook):
    with pytest.raises(IntakeError, match="没有带内容的工作表"):
        read_file(workbook([], []))


@pytest.mark.parametrize("name", ["book.xls", "book.csv", "book"])
def test_a_workbook_is_known_by_what_it_holds(read_file, workbook, name):
    path = workbook([["门店编号", "门店"], ["S1", "甲"]])
    whole = read_file(path.rename(path.with_name(name)))
    assert (whole.reading.encoding, whole.column("store_name")) == ("xlsx", ["甲"])


def test_text_under_a_workbooks_name_is_read_as_text(read_text):
    """Shops call tab-separated text .xls, in GBK."""
    whole = read_text("门店编号\t门店\nS1\t南京西路店\n", encoding="gbk", name="shops.xls")
    assert (whole.reading.encoding, whole.column("store_name")) == ("gb18030", ["南京西路店"])


def test_reading_twice_reads_the_same(read_text):
    found = read_text(STORES + "S1,甲,华东\n").reading
    assert [chunk.num_rows for chunk in found] == [1]
    assert found.rows_read == 1


def rejected(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_rejected_rows_are_kept_and_mended_ones_come_in(read_text, read_file):
    text = "下单时间,订单号,备注,客户编号,实付金额,原因\n" + (
        '2024-03-21,1,ok,U1,12,\n2024-02-30,351234567890123456,"=HYPERLINK(""x"")",U1,abc,迟\n2024-03-22,-7,+1,U2,-1,\n'
    )
    whole = read_text(text, name="orders.csv")
    path = whole.reading.rejects_file
    assert path.name == "orders-rejected.csv"
    heading, first, second = rejected(path)
    assert heading == ["拒收原因", "原行号", "下单时间", "订单号", "备注", "客户编号", "实付金额", "原因"]
    assert "真实存在的时间" in first[0]
    assert "a real time" in first[0]
    assert first[1:] == ["3", "2024-02-30", "\t351234567890123456", '\'=HYPERLINK("x")', "U1", "abc", "迟"]
    assert second[1:] == ["4", "2024-03-22", "'-7", "'+1", "U2", "'-1", ""]

    mended = path.read_text(encoding="utf-8-sig").replace("2024-02-30", "2024-02-29").replace(",abc,", ",5,")
    path.write_text(mended.replace(",'-1,", ",1,"), encoding="utf-8-sig")
    again = read_file(path)
    assert again.reading.table.name == "orders"
    assert again.reading.ignored == ("备注", "原因")
    assert again.column("order_id") == ["351234567890123456", "-7"]
    assert again.reading.rejects_file is None


def test_rejected_again_the_reasons_are_the_new_ones(read_text, read_file):
    first = read_text(ORDERS + "1,U1,x,1\n", name="o.csv").reading.rejects_file
    second = read_file(first).reading.rejects_file
    assert second.name == "o-rejected-rejected.csv"
    assert rejected(second)[0] == rejected(first)[0]


def test_a_reason_of_points_is_not_taken_for_ours(read_text, read_file):
    whole = read_text("导购编号,时间,类型,原因\nG1,x,晒单,早\n")
    path = whole.reading.rejects_file
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",x,", ",2024-03-21,"), encoding="utf-8-sig")
    assert read_file(path).column("reason") == ["早"]


def test_a_second_file_of_rejects_gets_a_number(read_text):
    names = [read_text(ORDERS + "1,U1,x,1\n", name="o.csv").reading.rejects_file.name for _ in range(3)]
    assert names == ["o-rejected.csv", "o-rejected-2.csv", "o-rejected-3.csv"]


def test_rejects_appear_only_when_all_are_written(tmp_path):
    path = tmp_path / "o.csv"
    path.write_text(ORDERS + "1,U1,x,1\n" * 10 + "2,U1,2024-03-21,1\n" * 200_000)
    found = read(path, settings=Settings(_env_file=None), rejects_dir=tmp_path / "r")
    chunks = iter(found)
    next(chunks)
    assert [each.suffix for each in (tmp_path / "r").iterdir()] == [".part"]
    chunks.close()
    assert list((tmp_path / "r").iterdir()) == []


def test_a_dry_run_writes_no_file(tmp_path):
    path = tmp_path / "o.csv"
    path.write_text(ORDERS + "1,U1,x,1\n")
    found = read(path, settings=Settings(_env_file=None), rejects_dir=None)
    assert list(found) == []
    assert (found.rows_rejected, found.rejects_file) == (1, None)
    assert list(tmp_path.iterdir()) == [path]


def test_the_business_timezone_is_a_setting(tmp_path):
    path = tmp_path / "o.csv"
    path.write_text(ORDERS + "1,U1,2024-07-01T00:00:00Z,1\n")
    settings = Settings(timezone="Europe/London", _env_file=None)
    (chunk,) = read(path, settings=settings, rejects_dir=None)
    assert chunk["ordered_at"].to_pylist() == [datetime(2024, 7, 1, 1)]
