"""Curves that rise in steps, as Vega-Lite specifications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.charts import Spec, axis, colour
from metrics.survival import Step as Met

MOST = 600  # steps that are drawn of a curve


@dataclass(frozen=True, kw_only=True)
class Step:
    """A point of a curve that rises in steps: days since the add, the share so far, its interval, and its words."""

    days: float
    share: float
    low: float | None
    high: float | None
    said: str


def told_apart(steps: Sequence[Met]) -> Sequence[Met]:
    """Of very many steps as many as a screen can tell apart: the last of each of so many equal stretches of time."""
    if len(steps) <= MOST:
        return steps
    width = (steps[-1].hours + 1) / MOST
    return list({int(step.hours / width): step for step in steps}.values())


def rise(
    steps: Sequence[Step], *, quartiles: Sequence[tuple[float, float, str]], days_title: str, share_title: str
) -> Spec:
    """A share that grows in steps over days, with its band and the days on which its quartiles are reached."""
    values = [
        {"days": step.days, "share": step.share, "low": step.low, "high": step.high, "said": step.said}
        for step in steps
    ]
    x = {"field": "days", "type": "quantitative", "axis": {"title": days_title, "grid": False, "tickCount": 8}}
    y = {"field": "share", "type": "quantitative", "axis": axis("share"), "scale": {"zero": True}}
    layers: list[Spec] = [
        {
            "mark": {"type": "area", "interpolate": "step-after", "opacity": 0.16},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour("main")},
        },
        {
            "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
            "encoding": {"x": x, "y": y, "color": colour("main")},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0},
            "encoding": {
                "x": x,
                "y": y,
                "color": colour("main"),
                "tooltip": [{"field": "said", "title": share_title}],
            },
        },
    ]
    if quartiles:
        marks = [{"days": days, "share": share, "said": said} for days, share, said in quartiles]
        layers += [
            {
                "data": {"values": marks},
                "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
                "encoding": {"x": x, "y": y, "color": colour("third")},
            },
            {
                "data": {"values": marks},
                "mark": {"type": "text", "align": "left", "dx": 8, "dy": 10, "fontSize": 12},
                "encoding": {"x": x, "y": y, "text": {"field": "said"}, "color": colour("ink")},
            },
        ]
    return {"height": 260, "data": {"values": values}, "layer": layers}
