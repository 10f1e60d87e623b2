"""What the page of channels stands on: the channels of the view, their days, the hours of the week, a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from components import asking, trends
from components.language import pick
from components.view import View
from data.warehouse.generations import Generation
from metrics.analyses import channel_hours, channel_returns, turning_day
from metrics.analyses.channel_hours import Change, Hour
from metrics.analyses.channel_returns import Channel
from metrics.answer import Cell
from metrics.contacts import ADDED_CONTACTS
from metrics.model import Metric
from metrics.names import name_of
from metrics.question import EVERYTHING, Question

OF_CHANNELS = {"channel", "channel_kind"}  # filters under which a channel's costs are still its own
_DAY = timedelta(days=1)


def channels(view: View) -> Sequence[Channel]:
    """Every channel of the view, most adds first; costs left out where the view shows only a part of a channel."""
    found = asking.kept(view.source, channel_returns.channels, view.question(ADDED_CONTACTS))
    if has_whole_costs(view):
        return found
    return [replace(one, cost=None, cost_per_add=None, payback_days=None) for one in found]


def has_whole_costs(view: View) -> bool:
    """Whether the view holds all that the costs brought: no filter on places or guides, no scope."""
    return view.scope == EVERYTHING and all(dimension in OF_CHANNELS for dimension, _ in view.where)


def is_known(view: View) -> bool:
    """Whether adds were ever brought."""
    return "contacts" in view.source.horizons


def is_named(view: View) -> bool:
    """Whether any add says by which channel it came."""
    return view.source.has("contacts", "channel_id")


def name(view: View, code: str | None) -> str:
    """What people call a channel."""
    return pick(name_of(view.source, "channel", code))


def lines(view: View) -> dict[object, list[float]]:
    """The adds of every channel by whole day, or by week where there are many days."""
    grain = trends.grain(view)
    found: dict[object, list[float]] = {}
    for row in view.ask(ADDED_CONTACTS, by=("channel", grain)):
        code, bucket = row.codes
        if view.is_whole(str(bucket), grain):
            found.setdefault(code, []).append(float(row[ADDED_CONTACTS].value or 0))
    return found


def hours(view: View) -> Sequence[Hour]:
    """The hours of the week in the view."""
    return asking.kept(view.source, channel_hours.hours_of_week, view.question(ADDED_CONTACTS))


def kinds(view: View) -> dict[str, str]:
    """The kind of every channel of the data that has one."""
    everything = replace(view, where=())
    rows = everything.ask(ADDED_CONTACTS, by=("channel", "channel_kind"), start=first_day(view))
    return {str(code): str(kind) for code, kind in (row.codes for row in rows) if code is not None and kind is not None}


def of(view: View, *codes: str) -> View:
    """The same view of some channels alone."""
    where = tuple(pair for pair in view.where if pair[0] not in OF_CHANNELS)
    return replace(view, where=(*where, ("channel", codes)))


def change(view: View, codes: tuple[str, ...], metric: Metric, on: date, days: int) -> Change:
    """A rate of some channels in so many days before a day and from it on."""
    return asking.kept(view.source, _change, of(view, *codes).question(metric), on, days)


def _change(source: Generation, question: Question, on: date, days: int) -> Change:
    return channel_hours.material_change(source, question, on, days=days, metric=question.metrics[0])


def turning(view: View, code: str, metric: Metric, days: int) -> date | None:
    """The day on which a channel's rate differs most before and after; None where no day stands out."""
    asked = of(view, code).question(metric, start=first_day(view), end=view.last_whole + _DAY)
    return asking.kept(view.source, _turning, asked, days)


def _turning(source: Generation, question: Question, days: int) -> date | None:
    return turning_day.turning_day(source, question, days=days, metric=question.metrics[0])


def series(view: View, code: str, metric: Metric, first: date, last: date) -> list[tuple[date, Cell]]:
    """A channel's rate by day between two days, both included, as far as the data knows."""
    start, end = max(first, first_day(view)), min(last, view.last_whole) + _DAY
    if start >= end:
        return []
    return [(date.fromisoformat(day), cell) for day, cell in of(view, code).series(metric, start=start, end=end)]


def first_day(view: View) -> date:
    """The first day of adds or reach that the data knows."""
    known = [view.source.since[kind] for kind in ("contacts", "channel_reach") if kind in view.source.since]
    return min([*known, view.last_whole])
