"""The few places where SQL engines differ: time arithmetic, bulk loading, and how a generation is named.

Everything else in the project is plain SQLAlchemy. Another engine is its lines here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

MANY = 12  # values of a filter


class add_hours(GenericFunction[Any]):  # noqa: N801 - reads as a function in queries
    """A moment so many whole hours later: `add_hours(moment, hours)`."""

    type = sa.DateTime()
    inherit_cache = True


@compiles(add_hours, "duckdb")
def _add_hours_duckdb(element: Any, compiler: Any, **kw: Any) -> str:
    moment, number = element.clauses
    return f"({compiler.process(moment, **kw)} + to_hours({compiler.process(number, **kw)}))"


@compiles(add_hours, "postgresql")
def _add_hours_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    moment, number = element.clauses
    return f"({compiler.process(moment, **kw)} + make_interval(hours => {compiler.process(number, **kw)}))"


class add_seconds(GenericFunction[Any]):  # noqa: N801 - reads as a function in queries
    """A moment so many seconds later: `add_seconds(moment, seconds)`."""

    type = sa.DateTime()
    inherit_cache = True


@compiles(add_seconds, "duckdb")
def _add_seconds_duckdb(element: Any, compiler: Any, **kw: Any) -> str:
    moment, number = element.clauses
    return f"({compiler.process(moment, **kw)} + to_seconds({compiler.process(number, **kw)}))"


@compiles(add_seconds, "postgresql")
def _add_seconds_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    moment, number = element.clauses
    return f"({compiler.process(moment, **kw)} + make_interval(secs => {compiler.process(number, **kw)}))"


class each_part(GenericFunction[Any]):  # noqa: N801 - reads as a function in queries
    """The parts of a text between separators, a row each, in a select's columns: `each_part(text, separator)`."""

    type = sa.Text()
    inherit_cache = True


@compiles(each_part, "duckdb")
def _each_part_duckdb(element: Any, compiler: Any, **kw: Any) -> str:
    whole, separator = element.clauses
    return f"unnest(string_split({compiler.process(whole, **kw)}, {compiler.process(separator, **kw)}))"


@compiles(each_part, "postgresql")
def _each_part_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    whole, separator = element.clauses
    return f"unnest(string_to_array({compiler.process(whole, **kw)}, {compiler.process(separator, **kw)}))"


class _among(GenericFunction[Any]):  # noqa: N801 - reads as a function in queries
    """Whether a value is one of a list, which is one parameter: `_among(value, list)`."""

    type = sa.Boolean()
    inherit_cache = True


@compiles(_among, "duckdb")
def _among_duckdb(element: Any, compiler: Any, **kw: Any) -> str:
    value, values = element.clauses
    return f"({compiler.process(value, **kw)} IN (SELECT unnest({compiler.process(values, **kw)})))"


@compiles(_among, "postgresql")
def _among_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    value, values = element.clauses
    return f"({compiler.process(value, **kw)} = ANY({compiler.process(values, **kw)}))"


def is_among(value: sa.ColumnElement[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Whether a value is one of those; of many the list is sent as one parameter, for a hundred take long to bind."""
    if len(values) <= MANY:
        return value.in_(values)
    return _among(value, sa.bindparam("among", list(values), type_=sa.types.NullType(), unique=True))


class hours_between(GenericFunction[Any]):  # noqa: N801 - reads as a function in queries
    """Whole hours from one moment to a later one: `hours_between(start, end)`."""

    type = sa.Integer()
    inherit_cache = True


@compiles(hours_between, "duckdb")
def _hours_between_duckdb(element: Any, compiler: Any, **kw: Any) -> str:
    start, end = element.clauses
    return f"date_sub('hour', {compiler.process(start, **kw)}, {compiler.process(end, **kw)})"


@compiles(hours_between, "postgresql")
def _hours_between_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    start, end = element.clauses
    seconds = f"extract(epoch from ({compiler.process(end, **kw)}) - ({compiler.process(start, **kw)}))"
    return f"CAST(floor({seconds} / 3600) AS INTEGER)"


def day_of(moment: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The local day of a moment."""
    return sa.cast(moment, sa.Date)


def hour_of(moment: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """0–23."""
    return sa.cast(sa.extract("hour", moment), sa.Integer)


def weekday_of(day: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """1 (Monday) – 7 (Sunday)."""
    return sa.cast(sa.extract("isodow", day), sa.Integer)


def week_of(day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The Monday of a day's week."""
    return sa.cast(sa.func.date_trunc(sa.literal_column("'week'"), day), sa.Date)


def month_of(day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The first of a day's month."""
    return sa.cast(sa.func.date_trunc(sa.literal_column("'month'"), day), sa.Date)


def month_number(moment: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """The months from the year 0 to a moment: one more is the next calendar month."""
    return sa.cast(sa.extract("year", moment) * 12 + sa.extract("month", moment), sa.Integer)


def days_between(start: sa.ColumnElement[Any], end: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """Days from one day to another: 0 on the same day."""
    return sa.type_coerce(end - start, sa.Integer)


def same(left: sa.ColumnElement[Any], right: sa.ColumnElement[Any], *, is_nullable: bool) -> sa.ColumnElement[bool]:
    """Equality of two key parts; an empty part is a value of its own.

    Written so that every engine can hash it: `IS NOT DISTINCT FROM` makes PostgreSQL compare each pair of rows.
    """
    if not is_nullable:
        return left == right
    return sa.func.coalesce(sa.cast(left, sa.Text), "") == sa.func.coalesce(sa.cast(right, sa.Text), "")


def days_of(first: Any, last: Any) -> sa.Subquery:
    """Every day from the first to the last, one row each, in column `day`; days, or parameters of them."""
    series = (
        sa.func.generate_series(sa.cast(first, sa.Date), sa.cast(last, sa.Date), sa.text("INTERVAL '1 day'"))
        .table_valued(sa.column("moment", sa.DateTime))
        .render_derived()
    )
    return sa.select(day_of(series.c.moment).label("day")).subquery()


def second_of_day(moment: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """Seconds since midnight."""
    hours, minutes, seconds = (sa.cast(sa.extract(f, moment), sa.Integer) for f in ("hour", "minute", "second"))
    return hours * 3600 + minutes * 60 + seconds


_SINGLE = ("customer_id", "message_id", "order_id")  # texts of which nearly every row has its own


@compiles(sa.schema.CreateColumn, "duckdb")
def _create_column_duckdb(element: Any, compiler: Any, **kw: Any) -> str | None:
    """Such texts are packed as DuckDB would end up packing them, without trying every other way first."""
    told: str | None = compiler.visit_create_column(element, **kw)
    return f"{told} USING COMPRESSION fsst" if told and element.element.name in _SINGLE else told
