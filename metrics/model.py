"""What a metric is: one frozen value that says what is divided by what, and everything a reader wants to know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

import sqlalchemy as sa

from data.settings import Windows
from data.warehouse.dialects import add_hours

Text = tuple[str, str]  # Chinese, English


class Columns(Protocol):
    """The columns of a source by name."""

    def __getitem__(self, name: str, /) -> Any: ...


Amount = Callable[[Columns, Windows], sa.ColumnElement[Any]]
Condition = Callable[[Columns], sa.ColumnElement[bool]]


class Unit(Enum):
    """How a figure is written."""

    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    DAYS = "days"
    PER = "per"  # so many of one thing per another


class Better(Enum):
    """Which way is good."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The rows a metric stands on: one subject, dated by the event (the anchor) whose day puts a row into a period."""

    subject: str
    anchor: str
    title: Text
    one: Text  # what a row is, for formulas


@dataclass(frozen=True, kw_only=True)
class Part:
    """One additive quantity of a metric: a column of the rollup."""

    column: str
    rows: Rows
    amount: Amount
    is_money: bool = False


def _one(columns: Columns, windows: Windows) -> sa.ColumnElement[Any]:
    return sa.literal(1)


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many rows; with `where`, how many of them."""

    rows: Rows
    where: Condition | None = None
    tally: tuple[str, ...] = ()

    def amount(self, columns: Columns, windows: Windows) -> sa.ColumnElement[Any]:
        """1 per row that counts."""
        return sa.literal(1) if self.where is None else sa.case((self.where(columns), 1), else_=0)


@dataclass(frozen=True, kw_only=True)
class Sum:
    """The sum of a column over the rows."""

    rows: Rows
    column: str
    is_money: bool = False
    where: Condition | None = None
    tally: tuple[str, ...] = ()

    def amount(self, columns: Columns, windows: Windows) -> sa.ColumnElement[Any]:
        """The column's value, 0 where it is empty or the row does not count."""
        value = sa.func.coalesce(columns[self.column], 0)
        return value if self.where is None else sa.case((self.where(columns), value), else_=0)


@dataclass(frozen=True, kw_only=True)
class Rate:
    """The share of rows whose event falls in [anchor, anchor + window): numerator ⊆ denominator."""

    rows: Rows
    event: str
    window: str | None  # the field of `Windows`; without one, any time from the anchor to the horizon counts
    happened: Text  # the event in words
    tally: tuple[str, ...] = ()

    def amount(self, columns: Columns, windows: Windows) -> sa.ColumnElement[Any]:
        """1 per row whose event came in time."""
        if self.window is None:
            return sa.case((columns[self.event].is_not(None), 1), else_=0)
        anchor, event = columns[self.rows.anchor], columns[self.event]
        until = add_hours(anchor, sa.literal_column(str(int(getattr(windows, self.window)))))
        return sa.case((sa.and_(event >= anchor, event < until), 1), else_=0)


@dataclass(frozen=True, kw_only=True)
class Share:
    """One column summed, of another summed that contains it: numerator ⊆ denominator."""

    rows: Rows
    numerator: str
    denominator: str
    terms: tuple[Text, Text]


@dataclass(frozen=True, kw_only=True)
class Monthly:
    """Of the people of whole calendar months, the share of whom a column says 1; a person is once in each month.

    Every month that the period touches counts whole; it is mature when it and so many months `after` it are over.
    """

    rows: Rows  # one per person and month
    column: str
    after: int
    terms: tuple[Text, Text]


@dataclass(frozen=True, kw_only=True)
class Quotient:
    """One sum divided by another; it may exceed 1 and has no interval.

    With `is_return`, what is left of the numerator after the denominator is taken off.
    """

    numerator: Count | Sum
    denominator: Count | Sum | PersonaDays | MembersPresent
    terms: tuple[Text, Text]
    tally: tuple[str, ...] = ()
    is_return: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonaDays:
    """Each day of a persona from its first post to the horizon, counted once however many accounts play it."""

    rows: Rows


@dataclass(frozen=True, kw_only=True)
class MembersPresent:
    """Each member of each group who was there at any moment of the period, once."""

    rows: Rows


@dataclass(frozen=True, kw_only=True)
class Level:
    """How many there are when the period (or each bucket of it) ends."""

    rows: Rows
    column: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One count less another, each in its own period."""

    plus: Metric
    minus: Metric


@dataclass(frozen=True, kw_only=True)
class Distinct:
    """How many different values; never added up over days or places."""

    rows: Rows
    column: str


@dataclass(frozen=True, kw_only=True)
class Survival:
    """The Kaplan–Meier time from the anchor to an event; the value is the median, the bounds are the quartiles."""

    rows: Rows
    event: str
    ends: str | None  # the column that ends the watch early, besides the horizon


Value = Count | Sum | Rate | Share | Monthly | Quotient | Level | Difference | Distinct | Survival


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A figure that a practitioner published: shown beside the user's own, never as a law."""

    value: Decimal
    text: Text
    source: str
    industry: Text


@dataclass(frozen=True, kw_only=True)
class Example:
    """A worked example, in words; a test runs its figures."""

    text: Text
    numerator: int
    denominator: int
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One metric of the catalogue."""

    key: str
    theme: Text
    title: Text
    meaning: Text
    value: Value
    unit: Unit
    better: Better
    needs: tuple[str, ...]  # events, of `metrics.events`
    dimensions: tuple[str, ...]
    reference: Reference | None = None
    example: Example | None = None
    others: Text | None = None  # who counts otherwise

    def __repr__(self) -> str:
        return f"<Metric {self.key}>"

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def rows(self) -> Rows:
        """The rows whose anchor dates the metric."""
        match self.value:
            case Quotient():
                return self.value.numerator.rows
            case Difference():
                return self.value.plus.rows
            case _:
                return self.value.rows

    @property
    def window(self) -> str | None:
        """The setting that bounds the wait for the counted event, if there is one."""
        return self.value.window if isinstance(self.value, Rate) else None

    @property
    def has_interval(self) -> bool:
        """Whether a Wilson interval belongs to it."""
        return isinstance(self.value, Rate | Share | Monthly)

    @property
    def parts(self) -> dict[str, Part]:
        """Its additive quantities by role: v(alue), or n(umerator) and d(enominator)."""

        def part(role: str, rows: Rows, amount: Amount, is_money: bool = False) -> Part:
            return Part(column=f"{self.key}__{role}", rows=rows, amount=amount, is_money=is_money)

        match value := self.value:
            case Count():
                return {"v": part("v", value.rows, value.amount)}
            case Sum():
                return {"v": part("v", value.rows, value.amount, value.is_money)}
            case Rate():
                return {"n": part("n", value.rows, value.amount), "d": part("d", value.rows, _one)}
            case Share():
                top, below = (Sum(rows=value.rows, column=name) for name in (value.numerator, value.denominator))
                return {"n": part("n", value.rows, top.amount), "d": part("d", value.rows, below.amount)}
            case Quotient():
                above, under = value.numerator, value.denominator
                parts = {"n": part("n", above.rows, above.amount, isinstance(above, Sum) and above.is_money)}
                if isinstance(under, Count | Sum):
                    parts["d"] = part("d", under.rows, under.amount, isinstance(under, Sum) and under.is_money)
                return parts
            case _:
                return {}

    @property
    def tally(self) -> tuple[str, ...]:
        """The columns of the hand tallies that can stand for it: value, or numerator and denominator."""
        return getattr(self.value, "tally", ())
