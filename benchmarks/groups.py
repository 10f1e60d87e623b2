"""Groups: the wall's questions against the same figures in hand-written SQL, on the rollup and on raw events."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.report import interleaved, seconds, write
from data.settings import Settings
from data.warehouse.engines import folder, load_arrow, writer
from data.warehouse.generations import Generation, current
from data.warehouse.standing import Standing
from data.warehouse.tables import FACTS
from metrics import (
    group_compare,
    group_inside,
    group_pushes,
    group_register,
    group_wall,
    groups,
    health,
    publishing,
    sources,
)
from metrics.answer import answer
from metrics.question import EVERYTHING, Question
from metrics.sums import additive, sums

BEGIN = datetime(2026, 3, 1)
DAYS = 40
MEMBERS, EVENTS = 100, 1000  # per group
PER_CAMPAIGN, GUIDES, STORES = 200, 2_000, 400
BLOCK = 1000  # groups made at once
ASKED = (
    groups.GROUP_ENTRY_RATE,
    groups.GROUP_ACTIVITY_RATE,
    groups.GROUP_LEARNING_RATE,
    groups.GROUP_INTEREST_RATE,
    groups.GROUP_ADVERT_SHARE,
)

ON_ROLLUP = """
    select group_id,
        sum(group_entry_rate__n) / nullif(sum(group_entry_rate__d), 0),
        sum(group_activity_rate__n) / nullif(sum(group_activity_rate__d), 0),
        sum(group_learning_rate__n) / nullif(sum(group_learning_rate__d), 0),
        sum(group_interest_rate__n) / nullif(sum(group_interest_rate__d), 0),
        sum(group_advert_share__n) / nullif(sum(group_advert_share__d), 0)
    from rollup_groups where day >= $start and day < $end group by group_id
"""
ON_EVENTS = """
    with members as (
        select group_id, customer_id, min(joined_at) as joined_at from facts.memberships group by all
    ), acts as (
        select m.group_id, m.customer_id, max((kind = 'message')::int) as spoke, max((kind = 'lesson')::int) as learned,
            max((kind in ('take_part', 'red_packet'))::int) as took_part
        from members m join facts.group_events e
            on e.group_id = m.group_id and e.customer_id = m.customer_id and e."at" >= m.joined_at
        group by all
    ), rates as (
        select m.group_id, avg(coalesce(spoke, 0)) as activity, avg(coalesce(learned, 0)) as learning,
            avg(coalesce(took_part, 0)) as interest
        from members m left join acts a on a.group_id = m.group_id and a.customer_id = m.customer_id group by all
    ), entry as (
        select i.group_id, avg((m.joined_at >= invited_at and m.joined_at < invited_at + interval 7 day)::int) as entry
        from facts.invitations i left join members m on m.group_id = i.group_id and m.customer_id = i.customer_id
        group by all
    ), adverts as (
        select group_id, avg((kind = 'advert')::int) as adverts from facts.group_events
        where kind in ('message', 'advert') group by all
    )
    select * from rates left join entry using (group_id) left join adverts using (group_id)
"""


def _block(first: int, count: int, dice: np.random.Generator) -> Iterator[tuple[str, pa.Table]]:
    """Some groups with their members, invitations and events."""
    ids = np.char.add("Q", np.char.zfill(np.arange(first, first + count).astype(str), 6))

    def moments(size: int, days: int) -> Any:
        return pa.array(np.datetime64(BEGIN, "s") + dice.integers(0, days * 86_400, size).astype("timedelta64[s]"))

    created = pa.array([BEGIN] * count, pa.timestamp("s"))
    numbers = np.arange(first, first + count)
    yield (
        "groups",
        pa.table(
            {
                "group_id": ids,
                "group_name": ids,
                "kind": ["flash"] * count,
                "campaign_id": np.char.add("A", (numbers // PER_CAMPAIGN).astype(str)),
                "owner_guide_id": np.char.add("G", (numbers % GUIDES).astype(str)),
                "created_at": created,
            }
        ),
    )
    who = np.char.add("U", np.arange(MEMBERS).astype(str))
    of, members = np.repeat(ids, MEMBERS), np.tile(who, count)
    yield "invitations", pa.table({"group_id": of, "customer_id": members, "invited_at": moments(of.size, 5)})
    yield "memberships", pa.table({"group_id": of, "customer_id": members, "joined_at": moments(of.size, 9)})
    kinds = np.array(["message", "message", "message", "lesson", "take_part", "red_packet", "advert"])
    of = np.repeat(ids, EVENTS)
    number = np.tile(np.arange(EVENTS).astype(str), count)
    yield (
        "group_events",
        pa.table(
            {
                "event_id": np.char.add(np.char.add(of, "-"), number),
                "group_id": of,
                "customer_id": who[dice.integers(0, MEMBERS, of.size)],
                "at": moments(of.size, DAYS),
                "kind": kinds[dice.integers(0, kinds.size, of.size)],
            }
        ),
    )


def _fill(settings: Settings, count: int) -> None:
    dice = np.random.default_rng(7)
    registers = {
        "campaigns": [
            {
                "campaign_id": f"A{n}",
                "campaign_name": f"A{n}",
                "starts_on": BEGIN.date() + timedelta(days=10),
                "ends_on": BEGIN.date() + timedelta(days=16),
                "lesson_days": 5,
                "selling_days": 2,
            }
            for n in range(count // PER_CAMPAIGN + 1)
        ],
        "stores": [{"store_id": f"S{n}", "store_name": f"S{n}"} for n in range(STORES)],
        "guides": [{"guide_id": f"G{n}", "guide_name": f"G{n}", "store_id": f"S{n % STORES}"} for n in range(GUIDES)],
    }
    with writer(settings) as connection, connection.begin():
        made = ((name, pa.Table.from_pylist(rows)) for name, rows in registers.items())
        blocks = (_block(first, min(BLOCK, count - first), dice) for first in range(0, count, BLOCK))
        for block in (made, *blocks):
            for name, rows in block:
                for constant in {"batch", "ordinal"} & set(FACTS[name].columns.keys()):
                    rows = rows.append_column(constant, pa.repeat(pa.scalar(0, pa.int32()), rows.num_rows))
                load_arrow(connection, FACTS[name], rows)
        Standing.read(connection).advance(connection, is_demo=False)


def _page(generation: Generation, settings: Settings) -> list[tuple[str, Callable[[], Any]]]:
    """The questions of the page: all that a first visitor waits for, and what the live part asks again."""
    rules = settings.health
    days = group_register.life(generation)
    assert days is not None
    standings = group_wall.wall(generation, EVERYTHING, rules)
    one = standings[0]
    per_member = Question(metrics=(groups.GROUP_MESSAGES_PER_MEMBER,), start=days[0], end=days[1], by=("group",))
    chosen = tuple(standing.group for standing in standings[: group_compare.USUAL])
    return [
        ("the wall: every group with figures, medians, health", lambda: group_wall.wall(generation, EVERYTHING, rules)),
        (
            "pushes, from the wall that was asked (the live part)",
            lambda: group_pushes.pushes(generation, standings, EVERYTHING, rules),
        ),
        ("health of every group", lambda: health.verdicts(generation, EVERYTHING, rules)),
        ("messages per member of every group", lambda: answer(generation, per_member)),
        (
            "messages per member of four groups by campaign day",
            lambda: group_compare.side_by_side(generation, EVERYTHING, chosen, groups.GROUP_MESSAGES_PER_MEMBER),
        ),
        ("health of one group, day by day", lambda: health.history(generation, rules, one.group.group_id)),
        ("hours of one group", lambda: group_inside.rhythm(generation, EVERYTHING, one.group.group_id)),
    ]


def run(count: int = 20_000) -> None:
    """Measure `count` groups of 100 members and 1,000 events each."""
    with TemporaryDirectory() as home:
        settings = Settings(home=Path(home), warehouse_url=None, memory_limit="6GB")
        _fill(settings, count)
        began = perf_counter()
        publishing.refresh(settings, full=True)
        built = perf_counter() - began
        generation = current(settings)
        assert generation is not None
        start, end = BEGIN.date(), BEGIN.date() + timedelta(days=DAYS + 10)
        question = Question(metrics=ASKED, start=start, end=end, by=("group",), all_cohorts=True)
        query, values = sums(question, generation, sources.GROUPS, additive(ASKED))
        lent = generation.engine.raw_connection()
        by_hand: Any = lent.driver_connection
        period = {"start": start, "end": end}
        rollup, only, page = interleaved(
            lambda: by_hand.execute(ON_ROLLUP, period).fetchall(),
            lambda: generation.lines(query, values),
            lambda: answer(generation, question),
        )
        with duckdb.connect(str(folder(settings) / "warehouse.duckdb"), read_only=True) as facts:
            events = seconds(lambda: facts.execute(ON_EVENTS).fetchall(), 3)
        asked = _page(generation, settings)
        taken = interleaved(*(ask for _, ask in asked), times=3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    write(
        "groups",
        f"{count:,} groups, {count * MEMBERS:,} memberships, {count * EVENTS:,} group events; entry, activity, "
        "learning, interest and advert share of every group, and the other questions of the page.",
        (
            ("milestones, rollups and publishing", f"{built:.1f} s"),
            ("hand-written SQL on the rollup", f"{rollup:.3f} s"),
            ("our query", f"{only:.3f} s: {only / rollup:.2f} × the hand-written one"),
            ("our whole answer, with names", f"{page:.3f} s: {page / rollup:.2f} × the hand-written one"),
            ("hand-written SQL on raw events", f"{events:.2f} s: {events / only:.0f} × our query"),
            *((name, f"{time:.3f} s") for (name, _), time in zip(asked, taken, strict=True)),
            ("peak memory of the process", f"{peak:,.0f} MB"),
        ),
    )
