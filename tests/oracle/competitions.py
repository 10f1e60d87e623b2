"""Competitions in plain Python: what scored, who has how many points, who stands where, and what is paid.

A second reading of the contract over raw rows: loops over events, moments instead of legs, fractions instead of SQL.
The rules are taken as data alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from tests.oracle.horizons import horizon
from tests.oracle.milestones import counted_orders, lives
from tests.oracle.staff import Register
from tests.oracle.world import World, rows

ZERO = Decimal(0)
NO_NOTE = {"", "否", "无", "0", "no", "n", "false", "未交"}
TABLES = {
    **dict.fromkeys(("gmv", "orders", "opening_order", "new_customers", "units"), ("orders",)),
    "adds": ("contacts",),
    **dict.fromkeys(("greeting_replies", "private_chats"), ("contacts", "messages")),
    "group_entries": ("memberships",),
    **dict.fromkeys(("order_screenshot", "forward", "manual"), ("guide_points",)),
    **dict.fromkeys(("lessons", "notes", "exam"), ("training",)),
}


@dataclass(frozen=True)
class Scored:
    """One event that scores, where and for whom."""

    what: str
    at: datetime
    guide: str | None
    store: str | None
    team: str | None
    quantity: Decimal
    ref: str


@dataclass(frozen=True)
class Stands:
    """An entrant as registered on the last day."""

    league: str | None
    opponent: str | None
    store: str | None
    team: str | None
    region: str | None


@dataclass(frozen=True)
class Line:
    """One payment."""

    kind: str
    entrant: str
    payee: str
    amount: Decimal
    day: date | None


@dataclass(frozen=True)
class Row:
    """One line of a ranking."""

    rank: int
    entrant: str
    points: Decimal
    moved: int | None
    gap: Decimal | None
    streak: int
    reward: Decimal | None


def split(whole: Decimal, weights: Mapping[str, Decimal], unit: Decimal = Decimal("0.01")) -> dict[str, Decimal]:
    """The whole among positive weights: everyone the units that are wholly hers, then one each by the remainder."""
    heavy = {one: Fraction(weight) for one, weight in weights.items() if weight > 0}
    if not heavy:
        return {}
    units = Fraction(whole) / Fraction(unit)
    exact = {one: units * weight / sum(heavy.values()) for one, weight in heavy.items()}
    parts = {one: exact[one].numerator // exact[one].denominator for one in exact}
    waiting = sorted(exact, key=lambda one: (parts[one] - exact[one], one))
    while sum(parts.values()) < units:
        parts[waiting.pop(0)] += 1
    return {one: number * unit for one, number in parts.items()}


def rank_of(key: tuple[Decimal, ...], keys: Iterable[tuple[Decimal, ...]]) -> int:
    """1 + how many are strictly better."""
    return 1 + sum(other > key for other in keys)


class Contest:
    """A competition over a world at a moment."""

    def __init__(self, world: World, rules: Any, now: datetime) -> None:
        self.world, self.rules, self.now = world, rules, now
        self.register = Register(world)
        self._known: dict[Any, dict[str, Decimal]] = {}
        self.days = [rules.starts_on + timedelta(n) for n in range((rules.ends_on - rules.starts_on).days + 1)]
        self.whats = self._whats()
        self.events = [event for what in self.whats for event in self._of(what)]
        self.entrants = self._entrants()
        reached = [horizon(world, table, now) for what in self.whats for table in TABLES[what]]
        ends = [min(found.at, datetime.combine(found.last_day, time(23, 59, 59))) for found in reached if found]
        self.reach = min(max(ends), now) if ends else None

    @property
    def today(self) -> date:
        """The last day of the competition that the rows reach."""
        reached = self.reach.date() if self.reach else self.days[0]
        return min(max(reached, self.days[0]), self.days[-1])

    # -- what scored

    def _whats(self) -> list[str]:
        """All that scores, breaks ties or is rewarded."""
        found = {score.what for score in self.rules.scores} | set(self.rules.tie_breakers)
        for reward in self.rules.rewards:
            found |= {getattr(reward, "what", None)} | {
                {"opening_order": "opening_order", "commission": "gmv"}.get(reward.kind)
            }
        return [what for what in TABLES if what in found]

    def _at(self, what: str, at: datetime, guide: str | None, quantity: Any, ref: str, store: Any = None) -> Scored:
        place = store or self.register.on(guide, at.date(), "store_id")
        return Scored(what, at, guide, place, self.register.on(guide, at.date(), "team"), Decimal(str(quantity)), ref)

    def _of(self, what: str) -> list[Scored]:
        inside = [event for event in self._every(what) if event.at.date() in self.days and event.at <= self.now]
        if self.rules.regions:
            inside = [event for event in inside if self.region(event.store) in self.rules.regions]
        if what != "opening_order":
            return inside
        first: dict[str, Scored] = {}
        for event in sorted(inside, key=lambda event: (event.at, event.ref)):
            if event.guide is not None:
                first.setdefault(event.guide, event)
        return list(first.values())

    def _every(self, what: str) -> Iterable[Scored]:
        match what:
            case "gmv" | "orders" | "opening_order" | "new_customers" | "units":
                for order in counted_orders(self.world):
                    number = order.row.get("quantity")
                    worth = {"gmv": order.net, "units": 1 if number is None else number}.get(what, 1)
                    if what != "new_customers" or order.ordinal == 1:
                        yield self._at(what, order.at, order.guide_id, worth, order.order_id, order.row.get("store_id"))
            case "adds" | "greeting_replies" | "private_chats":
                column = {"adds": "added_at", "greeting_replies": "greeting_replied_at"}.get(what, "private_chat_at")
                for life in lives(self.world):
                    if getattr(life, column) is not None:
                        yield self._at(what, getattr(life, column), life.guide_id, 1, life.customer_id)
            case "group_entries":
                yield from self._entries()
            case "order_screenshot" | "forward" | "manual":
                for row in rows(self.world, "guide_points"):
                    if row["kind"] == what:
                        number, given = row.get("quantity"), row.get("points")
                        worth = 1 if number is None else number
                        if what == "manual":
                            worth = next((value for value in (given, number) if value is not None), 0)
                        yield self._at(what, row["at"], row["guide_id"], worth, row.get("reason") or what)
            case _:
                for row in rows(self.world, "training"):
                    note, exam = row.get("note"), row.get("exam")
                    handed_in = note is not None and note.strip().lower() not in NO_NOTE
                    if {"lessons": row["attended"], "notes": handed_in, "exam": exam is not None}[what]:
                        at = datetime.combine(row["on"], time())
                        yield self._at(what, at, row["guide_id"], exam if what == "exam" else 1, row["lesson"])

    def _entries(self) -> Iterable[Scored]:
        """Customers' first joins: of the inviter where she is a guide we know, else of the group's owner and store."""
        first: dict[tuple[str, str], Any] = {}
        for row in sorted(rows(self.world, "memberships"), key=lambda row: row["joined_at"]):
            first.setdefault((row["group_id"], row["customer_id"]), row)
        for row in first.values():
            group = self.register.groups.get(row["group_id"], {})
            if (group.get("audience") or "customer") == "customer":
                inviter = row.get("inviter_id")
                is_guide = inviter in self.register.guides
                guide = inviter if is_guide else group.get("owner_guide_id")
                store = None if is_guide else group.get("store_id")
                yield self._at("group_entries", row["joined_at"], guide, 1, row["customer_id"], store)

    # -- who takes part

    def region(self, store: str | None) -> str | None:
        """The region of a store."""
        return self.register.stores.get(store, {}).get("region")

    def _entrants(self) -> dict[str, Stands]:
        rules = self.rules
        listed = {
            row["entrant_id"]: row
            for row in rows(self.world, "competition_entries")
            if row["competition_id"] == rules.id
        }
        is_listed = rules.takes_part == "entries" or (rules.takes_part == "auto" and listed)
        found = {}
        for one in listed if is_listed else self._everyone():
            entry = listed.get(one, {})
            store, team = self._post(one)
            league = {"entries": entry.get("league"), "layers": self._layer(store)}.get(rules.leagues)
            found[one] = Stands(league, entry.get("opponent_id"), store, team, self.region(store))
        return found

    def _post(self, one: str) -> tuple[str | None, str | None]:
        match self.rules.entrants:
            case "guide":
                on = self.rules.ends_on
                return self.register.on(one, on, "store_id"), self.register.on(one, on, "team")
            case "store":
                return one, None
            case _:
                return None, one

    def _staff(self) -> set[str]:
        return set(self.register.guides) | {row["guide_id"] for row in self.register.moves}

    def _everyone(self) -> set[str]:
        rules, staff = self.rules, self._staff()

        def is_there(guide: str, day: date) -> bool:
            return not rules.regions or self.region(self.register.on(guide, day, "store_id")) in rules.regions

        if rules.entrants == "store":
            known = {one for one in self.register.stores if not rules.regions or self.region(one) in rules.regions}
            return known | {event.store for event in self.events if event.store is not None}
        if rules.entrants == "team":
            teams = {
                self.register.on(guide, day, "team") for guide in staff for day in self.days if is_there(guide, day)
            }
            return {team for team in teams | {event.team for event in self.events} if team is not None}
        found = {guide for guide in staff if any(is_there(guide, day) for day in self.days)}
        found |= {event.guide for event in self.events if event.guide is not None} - set(self.register.guides)
        return {guide for guide in found if self._is_employed(guide)}

    def _is_employed(self, guide: str) -> bool:
        row = self.register.guides.get(guide)
        if row is None:
            return not self.rules.roles
        if row.get("joined_on") is not None and row["joined_on"] > self.days[-1]:
            return False
        if row.get("left_on") is not None and row["left_on"] < self.days[0]:
            return False
        return not self.rules.roles or (row.get("role") or "guide") in self.rules.roles

    def _layer(self, store: str | None) -> str | None:
        if store is None:
            return None  # nobody knows how large
        size = sum(
            self.register.on(guide, self.days[0], "store_id") == store and self._is_there(guide)
            for guide in self._staff()
        )
        for layer in self.rules.layers:
            if layer.guides_up_to is None or size <= layer.guides_up_to:
                return str(layer.title)
        return None

    def _is_there(self, guide: str) -> bool:
        row, first = self.register.guides.get(guide, {}), self.days[0]
        return (row.get("joined_on") or first) <= first <= (row.get("left_on") or first)

    # -- how many points

    def whose(self, event: Scored, kind: str) -> str | None:
        """Whom an event counts for."""
        return {"guide": event.guide, "team": event.team, "store": event.store}.get(kind, self.region(event.store))

    def quantities(self, what: str, days: Iterable[date], kind: str, until: datetime | None = None) -> dict[str, Any]:
        """How much of one thing each has."""
        wanted, found = set(days), defaultdict(lambda: ZERO)
        for event in self._counted(until):
            one = self.whose(event, kind)
            if event.what == what and event.at.date() in wanted and one is not None:
                found[one] += event.quantity
        return dict(found)

    def _counted(self, until: datetime | None) -> Iterable[Scored]:
        """The events of entrants."""
        for event in self.events:
            if self.whose(event, self.rules.entrants) in self.entrants and (until is None or event.at < until):
                yield event

    def points(
        self, days: Iterable[date], kind: str, until: datetime | None = None, team: str | None = None
    ) -> dict[str, Decimal]:
        """Everyone's points (with `team`, those made in it): capped for each entrant and day.

        Capped points that several have part in are shared among them.
        """
        found: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for day in set(days):
            for one, amount in self._points_of(day, kind, until, team).items():
                found[one] += amount
        return dict(found)

    def _points_of(self, day: date, kind: str, until: datetime | None, team: str | None) -> dict[str, Decimal]:
        if (day, kind, until, team) in self._known:
            return self._known[day, kind, until, team]
        found: dict[str, Decimal] = defaultdict(lambda: ZERO)
        events = [e for e in self._counted(until) if e.at.date() == day and (team is None or e.team == team)]
        for score in self.rules.scores:
            of_entrant: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
            for event in events:
                one, owner = self.whose(event, kind), self.whose(event, self.rules.entrants)
                if event.what == score.what and one is not None and owner is not None:
                    of_entrant[owner][one] += event.quantity * score.points
            for parts in of_entrant.values():
                whole, cap = sum(parts.values(), ZERO), score.cap_per_day
                kept = split(cap, parts, Decimal("0.0001")) if cap is not None and whole > cap else parts
                for one, amount in kept.items():
                    found[one] += amount
        self._known[day, kind, until, team] = dict(found)
        return dict(found)

    # -- who stands where

    def _shown(self, kind: str) -> dict[str, str | None]:
        if kind == self.rules.entrants:
            return {one: stands.league for one, stands in self.entrants.items()}
        at_home = {getattr(stands, kind) for stands in self.entrants.values()} if kind != "guide" else set()
        return {one: None for one in at_home | {self.whose(event, kind) for event in self.events} if one is not None}

    def cut_before(self, moment: datetime) -> datetime:
        """The last cut-off strictly before a moment; without cut-offs, the midnight before it."""
        cuts = [datetime.combine(day, cut) for day in self._around() for cut in self.rules.cut_offs or (time(),)]
        return max(cut for cut in cuts if cut < moment)

    def _around(self) -> list[date]:
        return [self.days[0] - timedelta(2), self.days[0] - timedelta(1), *self.days]

    def table(self, kind: str | None = None, days: list[date] | None = None, at: datetime | None = None) -> list[Row]:
        """The ranking; with `at` as it stood at that cut-off."""
        kind, span = kind or self.rules.entrants, days or self.days
        if at is not None:
            mark = self.cut_before(at)
        else:
            reached = self.reach or datetime.combine(self.days[0], time())
            last = min(reached, datetime.combine(span[-1], time(23, 59, 59)))
            mark = self.cut_before(last + timedelta(seconds=1))
        shown = self._shown(kind)
        now, then = self._keys(kind, span, at, shown), self._keys(kind, span, mark, shown)
        rewards = self._paid(set(span) if days else None) if kind == self.rules.entrants else None
        found = []
        for one, league in shown.items():
            inside = [other for other in shown if shown[other] == league]
            rank = rank_of(now[one], (now[other] for other in inside))
            better = [now[other] for other in inside if now[other] > now[one]]
            moved = None
            if any(then[other][0] for other in inside):
                moved = rank_of(then[one], (then[other] for other in inside)) - rank
            found.append(
                Row(
                    rank=rank,
                    entrant=one,
                    points=now[one][0],
                    moved=moved,
                    gap=min(better)[0] - now[one][0] if better else None,
                    streak=self._streak(one, kind, min(self.today, span[-1], at.date() if at else span[-1]), at),
                    reward=None if rewards is None else rewards.get(one, ZERO),
                )
            )
        return found

    def _keys(
        self, kind: str, days: list[date], until: datetime | None, shown: Iterable[str]
    ) -> dict[str, tuple[Decimal, ...]]:
        totals = [self.points(days, kind, until)]
        totals += [self.quantities(what, days, kind, until) for what in self.rules.tie_breakers]
        return {one: tuple(total.get(one, ZERO) for total in totals) for one in shown}

    def _streak(self, one: str, kind: str, last: date, until: datetime | None) -> int:
        scored = [day for day in self.days if self.points([day], kind, until).get(one, ZERO) > 0]
        day, length = last if last in scored else last - timedelta(1), 0
        while day in scored:
            day, length = day - timedelta(1), length + 1
        return length

    # -- what is paid

    def _paid(self, days: set[date] | None) -> dict[str, Decimal]:
        found: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for line in self.payments():
            if days is None or line.day in days:
                found[line.entrant] += line.amount
        return found

    def payments(self) -> list[Line]:
        """Every payment as it stands."""
        over = [day for day in self.days if day <= self.today]
        found: list[Line] = []
        for reward in self.rules.rewards:
            each_day = reward.kind == "daily_best" or getattr(reward, "per", "end") == "day"
            for day in over if each_day else [None]:
                for entrant, payee, amount, on in _PAYS[reward.kind](self, reward, day):
                    if amount:
                        found.append(Line(reward.kind, entrant, payee, amount, on))
        return found

    def have(self, what: str, day: date | None) -> dict[str, Decimal]:
        """How much of a thing, or how many points, each entrant has."""
        days, kind = self.days if day is None else [day], self.rules.entrants
        found = self.points(days, kind) if what == "points" else self.quantities(what, days, kind)
        return {one: amount for one, amount in found.items() if one in self.entrants}

    def pots(self, pots: tuple[Decimal, ...], keys: Mapping[str, tuple[Decimal, ...]]) -> dict[str, Decimal]:
        """Pots by place: place by place, the pots that a rank occupies are put together and split evenly."""
        found: dict[str, Decimal] = {}
        for key in set(keys.values()):
            together = [one for one in keys if keys[one] == key]
            first = rank_of(key, keys.values())
            pot = sum(pots[first - 1 : first - 1 + len(together)], ZERO)
            found |= split(pot, dict.fromkeys(together, Decimal(1)))
        return found


_Paid = Iterable[tuple[str, str, Decimal, date | None]]


def _by_place(contest: Contest, reward: Any, day: date | None) -> _Paid:
    pots = (reward.amount,) if reward.kind == "daily_best" else reward.pots
    have = {one: (amount,) for one, amount in contest.have(reward.what, day).items() if amount > 0}
    if reward.what == "points":
        breakers = [contest.have(what, day) for what in contest.rules.tie_breakers]
        have = {one: (*key, *(found.get(one, ZERO) for found in breakers)) for one, key in have.items()}
    for league in {contest.entrants[one].league for one in have}:
        inside = {one: key for one, key in have.items() if contest.entrants[one].league == league}
        for one, amount in contest.pots(pots, inside).items():
            yield one, one, amount, day


def _opening(contest: Contest, reward: Any, _day: date | None) -> _Paid:
    for on in contest.days:
        for one, number in contest.have("opening_order", on).items():
            yield one, one, reward.amount * number, on


def _ladder(contest: Contest, reward: Any, _day: date | None) -> _Paid:
    for one, number in contest.have(reward.what, None).items():
        steps = [step.amount for step in reward.steps if 0 < step.at <= number]
        if steps:
            yield one, one, sum(steps, ZERO) if reward.adds_up else steps[-1], None


def _commission(contest: Contest, reward: Any, _day: date | None) -> _Paid:
    for one, gmv in contest.have("gmv", None).items():
        if gmv > 0:
            yield one, one, (gmv * reward.rate).quantize(Decimal("0.01"), ROUND_HALF_UP), None


def _pk(contest: Contest, reward: Any, day: date | None) -> _Paid:
    have = contest.have(reward.what, day)
    pairs = {
        frozenset((one, stands.opponent))
        for one, stands in contest.entrants.items()
        if stands.opponent in contest.entrants and stands.opponent != one
    }
    for pair in pairs:
        best = max(have.get(one, ZERO) for one in pair)
        if best > 0:
            winners = {one: Decimal(1) for one in pair if have.get(one, ZERO) == best}
            for one, amount in split(reward.amount, winners).items():
                yield one, one, amount, day


def _team_pot(contest: Contest, reward: Any, _day: date | None) -> _Paid:
    """Each pot is the team's guides' who brought it points, also of one who has moved on since."""
    teams = {event.team for event in contest.events if event.team is not None}
    brought = {team: contest.points(contest.days, "guide", team=team) for team in teams}
    of_guides = contest.rules.entrants == "guide"
    totals = {team: sum(parts.values(), ZERO) for team, parts in brought.items()}
    if not of_guides:
        totals = contest.have("points", None)
    for team, pot in contest.pots(reward.pots, {t: (n,) for t, n in totals.items() if n > 0}).items():
        weights = {one: n if reward.split == "points" else Decimal(1) for one, n in brought[team].items() if n > 0}
        for guide, amount in split(pot, weights).items():
            yield guide if of_guides else team, guide, amount, None


_PAYS: dict[str, Callable[[Contest, Any, date | None], _Paid]] = {
    "rank": _by_place,
    "daily_best": _by_place,
    "opening_order": _opening,
    "ladder": _ladder,
    "commission": _commission,
    "pk": _pk,
    "team_pot": _team_pot,
}
