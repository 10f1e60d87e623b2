"""Charts are specifications: immature days dashed, gaps where there is nothing, colours by the theme only."""

from __future__ import annotations

import json
import re

from components.charts import PARTS, Bar, Point, bars, dots, trend
from components.curve_charts import MOST, Step, rise, told_apart
from metrics.survival import Step as Met

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


def test_figures_that_are_all_nothing_lie_at_the_bottom() -> None:
    """An axis from 0 to 0 would put them half way up: something more than nothing has to reach it."""
    days = [Point(at=f"2026-03-0{n}", value=0.0, low=0.0, high=0.0, label="", said="0 %") for n in range(1, 5)]
    spec = trend(days, title="t", when="w", kind="share")
    fields = {layer["encoding"]["y"]["field"] for layer in spec["layer"]}  # type: ignore[index, attr-defined]
    rows = spec["data"]["values"]  # type: ignore[index]
    assert max(row[field] or 0 for row in rows for field in fields if field in row) > 0


def test_of_very_many_steps_those_are_drawn_that_a_screen_can_tell_apart() -> None:
    """At every step that is left out, what is drawn lies no further off than a stretch of the axis."""
    hours = [*range(0, 4_000, 2), *range(9_000, 11_000)]
    steps = [
        Met(hours=hour, at_risk=1, events=1, survival=1 - n / len(hours), low=0, high=1) for n, hour in enumerate(hours)
    ]
    drawn = told_apart(steps)
    assert len(drawn) <= MOST
    assert drawn[-1] is steps[-1]
    width = (hours[-1] + 1) / MOST
    for step in steps:
        after = next(one for one in drawn if one.hours >= step.hours)
        assert after.hours - step.hours < width
    assert 3_998 in {step.hours for step in drawn}  # the last before months in which nothing happens
    assert told_apart(steps[:MOST]) == steps[:MOST]


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
