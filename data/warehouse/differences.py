"""Differences: by how much the sums of some rows have changed, and a rollup brought up to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.warehouse.draft import Draft
from data.warehouse.engines import drop_scratch, scratch
from data.warehouse.generations import Only, Rollup, insert


@dataclass(frozen=True)
class _Difference:
    """By how much the sums of one select of a rollup, and how many rows each has, have changed: by which keys."""

    table: sa.Table
    keys: tuple[str, ...]
    names: tuple[str, ...]
    counts: tuple[str, ...]


def sum_up(
    session: sa.Connection,
    draft: Draft,
    rollup: Rollup,
    before: Sequence[sa.Select[Any]],
    after: Sequence[tuple[sa.Select[Any], tuple[str, ...]]],
) -> sa.Table:
    """Add to a rollup by how much its sums, with their names, differ from those before; a guide's day on which one has
    lost rows is summed up anew.

    Gives the days and guides whose sums have changed.
    """
    assert rollup.some is not None
    assert rollup.by_hand is not None
    table = rollup.table
    by_hand = sa.select(table.c.day, table.c.guide_id).where(table.c.by_hand)
    hand = scratch(session, "hand", by_hand)
    session.execute(sa.delete(table).where(table.c.by_hand))
    both = enumerate(zip(before, after, strict=True))
    found = [_difference(session, was, now, names, number) for number, (was, (now, names)) in both]
    if found:
        loses = (
            sa.select(one.table.c.day, one.table.c.guide_id).where(sa.or_(*(one.table.c[n] < 0 for n in one.counts)))
            for one in found
        )
        lost = scratch(session, "lost", sa.union(*loses))
        is_lost = _is_among(lost)
        has_lost = session.execute(sa.select(lost).limit(1)).first() is not None
        if has_lost:
            session.execute(sa.delete(table).where(is_lost(table)))
        for one in found:
            taken = [one.table.c[name] for name in (*one.keys, *one.names)]
            insert(session, rollup, [sa.select(*taken).where(sa.not_(is_lost(one.table)))])
        if has_lost:
            insert(session, rollup, rollup.some(draft, is_lost))
        drop_scratch(session, lost.name)
    insert(session, rollup, rollup.by_hand(draft))
    days = (sa.select(one.table.c.day, one.table.c.guide_id) for one in found)
    changed = scratch(session, f"changed_{table.name}", sa.union(sa.select(hand), by_hand, *days))
    for scratched in (hand, *(one.table for one in found)):
        drop_scratch(session, scratched.name)
    return changed


def sum_up_days(session: sa.Connection, draft: Draft, rollup: Rollup, changed: sa.Table) -> None:
    """Bring a summary to what the table has that it is made of, for the guides and days that have changed there."""
    assert rollup.some is not None
    only = _is_among(changed) if "guide_id" in rollup.table.c else _is_on_one_of(changed)
    session.execute(sa.delete(rollup.table).where(only(rollup.table)))
    insert(session, rollup, rollup.some(draft, only))


def _is_among(days: sa.Table) -> Only:
    """Whether rows are of one of some guides' days."""

    def is_among(rows: sa.FromClause) -> sa.ColumnElement[bool]:
        return _guides_day(rows).in_(sa.select(*_guides_day(days)))

    return is_among


def _guides_day(rows: sa.FromClause) -> sa.Tuple:
    """The day of a guide, or of nobody, as one value: an engine looks it up among others at once."""
    return sa.tuple_(rows.c.day, sa.func.coalesce(rows.c.guide_id, ""))


def _is_on_one_of(days: sa.Table) -> Only:
    """Whether rows are of one of some days, whoever's."""
    return lambda rows: rows.c.day.in_(sa.select(days.c.day))


def _difference(
    session: sa.Connection, before: sa.Select[Any], after: sa.Select[Any], names: tuple[str, ...], number: int
) -> _Difference:
    columns = [column.name for column in after.selected_columns]
    counts = tuple(name for name in columns if name.startswith("rows"))
    keys = tuple(name for name in columns if name not in (*names, *counts))
    was, now = before.subquery(), after.subquery()
    added = (*names, *counts)
    both = sa.union_all(
        sa.select(*(was.c[name] for name in keys), *((-was.c[name]).label(name) for name in added)),
        sa.select(*(now.c[name] for name in (*keys, *added))),
    ).subquery()
    by = [both.c[name] for name in keys]
    sums = {name: sa.func.sum(both.c[name]) for name in added}
    query = (
        sa.select(*by, *(total.label(name) for name, total in sums.items()))
        .group_by(*by)
        .having(sa.or_(*(total != 0 for total in sums.values())))
    )
    return _Difference(scratch(session, f"difference_{number}", query), keys, names, counts)
