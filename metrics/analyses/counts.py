"""Counts: the selects that count people by what is told of them, and by their moves from tier to tier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from data.warehouse.dialects import days_between, each_part
from data.warehouse.tables import PUBLISHED

ALL, TAG = "all", "tag"
TOLD = ("tier", "level", "age", "city", "store_id", "channel_id", "channel_kind")  # one of each, or nothing
AGES = ((0, 18), (18, 25), (25, 35), (35, 45), (45, 60), (60, 200))
ABSENT = "absent"  # not yet known
SUMS = ("people", "held", "buyers", "again", "orders", "net")


def counted(people: sa.Subquery, what: Sequence[str], today: date, by: Sequence[str] = ()) -> list[sa.Select[Any]]:
    """People counted by each of some things, as what, code and sums; with columns `by` which they are told apart."""
    found = []
    told = [one for one in what if one in TOLD]
    if told or ALL in what:
        found.append(_by_each(people, told, today, by, has_all=ALL in what))
    if TAG in what:
        found.append(_by_tag(people, by))
    return found


def _by_each(
    people: sa.Subquery, told: Sequence[str], today: date, by: Sequence[str], *, has_all: bool
) -> sa.Select[Any]:
    """The people are looked at once, whatever they are grouped by."""
    channels = PUBLISHED["channels"]
    given: dict[str, Any] = {
        "channel_kind": channels.c.kind,
        "age": _band(people.c.birthday, today),
    }
    source = people.outerjoin(channels, people.c.channel_id == channels.c.channel_id)
    codes = [(given[one] if one in given else people.c[one]).label(f"told_{one}") for one in told]
    known = sa.select(people, *codes).select_from(source).subquery()
    columns = [known.c[f"told_{one}"] for one in told]
    keys = [known.c[name] for name in by]
    sets = [sa.tuple_(*keys, column) for column in columns] + ([sa.tuple_(*keys)] if has_all else [])
    if not columns:
        return sa.select(*keys, sa.literal(ALL).label("what"), _NOTHING.label("code"), *_sums(known)).group_by(*keys)
    grouped = (
        sa.select(*keys, *columns, sa.func.grouping(*columns).label("left_out"), *_sums(known))
        .group_by(sa.func.grouping_sets(*sets))
        .subquery()
    )
    everything = 2 ** len(told) - 1
    masks = [everything - 2 ** (len(told) - 1 - place) for place in range(len(told))]
    mine = list(zip(masks, told, strict=True))
    what = sa.case(*((grouped.c.left_out == mask, one) for mask, one in mine), else_=ALL)
    code = sa.case(*((grouped.c.left_out == mask, grouped.c[f"told_{one}"]) for mask, one in mine), else_=_NOTHING)
    rows = sa.select(
        *(grouped.c[name] for name in by), what.label("what"), code.label("code"), *(grouped.c[name] for name in SUMS)
    )
    return rows.where(sa.or_(grouped.c.left_out == everything, code.is_not(None)))


def _by_tag(people: sa.Subquery, by: Sequence[str]) -> sa.Select[Any]:
    """One row a text of tags, whatever the number of people, before texts are taken apart."""
    keys = [people.c[name] for name in by]
    texts = (
        sa.select(*keys, people.c.tags, *_sums(people))
        .where(people.c.tags.is_not(None))
        .group_by(*keys, people.c.tags)
        .subquery()
    )
    parts = sa.select(texts, each_part(texts.c.tags, sa.literal(";")).label("part")).subquery()
    named = sa.select(parts, sa.func.trim(parts.c.part).label("tag")).subquery()
    once = sa.select(*(named.c[name] for name in (*by, "tags", "tag", *SUMS))).distinct().subquery()
    places = [once.c[name] for name in by]
    return (
        sa.select(
            *places,
            sa.literal(TAG).label("what"),
            once.c.tag.label("code"),
            *(sa.func.sum(once.c[name]).label(name) for name in SUMS),
        )
        .where(once.c.tag != "")
        .group_by(*places, once.c.tag)
    )


def moved(rows: sa.Subquery, moments: int, by: Sequence[str] = ()) -> sa.Select[Any]:
    """How many were of one tier at a moment and of which at the next; who is not known at the next is in none."""
    keys = [rows.c[name] for name in by]
    tiers = [rows.c[f"tier_{n}"] for n in range(moments)]
    ways = sa.select(*keys, *tiers, sa.func.count().label("people")).group_by(*keys, *tiers).subquery()
    keys = [ways.c[name] for name in by]
    tiers = [ways.c[f"tier_{n}"] for n in range(moments)]
    people = sa.cast(sa.func.sum(ways.c.people), sa.BigInteger).label("people")
    grouped = (
        sa.select(*keys, *tiers, sa.func.grouping(*tiers).label("left_out"), people)
        .group_by(sa.func.grouping_sets(*(sa.tuple_(*keys, *pair) for pair in pairwise(tiers))))
        .subquery()
    )
    everything = 2**moments - 1
    steps = []
    for n in range(moments - 1):
        kept = 2 ** (moments - 1 - n) + 2 ** (moments - 2 - n)
        pair = grouped.c[f"tier_{n}"], grouped.c[f"tier_{n + 1}"]
        steps.append((grouped.c.left_out == everything - kept, month(moments - 1 - n), *pair))
    what, before, after = (sa.case(*((step[0], step[place]) for step in steps)) for place in (1, 2, 3))
    code = sa.func.coalesce(before, ABSENT).concat(">").concat(after)
    places = (grouped.c[name] for name in by)
    return sa.select(*places, what.label("what"), code.label("code"), grouped.c.people).where(after.is_not(None))


def month(back: int) -> str:
    """What moves of a month are counted under, by how many months back its end lies."""
    return f"moved_{back}"


_NOTHING = sa.cast(sa.null(), sa.Text)


def _sums(rows: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    def how_many(condition: Any) -> Any:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    found = {
        "people": sa.func.count(),
        "held": how_many(rows.c.held > 0),
        "buyers": how_many(rows.c.orders > 0),
        "again": how_many(rows.c.orders > 1),
        "orders": sa.func.sum(rows.c.orders),
        "net": sa.func.sum(rows.c.net),
    }
    return [found[name].label(name) for name in SUMS]


def _band(born: Any, today: date) -> Any:
    """The place in `AGES` of a birthday, by years of 365.25 days; nothing where it is not known."""
    years = days_between(born, sa.cast(sa.literal(today), sa.Date)) / 365.25
    bands = [(sa.and_(years >= low, years < high), str(number)) for number, (low, high) in enumerate(AGES)]
    return sa.case(*bands, else_=_NOTHING)
