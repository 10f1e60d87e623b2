"""Standings: everyone's rank, points, movement and reward, of a day, a stage or the whole competition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property

from data.warehouse.generations import Generation
from metrics.competitions.entrants import Entrant, Registers, described, entrants, registers
from metrics.competitions.points import ZERO, Ledger, ledger, of
from metrics.competitions.quantities import Quantity, quantities
from metrics.competitions.ranks import ranked
from metrics.competitions.rewards import Line, paid, rewards
from metrics.competitions.rules import POINTS, Rules
from metrics.competitions.scorables import SCORABLES

Leg = tuple[date, int]  # a day, and how many of its cut-offs have passed
LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One line of a ranking."""

    rank: int
    entrant: Entrant
    points: Decimal
    moved: int | None  # places won since the last cut-off; None where nobody had points then
    gap: Decimal | None  # points to the next place; None for who leads
    reward: Decimal | None  # yuan as it stands; None where this ranking pays nothing
    streak: int  # days in a row with points, up to the last day


@dataclass(frozen=True, kw_only=True, eq=False)
class Board:
    """All that a competition's rankings are made of, counted once."""

    rules: Rules
    known: Registers
    rows: tuple[Quantity, ...]
    entrants: Mapping[str, Entrant]
    reach: datetime | None  # how far the rows reach, never beyond the last day

    @property
    def today(self) -> date:
        """The last day that the rows reach, within the competition."""
        reached = self.reach.date() if self.reach else self.rules.starts_on
        return min(max(reached, self.rules.starts_on), self.rules.ends_on)

    @property
    def has_begun(self) -> bool:
        """Whether the rows that score reach its first day."""
        return self.reach is not None and self.reach.date() >= self.rules.starts_on

    @property
    def is_over(self) -> bool:
        """Whether the rows that score reach its end: the last cut-off of the last day, or the midnight after it."""
        if self.reach is None or self.reach.date() < self.rules.ends_on:
            return False
        is_cut = bool(self.rules.cut_offs) and self.reach.time() >= self.rules.cut_offs[-1]
        return self.reach.date() > self.rules.ends_on or is_cut

    @property
    def now(self) -> Leg:
        """Where the rows end: the day, and how many of its cut-offs have passed."""
        if self.reach is None or self.reach.date() < self.rules.starts_on:
            return self.rules.starts_on, 0
        if self.reach.date() > self.rules.ends_on:
            return self.rules.ends_on, len(self.rules.cut_offs)
        return self.reach.date(), sum(1 for cut in self.rules.cut_offs if cut <= self.reach.time())

    def ledger(self, by: str | None = None, rows: Iterable[Quantity] | None = None) -> Ledger:
        """Everyone's points, for the entrants or for another kind."""
        kind = self.rules.entrants
        entrant, whom = of(kind, self.known.region), of(by or kind, self.known.region)
        return ledger(self.rows if rows is None else rows, self.rules, entrant, whom, self.entrants.__contains__)

    def rewards(self) -> list[Line]:
        """Every reward as it stands now."""
        return rewards(self.rules, self.ledger(), self.entrants, self._brought, self.today)

    def members(self, team: str) -> dict[str, Decimal]:
        """The guides of a team on the competition's last day, with the points that each brought it."""
        return self._brought.get(team, {})

    @cached_property
    def _brought(self) -> dict[str, dict[str, Decimal]]:
        found: dict[str, dict[str, Decimal]] = {}
        for guide_id in self.known.stays:
            stay = self.known.place(guide_id, self.rules.ends_on)
            if stay is not None and stay.team is not None:
                found.setdefault(stay.team, {})[guide_id] = ZERO
        of_team: dict[str, list[Quantity]] = {}
        for row in self.rows:
            if row.team is not None:
                of_team.setdefault(row.team, []).append(row)
        for team, rows in of_team.items():
            found[team] = found.get(team, {}) | self.ledger("guide", rows).total(POINTS)
        return found


def board(generation: Generation, rules: Rules, frozen: Mapping[date, Sequence[Quantity]] | None = None) -> Board:
    """Count a competition. Settled days are taken as they were settled: `frozen` holds their quantities."""
    held = frozen or {}
    live = [row for row in quantities(generation, rules) if row.day not in held]
    kept = [row for rows in held.values() for row in rows]
    opened = {row.guide_id for row in kept if row.what == "opening_order"}
    rows = (*kept, *(row for row in live if not (row.what == "opening_order" and row.guide_id in opened)))
    known = registers(generation, rules)
    tables = {table for what in rules.counted for table in SCORABLES[what].rows}
    horizons = [generation.horizons[table] for table in sorted(tables) if table in generation.horizons]
    # a date reaches to the last second of its day, not into the next; a settled day is over, whatever was undone since
    reached = [min(horizon.at, datetime.combine(horizon.last_day, LAST_SECOND)) for horizon in horizons]
    reached += [datetime.combine(max(held), rules.cut_offs[-1] if rules.cut_offs else LAST_SECOND)] if held else []
    return Board(
        rules=rules,
        known=known,
        rows=rows,
        entrants=entrants(known, rules, rows),
        reach=min(max(reached), generation.published_at) if reached else None,
    )


def standings(
    found: Board, *, by: str | None = None, days: Sequence[date] | None = None, at: Leg | None = None
) -> list[Place]:
    """The ranking of some days (of all, unasked), the best first; with `at` as it stood at a cut-off.

    `at` is a day and the number of its cut-off, 1 for the first; rewards stand as they are now. Each league is ranked
    by itself. Who has nothing is listed too.
    """
    kind = by or found.rules.entrants
    span = tuple(days) if days is not None else found.rules.days
    is_own = kind == found.rules.entrants
    shown = dict(found.entrants) if is_own else _others(found, kind)
    mark = _cut_before(found.rules, min(found.now, (span[-1], len(found.rules.cut_offs))), at)
    then = _keys(found, kind, span, shown, at)
    before = _keys(found, kind, span, shown, mark)
    won = paid(line for line in found.rewards() if days is None or line.day in span) if is_own else {}
    streaks = _streaks(
        found.ledger(kind, _until(found.rows, at)), min(found.today, span[-1], at[0] if at else span[-1])
    )
    places = []
    for league in sorted({one.league for one in shown.values()}, key=lambda name: (name is None, name or "")):
        inside = [one for one in shown if shown[one].league == league]
        ranks = ranked({one: then[one] for one in inside})
        old = ranked({one: before[one] for one in inside}) if any(before[one][0] for one in inside) else None
        scores = {ranks[one]: then[one][0] for one in inside}
        for one in sorted(inside, key=lambda one: (ranks[one], one)):
            ahead = max((rank for rank in scores if rank < ranks[one]), default=None)
            places.append(
                Place(
                    rank=ranks[one],
                    entrant=shown[one],
                    points=then[one][0],
                    moved=old[one] - ranks[one] if old else None,
                    gap=None if ahead is None else scores[ahead] - then[one][0],
                    reward=won.get(one, ZERO) if is_own else None,
                    streak=streaks.get(one, 0),
                )
            )
    return places


def _keys(
    found: Board, kind: str, span: Sequence[date], shown: Iterable[str], until: Leg | None
) -> dict[str, tuple[Decimal, ...]]:
    """Of each: her points, then what breaks ties; of what was scored before a cut-off, or of all."""
    counted = found.ledger(kind, _until(found.rows, until))
    totals = [counted.total(what, span) for what in (POINTS, *found.rules.tie_breakers)]
    return {one: tuple(total.get(one, ZERO) for total in totals) for one in shown}


def _until(rows: Iterable[Quantity], until: Leg | None) -> Iterable[Quantity]:
    """What was scored before a cut-off, or all."""
    return (row for row in rows if until is None or (row.day, row.leg) < until)


def _others(found: Board, kind: str) -> dict[str, Entrant]:
    """Everyone of a kind that the entrants belong to, or that belong to them."""
    whom = of(kind, found.known.region)
    ids = {one for row in found.rows if (one := whom(row)) is not None}
    for entrant in found.entrants.values():
        ids |= {
            one
            for one in ({"team": entrant.team, "store": entrant.store_id, "region": entrant.region}.get(kind),)
            if one
        }
    return {one: described(found.known, kind, one, found.rules.ends_on) for one in sorted(ids)}


def _cut_before(rules: Rules, now: Leg, at: Leg | None) -> Leg:
    """The last cut-off before a moment, or before another cut-off; without cut-offs, midnight."""
    day, passed = now if at is None else (at[0], at[1] - 1)
    if passed or not rules.cut_offs:
        return day, passed
    return day - timedelta(days=1), len(rules.cut_offs)


def _streaks(counted: Ledger, last: date) -> dict[str, int]:
    """How many days in a row each had points, up to the last day or the one before it."""
    by_day: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for (one, day, _), points in counted.points.items():
        by_day[one, day] += points
    scoring: dict[str, set[date]] = {}
    for (one, day), points in by_day.items():
        if points > 0:
            scoring.setdefault(one, set()).add(day)
    found = {}
    for one, days in scoring.items():
        day = last if last in days else last - timedelta(days=1)  # the last day may not be over
        length = 0
        while day in days:
            length, day = length + 1, day - timedelta(days=1)
        found[one] = length
    return found
