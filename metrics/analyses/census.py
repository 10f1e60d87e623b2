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
from data.warehouse.draft import Draft
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.analyses.counts import ABSENT, ALL, SUMS, TAG, TOLD, counted, month, moved
from metrics.analyses.purchases import SECOND, looked_from
from metrics.analyses.segments import EVERYBODY, Segment, members
from metrics.analyses.tiered import tiered, tiered_at
from metrics.compiler import keys_of, split
from metrics.dimensions import PLACES
from metrics.persons import last_moment
from metrics.question import Question

MONTHS = 6  # of moves between tiers that are held
BEGINNING = date(1900, 1, 1)
_HELD = tuple(one for one in TOLD if one not in ("store_id", "channel_kind"))  # these two follow from the others
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


def published_census(draft: Draft) -> Sequence[sa.Select[Any]]:
    """The rows of `CENSUS`."""
    moment = last_moment(draft)
    if moment is None:
        return []
    people = tiered(draft, moment, draft.tiers)
    moments = [end_of(day, moment) for day in months_back(moment.date(), MONTHS)]
    paths = tiered_at(draft, moments, draft.tiers)
    told = counted(people, (ALL, *_HELD, TAG), moment.date(), _OF_GUIDE)
    return [*told, moved(paths, len(moments), _OF_GUIDE)]


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
        queries = counted(people, what, moment.date())
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
        steps = {month(months - n): n for n in range(months)}
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
    rows = _rows(what).subquery()
    query = split(
        _without_days(question), rows, [rows.c.what, rows.c.code, *(_total(name, rows) for name in SUMS)], is_cut=True
    )
    return query.group_by(rows.c.what, rows.c.code)


def _rows(what: Sequence[str]) -> sa.CompoundSelect[Any]:
    """The rows of `CENSUS` for some things: by store everybody's, by the kind of a channel those of its channels."""
    channels = PUBLISHED["channels"]
    of_channels = CENSUS.join(channels, CENSUS.c.code == channels.c.channel_id)
    follow = {
        "store_id": (CENSUS, ALL, CENSUS.c.store_id),
        "channel_kind": (of_channels, "channel_id", channels.c.kind),
    }
    selects = [sa.select(CENSUS).where(CENSUS.c.what.in_([one for one in what if one not in follow]))]
    for name, (source, base, code) in follow.items():
        if name in what:
            kept = (CENSUS.c[column] for column in (*_OF_GUIDE, *SUMS))
            rows = sa.select(*kept, sa.literal(name).label("what"), code.label("code")).select_from(source)
            selects.append(rows.where(CENSUS.c.what == base, code.is_not(None)))
    named = (select.subquery() for select in selects)
    return sa.union_all(*(sa.select(*(rows.c[column.name] for column in CENSUS.columns)) for rows in named))


def _total(name: str, rows: sa.FromClause) -> sa.ColumnElement[Any]:
    """A sum of counts as a whole number; one of amounts has whatever digits it needs."""
    total = sa.func.sum(rows.c[name])
    return (total if name == "net" else sa.cast(total, sa.BigInteger)).label(name)
