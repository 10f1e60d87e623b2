"""Periods: the days to which rows are cut before anything is computed of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True)
class Period:
    """Days [start, end) that are either known, or parameters that a statement is sent with."""

    start: Any
    end: Any

    @property
    def moments(self) -> tuple[Any, Any]:
        """The midnights of both."""
        first, second = (
            datetime.combine(day, time()) if isinstance(day, date) else sa.cast(day, sa.DateTime)
            for day in (self.start, self.end)
        )
        return first, second


def inside(moment: sa.ColumnElement[Any], period: Period | None) -> list[sa.ColumnElement[bool]]:
    """The cut on the moment itself, so that the engine can skip what lies outside; None cuts nothing."""
    if period is None:
        return []
    begin, end = period.moments
    return [moment >= begin, moment < end]
