"""The page of targets: what is set is kept, compared with and can be taken back; each role sets its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import access, device, target_words
from components.access import Role, Viewer, may_set
from components.figures import figure
from data.settings import Settings
from data.state import targets
from data.state.targets import Target
from data.warehouse import generations
from metrics.answer import answer
from metrics.campaigns import CAMPAIGN_GMV
from metrics.groups import GROUP_LEARNING_RATE
from metrics.orders import GMV
from metrics.question import EVERYTHING, Question
from tests.pages.test_every_page import texts
from tests.pipeline import copied

PAGE = "pages/admin/targets.py"
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def home(homes: dict[str, Path], tmp_path: Path) -> Path:
    """The demo with a state of its own."""
    found = tmp_path / "home"
    copied(homes["demo"], found)
    return found


def set_(home: Path, key: str, value: float, **more: str) -> None:
    """Set a target that has held for long."""
    targets.save(Settings(home=home), [Target(metric=key, value=value, from_on=LONG_AGO, **more)], "boss")


def test_a_phone_sets_and_takes_back(
    home: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: True)
    app = opened(home, PAGE)
    field = next(one for one in app.text_input if one.label.startswith("成交额"))
    field.set_value("120000")
    next(one for one in app.button if one.label == "保存目标").click()
    app.run()
    assert not app.exception
    assert [(one.metric, one.value) for one in targets.standing(Settings(home=home))] == [("gmv", 120_000.0)]
    assert any("¥12" in text for text in texts(app))
    app.button(key="undo_targets").click().run()
    assert targets.standing(Settings(home=home)) == ()
    assert any("已撤销" in text for text in texts(app))


def test_what_is_no_value_is_said_and_nothing_is_kept(
    home: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: True)
    app = opened(home, PAGE)
    next(one for one in app.text_input if one.label.startswith("学习率")).set_value("60")
    next(one for one in app.text_input if one.label.startswith("成交额")).set_value("5")
    next(one for one in app.button if one.label == "保存目标").click()
    app.run()
    assert "60%" in app.warning[0].value.replace("\\", "")
    assert "还没有保存任何一项" in app.warning[0].value
    assert targets.standing(Settings(home=home)) == ()


def test_the_manager_of_campaigns_sets_those_of_groups_and_campaigns_only(
    home: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = Viewer(Role.CAMPAIGN_MANAGER, EVERYTHING)
    assert [may_set(one, manager) for one in (GMV, GROUP_LEARNING_RATE, CAMPAIGN_GMV)] == [False, True, True]
    assert not may_set(GROUP_LEARNING_RATE, Viewer(Role.TRAINER, EVERYTHING))
    set_(home, "gmv", 1000.0)
    monkeypatch.setattr(access, "viewer", lambda: manager)
    app = opened(home, PAGE)
    assert not app.exception
    assert "undo_targets" not in {button.key for button in app.button}, "the last edit is the boss's"
    assert {one.theme[1] for one in target_words.settable(manager, None)} == {"Flash groups", "Campaigns"}


def test_beside_each_target_stands_what_was_reached_in_the_last_whole_month(
    home: Path, opened: Callable[..., AppTest]
) -> None:
    source = generations.current(Settings(home=home))
    assert source is not None
    first = source.horizons["orders"].last_day.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    app = opened(home, PAGE)
    grid = app.dataframe[0].value
    here = dict(zip(grid["metric"], grid["lately"], strict=True))
    cell = answer(source, Question(metrics=(GMV,), start=before, end=first))[GMV]
    assert here["成交额"] == figure(GMV, cell.value) != "—"


def test_cards_and_groups_stand_against_targets(home: Path, opened: Callable[..., AppTest]) -> None:
    without = "\n".join(texts(opened(home, "pages/operate/groups.py")))
    assert "较目标" not in without
    set_(home, "gmv", 100.0)
    set_(home, "group_learning_rate", 0.1)
    app = opened(home)
    shown = [str(bar.proto.text) for bar in app.get("progress")]
    assert [text for text in shown if text.startswith(":green[达标] · 达成 ") and "¥" in text], shown
    assert not any("未达标" in text for text in texts(app))
    set_(home, "gmv", 50_000_000.0)
    set_(home, "lost_contacts", 1.0)
    app = opened(home)
    shown = [str(bar.proto.text) for bar in app.get("progress")]
    assert [text for text in shown if text.startswith(":red[未达标] · 达成 ") and "¥" in text]
    assert [text for text in shown if text.startswith(":red[未达标] · 超出 ")]
    line = next(text for text in texts(app) if "2 项未达标" in text)
    assert "成交额" in line
    assert "流失" in line
    app = opened(home, "pages/operate/groups.py")
    assert "较目标" in "\n".join(texts(app))
    cells = [str(cell) for frame in app.dataframe for cell in frame.value.to_numpy().ravel()]
    assert any(cell.startswith("✓ +") for cell in cells)
    assert any(cell.startswith("✗ -") for cell in cells)
