"""The compiler: from what a question asks to a select over rows, by its dimensions and within its limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from data.warehouse.dialects import is_among
from metrics.dimensions import DIMENSIONS, OF_STAYS, Dimension
from metrics.periods import Period
from metrics.question import Filter, Question, Scope, UnanswerableError
from metrics.sources import dated


@dataclass(frozen=True)
class Form:
    """A question without its days: those of one form share a statement, and differ in the days it is sent with."""

    by: tuple[str, ...]
    where: tuple[Filter, ...]
    scope: Scope
    start: ClassVar[sa.BindParameter[Any]] = sa.bindparam("start", type_=sa.Date)
    end: ClassVar[sa.BindParameter[Any]] = sa.bindparam("end", type_=sa.Date)

    @classmethod
    def of(cls, question: Question) -> Form:
        """The form of a question."""
        return cls(question.by, question.where, question.scope)


Asked = Question | Form
Statement = tuple[sa.Select[Any], dict[str, Any]]  # and the values that it is sent with


def days_of(question: Question) -> dict[str, Any]:
    """The values that a statement of its form is sent with."""
    return {"start": question.start, "end": question.end}


def keys_of(asked: Asked) -> set[str]:
    """The dimensions that are split by or filtered on."""
    return {*asked.by, *(key for key, _ in asked.where)}


def asked_rows(asked: Asked, subject: str, anchor: str, names: Iterable[str] | None = None) -> sa.Subquery:
    """The rows of a subject in the period asked; guides' stays are looked up only where it asks for them.

    With names, of the rows' own columns only these and what is split by: each that an engine has to look up takes time.
    """
    is_placed = needs_stays(asked)
    rows = dated(subject, anchor, Period(asked.start, asked.end), is_placed=is_placed)
    if names is None or is_placed or not isinstance(rows.element, sa.Select):
        return rows
    kept = {"day", *names, *_looked_at(asked, rows), *(("guide_id",) if asked.scope.guides is not None else ())}
    columns = [column for column in rows.element.selected_columns if column.name in kept]
    return _lean(rows.element, columns).subquery()


def _lean(query: sa.Select[Any], columns: Sequence[sa.ColumnElement[Any]]) -> sa.Select[Any]:
    """Of a select these columns, without the registers that nothing is looked up in: each has one row for a key."""
    (source,) = query.get_final_froms()
    used = _tables(*columns, query.whereclause)

    def trimmed(rows: sa.FromClause) -> sa.FromClause:
        if not isinstance(rows, sa.Join) or not rows.isouter:
            return rows
        if rows.right not in used:
            return trimmed(rows.left)
        used.update(_tables(rows.onclause))
        return sa.outerjoin(trimmed(rows.left), rows.right, rows.onclause)

    where = () if query.whereclause is None else (query.whereclause,)
    return sa.select(*columns).select_from(trimmed(source)).where(*where)


def _tables(*parts: sa.ColumnElement[Any] | None) -> set[Any]:
    """The tables whose columns are named in parts of a statement."""
    inside = (one for part in parts if part is not None for one in visitors.iterate(part))
    return {one.table for one in inside if isinstance(one, sa.ColumnClause)}


def _looked_at(asked: Asked, rows: sa.FromClause) -> set[str]:
    """The names of the rows' columns that dimensions are read from."""
    dimensions = [DIMENSIONS[key] for key in keys_of(asked)]
    inside = (one for dimension in dimensions for one in visitors.iterate(dimension.code(rows)))
    names = {one.name for one in inside if isinstance(one, sa.ColumnClause) and one.table is rows}
    return names | {dimension.joined.on for dimension in dimensions if dimension.joined}


def needs_stays(asked: Asked) -> bool:
    """Whether a question splits, filters or is limited by what a guide's stay says: store and team."""
    return asked.scope.stores is not None or not keys_of(asked).isdisjoint(OF_STAYS)


def split(
    asked: Asked, rows: sa.FromClause, columns: Sequence[sa.ColumnElement[Any]], *, is_cut: bool = False
) -> sa.Select[Any]:
    """The columns by the question's dimensions, within its period, filters and scope.

    `is_cut` says that there are no rows but those of the period: looking at each again takes time.

    Raises
    ------
    UnanswerableError
        When the rows do not know a dimension.
    """
    dimensions = [DIMENSIONS[key] for key in asked.by]
    codes = [_code(dimension, rows).label(f"by_{n}") for n, dimension in enumerate(dimensions)]
    filters = [(DIMENSIONS[key], wanted) for key, wanted in asked.where]
    source = _joined(rows, [*dimensions, *(dimension for dimension, _ in filters)])
    query = sa.select(*codes, *columns).select_from(source)
    if not is_cut:
        query = query.where(rows.c.day >= asked.start, rows.c.day < asked.end)
    for dimension, wanted in filters:
        query = query.where(_is_any(_code(dimension, rows), wanted))
    if asked.scope.stores is not None:
        query = query.where(rows.c.store_id.in_(sorted(asked.scope.stores)))
    if asked.scope.guides is not None:
        query = query.where(rows.c.guide_id.in_(sorted(asked.scope.guides)))
    return query.group_by(*(code.name for code in codes)) if codes else query


def _code(dimension: Dimension, rows: sa.FromClause) -> sa.ColumnElement[Any]:
    try:
        return dimension.code(rows)
    except KeyError:
        zh, en = dimension.title
        raise UnanswerableError(f"这里不能按{zh}看 · This cannot be asked by {en.lower()}.") from None


def _is_any(code: sa.ColumnElement[Any], wanted: tuple[Any, ...]) -> sa.ColumnElement[bool]:
    known = [value for value in wanted if value is not None]
    return sa.or_(is_among(code, known), *([code.is_(None)] if None in wanted else []))


def _joined(rows: sa.FromClause, dimensions: Iterable[Dimension]) -> sa.FromClause:
    """The rows with each register that a dimension is looked up in, once."""
    source: sa.FromClause = rows
    for joined in {dimension.joined.table: dimension.joined for dimension in dimensions if dimension.joined}.values():
        if joined.table == "guides" and "persona" in rows.c:
            continue  # posts carry their own persona
        source = source.outerjoin(joined.rows, rows.c[joined.on] == joined.rows.c[joined.on])
    return source
