"""Charts of repurchase as Vega-Lite specifications: the order steps, who stands on them, the map of cohorts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.charts import Spec, axis, colour

_PLAIN = {"title": None, "domain": False, "ticks": False, "labelPadding": 6}


@dataclass(frozen=True, kw_only=True)
class Next:
    """The chance of another order after the n-th, its interval, the naive one beside it, and their words."""

    n: int
    share: float | None
    low: float | None
    high: float | None
    naive: float | None
    said: str


@dataclass(frozen=True, kw_only=True)
class Plateau:
    """Where the plateau begins, between which orders it may as well, how high it lies, and its words."""

    n: int
    low: int
    high: int
    share: float
    said: str


def steps(rows: Sequence[Next], plateau: Plateau | None, *, n_title: str, height: int = 300) -> Spec:
    """The chance of another order by the orders made: bold with its interval, the naive one thin and dashed."""
    values = [vars(row) for row in rows]
    last = max((row.n for row in rows), default=1)
    scale = {"domain": [0.5, max(last, plateau.high if plateau else 1) + 0.5], "nice": False}
    x = {
        "field": "n",
        "type": "quantitative",
        "scale": scale,
        "axis": {"title": n_title, "grid": False, "tickMinStep": 1, "format": "d", "tickCount": last},
    }
    y = {"field": "share", "type": "quantitative", "axis": axis("share"), "scale": {"domain": [0, 1]}}
    tooltip = [{"field": "said", "title": " "}]
    layers: list[Spec] = _plateau(plateau, x, y, scale["domain"][1]) if plateau else []
    layers += [
        {
            "mark": {"type": "line", "strokeDash": [4, 4], "strokeWidth": 1.5, "opacity": 0.8},
            "encoding": {"x": x, "y": {**y, "field": "naive"}, "color": colour("ink")},
        },
        {
            "mark": {"type": "area", "opacity": 0.16},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour("main")},
        },
        {
            "mark": {"type": "line", "strokeWidth": 2.5},
            "encoding": {"x": x, "y": y, "color": colour("main")},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": colour("main"), "tooltip": tooltip},
        },
    ]
    return {"height": height, "data": {"values": values}, "layer": layers}


def _plateau(plateau: Plateau, x: dict[str, object], y: dict[str, object], end: object) -> list[Spec]:
    """The orders between which the number may lie, the number itself, and the level from there on."""
    mark = {**vars(plateau), "end": end, "left": plateau.low - 0.5, "right": plateau.high + 0.5}
    data = {"values": [mark]}
    text = {"type": "text", "align": "left", "baseline": "top", "dx": 6, "dy": 4, "fontSize": 13, "fontWeight": 650}
    return [
        {
            "data": data,
            "mark": {"type": "rect", "opacity": 0.12},
            "encoding": {"x": {**x, "field": "left"}, "x2": {"field": "right"}, "color": colour("third")},
        },
        {
            "data": data,
            "mark": {"type": "rule", "strokeWidth": 2},
            "encoding": {"x": x, "color": colour("third")},
        },
        {
            "data": data,
            "mark": {"type": "rule", "strokeDash": [6, 3], "strokeWidth": 1.5},
            "encoding": {"x": x, "x2": {"field": "end"}, "y": y, "color": colour("third")},
        },
        {
            "data": data,
            "mark": text,
            "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "said"}, "color": colour("third")},
        },
    ]


@dataclass(frozen=True, kw_only=True)
class Stand:
    """How many stand on a step; those to push are told apart."""

    name: str
    people: int
    said: str
    is_pushed: bool


def standing(rows: Sequence[Stand], *, step: int = 30) -> Spec:
    """People by step, the number at the end of each bar."""
    values = [{**vars(row), "part": "third" if row.is_pushed else "soft"} for row in rows]
    y = {"field": "name", "type": "nominal", "sort": None, "axis": {**_PLAIN, "labelLimit": 130}}
    most = max((row.people for row in rows), default=1) or 1
    x = {"field": "people", "type": "quantitative", "axis": None, "scale": {"domain": [0, most * 1.35]}}
    part = {**colour("main"), "field": "part"}
    part.pop("datum")
    return {
        "height": {"step": step},
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 3, "height": {"band": 0.6}, "minBandSize": 2},
                "encoding": {"y": y, "x": x, "color": part},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12},
                "encoding": {"y": y, "x": x, "text": {"field": "said"}, "color": colour("ink")},
            },
        ],
    }


@dataclass(frozen=True, kw_only=True)
class Square:
    """A cohort at an age: how strong its colour is (0–1; None: not known yet), its figure, and what a hover says."""

    cohort: str
    age: int
    strength: float | None
    figure: str
    said: str


def cohorts(
    squares: Sequence[Square], *, names: Sequence[str], ages: Sequence[int], age_title: str, ink: str, size: int
) -> Spec:
    """Cohorts under each other, their age to the right; a cell that cannot be known yet stays empty."""
    values = [{**vars(one), "opacity": 0.05 + 0.6 * one.strength} for one in squares if one.strength is not None]
    empty = [vars(one) for one in squares if one.strength is None]
    x = {
        "field": "age",
        "type": "ordinal",
        "scale": {"domain": list(ages), "padding": 0.05},
        "axis": {**_PLAIN, "title": age_title, "orient": "top", "labelAngle": 0, "labelOverlap": "greedy"},
    }
    y = {
        "field": "cohort",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": list(names), "padding": 0.05},
        "axis": {**_PLAIN, "labelLimit": 160},
    }
    tooltip = [{"field": "said", "title": " "}]
    opacity = {"field": "opacity", "type": "quantitative", "scale": None, "legend": None}
    layers: list[Spec] = [
        {
            "data": {"values": values},
            "mark": {"type": "rect", "cornerRadius": 3},
            "encoding": {"x": x, "y": y, "color": colour("main"), "opacity": opacity, "tooltip": tooltip},
        },
        {
            "data": {"values": empty},
            "mark": {"type": "rect", "cornerRadius": 3, "filled": True, "opacity": 0},
            "encoding": {"x": x, "y": y, "color": colour("ink"), "tooltip": tooltip},
        },
        {
            "data": {"values": values},
            "mark": {"type": "text", "fontSize": 11, "color": ink, "tooltip": None},
            "encoding": {"x": x, "y": y, "text": {"field": "figure"}},
        },
    ]
    return {"height": {"step": size}, "layer": layers}
