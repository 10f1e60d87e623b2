"""Charts of campaigns as Vega-Lite specifications: phases in time, sales against the goal, campaigns side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from components.charts import Spec, axis, colour

_ROW = {"title": None, "domain": False, "ticks": False, "labelLimit": 120, "labelPadding": 8}


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A phase: its name, its first moment and the one after its last (ISO), and its words."""

    name: str
    first: str
    end: str
    said: str
    part: str  # a colour of the theme
    is_begun: bool


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A dated node: its name, its moment (ISO), the day in words; `is_late` where the words stand left of it."""

    name: str
    at: str
    said: str
    is_late: bool


def timeline(stretches: Sequence[Stretch], marks: Sequence[Mark], now: tuple[str, str] | None, *, step: int) -> Spec:
    """Phases as bars and nodes as dots, a row each; a rule for the moment the data reaches, with its words."""
    rows = [
        {
            "name": one.name,
            "first": one.first,
            "end": one.end,
            "said": one.said,
            "part": one.part,
            "strength": 1 if one.is_begun else 0.4,
        }
        for one in stretches
    ]
    dots = [{"name": one.name, "at": one.at, "said": one.said, "late": one.is_late} for one in marks]
    names = [one.name for one in stretches] + [one.name for one in marks]
    y = {"field": "name", "type": "nominal", "sort": None, "scale": {"domain": names}, "axis": _ROW}
    time = {"type": "temporal", "axis": {"format": "%m-%d", "title": None, "tickCount": 8, "labelOverlap": True}}
    part = {**colour("main"), "field": "part"}
    part.pop("datum")
    words = {"y": y, "x": {**time, "field": "at"}, "text": {"field": "said"}, "color": colour("ink")}
    layers: list[Spec] = [
        {
            "data": {"values": rows},
            "mark": {"type": "bar", "cornerRadius": 4, "height": {"band": 0.62}},
            "encoding": {
                "y": y,
                "x": {**time, "field": "first"},
                "x2": {"field": "end"},
                "color": part,
                "opacity": {"field": "strength", "type": "quantitative", "scale": None, "legend": None},
                "tooltip": [{"field": "said", "title": " "}],
            },
        },
        {
            "data": {"values": dots},
            "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 90, "opacity": 1},
            "encoding": {
                "y": y,
                "x": {**time, "field": "at"},
                "color": colour("main"),
                "tooltip": [{"field": "said", "title": " "}],
            },
        },
        *(
            {
                "data": {"values": dots},
                "transform": [{"filter": "datum.late" if is_late else "!datum.late"}],
                "mark": {"type": "text", "align": "right" if is_late else "left", "dx": -10 if is_late else 10},
                "encoding": words,
            }
            for is_late in (False, True)
        ),
    ]
    if now is not None:
        moment = [{"at": now[0], "said": now[1]}]
        layers.append(
            {
                "data": {"values": moment},
                "mark": {"type": "rule", "strokeDash": [4, 4], "strokeWidth": 2},
                "encoding": {
                    "x": {**time, "field": "at"},
                    "color": colour("alarm"),
                    "tooltip": [{"field": "said", "title": " "}],
                },
            }
        )
    return {"height": {"step": step}, "layer": layers}


@dataclass(frozen=True, kw_only=True)
class Sold:
    """What was sold by a point of a campaign: its days gone by (whole, but for the last), and its words."""

    days: float
    total: float
    label: str
    said: str


def pace(
    sold: Sequence[Sold],
    *,
    goal: float | None,
    expected: tuple[float, float, str] | None,
    labels: Sequence[str],
    selling: tuple[int, int] | None,
    title: str,
    language: str,
) -> Spec:
    """Sales added up against the straight goal line; `labels` name the days, `expected` is the line where we are."""
    count = len(labels)
    days_axis = {
        "title": None,
        "grid": False,
        "values": [number + 0.5 for number in range(count)],  # a day's name stands in its middle
        "labelExpr": f"{json.dumps(list(labels), ensure_ascii=False)}[floor(datum.value)]",
        "ticks": False,
        "labelOverlap": True,
    }
    x = {"field": "days", "type": "quantitative", "axis": days_axis, "scale": {"domain": [0, count], "nice": False}}
    y = {"field": "total", "type": "quantitative", "axis": axis(language), "scale": {"zero": True, "nice": True}}
    rows = [{"days": one.days, "total": one.total, "label": one.label, "said": one.said} for one in sold]
    layers: list[Spec] = []
    if selling is not None:
        layers.append(
            {
                "data": {"values": [{"from": selling[0], "to": selling[1]}]},
                "mark": {"type": "rect", "opacity": 0.08},
                "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "color": colour("third")},
            }
        )
    if goal is not None:
        line = [{"days": 0, "total": 0}, {"days": count, "total": goal}]
        layers.append(
            {
                "data": {"values": line},
                "mark": {"type": "line", "strokeDash": [5, 4], "strokeWidth": 1.5},
                "encoding": {"x": x, "y": y, "color": colour("ink")},
            }
        )
    layers += [
        {
            "data": {"values": rows},
            "mark": {"type": "area", "opacity": 0.12},
            "encoding": {"x": x, "y": y, "color": colour("main")},
        },
        {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeWidth": 2.5, "point": {"filled": True, "size": 45}},
            "encoding": {
                "x": x,
                "y": y,
                "color": colour("main"),
                "tooltip": [{"field": "label", "title": " "}, {"field": "said", "title": title}],
            },
        },
    ]
    if expected is not None and rows:
        gap = [{"days": expected[0], "total": rows[-1]["total"], "line": expected[1], "said": expected[2]}]
        is_right = expected[0] > count / 2
        layers += [
            {
                "data": {"values": gap},
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "y2": {"field": "line"}, "color": colour("alarm")},
            },
            {
                "data": {"values": gap},
                "mark": {
                    "type": "text",
                    "align": "right" if is_right else "left",
                    "dx": -8 if is_right else 8,
                    "dy": -8 if is_right else 12,
                },
                "encoding": {"x": x, "y": {**y, "field": "line"}, "text": {"field": "said"}, "color": colour("ink")},
            },
        ]
    return {"height": 260, "layer": layers}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A campaign's sales added up by day number."""

    name: str
    points: Sequence[Sold]


def compare(lines: Sequence[Line], *, days_title: str, title: str, language: str) -> Spec:
    """Campaigns on the same day number: the first is ours and thick, the others are earlier ones."""
    names = [line.name for line in lines]
    rows = [
        {"name": line.name, "days": p.days, "total": p.total, "said": p.said, "label": p.label, "ours": not place}
        for place, line in enumerate(lines)
        for p in line.points
    ]
    most = max((row["days"] for row in rows), default=1)
    days_axis = {"title": days_title, "grid": False, "values": list(range(1, int(most) + 1)), "format": "d"}
    return {
        "height": 340 + 24 * len(names),
        "data": {"values": rows},
        "mark": {"type": "line", "point": {"filled": True, "size": 40}},
        "encoding": {
            "x": {"field": "days", "type": "quantitative", "axis": {**days_axis, "labelOverlap": True}},
            "y": {"field": "total", "type": "quantitative", "axis": axis(language), "scale": {"zero": True}},
            "color": {
                "field": "name",
                "type": "nominal",
                "scale": {"domain": names},
                "legend": {"orient": "bottom", "title": None, "columns": 1, "labelLimit": 320},
            },
            "strokeWidth": {"condition": {"test": "datum.ours", "value": 3}, "value": 1.6},
            "tooltip": [
                {"field": "name", "title": " "},
                {"field": "label", "title": days_title},
                {"field": "said", "title": title},
            ],
        },
    }
