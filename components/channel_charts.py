"""Charts of channels as Vega-Lite specifications: the hours of the week, and a rate before and after a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.charts import Spec, axis, colour

_PLAIN = {"title": None, "domain": False, "ticks": False, "labelPadding": 5, "labelAngle": 0}
_CLOCK = "datum.value % 3 == 0 ? datum.value + ':00' : ''"


@dataclass(frozen=True, kw_only=True)
class Square:
    """An hour of a weekday: how strong its colour is (0–1; None: nothing is known), and what a hover says."""

    weekday: str
    hour: int
    strength: float | None
    said: str


def week(squares: Sequence[Square], weekdays: Sequence[str], *, best: int | None, part: str, is_tall: bool) -> Spec:
    """The hours of the week, the best hour framed; hours run to the right, or down where the screen is narrow."""
    values = [{**vars(one), "opacity": 0.05 + 0.9 * one.strength} for one in squares if one.strength is not None]
    empty = [vars(one) for one in squares if one.strength is None]
    hour = {
        "field": "hour",
        "type": "ordinal",
        "scale": {"domain": list(range(24)), "padding": 0.06},
        "axis": {**_PLAIN, "labelExpr": _CLOCK, "labelOverlap": False, "orient": "left" if is_tall else "top"},
    }
    day = {
        "field": "weekday",
        "type": "ordinal",
        "scale": {"domain": list(weekdays), "padding": 0.06},
        "axis": {**_PLAIN, "orient": "top" if is_tall else "left"},
    }
    x, y = (day, hour) if is_tall else (hour, day)
    tooltip = [{"field": "said", "title": " "}]
    layers: list[Spec] = [
        {
            "data": {"values": values},
            "mark": {"type": "rect", "cornerRadius": 2},
            "encoding": {
                "x": x,
                "y": y,
                "color": colour(part),
                "opacity": {"field": "opacity", "type": "quantitative", "scale": None, "legend": None},
                "tooltip": tooltip,
            },
        },
        {
            "data": {"values": empty},
            "mark": {"type": "point", "shape": "stroke", "size": 12, "opacity": 0.45},
            "encoding": {"x": x, "y": y, "color": colour("ink"), "tooltip": tooltip},
        },
    ]
    if best is not None:
        frame = {"type": "rect", "fillOpacity": 0, "strokeWidth": 2, "cornerRadius": 3}
        along = {"y": hour} if is_tall else {"x": hour}
        data = {"values": [{"hour": best}]}
        layers.append({"data": data, "mark": frame, "encoding": {**along, "stroke": colour("third")}})
    return {"height": 430 if is_tall else 210, "layer": layers}


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A day of a rate: the figure, and what a hover says."""

    at: str
    value: float | None
    said: str


@dataclass(frozen=True, kw_only=True)
class Level:
    """The rate of many days taken as one, from a day to a day, and its words."""

    start: str
    end: str
    value: float
    said: str


def change(days: Sequence[Moment], levels: Sequence[Level], *, on: str, mark: str, height: int = 280) -> Spec:
    """The days of a rate thin, what they come to before and after thick, and the day of the change."""
    x = {
        "field": "at",
        "type": "temporal",
        "axis": {"format": "%m-%d", "title": None, "grid": False, "tickCount": 6},
    }
    top = max([day.value for day in days if day.value is not None] + [level.value for level in levels], default=0)
    y = {
        "field": "value",
        "type": "quantitative",
        "axis": axis("share"),
        "scale": {"domain": [0, top * 1.35 or 1], "nice": False},
    }
    values = [{**vars(day), "at": _moment(day.at)} for day in days]
    known = [{**vars(one), "start": _moment(one.start), "end": _moment(one.end)} for one in levels]
    rule = {"at": _moment(on), "said": mark}
    text = {"type": "text", "align": "left", "fontSize": 13, "fontWeight": 650}
    return {
        "height": height,
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "line", "strokeWidth": 1.25, "opacity": 0.55},
                "encoding": {"x": x, "y": y, "color": colour("main")},
            },
            {
                "data": {"values": values},
                "mark": {"type": "point", "filled": True, "size": 22, "opacity": 0.7},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": colour("main"),
                    "tooltip": [{"field": "said", "title": " "}],
                },
            },
            {
                "data": {"values": known},
                "mark": {"type": "rule", "strokeWidth": 3},
                "encoding": {
                    "x": {**x, "field": "start"},
                    "x2": {"field": "end"},
                    "y": y,
                    "color": colour("second"),
                },
            },
            {
                "data": {"values": known},
                "mark": {**text, "fontSize": 15, "baseline": "top", "dx": 6, "dy": 19},
                "encoding": {
                    "x": {**x, "field": "start"},
                    "y": {"value": 0},
                    "text": {"field": "said"},
                    "color": colour("second"),
                },
            },
            {
                "data": {"values": [rule]},
                "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 1.5},
                "encoding": {"x": x, "color": colour("third")},
            },
            {
                "data": {"values": [rule]},
                "mark": {**text, "fontSize": 12, "baseline": "top", "dx": 6, "dy": 2},
                "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "said"}, "color": colour("third")},
            },
        ],
    }


def _moment(day: str) -> str:
    return f"{day}T00:00:00"
