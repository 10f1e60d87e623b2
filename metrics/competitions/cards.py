"""Cards: what a guide wants to know of herself – her place, what she has earned, and what the next reward needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from metrics.competitions.points import ZERO, Ledger
from metrics.competitions.rewards import Line
from metrics.competitions.rules import POINTS, DailyBest, Ladder, OpeningOrder, Pk, RankReward
from metrics.competitions.standings import Board, Place, standings

CERTAIN = ("opening_order", "ladder", "commission")  # no other entrant can take them away


@dataclass(frozen=True, kw_only=True)
class Next:
    """So much more of something, and so much money."""

    kind: str
    what: str  # of SCORABLES, or points
    needs: Decimal
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Card:
    """One entrant's own view."""

    place: Place
    today: Place
    sources: dict[str, tuple[Decimal, Decimal]]  # by what: the quantity, the points
    lines: tuple[Line, ...]  # everything she gets as it stands
    earned: Decimal  # of it, what nobody can take away
    leading: Decimal  # of it, what her place holds as long as she keeps it
    steps: tuple[Next, ...]  # the nearest first


def card(found: Board, one: str) -> Card:
    """The card of an entrant.

    Raises
    ------
    KeyError
        When she does not take part.
    """
    overall = {place.entrant.id: place for place in standings(found)}
    today = {place.entrant.id: place for place in standings(found, days=(found.today,))}
    lines = tuple(line for line in found.rewards() if line.entrant == one)
    earned = sum((line.amount for line in lines if _is_certain(line, found)), ZERO)
    counted = found.ledger()
    return Card(
        place=overall[one],
        today=today[one],
        sources=counted.split(one, found.rules.days),
        lines=lines,
        earned=earned,
        leading=sum((line.amount for line in lines), ZERO) - earned,
        steps=tuple(_steps(found, counted, one, overall[one], today[one])),
    )


def _is_certain(line: Line, found: Board) -> bool:
    return line.kind in CERTAIN or (line.day is not None and line.day < found.today)


def _steps(found: Board, counted: Ledger, one: str, place: Place, today: Place) -> Sequence[Next]:
    """What each reward still asks of her; what she leads or cannot win any more is left out."""
    steps = []
    for reward in found.rules.rewards:
        match reward:
            case OpeningOrder() if not counted.total("opening_order").get(one):
                steps.append(Next(kind=reward.kind, what="orders", needs=Decimal(1), amount=reward.amount))
            case Ladder():
                have = counted.total(reward.what).get(one, ZERO)
                ahead = [step for step in reward.steps if step.at > have]
                if ahead:
                    held = max((s.amount for s in reward.steps if s.at <= have), default=ZERO)
                    more = ahead[0].amount if reward.adds_up else ahead[0].amount - held
                    steps.append(Next(kind=reward.kind, what=reward.what, needs=ahead[0].at - have, amount=more))
            case DailyBest(what="points") if today.gap:
                best = today.gap + today.points if today.rank == 2 else _best(found, counted)
                steps.append(Next(kind=reward.kind, what=POINTS, needs=best - today.points, amount=reward.amount))
            case RankReward(what="points", per="end") if place.gap:
                pot = reward.pots[place.rank - 2] if place.rank - 2 < len(reward.pots) else None
                own = reward.pots[place.rank - 1] if place.rank - 1 < len(reward.pots) else ZERO
                if pot is not None and pot > own:
                    steps.append(Next(kind=reward.kind, what=POINTS, needs=place.gap, amount=pot - own))
            case Pk(what="points", per="end") if place.entrant.opponent in found.entrants:
                theirs = counted.total(POINTS).get(place.entrant.opponent or "", ZERO)
                if theirs >= place.points:
                    steps.append(Next(kind=reward.kind, what=POINTS, needs=theirs - place.points, amount=reward.amount))
    return sorted(steps, key=lambda step: (step.what == POINTS, step.needs))


def _best(found: Board, counted: Ledger) -> Decimal:
    return max(counted.total(POINTS, (found.today,)).values(), default=ZERO)
