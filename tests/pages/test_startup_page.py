"""起盘指标: any metric by any of its dimensions, weeks and days, with the reference beside the figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics.catalogue import CATALOGUE

STARTUP = "pages/operate/startup.py"


@pytest.mark.parametrize(
    ("metric", "by"),
    [
        ("greeting_reply_rate", "guide"),
        ("private_chat_ratio", "hour"),
        ("first_purchase_conversion", "channel_kind"),
        ("first_purchasers", "region"),
        ("first_order_value", "store"),
        ("median_days_to_first_purchase", "store"),
        ("persona_likes_per_day", "persona"),
        ("posts_per_day", "hour"),
        ("added_contacts", "weekday"),
        ("package_card_rate", "channel"),
        ("loss_rate", "team"),
    ],
)
def test_any_metric_by_any_dimension(
    metric: str, by: str, homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    app = opened(homes["demo"], STARTUP, metric=metric, by=by, period="quarter")
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="choose:metric:zh").value == metric
    assert app.selectbox(key="choose:by:zh").value == by


def test_a_dimension_that_the_next_metric_lacks_gives_way(
    homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    """Content knows no channel: the link of one metric, changed to another, must open all the same."""
    app = opened(homes["demo"], STARTUP, metric="posts_per_day", by="channel")
    assert not app.error
    assert app.selectbox(key="choose:by:zh").value == "store"


def test_references_name_their_source_and_trade(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    app = opened(homes["demo"], STARTUP)
    said = [caption.value for caption in app.caption if caption.value.startswith("参考：")]
    assert any("晏涛三寿" in text and "仅供对照" in text for text in said)


def test_immature_weeks_are_said_in_words(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    app = opened(homes["demo"], STARTUP)
    weeks = next(table.value for table in app.table if "加粉的那一周" in table.value.columns)
    column = CATALOGUE["first_purchase_conversion"].title[0]
    figures = [text for text in weeks[column] if text != "—"]  # on a Monday morning nobody may have been added yet
    assert len(figures) >= len(weeks) - 1
    assert "未满" in figures[-1]
    assert "未满" not in figures[0]


def test_the_contacts_curve_says_that_it_is_not_the_conversion(
    homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    app = opened(homes["demo"], STARTUP)
    assert any("不是转化率" in caption.value for caption in app.caption)
