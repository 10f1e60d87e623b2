"""Targets in use: which metric may have one for what, which one holds, and what it asks of a period.

The narrowest target that was set counts: the campaign's before the guide's, the store's, the kind of group's, and that
for everything. Rates, averages and levels are the same for a part as for the whole, so there the wider one also holds;
a sum or a count asks of a part only what was set for that part.

A sum or a count is set per calendar month, and a period is asked for its share of days; for a campaign it is set for
the whole campaign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from functools import cached_property

from data.schema import FACT_TABLES
from data.state.targets import Target
from metrics.catalogue import CATALOGUE, find
from metrics.dimensions import DIMENSIONS
from metrics.model import Better, Count, Difference, Distinct, Metric, Sum, Unit
from metrics.nearest import nearest
from metrics.question import EVERYTHING, Filter, Scope, UnanswerableError

MANY = {"万": 10_000, "亿": 100_000_000}  # as people write large numbers
NEAR = 0.9  # of a target
NARROWEST_FIRST = ("campaign", "guide", "store", "group_kind")
Key = tuple[str, str | None, str | None]


def dimensions(metric: Metric) -> tuple[str, ...]:
    """By which dimensions a metric may have targets of its own."""
    return tuple(key for key in NARROWEST_FIRST if key in metric.dimensions)


def grows(metric: Metric) -> bool:
    """Whether a longer period or a larger part has more of it: sums and counts, not rates, averages and levels."""
    return isinstance(metric.value, Count | Sum | Difference | Distinct)


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Every version of every target, in the order in which they take each other's place."""

    versions: tuple[Target, ...] = ()
    _days: dict[date, dict[Key, float]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def holding(self, day: date) -> Mapping[Key, float]:
        """The targets that hold on a day, by metric, dimension and code."""
        if day not in self._days:
            found: dict[Key, float | None] = {}
            for one in self.versions:
                if one.from_on <= day:
                    found[one.metric, one.dimension, one.code] = one.value
            self._days[day] = {key: value for key, value in found.items() if value is not None}
        return self._days[day]

    @cached_property
    def metrics(self) -> frozenset[str]:
        """The keys of the metrics that were ever given one."""
        return frozenset(one.metric for one in self.versions)

    def listed(self, day: date) -> tuple[Target, ...]:
        """The targets that hold on a day and those that begin after it, by metric and from the widest on."""
        held: dict[tuple[Key, date | None], Target] = {}
        for one in self.versions:
            key = one.metric, one.dimension, one.code
            held[key, one.from_on if one.from_on > day else None] = one
        found = (one for (_, later), one in held.items() if one.value is not None or later)
        order = list(CATALOGUE)
        return tuple(
            sorted(
                found,
                key=lambda one: (
                    order.index(one.metric) if one.metric in CATALOGUE else len(order),
                    one.dimension or "",
                    one.code or "",
                    one.from_on,
                ),
            )
        )

    def of(self, metric: Metric, day: date, places: Mapping[str, str | None]) -> float | None:
        """The target of a metric on a day for what stands at the given codes; None where none was set.

        >>> from metrics.groups import GROUP_LEARNING_RATE as RATE
        >>> march = date(2026, 3, 1)
        >>> wide = Target(metric=RATE.key, from_on=march, value=0.5)
        >>> narrow = Target(metric=RATE.key, dimension="campaign", code="A01", from_on=march, value=0.6)
        >>> targets = Targets(versions=(wide, narrow))
        >>> [targets.of(RATE, march, {"campaign": code}) for code in ("A01", "A02")]
        [0.6, 0.5]
        """
        if metric.key not in self.metrics:
            return None
        held = self.holding(day)
        named = [(key, code) for key in NARROWEST_FIRST if (code := places.get(key)) is not None]
        for key, code in named:
            if (metric.key, key, code) in held:
                return held[metric.key, key, code]
        return None if grows(metric) and named else held.get((metric.key, None, None))

    def over(self, metric: Metric, start: date, end: date, where: Sequence[Filter], scope: Scope) -> float | None:
        """What a metric is to reach over the days [start, end), by the target that holds on the last of them.

        None where none was set, or none can be compared: a part of the business that has no target of its own has
        none of its sums, and different people do not add up over the days of a month.
        """
        places = _places(where, scope)
        is_part = bool(where) or scope != EVERYTHING
        if is_part and not places and grows(metric):
            return None
        value = self.of(metric, end - timedelta(days=1), places)
        if value is None or not grows(metric) or "campaign" in places:
            return value
        months = months_in(start, end)
        if isinstance(metric.value, Distinct) and months != 1:
            return None
        return value * months


def _places(where: Sequence[Filter], scope: Scope) -> dict[str, str | None]:
    """The single place that filters and scope leave; empty where they leave all, several, or one without targets."""
    if len(where) > 1:
        return {}
    if where:
        ((key, codes),) = where
        return {key: str(codes[0])} if len(codes) == 1 and key in NARROWEST_FIRST and codes[0] is not None else {}
    if scope.guides is not None and len(scope.guides) == 1:
        return {"guide": next(iter(scope.guides))}
    if scope.stores is not None and len(scope.stores) == 1 and scope.guides is None:
        return {"store": next(iter(scope.stores))}
    return {}


def months_in(start: date, end: date) -> float:
    """How many calendar months the days [start, end) are, each day a share of its own month.

    >>> months_in(date(2026, 3, 1), date(2026, 4, 1)), months_in(date(2026, 2, 22), date(2026, 3, 1))
    (1.0, 0.25)
    """
    found, first = 0.0, start
    while first < end:
        begin = first.replace(day=1)
        after = (begin + timedelta(days=32)).replace(day=1)
        found += (min(after, end) - first).days / (after - begin).days
        first = after
    return found


def reached(metric: Metric, value: float, target: float) -> float | None:
    """Which share of its target a figure has reached, 1 and more where it is met; None where shares say nothing.

    Where less is better, what is left of the target when it is exceeded.

    >>> from metrics.contacts import LOSS_RATE
    >>> from metrics.orders import GMV
    >>> reached(GMV, 86, 100), reached(LOSS_RATE, 0.1, 0.05), reached(GMV, 5, 0)
    (0.86, 0.5, None)
    """
    if target <= 0 or value < 0:
        return None
    if metric.better is Better.DOWN:
        return target / value if value else None
    return value / target


def is_met(metric: Metric, value: float, target: float) -> bool:
    """Whether a figure is as good as its target, or better."""
    return value <= target if metric.better is Better.DOWN else value >= target


class Judged(Enum):
    """How a figure stands to its target."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"


def judged(metric: Metric, value: float, target: float) -> Judged:
    """Met, near (nine tenths of it reached) or missed.

    >>> from metrics.contacts import LOST_CONTACTS
    >>> from metrics.orders import GMV
    >>> [judged(GMV, value, 100).value for value in (100, 94, 88)]
    ['met', 'near', 'missed']
    >>> [judged(LOST_CONTACTS, value, 400).value for value in (400, 440, 522)]
    ['met', 'near', 'missed']
    """
    if is_met(metric, value, target):
        return Judged.MET
    share = reached(metric, value, target)
    return Judged.NEAR if share is not None and share >= NEAR else Judged.MISSED


def value_of(metric: Metric, text: str) -> float | None:
    """A target as people write it; nothing ends the target. A rate is written with its sign, or as a share of one.

    >>> from metrics.groups import GROUP_LEARNING_RATE as RATE
    >>> from metrics.orders import GMV
    >>> [value_of(RATE, text) for text in ("60%", "0.6", "")], [value_of(GMV, text) for text in ("60万", "¥1.2 亿")]
    ([0.6, 0.6, None], [600000.0, 120000000.0])

    Raises
    ------
    UnanswerableError
        When it is no number from 0 on, or a rate that may as well be meant otherwise.
    """
    bare = text.strip().replace("％", "%").replace(",", "").removeprefix("¥")
    if not bare:
        return None
    is_share = bare.endswith("%")
    times = MANY.get(bare[-1], 1)
    try:
        number = round(float((bare[:-1] if is_share or times > 1 else bare).strip()) * times, 2 if times > 1 else 12)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e15 or (is_share and metric.unit is not Unit.PERCENT):
        raise UnanswerableError(
            f"{metric.title[0]}的目标“{text}”应是不小于 0 的数，率可带 % · "
            f"The target {text!r} of {metric.key} is no number from 0 on; only a rate may have a %."
        )
    if metric.unit is Unit.PERCENT and not is_share and number > 1:
        raise UnanswerableError(
            f"{metric.title[0]}的目标“{text}”请写成 {number:g}% 或 {number / 100:g} · "
            f"Write the target {text!r} of {metric.key} as {number:g}% or {number / 100:g}."
        )
    value = round(number / 100, 12) if is_share else number
    if metric.has_interval and value > 1:
        raise UnanswerableError(
            f"{metric.title[0]}不会超过 100%，目标不能是“{text}” · {metric.key} cannot exceed 100 %, as {text!r} does."
        )
    return value


def target(word: str, dimension: str | None, code: str | None, from_on: date, value: str) -> Target:
    """A target from the words of a command line, a form or a file.

    Raises
    ------
    UnanswerableError
        When the metric is not known, cannot have a target for that, or the value is none.
    """
    metric = find(word)
    if dimension and dimension not in dimensions(metric):
        known = dimensions(metric)
        raise UnanswerableError(
            f"{metric.key} 不能按 {dimension} 定目标{nearest(dimension, known)}；可用：{'、'.join(known) or '无'} · "
            f"{metric.key} has no targets by {dimension}; it may have them by: {', '.join(known) or 'nothing'}."
        )
    kinds = FACT_TABLES["groups"]["kind"].choices
    if dimension == "group_kind" and code and code not in kinds.values():
        raise UnanswerableError(
            f"没有群类型 {code}{nearest(code, kinds)}；可用：{'、'.join(kinds)} · "
            f"There is no kind of group {code!r}; there are: {', '.join(kinds.values())}."
        )
    if bool(dimension) != bool(code):
        raise UnanswerableError(
            "维度和编号要么都填，要么都不填 · A dimension goes with a code, and a code with its dimension."
        )
    return Target(
        metric=metric.key,
        dimension=dimension or None,
        code=code or None,
        from_on=from_on,
        value=value_of(metric, value),
    )


def title(dimension: str | None) -> tuple[str, str]:
    """What a target is for, in words."""
    return ("全部", "everything") if dimension is None else DIMENSIONS[dimension].title


def sentence(one: Target) -> str:
    """A target in one line, for the command line."""
    what = "" if one.dimension is None else f" {one.dimension}={one.code}"
    value = "—" if one.value is None else f"{one.value:g}"
    if one.value is not None and one.metric in CATALOGUE and CATALOGUE[one.metric].unit is Unit.PERCENT:
        value = f"{one.value * 100:g} %"
    return f"{one.metric}{what} {value} ({one.from_on} →)"
