"""The app as a reader has it: on a real server, in a real browser, on a desktop and on a phone."""

from __future__ import annotations

import gzip
import re
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest
from playwright.sync_api import expect

from data.settings import Settings
from metrics import publishing
from tests.browser.conftest import Reader, served
from tests.pipeline import publish_with_fewer_tables

PAGES = {
    "overview": "总览",
    "startup": "起盘指标",
    "tiers": "用户分层",
    "dictionary": "指标字典",
    "intake": "导入",
}
ROW, HEAD = 35, 38  # of a wide table, in pixels


@pytest.mark.parametrize(
    ("path", "phone"),
    [*((path, False) for path in PAGES if path not in ("tiers", "startup")), ("startup", True)],
    ids=lambda value: {True: "phone", False: "desktop"}.get(value, value),
)
def test_page_is_drawn_without_errors_and_asks_nobody_else(
    path: str, phone: bool, reader: Callable[..., Reader]
) -> None:
    one = reader(phone=phone)
    page = one.open(path)
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    assert one.errors == []
    assert one.outside == [], "a page must not fetch anything from another host"


def test_bare_address_goes_to_the_overview_with_its_query(reader: Callable[..., Reader]) -> None:
    page = reader().open("?lang=en&period=last7")
    assert "/overview?" in page.url
    assert "period=last7" in page.url
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def test_deep_link_opens_the_same_view(reader: Callable[..., Reader]) -> None:
    link = "startup?period=last7&store=S002&metric=private_chat_ratio&by=guide&grain=week"
    first, second = reader().open(link), reader().open(link)
    assert first.url == second.url
    figures = [one.get_by_test_id("stMetricValue").all_inner_texts() for one in (first, second)]
    assert figures[0] == figures[1] != []
    expect(first.get_by_role("radio", name="近7日")).to_be_checked()


def test_language_switch_keeps_filters_and_goes_along_to_other_pages(reader: Callable[..., Reader]) -> None:
    one = reader()
    page = one.open("overview?store=S002")
    before = page.get_by_test_id("stMetricValue").first.inner_text()
    page.get_by_role("radio", name="近7日").click()
    one.settle()
    assert "period=last7" in page.url
    page.get_by_role("radio", name="近30日").click()
    one.settle()
    page.get_by_role("button", name="English").click()
    one.settle()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    assert page.get_by_test_id("stMetricValue").first.inner_text() == before
    assert "store=S002" in page.url
    page.get_by_test_id("stTopNavSection").filter(has_text="Operate").click()
    page.get_by_text("Startup metrics", exact=True).first.click()
    one.settle()
    page.wait_for_url("**/startup?*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Startup metrics")
    assert "store=S002" in page.url
    assert "lang=en" in page.url
    page.get_by_role("button", name="中文").click()
    one.settle()
    expect(page.get_by_role("heading", level=1)).to_have_text("起盘指标")
    assert "store=S002" in page.url
    assert one.errors == []


def test_filter_chosen_by_hand_is_in_the_address(reader: Callable[..., Reader]) -> None:
    one = reader()
    page = one.open("overview")
    whole = page.get_by_test_id("stMetricValue").first.inner_text()
    page.get_by_test_id("stPopover").get_by_role("button").first.click()
    box = page.get_by_test_id("stMultiSelect").filter(has_text="门店").locator("input")
    box.click()
    page.get_by_role("option").nth(1).click()
    one.settle()
    assert "store=S" in page.url
    assert page.get_by_test_id("stMetricValue").first.inner_text() != whole


def test_phone_has_two_cards_across_and_short_tables(reader: Callable[..., Reader]) -> None:
    one = reader(phone=True)
    page = one.open("overview")
    assert one.errors == []
    boxes = [card.bounding_box() for card in page.get_by_test_id("stMetric").all()[:4]]
    assert all(boxes)
    assert boxes[0]["y"] == boxes[1]["y"]  # type: ignore[index]
    assert boxes[2]["y"] > boxes[1]["y"]  # type: ignore[index]
    assert page.get_by_test_id("stDataFrame").count() == 0
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, "nothing may stick out to the right"


@pytest.mark.parametrize("path", [pytest.param("intake", marks=pytest.mark.thorough), "startup"])
def test_any_page_may_be_the_first_request_after_a_start(
    path: str, demo_home: Path, reader: Callable[..., Reader]
) -> None:
    """Flat page files would be run without app.py here: without its frame, and without its question who is there.

    Until one run has called st.navigation, Streamlit knows no pages but flat ones, and lays its own “Page not found”
    over the right page; it is said once in the life of a server, and not at all by `server.py`.
    """
    process, address = served(demo_home)
    try:
        page = reader(address=address).open(path)
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
        expect(page.get_by_role("link", name="总览").first).to_be_visible()
    finally:
        process.terminate()
        process.wait(20)


def test_as_a_server_it_knows_its_pages_and_sends_scripts_compressed(
    demo_home: Path, reader: Callable[..., Reader]
) -> None:
    """Its first page was drawn for nobody, so a deep link is no unknown page; a script is the same either way."""
    process, address = served(demo_home, "server.py")
    try:
        one = reader(address=address)
        scripts: list[str] = []
        one.page.on("request", lambda request: scripts.append(request.url) if request.url.endswith(".js") else None)
        page = one.open("startup?period=last7")
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGES["startup"])
        expect(page.get_by_text("Page not found")).to_have_count(0)
        assert one.errors == []
        assert one.outside == []
        for url in scripts[:3]:
            plain, *squeezed = (_fetched(url, words) for words in ({}, *2 * [{"Accept-Encoding": "gzip"}]))
            for answer in squeezed:
                assert answer.headers["Content-Encoding"] == "gzip"
                assert "immutable" in answer.headers["Cache-Control"]
                assert len(answer.body) < len(plain.body)
                assert gzip.decompress(answer.body) == plain.body
            part = _fetched(url, {"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
            assert (part.body, part.headers["Content-Encoding"]) == (plain.body[:10], None)
    finally:
        process.terminate()
        process.wait(20)


@dataclass(frozen=True)
class Fetched:
    """What a server answered."""

    headers: Message
    body: bytes


def _fetched(url: str, headers: dict[str, str]) -> Fetched:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
        return Fetched(answer.headers, answer.read())


def test_a_file_is_in_the_words_of_its_page(reader: Callable[..., Reader]) -> None:
    """It is made after the run, by another thread."""
    page = reader().open("referrals?lang=en")
    page.get_by_role("button", name="Export").nth(1).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV file").click()
    assert re.fullmatch(r"referral-tree_\d{8}_\d{8}_demo\.csv", waiting.value.suggested_filename)
    assert Path(waiting.value.path()).read_bytes().startswith(b"\xef\xbb\xbf"), "the mark by which Excel knows UTF-8"
    first, *rows = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert first == "Parent,Child,At,Depth,People,GMV"
    assert len(rows) > 2


def test_a_tick_in_the_wide_list_is_kept(reader: Callable[..., Reader]) -> None:
    """A reader clicks the second person's box: so it is for whoever comes next, until the click is taken back."""
    one = reader()
    page = one.open("tiers")

    def click() -> None:
        table = page.get_by_test_id("stDataFrame").first
        table.scroll_into_view_if_needed()
        box = table.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 36, box["y"] + HEAD + 1.5 * ROW)
        page.wait_for_timeout(500)
        one.settle()

    click()
    expect(reader().open("tiers").get_by_text("已联系 1，")).to_be_visible()
    click()
    expect(page.get_by_text("已联系 0，")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES["tiers"])
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert one.errors == []
    assert one.outside == []


def test_first_start_shows_progress_and_then_the_demo(tmp_path: Path, reader: Callable[..., Reader]) -> None:
    process, address = served(tmp_path)
    try:
        page = reader(address=address).open()
        expect(page.get_by_text("正在准备示例数据").first).to_be_visible(timeout=30_000)
        expect(page.get_by_test_id("stMetric").first).to_be_visible(timeout=90_000)
        expect(page.get_by_text("这里的人和数字都是生成的").first).to_be_visible()
    finally:
        process.terminate()
        process.wait(20)


def test_a_link_leads_to_its_page_after_an_upgrade(tmp_path: Path, reader: Callable[..., Reader]) -> None:
    """Another version made the generation: it is replaced meanwhile, and no dialog says that there is no such page."""
    home = Settings(home=tmp_path)
    publishing.make_demo(home, stores=6, guides=14, customers=1_500, days=100)
    publish_with_fewer_tables(home)
    process, address = served(tmp_path, "server.py")
    try:
        one = reader(address=address)
        page = one.open("tiers?lang=en")
        expect(page.get_by_role("heading", level=1)).to_have_text("Tiers", timeout=60_000)
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert "/tiers?lang=en" in page.url
        assert one.errors == []
    finally:
        process.terminate()
        process.wait(20)


def test_dark_is_dark(reader: Callable[..., Reader]) -> None:
    page = reader(dark=True).open("overview")
    background = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert background == "rgb(14, 19, 27)"


def test_battle_screen_fills_the_wall_and_has_nothing_around_it(reader: Callable[..., Reader]) -> None:
    one = reader()
    page = one.open("competitions")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="大屏").click()
    wall = opened.value
    outside: list[str] = []
    wall.on("request", lambda request: outside.append(request.url) if one.address not in request.url else None)
    wall.set_viewport_size({"width": 1920, "height": 1080})
    picture = wall.locator("img").first
    picture.wait_for(timeout=60_000)
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] > 1700
    assert box["y"] + box["height"] <= 1080, "nobody scrolls a wall"
    expect(picture).to_have_attribute("alt", re.compile("大屏"))
    expect(wall.get_by_role("link", name="总览")).to_have_count(0)
    expect(wall.get_by_role("button", name="筛选")).to_have_count(0)
    ground = wall.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", ground)[:3])) < 120, ground
    assert [url for url in outside if not url.startswith(("ws", "data:", "blob:"))] == []
