"""Drawings: pictures of text, bars and boxes as SVG, in the theme's colours; every name in them is text and no more.

A picture scales to a wall and to a phone, and the renderer of charts makes a PNG of it.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import lru_cache
from pathlib import Path
from unicodedata import east_asian_width

import streamlit as st
import vl_convert

_KNOWN = Path(__file__).resolve().parent.parent / "static" / "favicon.svg"
_FALLBACK = "sans-serif"


@lru_cache(maxsize=1)
def _namespace() -> str:
    return ET.parse(_KNOWN).getroot().tag.partition("}")[0].removeprefix("{")


def paint(name: str, *, is_dark: bool = True) -> str:
    """A colour of the theme by its option, as `textColor`."""
    return str(st.get_option(f"theme.{'dark' if is_dark else 'light'}.{name}"))


def wide(text: str) -> float:
    """How wide a text is, in letters' heights.

    >>> wide("鱼塘"), round(wide("ab"), 2)
    (2.0, 1.14)
    """
    return sum(1.0 if east_asian_width(sign) in "WF" else 0.57 for sign in text)


def short(text: str, letters: float) -> str:
    """The text, cut where it is wider than so many heights."""
    if wide(text) <= letters:
        return text
    while text and wide(text) > letters - 1:
        text = text[:-1]
    return f"{text}…"


class Drawing:
    """A sheet of some width and height, drawn from its upper left corner."""

    def __init__(self, width: int, height: int, ground: str, family: str | None = None) -> None:
        self.width, self.height = width, height
        box = {"xmlns": _namespace(), "viewBox": f"0 0 {width} {height}", "width": str(width), "height": str(height)}
        own = str(st.get_option("theme.font") or _FALLBACK)
        self._root = ET.Element("svg", {**box, "font-family": f"'{family}', {own}" if family else own})
        self.box(0, 0, width, height, ground, radius=0)

    def box(self, x: float, y: float, width: float, height: float, colour: str, *, radius: float = 14) -> None:
        """A filled box with round corners."""
        size = {"x": x, "y": y, "width": max(0.0, width), "height": height, "rx": radius}
        ET.SubElement(self._root, "rect", {**{key: f"{value:g}" for key, value in size.items()}, "fill": colour})

    def text(
        self, x: float, y: float, said: str, size: float, colour: str, *, weight: int = 400, anchor: str = "start"
    ) -> None:
        """A line of text that stands on y; the anchor is `start`, `middle` or `end`."""
        place = {"x": f"{x:g}", "y": f"{y:g}", "font-size": f"{size:g}", "fill": colour}
        line = ET.SubElement(self._root, "text", {**place, "font-weight": str(weight), "text-anchor": anchor})
        line.text = "".join(sign for sign in said if ord(sign) >= 32 and not 0xD800 <= ord(sign) <= 0xDFFF)

    def svg(self) -> str:
        """The drawing as text."""
        return ET.tostring(self._root, encoding="unicode")

    def png(self, scale: float = 1.0) -> bytes:
        """The drawing as pixels."""
        return bytes(vl_convert.svg_to_png(self.svg(), scale=scale))
