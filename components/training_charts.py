"""Charts of training as Vega-Lite specifications: two sides by week around the course, and learning against selling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components import formats
from components.charts import PARTS, Spec, axis, colour
from components.language import current, t
from metrics.training.effect import Week

_RIGHT_OF_LINES = 78


def weeks(listed: Sequence[Week], trained: str, others: str, course: str) -> Spec:
    """Daily GMV per guide of both sides by week; the lessons lie between, where the lines break."""
    language = current()
    order = [one for one in listed if one.number < 0], [one for one in listed if one.number > 0]
    labels = [_week(one.number) for one in order[0]] + [course] + [_week(one.number) for one in order[1]]
    rows: list[dict[str, object]] = []
    for part, name, value in (
        ("ink", others, lambda one: one.others_gmv),
        ("main", trained, lambda one: one.trained_gmv),
    ):
        last = listed[-1].number
        for one in listed:
            days = formats.span(one.days.start, one.days.last, language)
            said = f"{name} {formats.money(value(one), language)} · {days}"
            label = name if one.number == last else ""
            rows.append({"at": _week(one.number), "value": value(one), "part": part, "said": said, "label": label})
        rows.append({"at": course, "value": None, "part": part, "said": "", "label": ""})
    x = {
        "field": "at",
        "type": "ordinal",
        "sort": labels,
        "scale": {"domain": labels},
        "axis": {"title": None, "grid": False, "labelAngle": 0, "labelOverlap": True, "ticks": False},
    }
    y = {"field": "value", "type": "quantitative", "axis": axis(language), "scale": {"zero": True, "nice": True}}
    part = {"field": "part", "type": "nominal", "scale": {"domain": PARTS}, "legend": None}
    layers: list[Spec] = [
        {
            "data": {"values": [{"at": course}]},
            "mark": {"type": "bar", "opacity": 0.12, "width": {"band": 0.9}},
            "encoding": {"x": x, "y": {"value": 0}, "y2": {"value": "height"}, "color": colour("ink")},
        },
        {
            "mark": {"type": "line", "strokeWidth": 2.5, "invalid": "break-paths-show-domains"},
            "encoding": {"x": x, "y": y, "color": part},
        },
        {
            "transform": [{"filter": "isValid(datum.value)"}],
            "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": part, "tooltip": [{"field": "said", "title": " "}]},
        },
        {
            "transform": [{"filter": "datum.label != ''"}],
            "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 12},
            "encoding": {"x": x, "y": y, "color": part, "text": {"field": "label"}},
        },
    ]
    return {
        "height": 250,
        "padding": {"right": _RIGHT_OF_LINES, "left": 5, "top": 8, "bottom": 5},
        "data": {"values": rows},
        "layer": layers,
    }


def _week(number: int) -> str:
    return t("training.week_before" if number < 0 else "training.week_after", number=abs(number))


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A guide in the scatter: how far she learns, what she sells a day, her colour and her words."""

    x: float
    sold: float
    part: str
    name: str
    said: str


def scatter(
    spots: Sequence[Spot],
    *,
    x_title: str,
    y_title: str,
    is_share: bool,
    border: float,
    cuts: tuple[float, float],
    phone: bool,
) -> Spec:
    """A spot a guide; rules where learning begins, and where selling well and selling little begin.

    Many attend the same number of lessons: their spots are set side by side a little, in the order of their sales.
    """
    rows = [
        {"x": x, "sold": one.sold, "part": one.part, "name": one.name, "said": one.said}
        for one, x in zip(spots, _apart(spots) if is_share else [one.x for one in spots], strict=True)
    ]
    scale = {"domain": [-0.08, 1.08], "nice": False} if is_share else {"zero": False, "nice": True, "padding": 8}
    form = {"format": "~%", "values": [0, 0.2, 0.4, 0.6, 0.8, 1]} if is_share else {"format": "~r", "tickCount": 6}
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": scale,
        "axis": {"title": x_title, "grid": False, "ticks": False, "domain": False, **form},
    }
    y_axis = {**axis(current(), 5), "title": y_title, "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end"}
    y_axis |= {"titleX": 0, "titleY": -10, "titleBaseline": "bottom"}
    y = {"field": "sold", "type": "quantitative", "axis": y_axis, "scale": {"zero": True, "nice": True}}
    rule = {"type": "rule", "strokeDash": [4, 4], "opacity": 0.7}
    layers: list[Spec] = [
        {
            "mark": rule,
            "data": {"values": [{"x": border}]},
            "encoding": {"x": x, "color": colour("ink")},
        },
        *(
            {
                "mark": rule,
                "data": {"values": [{"sold": cut}]},
                "encoding": {"y": y, "color": colour(part)},
            }
            for cut, part in zip(cuts, ("second", "third"), strict=True)
        ),
        {
            "mark": {"type": "point", "filled": True, "size": 60 if phone else 75, "opacity": 0.8},
            "encoding": {
                "x": x,
                "y": y,
                "color": {"field": "part", "type": "nominal", "scale": {"domain": PARTS}, "legend": None},
                "tooltip": [{"field": "name", "title": " "}, {"field": "said", "title": " "}],
            },
        },
    ]
    return {"height": 300 if phone else 380, "data": {"values": rows}, "layer": layers}


def _apart(spots: Sequence[Spot]) -> list[float]:
    """The same shares spread a little to both sides, always alike."""
    golden, room = 0.618034, 0.055
    seen: dict[float, int] = {}
    found = []
    for one in spots:
        turn = seen.get(one.x, 0)
        seen[one.x] = turn + 1
        found.append(one.x + room * (2 * ((turn * golden) % 1) - 1) if turn else one.x)
    return found
