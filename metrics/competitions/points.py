"""Points: what the quantities are worth under the rules, capped by the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from metrics.competitions.money import shares
from metrics.competitions.quantities import Quantity
from metrics.competitions.rules import POINTS, Rules

FINEST = Decimal("0.0001")  # a cap that is shared between places is shared in such parts
ZERO = Decimal(0)


class Counted(Protocol):
    """Whatever counts for a guide, and for a store and a team of its day."""

    @property
    def guide_id(self) -> str | None:
        """Whose it is."""

    @property
    def store_id(self) -> str | None:
        """Where it was."""

    @property
    def team(self) -> str | None:
        """In which team."""


Of = Callable[[Counted], str | None]


def of(kind: str, region: Callable[[str | None], str | None]) -> Of:
    """Whom a quantity counts for in a ranking of guides, teams, stores or regions."""
    match kind:
        case "guide":
            return lambda row: row.guide_id
        case "team":
            return lambda row: row.team
        case "store":
            return lambda row: row.store_id
        case _:
            return lambda row: region(row.store_id)


@dataclass(frozen=True)
class Ledger:
    """Points and quantities of everyone, by day and by what they came from."""

    points: dict[tuple[str, date, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    quantities: dict[tuple[str, date, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def total(self, what: str, days: Iterable[date] | None = None) -> dict[str, Decimal]:
        """Of each: all her points, or so much of one thing; everyone who has any."""
        wanted = None if days is None else frozenset(days)
        found: dict[str, Decimal] = defaultdict(Decimal)
        rows = self.points if what == POINTS else self.quantities
        for (one, day, key), amount in rows.items():
            if (wanted is None or day in wanted) and (what in (POINTS, key)):
                found[one] += amount
        return dict(found)

    def split(self, one: str, days: Iterable[date]) -> dict[str, tuple[Decimal, Decimal]]:
        """Of one: by what, the quantity and the points."""
        wanted = frozenset(days)
        found: dict[str, tuple[Decimal, Decimal]] = {}
        for (who, day, what), quantity in self.quantities.items():
            if who == one and day in wanted:
                before = found.get(what, (ZERO, ZERO))
                found[what] = (before[0] + quantity, before[1] + self.points.get((who, day, what), ZERO))
        return found


def ledger(rows: Iterable[Quantity], rules: Rules, entrant: Of, whom: Of, is_in: Callable[[str], bool]) -> Ledger:
    """What everyone has, counted for `whom`; caps hold for each entrant of the rules and day, and for entrants only.

    Where one entrant's capped points of a day belong to several (a guide who sold in two stores), they are shared in
    proportion.
    """
    found = Ledger()
    worth = {score.what: score for score in rules.scores}
    cells: dict[tuple[str, date, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        who, one = entrant(row), whom(row)
        if who is None or one is None or not is_in(who):
            continue
        found.quantities[one, row.day, row.what] += row.quantity
        if row.what in worth:
            cells[who, row.day, row.what][one] += row.quantity * worth[row.what].points
    for (_, day, what), parts in cells.items():
        for one, amount in capped(parts, worth[what].cap_per_day).items():
            found.points[one, day, what] += amount
    return found


def capped(parts: Mapping[str, Decimal], cap: Decimal | None) -> dict[str, Decimal]:
    """The parts, or where their sum passes the cap, the cap in proportion to the parts above 0."""
    if cap is None or sum(parts.values(), ZERO) <= cap:
        return dict(parts)
    if len(parts) == 1:
        return dict.fromkeys(parts, cap)
    return shares(cap, parts, unit=FINEST)
