"""Charts of tiers as Vega-Lite specifications: the map of how lately and how often people bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.charts import Spec, colour

_PLAIN = {"domain": False, "ticks": False, "labelPadding": 6, "grid": False, "format": "d"}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The buyers of one score of R and one of F: how strong their colour is (0–1), their figure, what a hover says."""

    r: int
    f: int
    strength: float
    figure: str
    said: str


def rfm(
    cells: Sequence[Cell],
    quarters: Sequence[tuple[str, int, int]],
    *,
    high: int,
    r_title: str,
    f_title: str,
    ink: str,
) -> Spec:
    """Five by five cells, parted where scores begin to be high; each quarter named in its upper left cell (r, f)."""
    values = [
        {**vars(cell), "left": cell.f - 0.48, "right": cell.f + 0.48, "low": cell.r - 0.48, "top": cell.r + 0.48}
        | {"opacity": 0.05 + 0.6 * cell.strength}
        for cell in cells
    ]
    scale = {"domain": [0.5, 5.5], "nice": False}
    fifths = {"values": [1, 2, 3, 4, 5], **_PLAIN}
    x = {"field": "f", "type": "quantitative", "scale": scale, "axis": {**fifths, "title": f_title}}
    y = {"field": "r", "type": "quantitative", "scale": scale, "axis": {**fifths, "title": r_title}}
    opacity = {"field": "opacity", "type": "quantitative", "scale": None, "legend": None}
    names = [{"name": name, "f": f - 0.44, "r": r + 0.42} for name, r, f in quarters]
    rule = {"type": "rule", "strokeDash": [4, 4], "strokeWidth": 1.5}
    return {
        "height": 340,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 4},
                "encoding": {
                    "x": {**x, "field": "left"},
                    "x2": {"field": "right"},
                    "y": {**y, "field": "low"},
                    "y2": {"field": "top"},
                    "color": colour("main"),
                    "opacity": opacity,
                    "tooltip": [{"field": "said", "title": " "}],
                },
            },
            {
                "mark": {"type": "text", "fontSize": 13, "color": ink, "tooltip": None},
                "encoding": {"x": x, "y": y, "text": {"field": "figure"}},
            },
            {"mark": rule, "encoding": {"x": {"datum": high - 0.5, **_axis(x)}, "color": colour("third")}},
            {"mark": rule, "encoding": {"y": {"datum": high - 0.5, **_axis(y)}, "color": colour("third")}},
            {
                "data": {"values": names},
                "mark": {"type": "text", "align": "left", "baseline": "top", "fontSize": 11, "color": ink},
                "encoding": {"x": x, "y": y, "text": {"field": "name"}},
            },
        ],
    }


def _axis(channel: dict[str, object]) -> dict[str, object]:
    return {key: part for key, part in channel.items() if key != "field"}
