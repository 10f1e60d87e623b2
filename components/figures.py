"""A cell of an answer in words: its figure, its interval, how mature it is, what was counted by hand, why empty."""

from __future__ import annotations

from components import formats
from components.language import current, t
from metrics.answer import Cell
from metrics.model import Metric, Unit

NO_SUCH_FILTER = "no_such_filter"  # a filter is set that the metric does not have

_SPOKEN = {
    Unit.COUNT: formats.count,
    Unit.PERCENT: formats.percent,
    Unit.MONEY: formats.money,
    Unit.DAYS: formats.duration,
    Unit.PER: formats.per,
}
_REASONS = {
    "never_brought": "reason.never_brought",
    "after_horizon": "reason.after_horizon",
    "no_rows": "reason.no_rows",
    "immature": "reason.immature",
    "not_reached": "reason.not_reached",
    NO_SUCH_FILTER: "reason.no_such_filter",
}


def figure(metric: Metric, value: formats.Number | None) -> str:
    """The value in the unit of its metric, “—” where there is none."""
    return _SPOKEN[metric.unit](value, current())


def reason(cell: Cell) -> str:
    """Why a cell holds no value; empty where it holds one."""
    if cell.value is not None:
        return ""
    return t(_REASONS.get(cell.reason or "", "reason.no_rows"))


def spoken(metric: Metric, cell: Cell) -> str:
    """The cell as it stands in a sentence or a table: the figure, or “—” with its reason."""
    return figure(metric, cell.value) if cell.value is not None else f"{formats.NOTHING} {reason(cell)}"


def interval(metric: Metric, cell: Cell) -> str:
    """What the figure may as well be: the 95 % interval of a rate, the quartiles of a time."""
    span = bounds(metric, cell)
    return t("figure.interval" if metric.has_interval else "figure.quartiles", span=span) if span else ""


def bounds(metric: Metric, cell: Cell) -> str:
    """The two ends of an interval alone, for a column that is headed by its name."""
    if cell.low is None and cell.high is None:
        return ""
    low, high = figure(metric, cell.low), figure(metric, cell.high)
    return f"{low.removesuffix(f'{formats.GAP}%') if metric.unit is Unit.PERCENT else low}–{high}"


def parts(metric: Metric, cell: Cell) -> str:
    """What was divided by what, in numbers; empty where nothing was."""
    if cell.denominator is None or cell.numerator is None or metric.unit is Unit.DAYS:
        return ""
    number = formats.money if metric.unit is Unit.MONEY else formats.count
    return f"{number(cell.numerator, current())} ÷ {formats.count(cell.denominator, current())}"


def maturity(cell: Cell) -> str:
    """Which share of the rows has had its whole window; empty where all have."""
    share = ripe(cell)
    return t("figure.mature", share=share) if share else ""


def ripe(cell: Cell) -> str:
    """That share alone, for a column that is headed by its name."""
    if cell.mature_share is None or cell.mature_share >= 1:
        return ""
    return formats.percent(cell.mature_share, current(), 0)


def by_hand(cell: Cell) -> str:
    """The mark of figures that stand on tallies made by hand, with their share; empty where none do."""
    return t("figure.by_hand", share=formats.percent(cell.by_hand, current(), 0)) if cell.by_hand else ""


def notes(metric: Metric, cell: Cell) -> str:
    """Everything there is to say beside the figure, on one line."""
    said = (interval(metric, cell), parts(metric, cell), maturity(cell), by_hand(cell))
    return " · ".join(text for text in said if text)
