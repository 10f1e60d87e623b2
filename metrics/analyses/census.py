"""Census: everybody counted by what is told of her – tier, level, age, city, store, channel, tag – and by her moves.

A generation holds it for each guide, as people stand at the last moment that its rows know of and under the rules of
its settings. What asks for another moment, other rules, a segment or a filter that guides do not know is counted by
the same selects when it is asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from data.settings import TierRules
from data.warehouse.dialects import days_between, each_part
from data.warehouse.draft import Draft
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.analyses.purchases import SECOND, looked_from
from metrics.analyses.segments import EVERYBODY, Segment, members
from metrics.analyses.tiered import tiered, tiered_at
from metrics.compiler import keys_of, split
from metrics.dimensions import PLACES
from metrics.persons import last_moment
from metrics.question import Question

ALL, TAG = "all", "tag"
TOLD = ("tier", "level", "age", "city", "store_id", "channel_id", "channel_kind")  # one of each, or nothing
AGES = ((0, 18), (18, 25), (25, 35), (35, 45), (45, 60), (60, 200))
MONTHS = 6  # of moves between tiers that are held
ABSENT = "absent"  # not yet known
BEGINNING = date(1900, 1, 1)
Move = tuple[int, str, str]  # the place of the day, the tier on it and on the next
_OF_GUIDE = ("guide_id", "store_id", "team")

CENSUS = sa.Table(
    "census",
    sa.MetaData(),
    *(sa.Column(name, sa.Text) for name in _OF_GUIDE),
    sa.Column("what", sa.Text, nullable=False, comment="by what people are counted"),
    sa.Column("code", sa.Text, comment="which of them; of a move, from which tier to which"),
    sa.Column("people", sa.BigInteger, nullable=False),
    sa.Column("held", sa.BigInteger, comment="those whom a guide still holds"),
    sa.Column("buyers", sa.BigInteger),
    sa.Column("again", sa.BigInteger, comment="those who bought twice or more"),
    sa.Column("orders", sa.BigInteger),
    sa.Column("net", sa.Numeric(18, 2)),
    schema="mart",
)
_SUMS = ("people", "held", "buyers", "again", "orders", "net")


def published_census(draft: Draft) -> Sequence[sa.Select[Any]]:
    """The rows of `CENSUS`."""
    moment = last_moment(draft)
    if moment is None:
        return []
    people = tiered(draft, moment, draft.tiers)
    moments = [end_of(day, moment) for day in months_back(moment.date(), MONTHS)]
    moved = tiered_at(draft, moments, draft.tiers)
    told = _counted(people, (ALL, *TOLD, TAG), moment.date(), _OF_GUIDE)
    return [*told, _moved(moved, len(moments), _OF_GUIDE)]


def census(
    generation: Generation, question: Question, rules: TierRules, segment: Segment, what: Sequence[str]
) -> dict[str, list[tuple[str | None, Any]]]:
    """The people of a question and a segment by some of what is told of them: (code, sums); `ALL` has one, without."""
    moment = looked_from(question, generation, "contacts", "orders")
    found: dict[str, list[tuple[str | None, Any]]] = defaultdict(list)
    if moment is None:
        return found
    if segment == EVERYBODY and _is_held(generation, question, moment, rules):
        queries = [_held(question, what)]
    else:
        people = members(generation, question, moment, rules, segment)
        queries = _counted(people, what, moment.date())
    for query in queries:
        for row in generation.rows(query):
            if row.people:
                found[row.what].append((row.code, row))
    return found


def moves(
    generation: Generation, question: Question, days: Sequence[date], moment: datetime, rules: TierRules
) -> Counter[Move]:
    """How many people were of which tier on each of some days a month apart, and of which on the next.

    The last day is that of the moment.
    """
    months = len(days) - 1
    ever = _without_days(question)
    people: Counter[Move] = Counter()
    if months <= MONTHS and _is_held(generation, ever, moment, rules):
        steps = {_month(months - n): n for n in range(months)}
        for row in generation.rows(_held(ever, list(steps))):
            before, after = row.code.split(">")
            people[steps[row.what], before, after] = int(row.people)
        return people
    rows = tiered_at(generation, [end_of(day, moment) for day in days], rules)
    tiers = [rows.c[f"tier_{n}"] for n in range(len(days))]
    query = split(ever, rows, [*tiers, sa.func.count().label("people")]).group_by(*tiers)
    for *path, count in map(tuple, generation.rows(query)):
        for n, (before, after) in enumerate(pairwise(path)):
            if after is not None:
                people[n, before or ABSENT, after] += int(count)
    return people


def _without_days(question: Question) -> Question:
    """The question about everybody, whenever she was first known."""
    return replace(question, start=BEGINNING, by=())


def months_back(day: date, months: int) -> list[date]:
    """A day and those so many months before it, the first one first."""
    days = [day]
    for _ in range(months):
        days.append(month_before(days[-1]))
    return days[::-1]


def month_before(day: date) -> date:
    """The same day of the month before, or that month's last.

    >>> month_before(date(2026, 3, 31))
    datetime.date(2026, 2, 28)
    """
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def end_of(day: date, moment: datetime) -> datetime:
    """The last second of a day, but none after the moment."""
    return min(datetime.combine(day + timedelta(days=1), time()) - SECOND, moment)


def _is_held(generation: Generation, question: Question, moment: datetime, rules: TierRules) -> bool:
    """Whether the published census answers: about everybody ever known, as they stand now, by guides."""
    is_now = moment == last_moment(generation) and rules == generation.tiers
    return is_now and question.start <= BEGINNING and keys_of(question) <= {*PLACES}


def _held(question: Question, what: Sequence[str]) -> sa.Select[Any]:
    sums = (_total(name) for name in _SUMS)
    query = split(_without_days(question), CENSUS, [CENSUS.c.what, CENSUS.c.code, *sums], is_cut=True)
    return query.where(CENSUS.c.what.in_(what)).group_by(CENSUS.c.what, CENSUS.c.code)


def _total(name: str) -> sa.ColumnElement[Any]:
    """A sum of counts as a whole number; one of amounts has whatever digits it needs."""
    total = sa.func.sum(CENSUS.c[name])
    return (total if name == "net" else sa.cast(total, sa.BigInteger)).label(name)


def _counted(people: sa.Subquery, what: Sequence[str], today: date, by: Sequence[str] = ()) -> list[sa.Select[Any]]:
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
    """The people are looked at once, whatever they are counted by."""
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
    counted = (
        sa.select(*keys, *columns, sa.func.grouping(*columns).label("left_out"), *_sums(known))
        .group_by(sa.func.grouping_sets(*sets))
        .subquery()
    )
    everything = 2 ** len(told) - 1
    masks = [everything - 2 ** (len(told) - 1 - place) for place in range(len(told))]
    mine = list(zip(masks, told, strict=True))
    what = sa.case(*((counted.c.left_out == mask, one) for mask, one in mine), else_=ALL)
    code = sa.case(*((counted.c.left_out == mask, counted.c[f"told_{one}"]) for mask, one in mine), else_=_NOTHING)
    rows = sa.select(
        *(counted.c[name] for name in by), what.label("what"), code.label("code"), *(counted.c[name] for name in _SUMS)
    )
    return rows.where(sa.or_(counted.c.left_out == everything, code.is_not(None)))


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
    once = sa.select(*(named.c[name] for name in (*by, "tags", "tag", *_SUMS))).distinct().subquery()
    places = [once.c[name] for name in by]
    return (
        sa.select(
            *places,
            sa.literal(TAG).label("what"),
            once.c.tag.label("code"),
            *(sa.func.sum(once.c[name]).label(name) for name in _SUMS),
        )
        .where(once.c.tag != "")
        .group_by(*places, once.c.tag)
    )


def _moved(rows: sa.Subquery, moments: int, by: Sequence[str] = ()) -> sa.Select[Any]:
    """How many were of one tier at a moment and of which at the next; who is not known at the next is in none."""
    keys = [rows.c[name] for name in by]
    tiers = [rows.c[f"tier_{n}"] for n in range(moments)]
    counted = (
        sa.select(*keys, *tiers, sa.func.grouping(*tiers).label("left_out"), sa.func.count().label("people"))
        .group_by(sa.func.grouping_sets(*(sa.tuple_(*keys, *pair) for pair in pairwise(tiers))))
        .subquery()
    )
    everything = 2**moments - 1
    steps = []
    for n in range(moments - 1):
        kept = 2 ** (moments - 1 - n) + 2 ** (moments - 2 - n)
        pair = counted.c[f"tier_{n}"], counted.c[f"tier_{n + 1}"]
        steps.append((counted.c.left_out == everything - kept, _month(moments - 1 - n), *pair))
    what, before, after = (sa.case(*((step[0], step[place]) for step in steps)) for place in (1, 2, 3))
    code = sa.func.coalesce(before, ABSENT).concat(">").concat(after)
    places = (counted.c[name] for name in by)
    return sa.select(*places, what.label("what"), code.label("code"), counted.c.people).where(after.is_not(None))


def _month(back: int) -> str:
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
    return [found[name].label(name) for name in _SUMS]


def _band(born: Any, today: date) -> Any:
    """The place in `AGES` of a birthday, by years of 365.25 days; nothing where it is not known."""
    years = days_between(born, sa.cast(sa.literal(today), sa.Date)) / 365.25
    bands = [(sa.and_(years >= low, years < high), str(number)) for number, (low, high) in enumerate(AGES)]
    return sa.case(*bands, else_=_NOTHING)
