"""Pictures of groups as Vega-Lite specifications: hours of a day, events over days, who answers whom, lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from components.charts import Spec, axis, colour
from metrics.group_inside import STAFF, Link

_PLAIN_AXIS = {"title": None, "domain": False, "ticks": False, "labelPadding": 6}


@dataclass(frozen=True, kw_only=True)
class Square:
    """An hour of a day with its count and what a hover says."""

    day: str
    hour: int
    count: int
    said: str


def heatmap(squares: Sequence[Square], days: Sequence[str], *, height: int = 300) -> Spec:
    """How much was said in each hour of each day; every day of `days` has its column."""
    day_axis = {**_PLAIN_AXIS, "labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 14}
    hour_axis = {**_PLAIN_AXIS, "values": [0, 6, 9, 12, 15, 18, 21, 23], "labelExpr": "datum.value + ':00'"}
    return {
        "height": height,
        "data": {"values": [vars(square) for square in squares]},
        "mark": {"type": "rect", "cornerRadius": 2},
        "encoding": {
            "x": {
                "field": "day",
                "type": "ordinal",
                "scale": {"domain": list(days), "padding": 0.08},
                "axis": day_axis,
            },
            "y": {
                "field": "hour",
                "type": "ordinal",
                "scale": {"domain": list(range(24)), "padding": 0.08},
                "axis": hour_axis,
            },
            "color": {"field": "count", "type": "quantitative", "scale": {"domainMin": 0}, "legend": None},
            "tooltip": [{"field": "said", "title": " "}],
        },
    }


@dataclass(frozen=True, kw_only=True)
class Bubble:
    """The events of one kind on one day; `share` is of the kind's busiest day."""

    day: str
    kind: str
    count: int
    share: float
    said: str


def timeline(bubbles: Sequence[Bubble], days: Sequence[str], kinds: Sequence[str]) -> Spec:
    """What happened on which day: a line for each kind, a dot for each day, as large as the day was busy."""
    x = {
        "field": "day",
        "type": "ordinal",
        "scale": {"domain": list(days)},
        "axis": {**_PLAIN_AXIS, "labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 14},
    }
    y = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": list(kinds)},
        "axis": {**_PLAIN_AXIS, "grid": True, "labelLimit": 150},
    }
    return {
        "height": {"step": 40},
        "data": {"values": [vars(bubble) for bubble in bubbles]},
        "mark": {"type": "point", "filled": True, "shape": "circle", "opacity": 0.8},
        "encoding": {
            "x": x,
            "y": y,
            "color": colour("main"),
            "size": {
                "field": "share",
                "type": "quantitative",
                "scale": {"domain": [0, 1], "range": [14, 620]},
                "legend": None,
            },
            "tooltip": [{"field": "said", "title": " "}],
        },
    }


def circle(members: Sequence[str], links: Sequence[Link]) -> dict[str, tuple[float, float]]:
    """Where each member stands: on a circle around the staff, those who answer each other side by side."""
    exchange: Counter[tuple[str, str]] = Counter()
    for link in links:
        exchange[link.speaker, link.answered] += link.replies
        exchange[link.answered, link.speaker] += link.replies
    waiting = list(members)
    order: list[str] = []
    while waiting:
        last = order[-1] if order else ""
        order.append(max(waiting, key=lambda one: (exchange[last, one], -waiting.index(one))))
        waiting.remove(order[-1])
    angles = {member: 2 * pi * place / len(order) - pi / 2 for place, member in enumerate(order)}
    return {member: (cos(angle), sin(angle)) for member, angle in angles.items()} | {STAFF: (0.0, 0.0)}


def network(
    members: Sequence[str], names: dict[str, str], links: Sequence[Link], said: Sequence[str], *, labelled: int
) -> Spec:
    """Who answers whom: the staff in the middle, members around, a line as wide as they exchange replies.

    `names` hold the members' and the staff's; the first `labelled` members carry theirs beside their dot.
    """
    places = circle(members, links)
    weight: Counter[str] = Counter()
    lines = []
    for link, words in zip(links, said, strict=True):
        weight[link.speaker] += link.replies
        weight[link.answered] += link.replies
        (x, y), (x2, y2) = places[link.speaker], places[link.answered]
        kind = "soft" if STAFF in (link.speaker, link.answered) else "second"
        lines.append({"x": x, "y": y, "x2": x2, "y2": y2, "replies": link.replies, "kind": kind, "said": words})
    lines.sort(key=lambda line: line["kind"] != "soft")
    dots = [
        {
            "x": places[one][0],
            "y": places[one][1],
            "lx": places[one][0] * 1.16,
            "ly": places[one][1] * 1.13,
            "size": weight[one],
            "name": names[one],
            "label": names[one][:6] if place < labelled else "",
        }
        for place, one in enumerate(members)
    ]
    scale = {"domain": [-1.3, 1.3], "nice": False}

    def at(field: str) -> dict[str, object]:
        return {"field": field, "type": "quantitative", "axis": None, "scale": scale}

    most = max((link.replies for link in links), default=1)
    width = {
        "field": "replies",
        "type": "quantitative",
        "legend": None,
        "scale": {"domain": [1, max(most, 2)], "range": [1, 6]},
    }
    size = {"field": "size", "type": "quantitative", "legend": None, "scale": {"range": [40, 260]}}
    layers: list[Spec] = [
        {
            "data": {"values": [line for line in lines if line["kind"] == kind]},
            "mark": {"type": "rule", "opacity": 0.8 if kind == "second" else 0.4, "strokeCap": "round"},
            "encoding": {
                "x": at("x"),
                "y": at("y"),
                "x2": {"field": "x2"},
                "y2": {"field": "y2"},
                "strokeWidth": width,
                "color": colour(kind),
                "tooltip": [{"field": "said", "title": " "}],
            },
        }
        for kind in ("soft", "second")
    ]
    layers += [
        {
            "data": {"values": dots},
            "mark": {"type": "point", "filled": True, "opacity": 1},
            "encoding": {
                "x": at("x"),
                "y": at("y"),
                "size": size,
                "color": colour("second"),
                "tooltip": [{"field": "name", "title": " "}],
            },
        },
        {
            "data": {"values": dots},
            "mark": {"type": "text", "fontSize": 11},
            "encoding": {"x": at("lx"), "y": at("ly"), "text": {"field": "label"}, "color": colour("ink")},
        },
        {
            "data": {"values": [{"x": 0, "y": 0, "name": names[STAFF]}]},
            "mark": {"type": "point", "filled": True, "size": 700, "opacity": 1},
            "encoding": {"x": at("x"), "y": at("y"), "color": colour("third")},
        },
        {
            "data": {"values": [{"x": 0, "y": -0.17, "name": names[STAFF]}]},
            "mark": {"type": "text", "fontSize": 12, "fontWeight": 700},
            "encoding": {"x": at("x"), "y": at("y"), "text": {"field": "name"}, "color": colour("ink")},
        },
    ]
    return {"height": 400, "layer": layers}


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A group's figure on a day of its campaign."""

    name: str
    day: int
    value: float
    said: str


def turns(rows: Sequence[Turn], names: Sequence[str], *, kind: str, day_title: str, columns: int) -> Spec:
    """Lines of groups over campaign days, told apart by colour and by the shape of their points."""
    x = {
        "field": "day",
        "type": "quantitative",
        "axis": {"title": day_title, "grid": False, "tickMinStep": 1, "format": "d", "tickCount": 12},
        "scale": {"zero": False, "nice": False},
    }
    y = {"field": "value", "type": "quantitative", "axis": axis(kind), "scale": {"zero": True}}
    legend = {"title": None, "orient": "bottom", "columns": columns, "labelLimit": 160}
    series = {"field": "name", "type": "nominal", "scale": {"domain": list(names)}, "legend": legend}
    return {
        "height": 330,
        "data": {"values": [vars(row) for row in rows]},
        "encoding": {"x": x, "y": y, "color": series},
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 2}},
            {
                "mark": {"type": "point", "filled": True, "size": 55, "opacity": 1},
                "encoding": {
                    "shape": series,
                    "tooltip": [{"field": "name", "title": " "}, {"field": "said", "title": " "}],
                },
            },
        ],
    }
