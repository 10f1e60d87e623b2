"""Charts as Vega-Lite specifications: pure functions of rows that already hold their words and figures.

Colours are named by their part and come from the theme's categorical colours, so that one serves light and
dark. Every text is prepared before: Vega speaks English only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components.columns import columns

Spec = dict[str, object]

# The order of chartCategoricalColors in the theme.
PARTS = ["main", "second", "third", "fourth", "alarm", "soft", "ink"]
_MONTH_DAY = "%m-%d"
_WAN = "datum.value >= 10000 ? format(datum.value / 10000, ',.4~f') + '万' : format(datum.value, ',~r')"
_LABELS = {
    "share": {"format": ".3~%"},
    "zh": {"labelExpr": _WAN},
    "en": {"format": "~s"},
}


@dataclass(frozen=True, kw_only=True)
class Point:
    """A figure at a time or of a name, with its interval and the words that a hover shows."""

    at: str  # an ISO day, or a name
    value: float | None
    low: float | None = None
    high: float | None = None
    is_mature: bool = True
    label: str = ""
    said: str = ""  # the figure in words
    note: str = ""  # interval, maturity or the reason for nothing


def colour(part: str) -> dict[str, object]:
    """The theme's colour for a part of a chart."""
    return {"datum": part, "type": "nominal", "scale": {"domain": PARTS}, "legend": None}


def show(spec: Spec, alt: str) -> None:
    """Draw a chart; `alt` says in words what it shows."""
    data = spec.get("data")
    if isinstance(data, dict) and (table := columns(data.get("values"))) is not None:
        spec = {**spec, "data": {"values": table}}
    st.vega_lite_chart(spec, width="stretch", alt=alt)


def axis(kind: str, ticks: int = 4) -> dict[str, object]:
    """The vertical axis of shares, or of numbers in a language."""
    return {"title": None, "tickCount": ticks, "grid": True, "domain": False, "ticks": False, **_LABELS[kind]}


def _rows(points: Sequence[Point]) -> list[dict[str, object]]:
    return [
        {
            "at": point.at if "T" in point.at or len(point.at) != 10 else f"{point.at}T00:00:00",
            "value": point.value,
            "low": point.low,
            "high": point.high,
            "mature": point.is_mature,
            "label": point.label,
            "said": point.said,
            "note": point.note,
        }
        for point in points
    ]


def _highest(points: Sequence[Point]) -> float:
    """The top of the axis: every figure fits, and the bands of whole days; that of a day just begun is cut off."""
    tops = [max(p.value, p.high or 0) if p.is_mature else p.value for p in points if p.value is not None]
    return max(tops, default=0) * 1.08 or 1


def _tooltip(title: str, when: str) -> list[dict[str, str]]:
    return [
        {"field": "label", "title": when},
        {"field": "said", "title": title},
        {"field": "note", "title": " "},
    ]


def trend(
    points: Sequence[Point],
    *,
    title: str,
    when: str,
    kind: str,
    height: int = 150,
    reference: tuple[float, str] | None = None,
) -> Spec:
    """A figure over time: the interval as a band, days that are not mature yet dashed, empty days as a gap.

    A reference is a thin rule with its words, drawn where it lies near the figures and else left to the text.
    """
    rows = _rows(points)
    # a dashed line begins at the last solid point, or there would be a hole between them
    top = _highest(points)
    for index, (row, point) in enumerate(zip(rows, points, strict=True)):
        after = rows[index + 1] if index + 1 < len(rows) else None
        row["open"] = not row["mature"] or (after is not None and not after["mature"])
        row["high"] = None if point.high is None else min(point.high, top)
        row["top"] = top
    x = {
        "field": "at",
        "type": "temporal",
        "axis": {"format": _MONTH_DAY, "title": None, "grid": False, "tickCount": 5},
    }
    is_near = reference is not None and reference[0] <= 2 * top
    scale = {"zero": True, "nice": True}
    y = {"field": "value", "type": "quantitative", "axis": axis(kind, ticks=3), "scale": scale}
    layers: list[Spec] = [_room({"y": {**y, "field": "top"}})]
    if any(point.low is not None for point in points):
        layers.append(
            {
                "mark": {"type": "area", "opacity": 0.16},
                "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour("main")},
            }
        )
    layers += [
        {
            "transform": [{"calculate": "datum.mature ? datum.value : null", "as": "solid"}],
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {"x": x, "y": {**y, "field": "solid"}, "color": colour("main")},
        },
        {
            "transform": [{"calculate": "datum.open ? datum.value : null", "as": "dashed"}],
            "mark": {"type": "line", "strokeWidth": 2, "strokeDash": [4, 4], "opacity": 0.75},
            "encoding": {"x": x, "y": {**y, "field": "dashed"}, "color": colour("main")},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 40, "opacity": 0 if len(rows) > 2 else 1},
            "encoding": {"x": x, "y": y, "color": colour("main"), "tooltip": _tooltip(title, when)},
        },
    ]
    if reference and is_near:
        layers += _rule(reference, y)
    return {"height": height, "data": {"values": rows}, "layer": layers}


def _room(across: dict[str, object]) -> Spec:
    """Something that is not seen and as far out as an axis is to reach.

    So the specification stays the same whatever the figures are, the browser moves what it has drawn, and figures that
    are all nothing lie at the bottom and not in the middle.
    """
    return {"mark": {"type": "tick", "opacity": 0, "tooltip": None}, "encoding": across}


def _rule(reference: tuple[float, str], y: dict[str, object]) -> list[Spec]:
    """A thin line across the chart with its words beyond its right end."""
    value, words = reference
    data = {"values": [{"value": value, "words": words}]}
    across = {**y, "field": "value"}
    label = {"type": "text", "align": "left", "baseline": "middle", "dx": 4, "fontSize": 11}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "strokeDash": [2, 3], "opacity": 0.9},
            "encoding": {"y": across, "color": colour("third")},
        },
        {
            "data": data,
            "mark": label,
            "encoding": {"y": across, "x": {"value": "width"}, "text": {"field": "words"}, "color": colour("third")},
        },
    ]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A named length with the words that stand at its end."""

    name: str
    value: float
    said: str
    strength: float = 1.0


def bars(rows: Sequence[Bar], *, room: float = 1.55, step: int = 40) -> Spec:
    """Lengths under each other, each with its words at the end; `room` is the width left for those words."""
    whole = (max((row.value for row in rows), default=0) or 1) * room
    values = [
        {"name": row.name, "value": row.value, "said": row.said, "strength": row.strength, "whole": whole}
        for row in rows
    ]
    y = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "domain": False, "ticks": False, "labelLimit": 120, "labelPadding": 8},
    }
    x = {"field": "value", "type": "quantitative", "axis": None, "scale": {"zero": True, "nice": False}}
    return {
        "height": {"step": step},
        "data": {"values": values},
        "layer": [
            _room({"x": {**x, "field": "whole"}}),
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 3, "height": {"band": 0.46}, "minBandSize": 2},
                "encoding": {
                    "y": y,
                    "x": x,
                    "color": colour("main"),
                    "opacity": {"field": "strength", "type": "quantitative", "scale": None, "legend": None},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12},
                "encoding": {"y": y, "x": x, "text": {"field": "said"}, "color": colour("ink")},
            },
        ],
    }


def dots(points: Sequence[Point], *, title: str, kind: str, overall: float | None, step: int = 26) -> Spec:
    """Rates of names side by side: a dot for each, a line for its interval, a dashed rule for the whole."""
    y = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "domain": False, "ticks": False, "labelLimit": 130, "labelPadding": 8},
    }
    x_axis = {**axis(kind, 5), "orient": "bottom"}
    x = {"field": "value", "type": "quantitative", "axis": x_axis, "scale": {"zero": False, "nice": True}}
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.35, "strokeCap": "round"},
            "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour("main")},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"y": y, "x": x, "color": colour("main"), "tooltip": _tooltip(title, " ")},
        },
    ]
    if overall is not None:
        layers.insert(
            0,
            {
                "mark": {"type": "rule", "strokeDash": [4, 4], "opacity": 0.8},
                "encoding": {"x": {"datum": overall, "type": "quantitative"}, "color": colour("ink")},
            },
        )
    return {"height": {"step": step}, "data": {"values": _rows(points)}, "layer": layers}
