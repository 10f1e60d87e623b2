"""What an analysis is: a table that answers a question of its own, with the columns that screens and files show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from data.settings import Settings
from data.warehouse.generations import Generation
from metrics.cells import CENT
from metrics.model import Metric, Text, Unit
from metrics.question import Question


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: the field of the rows that it shows, and how it is headed and written (None: as text)."""

    key: str
    title: Text
    unit: Unit | None = None


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """A named analysis; its rows are frozen values with a field for every column."""

    key: str
    title: Text
    meaning: Text
    columns: tuple[Column, ...]
    rows: Callable[[Generation, Question, Settings], Sequence[Any]]
    metric: Metric  # whose dimensions its filters have, and up to whose horizon it looks unasked
    days: int | None = None  # how far back it looks unasked; None: to the first row


def column(key: str, zh: str, en: str, unit: Unit | None = None) -> Column:
    """A column in one line."""
    return Column(key=key, title=(zh, en), unit=unit)


def written(analysis: Analysis, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The rows as flat objects by the columns' keys: money as numbers of yuan, days as ISO text, no figure as null."""
    return [{one.key: _plain(getattr(row, one.key)) for one in analysis.columns} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return "、".join(str(one) for one in value)
    if isinstance(value, Mapping):
        return dict(value)
    return value


def share(part: Any, whole: Any) -> float | None:
    """A part of a whole; None of nothing."""
    return float(part) / float(whole) if whole else None


def money(amount: Any) -> Decimal:
    """An amount of yuan to the cent, half a cent up: as figures of the catalogue."""
    return Decimal(amount or 0).quantize(CENT, ROUND_HALF_UP)
