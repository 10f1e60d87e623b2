"""Rollups: additive daily figures by place, one table per subject, generated from the catalogue.

Every additive part of every metric is a column, every place of a day a row; what comes to it later stands beside it as
another, and a question sums them. Counts made by hand enter here, where a guide's day has a tally and no event rows for
the metric.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from data.warehouse.draft import Draft
from data.warehouse.generations import Only, Rollup
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics.catalogue import CATALOGUE
from metrics.events import is_counted, is_tallied
from metrics.model import Metric, Part
from metrics.orders import SINCE_ADD
from metrics.persona_days import persona_days
from metrics.sources import CONTACTS, CONTENT, ORDERS, PEOPLE, PLACED_BY, dated
from metrics.stages import STAGES

OF_NO_METRIC = (*(stage.part for stage in STAGES), SINCE_ADD)  # what the funnel and the pay-back of channels sum up
OF_CUSTOMERS = (CONTACTS, PEOPLE, ORDERS)  # subjects whose rows are a customer's


def _parts(metrics: Iterable[Metric], subject: str) -> list[Part]:
    """The parts of some metrics, and those of none, that are counted in the rows of a subject."""
    parts = [part for metric in metrics for part in metric.parts.values()]
    return [part for part in (*parts, *OF_NO_METRIC) if part.rows.subject == subject]


def _table(subject: str) -> sa.Table:
    parts = (
        sa.Column(part.column, sa.Numeric(18, 2) if part.is_money else sa.BigInteger)
        for part in _parts(CATALOGUE.values(), subject)
    )
    present = [sa.Column("present", sa.Integer)] if subject == CONTENT else []
    return sa.Table(
        f"rollup_{subject}",
        sa.MetaData(),
        sa.Column("day", sa.Date, nullable=False),
        *(sa.Column(name, sa.Text) for name in PLACED_BY[subject]),
        sa.Column("by_hand", sa.Boolean, nullable=False),
        *present,
        *parts,
        schema="mart",
    )


ROLLUP_TABLES = {subject: _table(subject) for subject in PLACED_BY}


def counted_parts(subject: str, draft: Draft) -> dict[str, list[Part]]:
    """The parts that event rows give, by anchor; a metric whose rows were never brought has none."""
    by_anchor: dict[str, list[Part]] = {}
    for part in _parts((metric for metric in CATALOGUE.values() if is_counted(metric, draft)), subject):
        by_anchor.setdefault(part.rows.anchor, []).append(part)
    return by_anchor


def _events(subject: str, draft: Draft, only: Only | None = None) -> list[sa.Select[Any]]:
    """The sums of all parts by day and place, over all rows or only some: one row for each place of a day."""
    of_anchors = []
    for anchor, parts in counted_parts(subject, draft).items():
        rows = dated(subject, anchor)
        keys = [rows.c[name] for name in ("day", *(n for n in PLACED_BY[subject] if n in rows.c))]
        sums = (sa.func.sum(part.amount(rows.c, draft.windows)).label(part.column) for part in parts)
        select = sa.select(*keys, *sums)
        if only is not None:
            select = select.where(only(rows))
        of_anchors.append(select.group_by(*keys))
    return [_together(subject, of_anchors)] if of_anchors else []


def _together(subject: str, selects: Sequence[sa.Select[Any]]) -> sa.Select[Any]:
    """The sums of several selects as one row for each day and place, in the order of the days.

    A sum is given by one select, which has one row for a day and place: what is greatest is the only one there is, and
    found twice as fast as a sum of it.
    """
    table = ROLLUP_TABLES[subject]
    keys = ("day", *PLACED_BY[subject])
    given = [{column.name: column for column in select.selected_columns} for select in selects]
    names = [column.name for column in table.columns if any(column.name in one for one in given)]
    each = [
        select.with_only_columns(
            *(_cell(table.c[name], one.get(name)).label(name) for name in names), maintain_column_froms=True
        )
        for select, one in zip(selects, given, strict=True)
    ]
    rows = sa.union_all(*each).subquery()
    by = [rows.c[name] for name in names if name in keys]
    sums = (sa.func.max(rows.c[name]).label(name) for name in names if name not in keys)
    return sa.select(*by, sa.literal(False).label("by_hand"), *sums).group_by(*by).order_by(rows.c.day)


def _cell(column: sa.Column[Any], value: sa.ColumnElement[Any] | None) -> sa.ColumnElement[Any]:
    """A value for a column of a rollup, or nothing: whole numbers as wide as the column, for sums are wider."""
    if value is None:
        return sa.cast(sa.null(), column.type)
    return sa.cast(value, column.type) if isinstance(column.type, sa.BigInteger) else value


def _moved(subject: str, draft: Draft) -> list[tuple[sa.Select[Any], tuple[str, ...]]]:
    """One select per anchor: the sums of its parts, and their names.

    Beside each sum stands how many rows it has, beside all how many rows there are.
    """
    selects = []
    for anchor, parts in counted_parts(subject, draft).items():
        rows = dated(subject, anchor)
        keys = [rows.c[name] for name in ("day", *(n for n in PLACED_BY[subject] if n in rows.c))]
        amounts = {part.column: part.amount(rows.c, draft.windows) for part in parts}
        sums = (sa.func.sum(amount).label(name) for name, amount in amounts.items())
        counts = (sa.func.count(amount).label(f"rows_{name}") for name, amount in amounts.items())
        select = sa.select(*keys, sa.literal(False).label("by_hand"), *sums, sa.func.count().label("rows"), *counts)
        selects.append((select.group_by(*keys), tuple(amounts)))
    return selects


def _by_hand(subject: str, draft: Draft) -> list[sa.Select[Any]]:
    """The tallies that stand where a guide's day has no event rows, after the event rows are in the rollup."""
    metrics = [
        metric
        for metric in CATALOGUE.values()
        if metric.rows.subject == subject and metric.tally and is_tallied(metric, draft)
    ]
    if not metrics:
        return []
    rollup, tallies, stays = ROLLUP_TABLES[subject], PUBLISHED["tallies"], MILESTONES["stays"]
    seen = (
        sa.select(
            rollup.c.day,
            rollup.c.guide_id,
            *(sa.func.count(rollup.c[_witness(metric).column]).label(metric.key) for metric in metrics),
        )
        .where(sa.not_(rollup.c.by_hand))
        .group_by(rollup.c.day, rollup.c.guide_id)
        .subquery()
    )
    columns: list[sa.ColumnElement[Any]] = []
    for metric in metrics:
        stands = sa.and_(
            sa.func.coalesce(seen.c[metric.key], 0) == 0, *(tallies.c[cell].is_not(None) for cell in metric.tally)
        )
        for role, part in metric.parts.items():
            amount = tallies.c[metric.tally[1 if role == "d" else 0]]
            columns.append(sa.case((stands, amount), else_=sa.null()).label(part.column))
    same_day = sa.and_(tallies.c.guide_id == seen.c.guide_id, tallies.c.on == seen.c.day)
    of_day = sa.and_(
        tallies.c.guide_id == stays.c.guide_id, tallies.c.on >= stays.c.from_on, tallies.c.on < stays.c.until_on
    )
    return [
        sa.select(
            tallies.c.on.label("day"),
            tallies.c.guide_id,
            stays.c.store_id,
            stays.c.team,
            sa.literal(True).label("by_hand"),
            *columns,
        )
        .select_from(tallies.outerjoin(stays, of_day).outerjoin(seen, same_day))
        .where(sa.or_(*(column.is_not(None) for column in columns)))
    ]


def _witness(metric: Metric) -> Part:
    """The part whose being there says that the metric has event rows on a day."""
    parts = metric.parts
    return parts.get("d") or parts["v"]


def _presence(draft: Draft, only: Only | None = None) -> list[sa.Select[Any]]:
    if "posts" not in draft.horizons:
        return []
    days = persona_days(draft.since["posts"], draft.horizons["posts"].last_day).subquery()
    some = [] if only is None else [only(days)]
    return [sa.select(*days.c, sa.literal(False).label("by_hand"), sa.literal(1).label("present")).where(*some)]


def _moved_presence(draft: Draft) -> list[tuple[sa.Select[Any], tuple[str, ...]]]:
    """The same as sums, each of as many rows."""
    return [
        (
            select.add_columns(sa.literal(1).label("rows"), sa.literal(1).label("rows_present")),
            ("present",),
        )
        for select in _presence(draft)
    ]


def _rollup(subject: str) -> Rollup:
    table = ROLLUP_TABLES[subject]
    if subject == CONTENT:
        return Rollup(
            table=table,
            selects=lambda draft: [*_events(subject, draft), *_presence(draft)],
            some=lambda draft, only: [*_events(subject, draft, only), *_presence(draft, only)],
            moved=lambda draft: [*_moved(subject, draft), *_moved_presence(draft)],
            by_hand=lambda _: [],
        )
    return Rollup(
        table=table,
        selects=lambda draft: [*_events(subject, draft), *_by_hand(subject, draft)],
        some=lambda draft, only: _events(subject, draft, only),
        moved=lambda draft: _moved(subject, draft),
        by_hand=lambda draft: _by_hand(subject, draft),
    )


OF_SUBJECTS = tuple(map(_rollup, ROLLUP_TABLES))
