"""Charts are specifications: immature days dashed, gaps where there is nothing, colours by the theme only."""

from __future__ import annotations

import json
import re

from components.charts import PARTS, Bar, Point, bars, dots, trend
from components.curve_charts import Step, rise

POINTS = [
    Point(at="2026-03-01", value=0.3, low=0.2, high=0.4, label="2026-03-01", said="30.0 %"),
    Point(at="2026-03-02", value=None, label="2026-03-02", said="—"),
    Point(at="2026-03-03", value=0.2, low=0.1, high=0.3, label="2026-03-03", said="20.0 %"),
    Point(at="2026-03-04", value=0.1, low=0.0, high=0.9, is_mature=False, label="2026-03-04", said="10.0 %"),
]


def test_nothing_is_null_and_not_zero() -> None:
    rows = trend(POINTS, title="t", when="w", kind="share")["data"]["values"]  # type: ignore[index]
    assert [row["value"] for row in rows] == [0.3, None, 0.2, 0.1]


def test_dashes_begin_at_the_last_mature_day() -> None:
    rows = trend(POINTS, title="t", when="w", kind="share")["data"]["values"]  # type: ignore[index]
    assert [row["open"] for row in rows] == [False, False, True, True]


def test_days_are_local_and_not_utc() -> None:
    """Vega reads a bare day as UTC midnight, which is the day before west of Greenwich."""
    rows = trend(POINTS, title="t", when="w", kind="share")["data"]["values"]  # type: ignore[index]
    assert all(row["at"].endswith("T00:00:00") for row in rows)


def test_an_immature_band_does_not_stretch_the_axis() -> None:
    rows = trend(POINTS, title="t", when="w", kind="share")["data"]["values"]  # type: ignore[index]
    (top,) = {row["top"] for row in rows}
    assert 0.4 < top < 0.5
    assert all(row[part] <= top for row in rows for part in ("high", "value", "low") if row[part] is not None)


def test_other_figures_are_drawn_by_the_same_specification() -> None:
    """The browser moves what it has drawn, and need not draw a chart anew, where only the rows differ."""

    def form(spec: dict[str, object]) -> str:
        return json.dumps({**spec, "data": None})

    lines = [trend(points, title="t", when="w", kind="share") for points in (POINTS, POINTS[:3])]
    assert len({form(spec) for spec in lines}) == 1
    lengths = [bars([Bar(name=name, value=value, said="1")]) for name, value in (("a", 1), ("b", 40))]
    assert len({form(spec) for spec in lengths}) == 1


def test_no_specification_holds_a_colour_of_its_own() -> None:
    specs = [
        trend(POINTS, title="t", when="w", kind="zh"),
        bars([Bar(name="a", value=1, said="1")]),
        dots(POINTS, title="t", kind="share", overall=0.2),
        rise(
            [Step(days=0, share=0, low=0, high=0, said="")], quartiles=[(1, 0.25, "q")], days_title="d", share_title="s"
        ),
    ]
    for spec in specs:
        text = json.dumps(spec)
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", text)
        used = set(re.findall(r'"datum": "([a-z]+)", "type": "nominal"', text))
        assert used <= set(PARTS)


def test_a_reference_is_drawn_only_where_it_is_near() -> None:
    near = json.dumps(trend(POINTS, title="t", when="w", kind="share", reference=(0.5, "reference 50 %")))
    far = json.dumps(trend(POINTS, title="t", when="w", kind="share", reference=(6.0, "reference 6")))
    assert "reference 50 %" in near
    assert "reference 6" not in far
