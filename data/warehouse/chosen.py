"""Chosen: the rows of whom was touched, which a run derives again; or of everybody."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.warehouse.tables import DERIVED, TOUCHED


def of_customer(rows: sa.Table, everybody: bool) -> sa.ColumnElement[bool]:
    """The rows of the customers to derive."""
    if everybody:
        return sa.true()
    return rows.c.customer_id.in_(sa.select(TOUCHED["customers"].c.customer_id))


def of_member(rows: sa.FromClause, everybody: bool) -> sa.ColumnElement[bool]:
    """The rows of the members of groups to derive."""
    return sa.true() if everybody else sa.exists().where(is_of(TOUCHED["members"], rows))


def of_day(rows: sa.FromClause, day: sa.ColumnElement[Any], days: sa.FromClause | None) -> sa.ColumnElement[bool]:
    """Rows of some days of groups (or of all)."""
    return sa.true() if days is None else sa.exists().where(days.c.group_id == rows.c.group_id, days.c.day == day)


def is_of(members: sa.FromClause, rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether rows are of a member."""
    return sa.and_(members.c.group_id == rows.c.group_id, members.c.customer_id == rows.c.customer_id)


def fill(connection: sa.Connection, name: str, query: sa.Select[Any]) -> None:
    """Put the rows of a query into a table of milestones."""
    target = DERIVED[name]
    connection.execute(target.insert().from_select([column.name for column in target.columns], query))
