"""A question: which figures, of which days, split and filtered how, and for whose eyes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from metrics.dimensions import DIMENSIONS, Dimension
from metrics.model import Metric
from metrics.nearest import nearest


class UnanswerableError(ValueError):
    """A question that cannot be answered: what was asked, what there is, and the nearest to it."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a viewer may see: some stores, some guides, or (None) all."""

    stores: frozenset[str] | None = None
    guides: frozenset[str] | None = None


EVERYTHING = Scope()

Code = str | int | None
Filter = tuple[str, tuple[Code, ...]]


@dataclass(frozen=True, kw_only=True)
class Question:
    """Half-open in time: [start, end). Filters on one dimension mean any of the codes, on several all of them."""

    metrics: tuple[Metric, ...]
    start: date
    end: date
    by: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    all_cohorts: bool = False
    scope: Scope = EVERYTHING

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise UnanswerableError(
                f"开始日期 {self.start} 须早于结束日期 {self.end} · "
                f"The period is empty: {self.start} is not before {self.end} (exclusive)."
            )
        for key in (*self.by, *(key for key, _ in self.where)):
            for metric in self.metrics:
                if key not in metric.dimensions:
                    known = "、".join(metric.dimensions)
                    raise UnanswerableError(
                        f"指标 {metric.key} 没有维度 {key}{nearest(key, metric.dimensions)}；可用：{known} · "
                        f"{metric.key} has no dimension {key}; it has: {', '.join(metric.dimensions)}."
                    )
        if len(set(self.by)) != len(self.by):
            raise UnanswerableError(f"维度重复：{self.by} · A dimension is asked twice: {', '.join(self.by)}.")

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions it is split by."""
        return tuple(DIMENSIONS[key] for key in self.by)

    @property
    def days(self) -> int:
        """The length of the period."""
        return (self.end - self.start).days

    def previous(self) -> Question:
        """The same question about the period of equal length before."""
        return replace(self, start=self.start - timedelta(days=self.days), end=self.start)
