"""复购与魔法数字: a world whose magic number is known, one that is too small for any, and what is said of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import device, retention_cohorts
from data.settings import Settings
from metrics import publishing
from metrics.analyses.cohorts import Cohort
from tests.pages.test_every_page import texts

PAGE = "pages/customers/retention.py"
# how many people make an order with this number: 40 % and 60 % go on, then 80 % again and again
LADDER = (600, 240, 144, 115, 92, 74, 59, 47, 38, 29)
FIRST = datetime(2025, 6, 2, 10)
TEN_DAYS = timedelta(days=10)
LAST = datetime(2026, 3, 20, 20)  # somebody's only order: everybody else has had her time


@pytest.fixture(scope="module")
def ladder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which buying becomes habit with the third order."""
    home = tmp_path_factory.mktemp("ladder")
    rows = ["order_id,customer_id,ordered_at,amount,guide_id"]
    for n, people in enumerate(LADDER):
        rows += [f"O{n}-{k},C{k:03d},{FIRST + n * TEN_DAYS:%Y-%m-%d %H:%M:%S},100,G1" for k in range(people)]
    rows.append(f"LAST,Z,{LAST:%Y-%m-%d %H:%M:%S},100,G1")
    path = home / "orders.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    (result,) = publishing.import_files(Settings(home=home), [path])
    assert isinstance(result, publishing.Imported), result
    return home


def specs(app: AppTest) -> list[dict[str, Any]]:
    """The charts of a page."""
    return [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]


def test_the_magic_number_whom_to_push_the_steps_and_the_value(ladder: Path, opened: Callable[..., AppTest]) -> None:
    """Below the third order stand those who made one (360, and the last buyer) or two (96)."""
    app = opened(ladder, PAGE)
    assert not app.exception
    assert not app.error
    assert any("魔法数字是第 3 单" in text and "有 457 人只差一两单" in text for text in texts(app))
    assert any("**第 1 单之后停住的人最多**，现有 361 人；给足 90 天，也只有 40.0" in text for text in texts(app))
    (table,) = [table.value for table in app.table if "到过的人" in table.value.columns]
    assert list(table["到过的人"])[:3] == ["601", "240", "144"]
    within = [str(cell).replace("\u00a0", " ") for cell in table["90 天内"]]
    assert within[0].startswith("40.0 %")
    assert within[1].startswith("60.0 %")
    assert within[2].startswith("79.9 %")
    assert within[len(LADDER) - 1].startswith("0.0 %"), "they had the time and nobody came: measured as nought"
    orders = sum(LADDER) + 1
    shown = {metric.label: str(metric.value).replace("\u00a0", " ") for metric in app.metric}
    assert shown["用户数"] == "601"
    assert shown["客单价"] == "¥100"
    assert shown["人均购买次数"] == f"{orders / 601:.2f}"
    assert shown["总价值"] == f"¥{orders * 100 / 10_000:.1f} 万"


def test_cells_that_cannot_be_seen_yet_are_empty(ladder: Path, opened: Callable[..., AppTest]) -> None:
    """March is not over: the cohort of March has no known cell, that of June none at the age of March."""
    app = opened(ladder, PAGE)
    (heatmap,) = [
        spec for spec in map(json.dumps, specs(app)) if "2025-06" in spec and "2026-03" in spec and '"cohort"' in spec
    ]
    squares = [row for layer in json.loads(heatmap)["layer"] for row in _rows(layer) if "age" in row]
    march = [row for row in squares if row["cohort"].startswith("2026-03")]
    assert march
    assert all(row["strength"] is None and row["figure"] == "" for row in march)
    june = {row["age"]: row for row in squares if row["cohort"].startswith("2025-06")}
    assert june[0]["figure"] == "100%"
    assert june[8]["figure"] == "0%", "in February nobody of them bought, and that was seen"
    assert 9 not in june or june[9]["strength"] is None
    assert any("空白格是还没过完的月份，看不到，不是 0" in text for text in texts(app))


def _rows(layer: dict[str, Any]) -> list[dict[str, Any]]:
    return list(layer.get("data", {}).get("values", []))


def test_cohorts_are_taken_together_by_their_sums() -> None:
    """10 of 10 and 0 of 90 are 10 %, not the mean of 100 % and 0 %; a cohort not known at the age is left out."""

    def cell(month: int, people: int, bought: int | None) -> Cohort:
        empty = {"share": None, "low": None, "high": None, "orders": None, "gmv": None, "cumulative_gmv": None}
        return Cohort(cohort=date(2026, month, 1), age=1, cohort_people=people, people=bought, ltv=Decimal(0), **empty)

    together = retention_cohorts.at_age([cell(1, 10, 10), cell(2, 90, 0), cell(3, 1_000, None)], 1)
    assert (together.people, together.of) == (10, 100)


def test_too_few_people_for_a_magic_number(homes: dict[str, Path], opened: Callable[..., AppTest]) -> None:
    """Whoever sells to a handful is told so, and gets no list that stands on nothing."""
    app = opened(homes["single"], PAGE)
    assert not app.exception
    assert not app.error
    said = list(texts(app))
    assert any("没有魔法数字" in text for text in said)
    assert any("没有“差一两单”的名单" in text for text in said)
    assert {str(metric.value) for metric in app.metric} == {"—"}


@pytest.mark.parametrize(("grain", "measure"), [("month", "gmv"), ("week", "ltv")])
def test_every_measure_by_month_and_week(
    grain: str, measure: str, homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    app = opened(homes["demo"], PAGE, cohort=grain, cell=measure, wait="naive", lang="en")
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="choose:cell:en").value == measure


def test_a_card_that_has_no_ripe_day_shows_the_latest_that_are(
    homes: dict[str, Path], opened: Callable[..., AppTest]
) -> None:
    """Thirty days that need thirty more are not empty cards: each names the days it speaks of."""
    app = opened(homes["demo"], PAGE)
    shown = {metric.label.split(" :")[0]: metric for metric in app.metric}
    for title in ("首单复购率", "月复购率", "次月回购率"):
        assert shown[title].value != "—", title
    assert any("标了日期的卡片" in text for text in texts(app))
    assert shown["月复购率"].proto.delta_description.count("-") == 1, "a month, as 2026-10"


def test_on_a_phone(ladder: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is short, and grows on demand; no wide table."""
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: True)
    app = opened(ladder, PAGE)
    assert not app.exception
    assert not app.dataframe
    (short,) = [table.value for table in app.table if "还差" in table.value.columns]
    assert list(short["还差"]) == ["1"] * 6, "the nearest first"
    app.toggle(key="retention:list").set_value(True).run()
    (longer,) = [table.value for table in app.table if "还差" in table.value.columns]
    assert len(longer) == 60


def test_a_part_of_the_business_is_held_against_the_number_of_the_whole(
    ladder: Path, opened: Callable[..., AppTest]
) -> None:
    """A guide who sold nothing has no steps of her own; the number stays, and whose it is is said."""
    app = opened(ladder, PAGE, guide="G1")
    assert not app.error
    assert any("魔法数字按全部客户" in text for text in texts(app))
    nobody = opened(ladder, PAGE, guide="G9")
    assert not nobody.error
    assert any("魔法数字是第 3 单" in text for text in texts(nobody))
    assert any("所选范围内没有离第 3 单只差一两单的人" in text for text in texts(nobody))
