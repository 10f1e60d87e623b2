"""The page of lessons: what it says of a course worked by hand, of half of the data, and to whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import access, device, training_classes, training_help, training_lists
from components.access import Role, Viewer
from components.export import Sheet
from metrics.question import EVERYTHING, Scope
from tests.metrics.test_training import NOW, guide, lesson, orders, worked
from tests.oracle.world import World
from tests.pages.conftest import ROOT
from tests.pages.test_every_page import MACHINE, texts
from tests.pages.test_hostile_names import MEANT, NAMES
from tests.pipeline import publish, settings_at

PAGE = "pages/team/training.py"
ALIVE = re.compile("|".join(rf"(?<!\\){re.escape(meant)}" for meant in MEANT))  # not after a backslash
Open = Callable[..., AppTest]


def _home(folder: Path, rows: World) -> Path:
    publish(settings_at(folder, NOW), rows)
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course worked by hand, and enough of its guides to be compared."""
    rows = worked()
    more = [guide(n) for n in (11, 12)] + [guide(13, "S2")]
    taught = [lesson(n, name, day) for n in (11, 12) for name, day in (("第1课", 10), ("第2课", 11))]
    sold = [
        order
        for n in (11, 12, 13)
        for order in (*orders(n, date(2026, 2, 24), [20] * 14), *orders(n, date(2026, 3, 12), [40] * 14))
    ]
    return _home(
        tmp_path_factory.mktemp("lessons"),
        {
            **rows,
            "guides": [*rows["guides"], *more],
            "training": [*rows["training"], *taught],
            "orders": [*rows["orders"], *sold],
        },
    )


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One row of a lesson, nothing else."""
    return _home(tmp_path_factory.mktemp("one_lesson"), {"training": [lesson(1, "第1课", 10)]})


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Guides, stores, teams, campaigns and lessons whose names are attacks."""
    people = list(enumerate(NAMES))
    return _home(
        tmp_path_factory.mktemp("hostile_lessons"),
        {
            "stores": [{"store_id": f"S{n}", "store_name": name, "region": name} for n, name in people],
            "guides": [guide(n, f"S{n}", guide_name=name, team=name) for n, name in people],
            "campaigns": [
                {
                    "campaign_id": "A1",
                    "campaign_name": NAMES[0],
                    "starts_on": date(2026, 3, 10),
                    "ends_on": date(2026, 3, 14),
                }
            ],
            "training": [
                lesson(n, NAMES[k], 10 + k, attended=n != k, note=NAMES[1] if n % 2 else None, exam=70.0 + n)
                for n, _ in people
                for k in (0, 1)
            ],
            "orders": [order for n, _ in people for order in orders(n, date(2026, 2, 1), [100 * n] * 50)],
        },
    )


def sound(app: AppTest) -> None:
    """The page ran and no part of it failed."""
    assert not app.exception
    assert not app.error, [error.value for error in app.error]
    assert not [text for text in texts(app) if MACHINE.search(text)]


def said(app: AppTest) -> str:
    """Everything the page says, invisible joiners and escapes aside."""
    return "\n".join(texts(app)).replace("\u2060", "").replace("\\", "").replace("\u00a0", " ")


@pytest.mark.parametrize(("phone", "language"), [(False, "zh"), (True, "zh"), (True, "en")])
def test_the_worked_course_is_shown(
    language: str, phone: bool, small: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: phone)
    app = opened(small, PAGE, **({"lang": "en"} if language == "en" else {}))
    sound(app)
    page = said(app)
    if language == "zh":
        assert "第2课（2026-03-11）缺课 1 人：导购 7" in page.replace("*", "")
        assert "这不是实验" in page
    else:
        assert "This is no experiment" in page
    # 3 of 6 lessons came of G1, G2, G3, 2 of 2 of G11 and G12, none of G7: 10 of 12
    assert app.metric[0].value.replace("\u00a0", " ") == "83.3 %"


def test_the_effect_on_the_page_is_the_one_by_hand(small: Path, opened: Open) -> None:
    """Trained: 20, 10, 30, 20, 20 (mean 20); others: 0, 10, 5, 0, 20 (mean 7). 20 − 7 = 13 yuan a day."""
    app = opened(small, PAGE, window="14")
    sound(app)
    assert app.metric[3].value.replace("\u2060", "") == "+¥13.00"
    assert "+¥13.00" in said(app)
    assert app.selectbox(key="choose:window:zh").value == "14"
    app.selectbox(key="choose:window:zh").set_value("7").run()
    sound(app)
    assert app.query_params["window"] in ("7", ["7"])


def test_a_lesson_is_chosen_and_the_missing_follow(small: Path, opened: Open) -> None:
    app = opened(small, PAGE)
    assert app.selectbox(key="choose:lesson:zh").value == "0"
    app.selectbox(key="choose:lesson:zh").set_value("all").run()
    sound(app)
    assert "缺 2 课" in said(app)


def test_courses_of_no_campaign_are_not_compared(small: Path, opened: Open) -> None:
    app = opened(small, PAGE, course="none")
    sound(app)
    page = said(app)
    assert "全员到课" in page
    assert "视为不布置作业" in page
    assert app.metric[3].value == "—"
    app.button(key="training:to:A1").click().run()
    assert app.selectbox(key="choose:course:zh").value == "A1"


@pytest.mark.parametrize("by", ["store", "region", "nonsense"])
def test_classes_are_made_by_place(by: str, small: Path, opened: Open) -> None:
    app = opened(small, PAGE, class_by=by, against="exam", **{"class": "nonsense"})
    sound(app)
    assert app.selectbox(key="choose:class_by:zh").value == (by if by != "nonsense" else "team")


@pytest.mark.parametrize(("phone", "language"), [(False, "en"), (True, "zh")])
def test_one_lesson_of_one_guide(
    phone: bool, language: str, bare: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is registered, no campaign, no order: names say so, and what is unknown has its reason."""
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: phone)
    app = opened(bare, PAGE, **({"lang": "en"} if language == "en" else {}))
    sound(app)
    assert ("还没有导入订单" if language == "zh" else "No orders") in said(app)
    assert [metric.value.replace("\u00a0", " ") for metric in app.metric] == ["100.0 %", "—", "—", "—"]


def test_without_lessons_the_page_says_what_to_bring(homes: dict[str, Path], opened: Open) -> None:
    app = opened(homes["single"], PAGE)
    assert [one.value for one in app.subheader] == ["还没有培训记录"]
    assert "每位导购每课一行" in said(app)
    assert any("去导入" in link.label for link in app.page_link)
    assert not app.metric


def test_filters_narrow_the_course_and_say_what_they_ignore(small: Path, opened: Open) -> None:
    app = opened(small, PAGE, guide="G7", channel="H1")
    sound(app)
    assert app.metric[0].value.replace("\u00a0", " ") == "0.0 %"
    assert "渠道" in said(app)
    nobody = opened(small, PAGE, store="no such store")
    sound(nobody)
    assert "没有培训记录" in said(nobody)
    nobody.button(key="clear_training").click().run()
    assert nobody.metric


def test_a_viewer_of_one_store_sees_its_guides_only(small: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "viewer", lambda: Viewer(Role.TRAINER, Scope(stores=frozenset({"S2"}))))
    app = opened(small, PAGE)
    sound(app)
    page = said(app)
    assert app.selectbox(key="choose:course:zh").value == "none"  # of S2 only G4 is on a sheet
    assert app.metric[0].delta == "1 / 1 人次"
    for number in (1, 2, 3, 7, 11):
        assert not re.search(rf"导购 {number}\b", page)


@pytest.mark.parametrize("role", [Role.STORE_MANAGER, Role.GUIDE])
def test_whose_page_it_is_not(role: Role, small: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "viewer", lambda: Viewer(role, EVERYTHING))
    opened(small)
    app = AppTest.from_file(str(ROOT / PAGE), default_timeout=60).run()
    assert not app.metric
    assert any("没有这个页面的权限" in one.value for one in app.subheader)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_names_are_names(phone: bool, hostile: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: phone)
    for by in ("team", "store"):
        app = opened(hostile, PAGE, class_by=by, lesson="all")
        assert not app.exception
        assert not app.error
        assert not [text for text in texts(app) if ALIVE.search(text)]


def test_lists_are_exported_whole(small: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: dict[str, Sheet] = {}
    for module in (training_lists, training_help, training_classes):
        monkeypatch.setattr(module, "export", lambda sheet: taken.setdefault(sheet.name, sheet))
    sound(opened(small, PAGE))
    missing = taken["training-A1-missing"]
    assert [(row[1], row[5], row[7]) for row in missing.rows] == [("G7", "第2课", "无记录")]
    owed = taken["training-A1-homework"]
    assert {(row[1], row[5], row[7], row[8]) for row in owed.rows} >= {("G2", "第2课", "是", "是")}
    guides = {row[1]: row for row in taken["training-A1-guides"].rows}
    assert set(guides) == {"G1", "G2", "G3", "G7", "G11", "G12"}
    assert guides["G1"][3:6] == (2, 2, 1.0)
    matrix = {row[1]: row[3:5] for row in taken["training-A1-class-飞虎队"].rows}
    assert matrix["G7"] == ("✗ 缺席", "✗ 无记录")
    assert matrix["G1"] == ("✓ 90 · 笔记", "✓ 96 · 笔记")


def test_the_demo_tells_its_stories(homes: dict[str, Path], opened: Open) -> None:
    app = opened(homes["demo"], PAGE)
    sound(app)
    assert app.selectbox(key="choose:course:zh").value == "A02"
    assert "课后的完整订单不足一周" in said(app)
    sound(opened(homes["demo"], PAGE, course="A01"))
