"""Poster and battle screen: names are text, letters are really drawn, time runs towards the cut-off."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from PIL import Image

from components import campaign_picture, competition_headline, competition_poster, competition_screen
from components.drawing import Drawing, short, wide
from metrics.competitions.entrants import Entrant, Registers
from metrics.competitions.rules import checked
from metrics.competitions.standings import Board, Place

RULES = {
    "id": "k",
    "title": "大赛",
    "starts_on": date(2026, 3, 2),
    "ends_on": date(2026, 3, 3),
    "scores": [{"what": "orders", "points": 1}],
}


def place(name: str, points: int = 10, rank: int = 1, moved: int | None = None) -> Place:
    """A line of a ranking."""
    entrant = Entrant(id="G1", name=name, store="东店")
    return Place(rank=rank, entrant=entrant, points=Decimal(points), moved=moved, gap=None, reward=None, streak=0)


def lines(svg: str) -> list[str]:
    """The texts of a picture."""
    return [element.text or "" for element in ET.fromstring(svg) if element.tag.endswith("text")]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a&b", "]]>", '" onload="x', "a\x00b\x07", "\ud800"])
def test_hostile_names_are_text(name: str) -> None:
    drawing = competition_poster.poster("标题", "现在", [(None, [place(name)])], [], [("红包", name, "¥50")], None)
    root = ET.fromstring(drawing.svg())
    assert {element.tag.rpartition("}")[2] for element in root} == {"rect", "text"}
    assert all(
        set(element.attrib) <= {*"xy", "width", "height", "rx", "fill", "font-size", "font-weight", "text-anchor"}
        for element in root
    )
    kept = "".join(sign for sign in name if ord(sign) >= 32 and not 0xD800 <= ord(sign) <= 0xDFFF)
    assert any(line and kept.startswith(line.rstrip("…")) for line in lines(drawing.svg()) if line) or not kept


def test_letters_are_drawn() -> None:
    """A renderer without the font leaves Chinese out and says nothing: two names must give two pictures."""
    family = campaign_picture.font()
    if family is None:
        pytest.skip("no Chinese font on this machine")
    pictures = []
    for name in ("王一", "罗敏"):
        sheet = Drawing(200, 60, "black", family)
        sheet.text(10, 45, name, 40, "white")
        pixels = Image.open(io.BytesIO(sheet.png())).convert("L")
        assert pixels.size == (200, 60)
        pictures.append(pixels)
        assert sum(pixels.histogram()[128:]) > 300
    assert pictures[0].tobytes() != pictures[1].tobytes()


def test_poster_grows_with_what_it_holds() -> None:
    short_one = competition_poster.poster("t", "m", [(None, [place("a")])], [], [], None)
    long_one = competition_poster.poster(
        "t", "m", [("A组", [place("a"), place("b", 5, 2, -1)])], [place("c", 1, 3, 2)], [("x", "y", "¥1")], None
    )
    assert short_one.height < long_one.height
    said = lines(long_one.svg())
    for word in ("A组", "a", "b", "▼1", "c ▲2", "¥1"):
        assert word in said, word


@pytest.mark.parametrize(
    ("cut_offs", "now", "expected"),
    [
        (["12:00", "22:00"], datetime(2026, 3, 2, 11, 59), datetime(2026, 3, 2, 12)),
        (["12:00", "22:00"], datetime(2026, 3, 2, 12), datetime(2026, 3, 2, 22)),
        (["12:00", "22:00"], datetime(2026, 3, 2, 23), datetime(2026, 3, 3, 12)),
        (["12:00", "22:00"], datetime(2026, 3, 3, 22), None),
        (["12:00"], datetime(2026, 2, 1), datetime(2026, 3, 2, 12)),
        ([], datetime(2026, 3, 2, 9), datetime(2026, 3, 3)),
        ([], datetime(2026, 3, 4), None),
    ],
)
def test_next_cut_off(cut_offs: list[str], now: datetime, expected: datetime | None) -> None:
    assert competition_screen.next_cut(checked({**RULES, "cut_offs": cut_offs}), now) == expected


def test_countdown_never_says_nothing_is_left_before_the_end() -> None:
    assert competition_screen.countdown(timedelta(seconds=1)) == "00:01"
    assert competition_screen.countdown(timedelta(hours=23, minutes=59, seconds=1)) == "24:00"


def test_long_names_are_cut() -> None:
    assert short("王一", 4) == "王一"
    cut = short("这是一个特别长的门店名字", 6)
    assert cut.endswith("…")
    assert wide(cut) <= 6.6


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        (datetime(2026, 3, 2, 9, 30), ["第 1 天，共 2 天", "计分数据到 2026-03-02 09:30"]),
        (datetime(2026, 3, 4), ["已结束，共 2 天"]),
        (None, ["2026-03-02 开赛"]),
    ],
)
def test_who_looks_at_the_wall_knows_up_to_when_it_counts(reach: datetime | None, said: list[str]) -> None:
    found = Board(
        rules=checked(RULES),
        known=Registers(guides={}, names={}, stores={}, stays={}, entries={}),
        rows=(),
        entrants={},
        reach=reach,
    )
    assert competition_headline.until(found) == said
