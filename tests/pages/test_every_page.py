"""Every page in every world and both languages: it runs, says what it is, and shows no machine's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGES = {
    "overview": ("pages/today/overview.py", "总览", "Overview"),
    "startup": ("pages/operate/startup.py", "起盘指标", "Startup metrics"),
    "channels": ("pages/operate/channels.py", "引流渠道", "Channels"),
    "content": ("pages/operate/content.py", "内容", "Content"),
    "groups": ("pages/operate/groups.py", "快闪群", "Flash groups"),
    "campaigns": ("pages/operate/campaigns.py", "活动复盘", "Campaign review"),
    "referrals": ("pages/operate/referrals.py", "裂变", "Referrals"),
    "sop": ("pages/operate/sop.py", "SOP 日历", "SOP calendar"),
    "training": ("pages/team/training.py", "培训带教", "Training"),
    "competitions": ("pages/team/competitions.py", "竞赛榜", "Competitions"),
    "retention": ("pages/customers/retention.py", "复购与魔法数字", "Repurchase"),
    "tiers": ("pages/customers/tiers.py", "用户分层", "Tiers"),
    "dictionary": ("pages/understand/dictionary.py", "指标字典", "Dictionary"),
    "intake": ("pages/data/intake.py", "导入", "Import"),
    "targets": ("pages/admin/targets.py", "目标", "Targets"),
}
OWN_DAYS = {
    "groups",
    "campaigns",
    "sop",
    "training",
    "competitions",
    "tiers",
    "targets",
}  # their days are those of what they show
MACHINE = re.compile(r"</?[a-z]+[ >]|#[0-9a-fA-F]{6}\b|\bNone\b|\bnan\b|never_brought|no_rows|Traceback|\{[a-z_]+\}")


def texts(app: AppTest) -> Iterator[str]:
    """Everything a reader reads on a page, charts and data frames aside."""
    for kind in ("title", "header", "subheader", "markdown", "caption", "error", "warning", "info", "button", "metric"):
        for element in getattr(app, kind):
            yield from (str(getattr(element, name, "") or "") for name in ("value", "label", "body", "help", "delta"))
    for table in app.table:
        yield from map(str, table.value.columns)
        yield from (str(cell) for column in table.value for cell in table.value[column])
    for expander in app.expander:
        yield expander.label


Seen = Callable[..., AppTest]
_seen: dict[tuple[str, str, str], AppTest] = {}


@pytest.fixture
def seen(homes: dict[str, Path], opened: Callable[..., AppTest]) -> Seen:
    """A page in a world and a language, opened once and looked at by several tests."""

    def look(world: str, page: str, language: str = "zh") -> AppTest:
        key = world, page, language
        if key not in _seen:
            _seen[key] = opened(homes[world], PAGES[page][0], **({"lang": "en"} if language == "en" else {}))
        return _seen[key]

    return look


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("world", ["demo", "empty", "single"])
@pytest.mark.parametrize("page", PAGES)
def test_page_runs(page: str, world: str, language: str, seen: Seen) -> None:
    _, zh, en = PAGES[page]
    app = seen(world, page, language)
    assert not app.exception
    assert not app.error, [error.value for error in app.error]
    assert app.title[0].value == (zh if language == "zh" else en)
    leaks = [text for text in texts(app) if MACHINE.search(text)]
    assert not leaks, leaks


@pytest.mark.parametrize("page", PAGES)
def test_english_pages_hold_no_chinese_words_of_ours(page: str, seen: Seen) -> None:
    """The one row has no names, so whatever is Chinese would be a forgotten translation."""
    app = seen("single", page, "en")
    ours = [
        text
        for text in texts(app)
        if re.search(r"[\u4e00-\u9fff]", text) and not re.search(r"中文|示例|高姿|分开|是 否|是 / 否", text)
    ]
    if page == "intake":  # templates show the Chinese headings of files on purpose
        headings = {str(cell) for table in app.table for column in table.value for cell in table.value[column]}
        ours = [text for text in ours if text not in headings]
    assert not ours, ours


@pytest.mark.parametrize("page", PAGES)
def test_demo_banner_is_on_every_page_and_only_over_the_demo(page: str, seen: Seen) -> None:
    assert any("示例数据" in text for text in texts(seen("demo", page)))
    assert not any("示例数据" in text for text in texts(seen("single", page)))


@pytest.mark.parametrize("page", PAGES)
def test_filter_bar_is_on_every_page(page: str, seen: Seen) -> None:
    app = seen("demo", page)
    if page not in OWN_DAYS:
        assert app.segmented_control(key="period:zh").value == "last30"
    assert {select.label for select in app.multiselect} >= {"大区", "门店", "导购", "渠道"}


def test_nothing_measured_is_never_zero(seen: Seen) -> None:
    """One contact, no order was ever brought: money and conversion are “—”, and one add is one."""
    app = seen("single", "overview")
    shown = {metric.label.split(" :")[0]: metric.value for metric in app.metric}
    assert shown["加粉数"] == "1"
    for title in ("成交额", "客单价", "加粉首单转化率", "私域首单人数", "打招呼回复率", "流失数"):
        assert shown[title] == "—", title


def test_empty_world_says_what_to_do(seen: Seen) -> None:
    for page in ("overview", "startup"):
        app = seen("empty", page)
        assert "还没有数据" in [one.value for one in app.subheader]
        assert not app.metric
