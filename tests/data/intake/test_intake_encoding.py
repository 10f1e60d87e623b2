"""The encoding of a text file is found without asking."""

from __future__ import annotations

import codecs

import pytest

ROWS = "门店编号,门店,大区\r\nS001,南京西路店,华东\r\nS002,徐家汇店🐟,华东\r\n"


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8-sig"),
        ("gb18030", b"", "gb18030"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        ("utf-16-le", b"", "utf-16"),
        ("utf-16-be", b"", "utf-16"),
    ],
)
def test_every_encoding_reads_the_same(read_text, codec, mark, name):
    whole = read_text(mark + ROWS.encode(codec))
    assert whole.reading.encoding == name
    assert whole.column("store_name") == ["南京西路店", "徐家汇店🐟"]


def test_gbk_is_read_as_gb18030(read_text):
    whole = read_text("门店编号,门店\nS1,人民广场店\n", encoding="gbk")
    assert (whole.reading.encoding, whole.column("store_name")) == ("gb18030", ["人民广场店"])


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_the_first_chinese_character_may_come_after_megabytes(read_text, codec):
    plain = "".join(f"S{number:06d},store number {number:030d}\n" for number in range(40_000))
    whole = read_text("store_id,store_name\n" + plain + "S9,豫园店\n", encoding=codec)
    assert whole.reading.encoding == codec
    assert whole.rows[-1]["store_name"] == "豫园店"
    assert whole.reading.rows_read == 40_001


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_character_may_lie_across_two_blocks(read_text, codec):
    for shift in range(4):
        filling = "x" * ((1 << 20) - 30 + shift)
        whole = read_text(f"store_id,store_name\nS1,{filling}\nS2,南京西路店人民广场店\n", encoding=codec)
        assert whole.reading.encoding == codec
        assert whole.rows[-1]["store_name"] == "南京西路店人民广场店"


def test_one_damaged_character_spoils_no_other_row(read_text):
    rows = "".join(f"S{number},南京西路第{number}店\n" for number in range(100)).encode()
    whole = read_text("门店编号,门店\n".encode() + rows + b"S\xff9,ok\n")
    assert whole.reading.encoding == "utf-8"
    assert (whole.reading.rows_read, whole.reading.rows_rejected) == (101, 1)
    assert "乱码" in whole.reading.rejections[0].expected[0]
