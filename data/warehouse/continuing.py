"""Continuing: the next generation made from the one before it, by what has changed since.

The rollups are sums: where the rows of customers, members and days of groups that were derived again come to other sums
than before, the difference is added beside what stands. Where a sum has lost rows, and none may be left, its guide's
day is summed up anew. Where guides or channels have moved, where other kinds of rows were brought, and after some
continuations, the generation is built whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

import sqlalchemy as sa

from data.schema import FACT_TABLES, Identity
from data.settings import Settings
from data.warehouse.applying import matches
from data.warehouse.conversations import OF_GROUP_DAYS
from data.warehouse.differences import sum_up, sum_up_days
from data.warehouse.draft import Draft, look
from data.warehouse.engines import drop_scratch, scratch, store
from data.warehouse.excerpts import Excerpt
from data.warehouse.gatherings import OF_MEMBERS
from data.warehouse.generations import (
    Generation,
    LostGenerationError,
    Rollup,
    build,
    current,
    filled,
    insert,
    layout,
    make,
    write_about,
)
from data.warehouse.standing import Standing
from data.warehouse.tables import ABOUT, DERIVED, FACTS, KINDS, MILESTONES, PUBLISHED, UNPUBLISHED

LONGEST = 30  # continuations before all is built again: what was added beside is then summed up
MOST, FEW = 0.3, 1_000  # of the customers; when more were derived again, building is no slower
_KEPT_BY = {"customers": ("contacts", "people", "orders"), "members": OF_MEMBERS, "group_days": OF_GROUP_DAYS}
_PLACED = ("group_id", "owner_guide_id", "store_id", "campaign_id")  # what places the rows of a group
_HELD = (MILESTONES["stays"], PUBLISHED["channels"])  # places that must be those of the generation before


class _NotContinuableError(Exception):
    """What has changed cannot be added to the generation before."""


def publish(
    connection: sa.Connection, settings: Settings, rollups: Sequence[Rollup], standing: Standing, *, whole: bool
) -> int:
    """Make the next generation from the facts and milestones, put it into place, and give its number."""
    here = store(settings)
    number = here.next_number(connection)
    draft = look(connection, settings, number, standing.facts_version, standing.is_demo)
    base = None if whole else _base(connection, settings, rollups, standing, draft)
    if base is not None:
        try:
            with here.building(connection, number, base.pointed) as session:
                _continue(session, base, draft, rollups)
            return number
        except _NotContinuableError:
            pass
    with here.building(connection, number) as session:
        build(session, draft, rollups)
    return number


def _base(
    connection: sa.Connection, settings: Settings, rollups: Sequence[Rollup], standing: Standing, draft: Draft
) -> Generation | None:
    """The generation to continue, where it can be."""
    try:
        base = current(settings)
    except LostGenerationError:
        return None
    is_same = (
        base is not None
        and not (base.is_large or draft.is_large)
        and base.facts_version == standing.published_version
        and base.layout == layout(rollups)
        and all(getattr(base, name) == getattr(draft, name) for name in ("windows", "tiers", "is_demo", "brought"))
        and base.horizons.keys() == draft.horizons.keys()
        and base.continued < LONGEST
    )
    if not is_same:
        return None
    moved = connection.execute(
        sa.select(sa.func.count(sa.distinct(UNPUBLISHED["customers"].c.customer_id)))
    ).scalar_one()
    people = connection.execute(sa.select(sa.func.count()).select_from(DERIVED["people"])).scalar_one()
    connection.rollback()
    return base if moved <= max(FEW, MOST * people) else None


def _continue(session: sa.Connection, base: Generation, draft: Draft, rollups: Sequence[Rollup]) -> None:
    running = {rollup: rollup.since for rollup in rollups if rollup.since is not None}
    summed = {rollup: rollup.moved for rollup in rollups if rollup.moved is not None}
    moved = _moved(session, [rollup.table for rollup in running])
    is_past = not any(base.future_rows[kind] for kind in ("contacts", "orders"))  # no row becomes known by time alone
    personal = [rollup for rollup in rollups if rollup.is_personal and is_past]
    theirs = {
        MILESTONES[name]: _is_of(moved[key], MILESTONES[name]) for key, names in _KEPT_BY.items() for name in names
    }
    first = _first_day(session, base, draft, moved["group_days"])
    theirs |= {rollup.table: rollup.table.c.day >= first for rollup in running}
    others = (*MILESTONES.values(), *PUBLISHED.values(), *(rollup.table for rollup in rollups))
    was = Excerpt(session, "was", {**{table: sa.true() for table in others if table not in _HELD}, **theirs})
    now = Excerpt(session, "now", theirs)
    with _unmoved_places(session):
        before = {rollup: [was.reading(select) for select, _ in sums(base)] for rollup, sums in summed.items()}
        _update(session, base, draft, moved, now)
    for rollup, rows_since in running.items():
        session.execute(sa.delete(rollup.table).where(rollup.table.c.day >= first))
        insert(session, rollup, rows_since(draft, first))
    changed: dict[sa.Table, sa.Table] = {}
    for rollup, sums in summed.items():
        after = [(now.reading(select), names) for select, names in sums(draft)]
        changed[rollup.table] = sum_up(session, draft, rollup, before[rollup], after)
    for rollup in personal:
        session.execute(sa.delete(rollup.table).where(_is_of(moved["customers"], rollup.table)))
        insert(session, rollup, map(now.reading, rollup.selects(draft)))
    for rollup in rollups:
        if rollup.moved is None and rollup.of is None and rollup not in (*personal, *running):
            session.execute(sa.schema.DropTable(rollup.table))
            make(session, draft, rollup)
    for rollup in rollups:
        if rollup.of is not None:
            sum_up_days(session, draft, rollup, changed[rollup.of])
    for table in (ABOUT, KINDS):
        session.execute(sa.schema.DropTable(table))
    write_about(session, draft, layout(rollups), base.continued + 1)
    was.drop()
    now.drop()
    for table in (*moved.values(), *changed.values()):
        drop_scratch(session, table.name)


def _first_day(session: sa.Connection, base: Generation, draft: Draft, group_days: sa.Table) -> date:
    """The first day of any group of which something else is told than before, or something is told on one side only."""
    earliest = session.execute(sa.select(sa.func.min(group_days.c.day))).scalar_one()
    kinds = [kind for kind in ("memberships", "group_events") if kind in draft.horizons]
    told = [side.horizons[kind].last_day + timedelta(days=1) for side in (base, draft) for kind in kinds]
    return min([*told, *([earliest] if earliest else [])], default=date.max)


def _moved(session: sa.Connection, running: Sequence[sa.Table]) -> dict[str, sa.Table]:
    """Whose milestones have changed since the generation before; with everybody and every day of a group that has
    another place.
    """
    moved = {name: scratch(session, f"moved_{name}", sa.select(noted)) for name, noted in UNPUBLISHED.items()}
    was, now = (sa.select(*(groups.c[name] for name in _PLACED)) for groups in (PUBLISHED["groups"], FACTS["groups"]))
    differing = sa.union_all(sa.except_(was, now), sa.except_(now, was)).subquery()
    placed = scratch(session, "placed", sa.select(differing.c.group_id).distinct())
    for key, names in _KEPT_BY.items():
        columns = [column.name for column in moved[key].columns]
        for rows in (*(DERIVED[name] for name in names), *running):
            if {"group_id", *columns} <= {*rows.c.keys()}:
                theirs = sa.select(*(rows.c[column] for column in columns)).where(_is_of(placed, rows))
                session.execute(moved[key].insert().from_select(columns, theirs))
    drop_scratch(session, placed.name)
    return moved


@contextmanager
def _unmoved_places(session: sa.Connection) -> Iterator[None]:
    """Hold that guides, channels and their reach place every other row as before."""
    reach = PUBLISHED["channel_reach"]
    first_reach = sa.select(reach.c.channel_id, sa.func.min(reach.c.on).label("on")).group_by(reach.c.channel_id)
    channels = PUBLISHED["channels"]
    places = (sa.select(MILESTONES["stays"]), sa.select(channels.c.channel_id, channels.c.kind), first_reach)
    before = [scratch(session, f"places_{number}", select) for number, select in enumerate(places)]
    yield
    for was, now in zip(before, places, strict=True):
        for one, other in ((sa.select(was), now), (now, sa.select(was))):
            if session.execute(sa.except_(one, other).limit(1)).first() is not None:
                raise _NotContinuableError
        drop_scratch(session, was.name)


def _update(
    session: sa.Connection, base: Generation, draft: Draft, moved: Mapping[str, sa.Table], now: Excerpt
) -> None:
    """Bring the copied milestones and facts to what the warehouse has; `now` has the rows that moved."""
    for name, table in MILESTONES.items():
        keys = next((moved[key] for key, names in _KEPT_BY.items() if name in names), None)
        if keys is None:
            session.execute(sa.delete(table))
            session.execute(filled(table, DERIVED[name]))
        else:
            session.execute(sa.delete(table).where(_is_of(keys, table)))
            session.execute(filled(table, now.taken(table, DERIVED[name], _is_of(keys, DERIVED[name]))))
    for name, table in PUBLISHED.items():
        here, there = base.last_batches.get(name), draft.last_batches.get(name)
        if (here, base.row_counts[name]) == (there, draft.row_counts[name]):
            continue
        facts, kind = FACTS[name], FACT_TABLES[name]
        if here is not None and kind.identity is Identity.KEY:
            is_new = facts.c.batch > here
            brought = scratch(session, "brought", sa.select(*(facts.c[column] for column in kind.key)).where(is_new))
            session.execute(sa.delete(table).where(sa.exists().where(matches(kind, kind.key, brought, table))))
            session.execute(filled(table, facts, is_new))
            drop_scratch(session, brought.name)
        else:
            session.execute(sa.delete(table))
            session.execute(filled(table, facts))


def _is_of(keys: sa.Table, rows: sa.Table) -> sa.ColumnElement[bool]:
    """Whether a row is of one of some keys."""
    return sa.exists().where(*(key == rows.c[key.name] for key in keys.columns))
