"""Figures that practitioners published, with who said them and of which trade: beside one's own, never as a law."""

from __future__ import annotations

from components.language import pick, t
from metrics.model import Reference

_SOURCES = {"Y": "source.Y", "X": "source.X", "A": "source.A", "R": "source.R", "H": "source.H"}


def source(mark: str) -> str:
    """Author and title of a source by its mark; the mark itself, where it is no known one."""
    return t(_SOURCES[mark]) if mark in _SOURCES else mark


def reference(one: Reference) -> str:
    """The reference in one sentence: the figure, the trade, the source."""
    return t("reference.text", text=pick(one.text), industry=pick(one.industry), source=source(one.source))
