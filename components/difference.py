"""How far a share lies from that of all, in percentage points, and whether chance explains it."""

from __future__ import annotations

from components import formats
from metrics.statistics import wilson

ABOVE, BELOW, LEVEL = "▲", "▼", "≈"
LEAST = 5  # of fewer people nothing is said to differ


def against(part: float, of: float, whole: float | None, language: str) -> str:
    """A share against that of all: ▲ or ▼ where that lies outside the 95 % Wilson interval, else ≈; with the points.

    >>> against(600, 1000, 0.5, "zh"), against(51, 100, 0.5, "zh"), against(0, 0, 0.5, "zh")
    ('▲ +10.0', '≈ +1.0', '')
    """
    bounds = wilson(int(part), int(of))
    if whole is None or bounds is None:
        return ""
    low, high = bounds
    is_level = 0 < part < LEAST or of < LEAST or low <= whole <= high
    mark = LEVEL if is_level else (ABOVE if whole < low else BELOW)
    points = (part / of - whole) * 100
    sign = "+" if points >= 0 else "−"
    return f"{mark} {sign}{formats.plain(abs(points), language, 1)}"
