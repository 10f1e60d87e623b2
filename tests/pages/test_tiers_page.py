"""用户分层: lists that are ticked off and stay so, whose lists they are, and any segment by its address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import access, device
from components.access import Role, Viewer
from data.settings import Settings
from data.state import tasks
from metrics import publishing
from metrics.question import Scope
from tests.pages.test_every_page import texts
from tests.pipeline import copied

PAGE = "pages/customers/tiers.py"
TODAY = date(2026, 3, 20)
FILES = {
    "guides": "guide_id,guide_name,store_id\nG1,王晓彤,S1\nG2,李静,S2\n",
    "stores": "store_id,store_name\nS1,一店\nS2,二店\n",
    "customers": (
        "customer_id,nickname,tags,level,city\n"
        "C1,小鹿,敏感肌;宝妈,金卡,杭州\nC2,阿宁,宝妈,银卡,杭州\nC3,团子,送礼,银卡,上海\nC4,米粒,,金卡,上海\n"
    ),
    # C1 and C2 stand on their fifth day without an order; C3 bought; C4 is new today
    "contacts": (
        "customer_id,guide_id,added_at\n"
        "C1,G1,2026-03-15 10:00:00\nC2,G2,2026-03-15 11:00:00\nC3,G2,2026-01-05 10:00:00\nC4,G1,2026-03-20 20:00:00\n"
    ),
    "orders": "order_id,customer_id,ordered_at,amount,guide_id\nO1,C3,2026-01-06 10:00:00,100,G2\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stores with a guide each, and four customers."""
    home = tmp_path_factory.mktemp("shop")
    paths = []
    for name, text in FILES.items():
        path = home / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    results = publishing.import_files(Settings(home=home), paths)
    assert all(isinstance(result, publishing.Imported) for result in results), results
    return home


@pytest.fixture
def shop(built: Path, tmp_path: Path) -> Path:
    """A home of its own, to tick in."""
    return copied(built, tmp_path / "shop")


def names(app: AppTest) -> list[str]:
    """Who is on the cards of a phone."""
    return [box.label.split("**")[1] for box in app.checkbox if box.label.startswith("**")]


def test_a_list_is_ticked_off_and_the_tick_taken_back(
    shop: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: True)
    app = opened(shop, PAGE, reason="first_order")
    assert not app.exception
    assert not app.error
    assert names(app) == ["小鹿", "阿宁"]
    box = next(box for box in app.checkbox if "小鹿" in box.label)
    box.check().run()
    assert not app.error
    (task,) = tasks.ticked(Settings(home=shop), TODAY, TODAY).values()
    assert (task.customer_id, task.guide_id, task.reason, task.who) == ("C1", "G1", "first_order", "boss")
    assert any("已联系 **1**" in text for text in texts(app))
    assert any("未满期" in str(cell) for table in app.table for column in table.value for cell in table.value[column])
    again = opened(shop, PAGE, reason="first_order", state="open")
    assert names(again) == ["阿宁"], "kept, and seen by whoever comes next"
    next(box for box in app.checkbox if "小鹿" in box.label).uncheck().run()
    assert tasks.ticked(Settings(home=shop), TODAY, TODAY) == {}


def test_a_guide_sees_her_own_list_and_nothing_of_the_whole(
    built: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: True)
    monkeypatch.setattr(access, "viewer", lambda: Viewer(Role.GUIDE, Scope(guides=frozenset({"G2"}))))
    app = opened(built, PAGE, reason="first_order")
    assert not app.exception
    assert names(app) == ["阿宁"]
    assert not app.metric
    assert "UCDCPC：这是一群什么人" not in [one.value for one in app.subheader]
    assert not any("小鹿" in text for text in texts(app))


def test_what_others_ticked_is_not_hers(
    shop: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The results of a store manager are those of her store's guides."""
    task = tasks.Task(customer_id="C1", guide_id="G1", reason="first_order", day=TODAY)
    tasks.tick(Settings(home=shop), task, "guide")
    for store, is_seen in (("S1", True), ("S2", False)):
        person = Viewer(Role.STORE_MANAGER, Scope(stores=frozenset({store})))
        monkeypatch.setattr(access, "viewer", lambda person=person: person)
        app = opened(shop, PAGE)
        assert not app.exception
        assert any("还没有打过勾" in text for text in texts(app)) != is_seen


def test_tiers_are_counted(built: Path, opened: Callable[..., AppTest]) -> None:
    """C3 bought; the others were added within thirty days."""
    app = opened(built, PAGE)
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown == {"核心用户": "0", "价值用户": "1", "种子用户": "0", "普通用户": "0", "新用户": "3"}


def test_a_segment_by_its_address(built: Path, opened: Callable[..., AppTest]) -> None:
    app = opened(built, PAGE, tag="宝妈", lives="杭州")
    users = next(table.value for table in app.table if "人数" in list(table.value.iloc[:, 0]))
    assert users.iloc[0, 1] == "2"
    nobody = opened(built, PAGE, tag="宝妈", tier="core")
    assert any("没有符合这些条件的人" in text for text in texts(nobody))
    unknown = opened(built, PAGE, tag="![x](https://evil.example)")
    assert not unknown.error
    assert unknown.multiselect(key="segment:tag:zh").value == []


def test_tags_are_searched(built: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: True)
    app = opened(built, PAGE, find="宝")
    (found,) = [table.value for table in app.table if "买过的占比" in table.value.columns]
    assert list(found["标签"]) == ["宝妈"]
    assert list(found["人数"]) == ["2"]
    app.text_input(key="tag:search:zh").set_value("<img>").run()
    assert any("没有包含" in text and "<img>" not in text for text in texts(app))


def test_adds_alone_have_tiers_and_say_what_is_missing(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    app = opened(homes["single"], PAGE)
    assert not app.error
    assert any("未导入所需数据" in text for text in texts(app)), "RFM stands on orders"
    assert any("客户表里没有标签" in text for text in texts(app))
    assert any("数据还不到一个月" in text for text in texts(app))
