"""The analyses of people, order by order and person by person: the second reading of their definitions.

Everything looks back from the horizon of orders; orders after it are none. Nothing here knows of SQL.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from data.settings import TierRules, Windows
from tests.oracle.horizons import horizon, midnight_after
from tests.oracle.milestones import CountedOrder, lives, orders_that_differ
from tests.oracle.repurchase import month_after, month_of
from tests.oracle.survival import HOUR, Spell, kaplan_meier, quantile_days
from tests.oracle.world import World, rows

Histories = dict[str, list[CountedOrder]]


def reach_of(world: World, now: datetime) -> datetime | None:
    """The moment up to which orders are known."""
    found = horizon(world, "orders", now)
    return found.at if found else None


def histories(world: World, until: datetime, windows: Windows | None = None) -> Histories:
    """Per person her orders that differ, up to a moment."""
    found = {who: [o for o in orders if o.at <= until] for who, orders in orders_that_differ(world, windows).items()}
    return {who: orders for who, orders in found.items() if orders}


def steps(world: World, now: datetime, waits: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By n: people, returned, and per wait in days (eligible, returned in time)."""
    reach = reach_of(world, now)
    found: dict[int, dict[str, Any]] = {}
    for orders in histories(world, reach).values() if reach else ():
        for n, order in enumerate(orders, start=1):
            following = orders[n].at if n < len(orders) else None
            step = found.setdefault(n, {"people": 0, "returned": 0, **{w: [0, 0] for w in waits}})
            step["people"] += 1
            step["returned"] += following is not None
            for wait in waits:
                length = timedelta(days=wait)
                if order.at + length <= reach:
                    step[wait][0] += 1
                    step[wait][1] += following is not None and following < order.at + length
    return found


def cycle(world: World, now: datetime) -> tuple[list[Any], list[Any]]:
    """The quartiles of the days to the next order: by Kaplan–Meier, and of those who have returned alone."""
    reach = reach_of(world, now)
    spells = []
    for orders in histories(world, reach).values() if reach else ():
        for n, order in enumerate(orders, start=1):
            following = orders[n].at if n < len(orders) else None
            hours = ((following or reach) - order.at) // HOUR
            spells.append(Spell(order.at.date(), {}, hours, following is not None))
    quarters = [Fraction(n, 4) for n in (1, 2, 3)]
    whole = kaplan_meier(spells)
    naive = kaplan_meier([spell for spell in spells if spell.has_bought])
    return [quantile_days(whole, q) for q in quarters], [quantile_days(naive, q) for q in quarters]


def cohort_cells(world: World, now: datetime) -> dict[tuple[date, int], dict[str, Any]]:
    """Every observable cell: people of the cohort, those who bought in the month, orders, net and net so far."""
    reach = reach_of(world, now)
    if reach is None:
        return {}
    people = histories(world, reach)
    paid = [o for orders in orders_with_twins(world, reach).values() for o in orders]
    cohorts: dict[date, set[str]] = defaultdict(set)
    for who, orders in people.items():
        cohorts[month_of(orders[0].at.date())].add(who)
    found: dict[tuple[date, int], dict[str, Any]] = {}
    for cohort, members in cohorts.items():
        month, age, total = cohort, 0, Decimal(0)
        while midnight_after(month_after(month) - timedelta(days=1)) <= reach:
            here = [o for o in paid if o.customer_id in members and month_of(o.at.date()) == month]
            total += sum((o.net for o in here), Decimal(0))
            differing = [o for who in members for o in people[who] if month_of(o.at.date()) == month]
            found[cohort, age] = {
                "cohort_people": len(members),
                "people": len({o.customer_id for o in here}),
                "orders": len(differing),
                "gmv": sum((o.net for o in here), Decimal(0)),
                "cumulative_gmv": total,
            }
            month, age = month_after(month), age + 1
    return found


def orders_with_twins(world: World, until: datetime) -> Histories:
    """Per person all counted orders up to a moment."""
    found: Histories = defaultdict(list)
    for orders in orders_that_differ(world).values():
        for order in orders:
            if order.at <= until:
                found[order.customer_id].append(order)
    return found


@dataclass(frozen=True)
class Known:
    """A person as she is known at a moment."""

    tier: str
    orders: int
    net: Decimal


def moment_of(world: World, now: datetime, last: date) -> datetime | None:
    """The last second an analysis of people knows of: of a day, or of contacts and orders where they end earlier."""
    reached = [found.at for found in (horizon(world, kind, now) for kind in ("contacts", "orders")) if found]
    return min(midnight_after(last) - timedelta(seconds=1), max(reached)) if reached else None


def known_people(world: World, moment: datetime, rules: TierRules) -> dict[str, Known]:
    """Everybody added or with an order up to a moment, each with her tier."""
    added: dict[str, datetime] = {}
    talked: set[str] = set()
    for life in lives(world):
        if life.added_at <= moment:
            who = life.customer_id
            added[who] = min(life.added_at, added.get(who, life.added_at))
            if life.private_chat_at is not None and life.private_chat_at <= moment:
                talked.add(who)
    brought = {row["referrer_id"] for row in rows(world, "referrals") if row["at"] <= moment}
    people = histories(world, moment)
    found = {}
    for who in added.keys() | people.keys():
        orders = people.get(who, [])
        is_late = bool(orders) and orders[-1].at + timedelta(days=rules.core_days) > moment
        if len(orders) >= rules.core_orders and is_late:
            tier = "core"
        elif orders:
            tier = "value"
        elif who in talked or who in brought:
            tier = "seed"
        else:
            tier = "new" if added[who] + timedelta(days=rules.new_days) > moment else "ordinary"
        found[who] = Known(tier, len(orders), sum((o.net for o in orders), Decimal(0)))
    return found


def rfm_scores(world: World, moment: datetime) -> Counter[tuple[int, int, int]]:
    """How many buyers have each combination of scores: 1 + the whole fifths of buyers who are strictly worse."""
    people = histories(world, moment)
    worth = {
        who: (orders[-1].at.date(), len(orders), sum((o.net for o in orders), Decimal(0)))
        for who, orders in people.items()
    }

    def score(who: str, what: int) -> int:
        worse = sum(other[what] < worth[who][what] for other in worth.values())
        return 1 + 5 * worse // len(worth)

    return Counter((score(who, 0), score(who, 1), score(who, 2)) for who in worth)


def parents(world: World, moment: datetime) -> dict[str, tuple[str, datetime]]:
    """Who brought each customer and when: the first to name her, herself and rings left out."""
    named = sorted((r["at"], r["referrer_id"], r["customer_id"]) for r in rows(world, "referrals") if r["at"] <= moment)
    first: dict[str, tuple[str, datetime]] = {}
    for at, referrer, customer in named:
        if referrer != customer:
            first.setdefault(customer, (referrer, at))
    return {customer: one for customer, one in first.items() if not _comes_back(customer, first)}


def _comes_back(customer: str, first: dict[str, tuple[str, datetime]]) -> bool:
    """Whether following the referrers leads to the customer again."""
    here = first[customer][0]
    for _ in range(len(first)):
        if here == customer:
            return True
        if here not in first:
            return False
        here = first[here][0]
    return False


def depth(customer: str, brought: dict[str, tuple[str, datetime]]) -> int:
    """How many referrals lie between a customer and the beginning of her branch."""
    return 1 + depth(brought[customer][0], brought) if customer in brought else 0
