"""Rewards: what the rules pay for the points as they stand, each a line with its reason, to the cent.

Only points above 0 win. Daily rewards carry their day; the others are due at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from metrics.competitions.entrants import Entrant
from metrics.competitions.money import CENT, by_place, shares
from metrics.competitions.points import ZERO, Ledger
from metrics.competitions.ranks import ranked
from metrics.competitions.rules import (
    POINTS,
    Commission,
    DailyBest,
    Ladder,
    OpeningOrder,
    Pk,
    RankReward,
    Rules,
    TeamPot,
)

Members = Mapping[str, Mapping[str, Decimal]]  # of every team its guides, with the points that each brought it


@dataclass(frozen=True, kw_only=True)
class Line:
    """One payment: for which entrant, to whom, how much and why."""

    kind: str
    entrant: str
    payee: str  # the entrant, or a guide of the team whose pot is split
    amount: Decimal
    day: date | None  # None: due at the end
    what: str  # what it was won with
    reached: Decimal  # so much of it


def rewards(
    rules: Rules, counted: Ledger, entrants: Mapping[str, Entrant], members: Members, today: date
) -> list[Line]:
    """Every payment as it stands on a day: daily rewards up to that day, final ones as if it were the last."""
    days = [day for day in rules.days if day <= today]
    found: list[Line] = []
    for reward in rules.rewards:
        match reward:
            case RankReward(per="end"):
                found += _by_place("rank", reward.pots, reward.what, counted, rules, entrants, None)
            case RankReward():
                for day in days:
                    found += _by_place("rank", reward.pots, reward.what, counted, rules, entrants, day)
            case DailyBest():
                for day in days:
                    found += _by_place("daily_best", (reward.amount,), reward.what, counted, rules, entrants, day)
            case OpeningOrder():
                found += _opening(reward, counted, entrants)
            case Ladder():
                found += _ladder(reward, counted, entrants)
            case Commission():
                found += _commission(reward, counted, entrants)
            case Pk(per="end"):
                found += _pairs(reward, counted, entrants, None)
            case Pk():
                for day in days:
                    found += _pairs(reward, counted, entrants, day)
            case TeamPot():
                found += _team_pots(reward, counted, rules, entrants, members)
    return [line for line in found if line.amount]


def _reached(
    counted: Ledger, what: str, day: date | None, rules: Rules | None = None
) -> dict[str, tuple[Decimal, ...]]:
    span = None if day is None else (day,)
    main = counted.total(what, span)
    breakers = [counted.total(other, span) for other in rules.tie_breakers] if rules and what == POINTS else []
    return {one: (amount, *(other.get(one, ZERO) for other in breakers)) for one, amount in main.items() if amount > 0}


def _by_place(
    kind: str,
    pots: tuple[Decimal, ...],
    what: str,
    counted: Ledger,
    rules: Rules,
    entrants: Mapping[str, Entrant],
    day: date | None,
) -> list[Line]:
    """Pots by place in each league, among those who have anything."""
    winners = {one: key for one, key in _reached(counted, what, day, rules).items() if one in entrants}
    lines = []
    for league in sorted({entrants[one].league for one in winners}, key=str):
        inside = {one: key for one, key in winners.items() if entrants[one].league == league}
        for one, amount in sorted(by_place(pots, ranked(inside)).items()):
            lines.append(
                Line(kind=kind, entrant=one, payee=one, amount=amount, day=day, what=what, reached=inside[one][0])
            )
    return lines


def _opening(reward: OpeningOrder, counted: Ledger, entrants: Mapping[str, Entrant]) -> list[Line]:
    return [
        Line(
            kind=reward.kind, entrant=one, payee=one, amount=reward.amount * number, day=day, what=what, reached=number
        )
        for (one, day, what), number in sorted(counted.quantities.items())
        if what == "opening_order" and one in entrants and number > 0
    ]


def _ladder(reward: Ladder, counted: Ledger, entrants: Mapping[str, Entrant]) -> list[Line]:
    lines = []
    for one, (number, *_) in sorted(_reached(counted, reward.what, None).items()):
        steps = [step.amount for step in reward.steps if step.at <= number]
        if steps and one in entrants:
            amount = sum(steps, ZERO) if reward.adds_up else steps[-1]
            lines.append(
                Line(
                    kind=reward.kind, entrant=one, payee=one, amount=amount, day=None, what=reward.what, reached=number
                )
            )
    return lines


def _commission(reward: Commission, counted: Ledger, entrants: Mapping[str, Entrant]) -> list[Line]:
    return [
        Line(
            kind=reward.kind,
            entrant=one,
            payee=one,
            amount=(gmv * reward.rate).quantize(CENT, ROUND_HALF_UP),
            day=None,
            what="gmv",
            reached=gmv,
        )
        for one, (gmv, *_) in sorted(_reached(counted, "gmv", None).items())
        if one in entrants
    ]


def pairs(entrants: Mapping[str, Entrant]) -> list[tuple[str, str]]:
    """Who stands against whom, each pair once."""
    found = {
        tuple(sorted((one, entrant.opponent)))
        for one, entrant in entrants.items()
        if entrant.opponent in entrants and entrant.opponent != one and entrant.opponent is not None
    }
    return sorted((pair[0], pair[1]) for pair in found)


def _pairs(reward: Pk, counted: Ledger, entrants: Mapping[str, Entrant], day: date | None) -> list[Line]:
    have = counted.total(reward.what, None if day is None else (day,))
    lines = []
    for pair in pairs(entrants):
        best = max(have.get(one, ZERO) for one in pair)
        if best > 0:
            winners = {one: Decimal(1) for one in pair if have.get(one, ZERO) == best}
            for one, amount in shares(reward.amount, winners).items():
                lines.append(
                    Line(
                        kind=reward.kind, entrant=one, payee=one, amount=amount, day=day, what=reward.what, reached=best
                    )
                )
    return lines


def _team_pots(
    reward: TeamPot, counted: Ledger, rules: Rules, entrants: Mapping[str, Entrant], members: Members
) -> list[Line]:
    """The teams by place; each pot goes to the team's guides, by their points or evenly among those who have any."""
    of_guides = rules.entrants == "guide"
    brought = {team: members[team] for team in sorted(members)}
    if of_guides:
        brought = {team: {one: p for one, p in guides.items() if one in entrants} for team, guides in brought.items()}
        points: Mapping[str, Decimal] = {team: sum(guides.values(), ZERO) for team, guides in brought.items()}
    else:
        points = counted.total(POINTS)
    ranks = ranked({team: (points[team],) for team in brought if points.get(team, ZERO) > 0})
    lines = []
    for team, pot in sorted(by_place(reward.pots, ranks).items()):
        weights = {one: p if reward.split == "points" else Decimal(1) for one, p in brought[team].items() if p > 0}
        for guide_id, amount in shares(pot, weights or {team: Decimal(1)}).items():
            lines.append(
                Line(
                    kind=reward.kind,
                    entrant=guide_id if of_guides else team,
                    payee=guide_id,
                    amount=amount,
                    day=None,
                    what=POINTS,
                    reached=brought[team].get(guide_id, points[team]),
                )
            )
    return lines


def paid(lines: Iterable[Line]) -> dict[str, Decimal]:
    """What each entrant gets."""
    found: dict[str, Decimal] = {}
    for line in lines:
        found[line.entrant] = found.get(line.entrant, ZERO) + line.amount
    return found
