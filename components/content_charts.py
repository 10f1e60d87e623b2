"""Charts of content as Vega-Lite specifications: the pace of personas, the mix, associations, the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.charts import Spec, colour

_PLAIN = {"title": None, "domain": False, "ticks": False, "labelPadding": 8}
_SIGNED = "datum.value == 0 ? '0' : format(datum.value, '+.2~f')"


@dataclass(frozen=True, kw_only=True)
class Length:
    """A named length with its words; one that falls short is drawn in another colour."""

    name: str
    value: float
    said: str
    is_short: bool


def lengths(
    rows: Sequence[Length], *, mark: tuple[float, str] | None = None, room: float = 1.3, step: int = 28
) -> Spec:
    """Lengths under each other with their words, and a line that they are held against."""
    values = [{**vars(row), "part": "soft" if row.is_short else "main"} for row in rows]
    longest = max([row.value for row in rows] + ([mark[0]] if mark else []), default=0) or 1
    y = {"field": "name", "type": "nominal", "sort": None, "axis": {**_PLAIN, "labelLimit": 130}}
    x = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [0, longest * room]}}
    part = {**colour("main"), "field": "part"}
    part.pop("datum")
    # beside a line the words stand in a column of their own, or the line would cross them
    words = {"type": "text", "align": "right"} if mark else {"type": "text", "align": "left", "dx": 6}
    at = {"value": "width"} if mark else x
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "cornerRadiusEnd": 3, "height": {"band": 0.58}, "minBandSize": 2},
            "encoding": {"y": y, "x": x, "color": part},
        },
        {
            "mark": {**words, "fontSize": 12},
            "encoding": {"y": y, "x": at, "text": {"field": "said"}, "color": colour("ink")},
        },
    ]
    if mark is not None:
        data = {"values": [{"value": mark[0], "said": mark[1]}]}
        rule = {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 1.5}
        text = {"type": "text", "align": "left", "baseline": "bottom", "dx": 5, "dy": -2, "fontSize": 12}
        encoding = {"x": x, "color": colour("third")}
        layers.append({"data": data, "mark": rule, "encoding": encoding})
        named = {**encoding, "y": {"value": 0}, "text": {"field": "said"}}
        layers.append({"data": data, "mark": text, "encoding": named})
    return {"height": {"step": step}, "data": {"values": values}, "layer": layers}


@dataclass(frozen=True, kw_only=True)
class Lean:
    """How much more goes with a kind than without it, its interval, whether that is beyond chance, and its words."""

    name: str
    value: float
    low: float
    high: float
    is_beyond_chance: bool
    said: str


def leans(rows: Sequence[Lean], *, title: str, step: int = 30) -> Spec:
    """Differences with their intervals around a line at nothing; those beyond chance in colour."""
    values = [{**vars(row), "part": "third" if row.is_beyond_chance else "soft"} for row in rows]
    most = max((max(abs(row.low), abs(row.high)) for row in rows), default=0) * 1.1 or 1
    y = {"field": "name", "type": "nominal", "sort": None, "axis": {**_PLAIN, "labelLimit": 130}}
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [-most, most], "nice": False},
        "axis": {"title": title, "domain": False, "ticks": False, "tickCount": 5, "labelExpr": _SIGNED},
    }
    part = {**colour("main"), "field": "part"}
    part.pop("datum")
    return {
        "height": {"step": step},
        "data": {"values": values},
        "layer": [
            {
                "data": {"values": [{"value": 0}]},
                "mark": {"type": "rule", "strokeWidth": 1, "opacity": 0.7},
                "encoding": {"x": x, "color": colour("ink")},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.45, "strokeCap": "round"},
                "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": part},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
                "encoding": {"y": y, "x": x, "color": part, "tooltip": [{"field": "said", "title": " "}]},
            },
        ],
    }


@dataclass(frozen=True, kw_only=True)
class Square:
    """A day of the calendar: its week, its weekday, how strong its colour is (0–1), its figures, a hover's words."""

    week: str
    weekday: str
    day: str
    strength: float
    figure: str
    said: str


def calendar(squares: Sequence[Square], weekdays: Sequence[str], *, ink: str, is_small: bool) -> Spec:
    """Weeks under each other, Monday first: the day in a corner, how many posts in the middle."""
    values = [{**vars(one), "opacity": 0.04 + 0.6 * one.strength} for one in squares]
    weeks = list(dict.fromkeys(one.week for one in squares))
    x = {
        "field": "weekday",
        "type": "ordinal",
        "scale": {"domain": list(weekdays), "padding": 0.04},
        "axis": {**_PLAIN, "labelAngle": 0, "orient": "top"},
    }
    y = {
        "field": "week",
        "type": "ordinal",
        "scale": {"domain": weeks, "padding": 0.06},
        "axis": None,
    }
    text = {"type": "text", "color": ink, "tooltip": None}
    corner = {**text, "fontSize": 10, "opacity": 0.65, "dy": -12}
    return {
        "height": {"step": 46},
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 4},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": colour("main"),
                    "opacity": {"field": "opacity", "type": "quantitative", "scale": None, "legend": None},
                    "tooltip": [{"field": "said", "title": " "}],
                },
            },
            {"mark": corner, "encoding": {"x": x, "y": y, "text": {"field": "day"}}},
            {
                "mark": {**text, "fontSize": 12 if is_small else 14, "fontWeight": 600, "dy": 5},
                "encoding": {"x": x, "y": y, "text": {"field": "figure"}},
            },
        ],
    }
