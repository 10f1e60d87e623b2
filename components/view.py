"""What a page is asked to show: a generation, days, filters and the viewer's scope; all its questions come from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from components import asking
from components.figures import NO_SUCH_FILTER
from components.period import Period
from data.warehouse.generations import Generation
from metrics.answer import Cell, Row
from metrics.model import Metric
from metrics.question import Question, Scope


@dataclass(frozen=True, kw_only=True)
class View:
    """One view of one moment of the data."""

    source: Generation
    period: Period
    last_whole: date  # the last day that is over as far as the data can tell
    where: tuple[tuple[str, tuple[str, ...]], ...]
    all_cohorts: bool
    scope: Scope
    wall: tuple[Metric, ...] = ()  # asked together: one question for all of them

    def together(self, *metrics: Metric) -> View:
        """The same view, in which the figures and lines of these metrics are asked in one question."""
        return replace(self, wall=metrics)

    def _along(self, metric: Metric) -> tuple[Metric, ...]:
        """The metrics to ask for with one: those beside it on the wall that have the filters that are set."""
        if metric.key not in {one.key for one in self.wall}:
            return (metric,)
        return tuple(one for one in self.wall if not self.refused(one))

    def question(self, *metrics: Metric, by: tuple[str, ...] = (), **changes: Any) -> Question:
        """The question for metrics in this view; `changes` replace fields, as other days."""
        asked = Question(
            metrics=metrics,
            start=self.period.start,
            end=self.period.end,
            by=by,
            where=self.where,
            all_cohorts=self.all_cohorts,
            scope=self.scope,
        )
        return replace(asked, **changes) if changes else asked

    def refused(self, metric: Metric) -> tuple[str, ...]:
        """The filters that are set and that the metric does not have; its figure would ignore them."""
        return tuple(dimension for dimension, _ in self.where if dimension not in metric.dimensions)

    def ask(self, *metrics: Metric, by: tuple[str, ...] = (), **changes: Any) -> tuple[Row, ...]:
        """The rows of the answer for metrics in this view."""
        return asking.ask(self.source, self.question(*metrics, by=by, **changes))

    def cell(self, metric: Metric, **changes: Any) -> Cell:
        """The figure of a metric over the whole period; empty, with a reason, where it lacks a filter that is set."""
        if self.refused(metric):
            return nothing(NO_SUCH_FILTER)
        rows = self.ask(*self._along(metric), **changes)
        return rows[0][metric] if rows else nothing("no_rows")

    def series(self, metric: Metric, grain: str = "day", **changes: Any) -> list[tuple[str, Cell]]:
        """The figure of a metric in every bucket of the period, in order."""
        if self.refused(metric):
            return []
        return [(str(row.codes[0]), row[metric]) for row in self.ask(*self._along(metric), by=(grain,), **changes)]

    def is_whole(self, code: str, grain: str) -> bool:
        """Whether a bucket lies wholly in the period and is over as far as the data can tell."""
        first = date.fromisoformat(code)
        last = first + timedelta(days=6) if grain == "week" else first
        return self.period.start <= first and last <= min(self.period.last, self.last_whole)

    def before(self) -> View:
        """The same view of the period of equal length before."""
        length = timedelta(days=self.period.days)
        earlier = replace(self.period, start=self.period.start - length, end=self.period.start)
        return replace(self, period=earlier)

    @property
    def days_over(self) -> int:
        """How many of its days, from the first one on, are over as far as the data can tell."""
        return max(0, min(self.period.days, (self.last_whole - self.period.start).days + 1))

    def first(self, days: int) -> View:
        """The same view of its first days."""
        return replace(self, period=replace(self.period, end=self.period.start + timedelta(days=days)))


def nothing(reason: str) -> Cell:
    """An empty cell and why it is empty."""
    return Cell(value=None, reason=reason)
