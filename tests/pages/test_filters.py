"""The view lives in the address: filters write codes there, links open the same view, languages share it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import address

STARTUP = "pages/operate/startup.py"


def shown(app: AppTest) -> dict[str, str]:
    """The figures of the cards by their titles."""
    return {metric.label.split(" :")[0]: str(metric.value) for metric in app.metric}


def query(app: AppTest, key: str) -> list[str]:
    """The values of a key in the address."""
    values = app.query_params.get(key, [])
    return [values] if isinstance(values, str) else list(values)


def test_preset_is_written_as_its_code(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    app = opened(homes["demo"])
    assert query(app, "period") == []
    app.segmented_control(key="period:zh").set_value("last7").run()
    assert query(app, "period") == ["last7"]
    app.segmented_control(key="period:zh").set_value("last30").run()
    assert query(app, "period") == [], "the usual period leaves no trace"


def test_filter_is_written_as_codes_and_narrows(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    app = opened(homes["demo"])
    whole = shown(app)["加粉数"]
    app.multiselect(key="filter:store:zh").set_value(["S002"]).run()
    assert query(app, "store") == ["S002"]
    narrowed = shown(app)["加粉数"]
    assert narrowed != whole
    assert shown(opened(homes["demo"], store="S002"))["加粉数"] == narrowed
    app.button(key="clear").click().run()
    assert query(app, "store") == []
    assert shown(app)["加粉数"] == whole


@pytest.mark.parametrize("page", ["pages/today/overview.py", STARTUP])
def test_link_opens_the_same_view_in_both_languages(
    page: str, homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    """The trap of translated labels: after a switch the same codes must still filter."""
    wanted = {"period": "last7", "store": "S002", "all": "1"}
    chinese = opened(homes["demo"], page, **wanted)
    english = opened(homes["demo"], page, lang="en", **wanted)
    assert len(chinese.metric) == len(english.metric)
    assert english.segmented_control(key="period:en").value == "last7"
    assert english.multiselect(key="filter:store:en").value == ["S002"]
    assert english.toggle(key="all:en").value is True
    assert chinese.metric[0].value == english.metric[0].value


def test_language_button_keeps_the_filters(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    app = opened(homes["demo"], period="last7", store="S002")
    before = shown(app)["加粉数"]
    app.button(key="language:en").click().run()
    assert query(app, "lang") == ["en"]
    assert query(app, "store") == ["S002"]
    assert app.title[0].value == "Overview"
    assert shown(app)["Contacts added"] == before
    app.button(key="language:zh").click().run()
    assert query(app, "lang") == []
    assert shown(app)["加粉数"] == before


def test_another_page_keeps_the_shared_part(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    app = opened(homes["demo"], period="last7", region="华东", lang="en")
    app.query_params.clear()  # what the browser does on the way to another page
    app.switch_page(STARTUP).run()
    assert query(app, "period") == ["last7"]
    assert query(app, "region") == ["华东"]
    assert app.title[0].value == "Startup metrics"


def test_own_days_are_kept(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    app = opened(homes["demo"], period="custom", **{"from": "2020-01-01", "to": "2020-01-07"})
    assert not app.exception
    assert any("2020-01-01 至 2020-01-07" in caption.value for caption in app.caption)
    assert any("这个筛选下没有数据" in markdown.value for markdown in app.markdown)


@pytest.mark.parametrize(
    "strange",
    [
        {"period": "ever"},
        {"period": "custom", "from": "yesterday", "to": "2026-99-99"},
        {"store": "no such store"},
        {"lang": "fr"},
        {"metric": "no_such_metric", "by": "no_such_dimension", "grain": "century", "rank": "x"},
        {"period": "custom", "from": "2026-05-05", "to": "2026-01-01"},
    ],
)
@pytest.mark.parametrize("page", ["pages/today/overview.py", STARTUP, "pages/understand/dictionary.py"])
def test_strange_addresses_open_a_page(
    page: str, strange: dict[str, str], homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    app = opened(homes["demo"], page, **strange)
    assert not app.exception
    assert not app.error


def test_filter_that_a_metric_lacks_is_said(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    """Posts know no channel: under a channel filter their figures must not stand as if it had been applied."""
    app = opened(homes["demo"], STARTUP, channel_kind="package_card")
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["日均发布"] == "—"
    assert figures["加粉数"] != "—"


def test_every_shared_key_has_a_filter() -> None:
    assert set(address.FILTERS) < set(address.SHARED)


def test_what_is_not_ripe_is_no_all_clear(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    """Of yesterday no rate with a window of a week can be judged."""
    app = opened(homes["demo"], period="yesterday")
    assert shown(app)["私聊率"] == "—"
    (calm,) = [one.value for one in app.markdown if "没有需要马上处理的变化" in one.value]
    assert "已能判断的几项" in calm
    assert "私聊率" in calm
