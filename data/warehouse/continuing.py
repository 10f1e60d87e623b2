"""Continuing: the next generation made from the one before it, by what has changed since.

A day appended to half a year then costs what the day costs. The rollups are sums: where the rows of the customers who
were derived again come to other sums than before, the difference is added beside what stands. Where a sum has lost
rows, and none may be left, its guide's day is summed up anew. Where guides or channels have moved, where other kinds of
rows were brought, and after some continuations, the generation is built whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from data.schema import FACT_TABLES, Identity
from data.settings import Settings
from data.warehouse.dialects import same
from data.warehouse.draft import Draft, look
from data.warehouse.engines import drop_scratch, scratch, store
from data.warehouse.excerpts import Excerpt
from data.warehouse.gatherings import OF_GROUP_DAYS, OF_MEMBERS
from data.warehouse.generations import (
    Generation,
    LostGenerationError,
    Only,
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
from data.warehouse.tables import (
    ABOUT,
    DERIVED,
    FACTS,
    KINDS,
    MILESTONES,
    PUBLISHED,
    UNPUBLISHED,
)

LONGEST = 30  # continuations before all is built again: what was added beside is then summed up
MOST, FEW = 0.3, 1_000  # of the customers; when more were derived again, building is no slower
_OF_CUSTOMERS = ("contacts", "people", "orders")
_KEPT_BY = {"customers": _OF_CUSTOMERS, "members": OF_MEMBERS, "group_days": OF_GROUP_DAYS}


class _NotContinuableError(Exception):
    """What has changed cannot be added to the generation before."""


def publish(
    connection: sa.Connection, settings: Settings, rollups: Sequence[Rollup], standing: Standing, *, whole: bool
) -> int:
    """Make the next generation from the facts and milestones, put it into place, and give its number."""
    here = store(settings)
    number = here.next_number(connection)
    draft = look(connection, settings, number, standing.facts_version, standing.is_demo)
    base = None if whole or not here.can_copy else _base(connection, settings, rollups, standing, draft)
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
        and (base.windows, base.is_demo, base.brought) == (draft.windows, draft.is_demo, draft.brought)
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
    moved = {name: scratch(session, f"moved_{name}", sa.select(t).distinct()) for name, t in UNPUBLISHED.items()}
    summed = [rollup for rollup in rollups if rollup.moved is not None]
    of_moved = sa.select(moved["customers"].c.customer_id)
    theirs = {MILESTONES[name]: MILESTONES[name].c.customer_id.in_(of_moved) for name in _OF_CUSTOMERS}
    with _unmoved_places(session):
        rows = Excerpt.taken(session, theirs)
        before = [_sums(session, draft, rollup, rows, "before") for rollup in summed]
        _update(session, base, draft, moved)
    rows = Excerpt.taken(session, theirs)
    changed = {
        rollup.table: _sum_up(session, draft, rollup, was, _sums(session, draft, rollup, rows, "after"))
        for rollup, was in zip(summed, before, strict=True)
    }
    is_past = not any(base.future_rows[kind] for kind in ("contacts", "orders"))  # no row becomes known by time alone
    for rollup in rollups:
        if rollup.is_personal and is_past:
            session.execute(sa.delete(rollup.table).where(rollup.table.c.customer_id.in_(of_moved)))
            insert(session, rollup, map(rows.reading, rollup.selects(draft)))
        elif rollup.of is not None:
            _sum_up_days(session, draft, rollup, changed[rollup.of])
        elif rollup.moved is None:
            session.execute(sa.schema.DropTable(rollup.table))
            make(session, draft, rollup)
    for table in (ABOUT, KINDS):
        session.execute(sa.schema.DropTable(table))
    write_about(session, draft, layout(rollups), base.continued + 1)
    rows.drop(session)
    for table in (*moved.values(), *changed.values()):
        drop_scratch(session, table.name)


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


def _update(session: sa.Connection, base: Generation, draft: Draft, moved: Mapping[str, sa.Table]) -> None:
    """Bring the copied milestones and facts to what the warehouse has."""
    for name, table in MILESTONES.items():
        by = [moved[key] for key, names in _KEPT_BY.items() if name in names]
        session.execute(sa.delete(table).where(*(_is_of(keys, table) for keys in by)))
        session.execute(filled(table, DERIVED[name], *(_is_of(keys, DERIVED[name]) for keys in by)))
    for name, table in PUBLISHED.items():
        here, there = base.last_batches.get(name), draft.last_batches.get(name)
        if (here, base.row_counts[name]) == (there, draft.row_counts[name]):
            continue
        facts, kind = FACTS[name], FACT_TABLES[name]
        if here is not None and kind.identity is Identity.KEY and len(kind.key) == 1:
            is_new = facts.c.batch > here
            (key_name,) = kind.key
            session.execute(sa.delete(table).where(table.c[key_name].in_(sa.select(facts.c[key_name]).where(is_new))))
            session.execute(filled(table, facts, is_new))
        else:
            session.execute(sa.delete(table))
            session.execute(filled(table, facts))


def _is_of(keys: sa.Table, rows: sa.Table) -> sa.ColumnElement[bool]:
    """Whether a row is of one of some keys."""
    return sa.exists().where(*(key == rows.c[key.name] for key in keys.columns))


@dataclass(frozen=True)
class _Sums:
    """What the moved rows come to in one select of a rollup: by which keys, which sums, and how many rows in each."""

    table: sa.Table
    names: tuple[str, ...]

    @property
    def counts(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.table.columns if column.name.startswith("rows"))

    @property
    def has_changed(self) -> sa.ColumnElement[bool]:
        """Of differences: whether a row is one."""
        return sa.or_(*(self.table.c[name] != 0 for name in (*self.names, *self.counts)))

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.table.columns if column.name not in (*self.names, *self.counts))


def _sums(session: sa.Connection, draft: Draft, rollup: Rollup, rows: Excerpt, when: str) -> list[_Sums]:
    assert rollup.moved is not None
    return [
        _Sums(scratch(session, f"{when}_{rollup.table.name}_{number}", rows.reading(select)), names)
        for number, (select, names) in enumerate(rollup.moved(draft))
    ]


def _sum_up(session: sa.Connection, draft: Draft, rollup: Rollup, before: list[_Sums], after: list[_Sums]) -> sa.Table:
    """Add to a rollup by how much sums have changed; a guide's day on which one has lost rows is summed up anew.

    Gives the days and guides whose sums have changed.
    """
    assert rollup.some is not None
    assert rollup.by_hand is not None
    table = rollup.table
    by_hand = sa.select(table.c.day, table.c.guide_id).where(table.c.by_hand)
    hand = scratch(session, "hand", by_hand)
    session.execute(sa.delete(table).where(table.c.by_hand))
    found = [
        _difference(session, was, now, number) for number, (was, now) in enumerate(zip(before, after, strict=True))
    ]
    if found:
        loses = (
            sa.select(one.table.c.day, one.table.c.guide_id).where(sa.or_(*(one.table.c[n] < 0 for n in one.counts)))
            for one in found
        )
        lost = scratch(session, "lost", sa.union(*loses))
        is_lost = _is_among(lost)
        session.execute(sa.delete(table).where(is_lost(table)))
        for one in found:
            taken = [one.table.c[name] for name in (*one.keys, *one.names)]
            insert(session, rollup, [sa.select(*taken).where(one.has_changed, sa.not_(is_lost(one.table)))])
        insert(session, rollup, rollup.some(draft, is_lost))
        drop_scratch(session, lost.name)
    insert(session, rollup, rollup.by_hand(draft))
    days = (sa.select(one.table.c.day, one.table.c.guide_id).where(one.has_changed) for one in found)
    changed = scratch(session, f"changed_{table.name}", sa.union(sa.select(hand), by_hand, *days))
    for scratched in (hand, *(one.table for one in (*before, *after, *found))):
        drop_scratch(session, scratched.name)
    return changed


def _sum_up_days(session: sa.Connection, draft: Draft, rollup: Rollup, changed: sa.Table) -> None:
    """Bring a summary to what the table has that it is made of, for the guides and days that have changed there."""
    assert rollup.some is not None
    only = _is_among(changed) if "guide_id" in rollup.table.c else _is_on_one_of(changed)
    session.execute(sa.delete(rollup.table).where(only(rollup.table)))
    insert(session, rollup, rollup.some(draft, only))


def _is_among(days: sa.Table) -> Only:
    """Whether rows are of one of some guides' days."""

    def is_among(rows: sa.FromClause) -> sa.ColumnElement[bool]:
        of_guide = same(days.c.guide_id, rows.c.guide_id, is_nullable=True)
        return sa.exists().where(days.c.day == rows.c.day, of_guide)

    return is_among


def _is_on_one_of(days: sa.Table) -> Only:
    """Whether rows are of one of some days, whoever's."""
    return lambda rows: rows.c.day.in_(sa.select(days.c.day))


def _difference(session: sa.Connection, was: _Sums, now: _Sums, number: int) -> _Sums:
    """By how much each sum, and the number of its rows, has changed."""
    keys, added = was.keys, (*was.names, *was.counts)
    both = sa.union_all(
        sa.select(*(was.table.c[name] for name in keys), *((-was.table.c[name]).label(name) for name in added)),
        sa.select(*(now.table.c[name] for name in (*keys, *added))),
    ).subquery()
    by = [both.c[name] for name in keys]
    sums = (sa.func.sum(both.c[name]).label(name) for name in added)
    return _Sums(scratch(session, f"difference_{number}", sa.select(*by, *sums).group_by(*by)), was.names)
