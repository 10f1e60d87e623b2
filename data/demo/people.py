"""Who works in the demo world: stores, guides, and where each guide worked on which day.

Stories that stand here:

- `falling_store`: the second store (one of 华南) answers to its usual level until three weeks ago, then far below it;
  its guides hold more contacts than others, so that the region is seen to fall.
- `learn_not_sell`, `do_not_learn`: a handful of guides of each sort, the same in both campaigns.
- `moved_guides`: a few guides changed store and team at about three fifths of the period.
- `unregistered`: two guides and one store that facts name and no register knows.
- `by_hand`: the last store is new and its two guides count by hand: no contacts, messages or orders of theirs exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data.demo import names
from data.demo.chunk import Chunks, blank, dates, ids, pick
from data.demo.clock import NEVER, Calendar, Flags, Floats, Ints, Rng, weighted

UNREGISTERED_GUIDES = 2
FALLING_DAYS = 21
HAND_DAYS = 40
STORE_WIDTH, GUIDE_WIDTH = 3, 4


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The stores and guides; guides and stores are positions, the unregistered ones come last.

    Every array has one entry per guide, the unregistered ones included.
    """

    calendar: Calendar
    stores: int  # registered ones
    guides: int  # registered ones
    customer_width: int
    store_ids: pa.Array
    guide_ids: pa.Array
    pull: Floats  # how many contacts the guide wins, relative to others
    answer: Floats  # how often her contacts reply, relative to others
    sell: Floats  # how often her contacts buy, relative to others
    is_learner: Flags  # learns, does not sell
    is_absentee: Flags  # does not learn
    is_manager: Flags
    by_hand: Flags
    home: Ints  # store today
    former: Ints  # store before the move
    moved_on: Ints  # day of the move, NEVER without one
    team: Ints
    former_team: Ints
    persona: Ints  # -1 for none
    joined_on: Ints  # day, negative before the world begins
    left_on: Ints  # day, NEVER while she is here

    @property
    def is_first_wave(self) -> Flags:
        """Who is sent to the lessons of the first campaign: two stores of three, and the two sorts of story."""
        first: Flags = (self.home % 3 != 2) | self.is_learner | self.is_absentee
        return first

    @property
    def falling(self) -> int:
        """The store whose replies fall."""
        return 1 if self.stores > 1 else 0

    def store_on(self, guide: Ints, day: Ints) -> Ints:
        """Where the guides worked on these days."""
        return np.where(day < self.moved_on[guide], self.former[guide], self.home[guide])

    def present(self, guide: Ints, day: Ints) -> Ints:
        """The guides, those not yet or no longer here replaced by their store's manager."""
        is_here = (day >= self.joined_on[guide]) & (day < self.left_on[guide])
        return np.where(is_here, guide, self.managers[self.home[guide]])

    @property
    def managers(self) -> Ints:
        """The manager of each store, the unregistered one included."""
        first: Ints = np.unique(self.home, return_index=True)[1].astype(np.int64)
        found = np.unique(self.home)
        managers = np.full(self.stores + 1, int(np.flatnonzero(~self.by_hand)[0]), dtype=np.int64)
        managers[found] = first
        return managers

    def choose(self, rng: Rng, size: int) -> Ints:
        """Guides, drawn by their pull."""
        return weighted(rng, self.pull, size)

    @property
    def active(self) -> Ints:
        """Registered guides who work with contacts, and are still here."""
        here = (self.pull > 0) & (self.left_on == NEVER)
        here[self.guides :] = False
        return np.flatnonzero(here).astype(np.int64)


def cast_of(calendar: Calendar, stores: int, guides: int, customers: int, rng: Rng) -> Cast:
    """The stores and guides of a world."""
    total = guides + UNREGISTERED_GUIDES
    hands = 0 if stores < 2 or guides < 2 else 1 if guides < 5 else 2
    number = np.arange(total)
    working = stores - (1 if hands else 0)
    home = number % working
    is_manager = number < working
    by_hand = (number >= guides - hands) & (number < guides)
    home[by_hand] = stores - 1
    home[guides:] = stores  # the unregistered store
    is_manager[by_hand | (home == stores)] = False

    pull = np.clip(rng.lognormal(0, 0.35, total), 0.5, 2.0)
    pull[home == (1 if stores > 1 else 0)] *= 1.8
    pull[by_hand] = 0.0
    pull[guides:] = 0.25
    plain = np.flatnonzero(~is_manager & ~by_hand & (number < guides) & (home != 1))
    shuffled = rng.permutation(plain)
    handful = min(5, len(plain) // 6)
    learners, absentees, movers, leavers = np.split(shuffled[: 4 * handful], 4)
    late = shuffled[4 * handful : 5 * handful]
    movers, leavers = movers[:4], leavers[:3]

    moved_on = np.full(total, NEVER, dtype=np.int64)
    moved_on[movers] = int(calendar.days * 0.6) + np.arange(len(movers)) * 2
    former = home.copy()
    former[movers] = (home[movers] + 2) % working
    former[movers] = np.where(former[movers] == 1, (home[movers] + 3) % working, former[movers])
    team = home % len(names.TEAMS)
    joined_on = -rng.integers(200, 1500, total)
    joined_on[late] = rng.integers(0, max(1, calendar.days // 2), len(late))
    joined_on[by_hand] = calendar.days - min(HAND_DAYS, calendar.days)
    left_on = np.full(total, NEVER, dtype=np.int64)
    left_on[leavers] = calendar.days - rng.integers(1, max(2, calendar.days // 4), len(leavers))
    persona = np.where(rng.random(total) < 0.75, number % len(names.PERSONAS), -1)
    persona[guides:] = -1

    sell = rng.lognormal(0, 0.25, total)
    sell[learners] = 0.12
    sell[absentees] *= 0.8
    return Cast(
        calendar=calendar,
        stores=stores,
        guides=guides,
        customer_width=max(6, len(str(customers))),
        store_ids=pa.concat_arrays([ids("S", np.arange(1, stores + 1), STORE_WIDTH), pa.array(["S901"])]),
        guide_ids=pa.concat_arrays(
            [ids("G", np.arange(1, guides + 1), GUIDE_WIDTH), ids("GX", np.arange(1, UNREGISTERED_GUIDES + 1), 3)]
        ),
        pull=pull,
        answer=np.clip(rng.normal(1, 0.08, total), 0.75, 1.25),
        sell=sell,
        is_learner=np.isin(number, learners),
        is_absentee=np.isin(number, absentees),
        is_manager=is_manager,
        by_hand=by_hand,
        home=home,
        former=former,
        moved_on=moved_on,
        team=team,
        former_team=former % len(names.TEAMS),
        persona=persona,
        joined_on=joined_on,
        left_on=left_on,
    )


def store_rows(cast: Cast, chunks: Chunks, rng: Rng) -> tuple[str, pa.Table]:
    """The chunk of stores."""
    places = [names.STORES[number % len(names.STORES)] for number in range(cast.stores)]
    again = [number // len(names.STORES) for number in range(cast.stores)]
    opened = -rng.integers(200, 2500, cast.stores)
    if cast.by_hand.any():
        opened[-1] = cast.calendar.days - min(HAND_DAYS, cast.calendar.days)
    return chunks.chunk(
        "stores",
        {
            "store_id": cast.store_ids[: cast.stores],
            "store_name": pa.array(
                f"{place}{turn + 1 if turn else ''}店" for (place, _, _), turn in zip(places, again, strict=True)
            ),
            "region": pa.array([region for _, _, region in places]),
            "city": pa.array([city for _, city, _ in places]),
            "opened_on": dates(cast.calendar, opened),
        },
    )


def guide_rows(cast: Cast, chunks: Chunks, rng: Rng) -> Iterator[tuple[str, pa.Table]]:
    """The chunks of guides and of their moves."""
    size = cast.guides
    number = np.arange(size)
    surname = rng.integers(0, len(names.SURNAMES), size)
    given = rng.integers(0, len(names.GIVEN), size)
    full = [names.SURNAMES[s][0] + names.GIVEN[g] for s, g in zip(surname, given, strict=True)]
    yield chunks.chunk(
        "guides",
        {
            "guide_id": cast.guide_ids[:size],
            "guide_name": pa.array(full),
            "store_id": cast.store_ids.take(pa.array(cast.home[:size])),
            "role": pick(("guide", "store_manager"), cast.is_manager[:size].astype(np.int64)),
            "team": pick(names.TEAMS, cast.team[:size]),
            "persona": pick(names.PERSONAS, cast.persona[:size]),
            "wecom_userid": pa.array(
                f"{names.SURNAMES[s][1]}{n + 1:04d}" for s, n in zip(surname, number, strict=True)
            ),
            "joined_on": dates(cast.calendar, cast.joined_on[:size]),
            "left_on": dates(
                cast.calendar, np.where(cast.left_on < NEVER, cast.left_on, 0)[:size], cast.left_on[:size] < NEVER
            ),
        },
    )
    movers = np.flatnonzero(cast.moved_on < NEVER)
    guide = np.repeat(movers, 2)
    is_after = np.tile(np.array([False, True]), len(movers))
    yield chunks.chunk(
        "guide_moves",
        {
            "guide_id": cast.guide_ids.take(pa.array(guide)),
            "from_on": dates(cast.calendar, np.where(is_after, cast.moved_on[guide], cast.joined_on[guide])),
            "store_id": cast.store_ids.take(pa.array(np.where(is_after, cast.home[guide], cast.former[guide]))),
            "team": blank(
                pick(names.TEAMS, np.where(is_after, cast.team[guide], cast.former_team[guide])),
                np.ones(len(guide), dtype=np.bool_),
            ),
        },
    )
