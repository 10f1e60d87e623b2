"""Channels, content and referrals on worlds made by hand: what the pages say must follow from the rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import access, device
from components.access import Role, Viewer
from data.settings import Settings
from metrics import publishing
from metrics.question import Scope
from tests.pages.conftest import ROOT
from tests.pages.test_every_page import texts
from tests.pages.test_hostile_names import MEANT, NAMES

CHANNELS, CONTENT, REFERRALS = (f"pages/operate/{name}.py" for name in ("channels", "content", "referrals"))
PAGES = (CHANNELS, CONTENT, REFERRALS)
MEANING = re.compile("|".join(rf"(?<!\\){re.escape(meant)}" for meant in MEANT))  # unless a backslash takes it away
DAYS = tuple(f"2026-03-{day:02d}" for day in range(1, 31))


def _write(home: Path, name: str, heading: str, rows: list[tuple[object, ...]]) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([heading.split(), *rows])
    path = home / f"{name}.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every name an attack; a card that is redesigned on 16 March; a dear channel; a ring, a burst, herself.

    C-H0 sends 20 cards a day: 2 adds a day before, 6 from then on, at 20:00. H1 costs 10 yuan an add, H0 1 yuan.
    Posts: a benefit a day of likes 50, a lesson a day of likes 10, none on 10 March. R0 brings three, R1 two.
    """
    home = tmp_path_factory.mktemp("ways_in")
    people: list[tuple[object, ...]] = []
    for day in DAYS:
        number = 2 if day < "2026-03-16" else 6
        people += [(f"A{day[-2:]}{k}", "G0", f"{day} 20:{k:02d}:00", "H0") for k in range(number)]
        people += [(f"B{day[-2:]}{k}", "G1", f"{day} 09:0{k}:00", "H1") for k in range(2)]
    greetings = [(one[0], one[1], "guide", f"{str(one[2])[:13]}:30:00", "greeting") for one in people]
    answers = [
        (one[0], one[1], "customer", f"{str(one[2])[:13]}:40:00", "manual")
        for place, one in enumerate(people)
        if one[3] == "H0" and place % 2
    ]
    posts = [
        (f"P{day[-2:]}a", "G0", NAMES[0], f"{day} 10:00:00", "福利", 50, 5, 900) for day in DAYS if day[-2:] != "10"
    ]
    posts += [
        (f"P{day[-2:]}b", "G1", NAMES[1], f"{day} 11:00:00", NAMES[4], 10, 1, 300) for day in DAYS if day[-2:] != "10"
    ]
    brought = [("A010", f"A02{k}", "2026-03-02 21:00:00") for k in range(2)] + [("A010", "A030", "2026-03-03 21:00:00")]
    brought += [("A030", f"A04{k}", "2026-03-04 21:00:00") for k in range(2)]
    brought += [("B010", "B010", "2026-03-05 09:00:00")]
    brought += [("B020", "B030", "2026-03-05 10:00:00"), ("B030", "B020", "2026-03-05 11:00:00")]
    brought += [("B040", f"A16{k}", f"2026-03-16 22:{k:02d}:00") for k in range(6)]
    files = [
        _write(
            home,
            "channels",
            "channel_id channel_name kind",
            [("H0", NAMES[0], "package_card"), ("H1", NAMES[6], "advert")],
        ),
        _write(home, "guides", "guide_id guide_name persona", [("G0", NAMES[2], NAMES[0]), ("G1", NAMES[3], NAMES[1])]),
        _write(home, "customers", "customer_id nickname", [("A010", NAMES[0]), ("A030", NAMES[1]), ("B040", NAMES[6])]),
        _write(home, "contacts", "customer_id guide_id added_at channel_id", people),
        _write(home, "channel_reach", "channel_id on reached", [("H0", day, 20) for day in DAYS]),
        _write(
            home,
            "costs",
            "on kind amount channel_id",
            [("2026-03-01", "advert", 120, "H0"), ("2026-03-01", "advert", 600, "H1")],
        ),
        _write(home, "messages", "customer_id guide_id sender sent_at kind", greetings + answers),
        _write(home, "posts", "post_id guide_id persona posted_at kind likes comments views", posts),
        _write(
            home,
            "orders",
            "order_id customer_id ordered_at amount guide_id",
            [("O1", "A010", "2026-03-02 10:00:00", 100, "G0")],
        ),
        _write(home, "referrals", "referrer_id customer_id at", brought),
    ]
    results = publishing.import_files(Settings(home=home), files)
    assert all(isinstance(result, publishing.Imported) and not result.rows_rejected for result in results), results
    return home


@pytest.fixture(scope="module")
def read(world: Path) -> dict[str, list[str]]:
    """What stands on each page, read once by the first test that asks."""
    return {}


@pytest.fixture
def said(world: Path, read: dict[str, list[str]], opened: Callable[..., AppTest]) -> Callable[..., list[str]]:
    """All texts of a page in this world."""

    def texts_of(page: str, **query: str) -> list[str]:
        key = f"{page}{query}"
        if key not in read:
            app = opened(world, page, **query)
            assert not app.exception
            assert not app.error, [error.value for error in app.error]
            read[key] = list(dict.fromkeys(texts(app)))
        return read[key]

    return texts_of


def _with(found: list[str], *words: str) -> Iterator[str]:
    return (text for text in found if all(word in text for word in words))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_names_are_names(
    page: str, phone: bool, said: Callable[..., list[str]], read: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    read.clear()
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: phone)
    found = said(page, lang="en")
    read.clear()
    assert not [text for text in found if MEANING.search(text)]
    assert any("evil" in text for text in found)


def test_dear_channel_is_named_with_its_cost(said: Callable[..., list[str]]) -> None:
    """120 yuan for 120 adds of the card, 600 for 60 of the other: 1 and 10 yuan an add, ten times."""
    assert list(_with(said(CHANNELS), "¥10.00", "¥1.00", "10 倍"))


def test_change_of_the_card_is_found_and_measured(said: Callable[..., list[str]]) -> None:
    """From 2 of 20 to 6 of 20 a day: 10 % to 30 % on 16 March, beyond chance; 14 days a side hold 28 and 84 of 280."""
    (sentence,) = _with(said(CHANNELS, span="14"), "2026-03-16", "之前")
    assert "10.0\u00a0%（28 ÷ 280）" in sentence
    assert "**30.0\u00a0%**（84 ÷ 280）" in sentence
    assert "高了 20.0 个百分点" in sentence


def test_change_on_a_day_of_the_reader(said: Callable[..., list[str]]) -> None:
    """One day before 2 March and fourteen from it on hold 2 adds of 20 cards a day: no difference at all."""
    (sentence,) = _with(said(CHANNELS, span="14", on="2026-03-02"), "2026-03-02", "之前")
    assert "之前 1 天是 10.0\u00a0%（2 ÷ 20）" in sentence
    assert "**10.0\u00a0%**（28 ÷ 280）" in sentence
    assert "可能只是偶然" in sentence


def test_best_hour_is_said(said: Callable[..., list[str]]) -> None:
    """All of the card's adds, 120 of 180, come at 20:00, and only there greetings are answered."""
    found = said(CHANNELS)
    assert list(_with(found, "加粉最多的是 20:00–21:00"))
    assert list(_with(found, "最容易得到回复的是 20:00–21:00"))
    assert list(_with(found, "20 点在这里也是最好的"))


def test_missing_ingredients_and_the_liked_kind(said: Callable[..., list[str]]) -> None:
    """Benefits are one of eight, the other kind's name tells nothing; benefits are liked 50, the others 10."""
    found = said(CONTENT)
    assert list(_with(found, "八味料只用了 1 味", "特权", "娱乐"))
    assert list(_with(found, "点赞最多的是“福利”", "50.0", "10.0"))
    assert list(_with(found, "2 个人设里 0 个达到每天 6 条"))


def test_calendar_names_the_empty_day(said: Callable[..., list[str]]) -> None:
    assert list(_with(said(CONTENT), "1 天什么也没发", "03-10"))


def test_content_under_a_filter_by_channel_says_why_it_is_empty(said: Callable[..., list[str]]) -> None:
    found = said(CONTENT, channel="H0")
    assert list(_with(found, "内容没有渠道之分"))
    assert not list(_with(found, "八味料"))


def test_costs_are_hidden_where_only_a_part_is_shown(said: Callable[..., list[str]]) -> None:
    """A guide's adds by the cost of a whole channel would be a false cost per add."""
    found = said(CHANNELS, guide="G0")
    assert list(_with(found, "花费是整个渠道的"))
    assert not list(_with(found, "倍"))


def test_suspicions_have_their_reasons(said: Callable[..., list[str]]) -> None:
    found = said(REFERRALS)
    assert list(_with(found, "推荐人和新客户是同一个编号"))
    assert list(_with(found, "2 人互相推荐", "B020 → B030 → B020"))
    assert list(_with(found, "5 分钟内带来 6 人", "超过 5 人"))
    assert list(_with(found, "有 3 处可疑"))


def test_fission_and_k_are_divided_as_they_say(said: Callable[..., list[str]]) -> None:
    """180 people known; 3 brought 11, of whom herself and the ring are none: 3 ÷ 180 and 11 ÷ 180."""
    found = said(REFERRALS)
    assert "3 ÷ 180" in found
    assert "11 ÷ 180" in found


def test_ladder_pays_and_pushes(said: Callable[..., list[str]]) -> None:
    """Three brought: 30 yuan; six: 79; two: one short of three. 109 yuan for 11 customers."""
    found = said(REFERRALS)
    assert list(_with(found, "¥109", "¥9.91"))
    assert list(_with(found, "1 人差一个就满 3 人（¥30）"))


def test_pages_without_rows_name_the_file_to_bring(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    """One contact alone: no reach, no costs, no posts, no referrals."""
    for page, files in ((CHANNELS, ("channel_reach", "costs")), (CONTENT, ("posts",)), (REFERRALS, ("referrals",))):
        found = list(texts(opened(homes["single"], page)))
        for file in files:
            assert list(_with(found, f"（{file}）")), (page, file)


def test_a_guide_sees_her_own_content_and_neither_channels_nor_referrals(
    world: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """G0 posts benefits alone; costs and trees belong to no guide."""
    scope = Scope(guides=frozenset({"G0"}))
    monkeypatch.setattr(access, "viewer", lambda: Viewer(Role.GUIDE, scope))
    found = list(texts(opened(world, CONTENT)))
    assert list(_with(found, "1 个人设里 0 个达到每天 6 条"))
    assert "福利" in found
    assert not list(_with(found, "onerror"))
    for page in (CHANNELS, REFERRALS):
        alone = AppTest.from_file(str(ROOT / page), default_timeout=60).run()
        assert [one.value for one in alone.subheader] == ["您没有这个页面的权限"]


@pytest.mark.parametrize("page", [CONTENT, REFERRALS])
def test_where_rows_were_never_brought_the_way_to_the_import_stands(
    page: str, homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    links = {
        home: [link.proto.label for link in opened(homes[home], page).get("page_link")] for home in ("single", "demo")
    }
    assert "去导入" in links["single"]
    assert "去导入" not in links["demo"]
