"""Cards: what a guide wants to know of herself – her place, what she has earned, and what the next reward needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
    needs: Decimal  # with a place: more than this, for this much only draws level
    amount: Decimal
    place: int | None = None  # the place that it leads to


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
    earned = sum((line.amount for line in lines if is_certain(line, found)), ZERO)
    counted = found.ledger()
    return Card(
        place=overall[one],
        today=today[one],
        sources=counted.split(one, found.rules.days),
        lines=lines,
        earned=earned,
        leading=sum((line.amount for line in lines), ZERO) - earned,
        steps=tuple(_steps(found, counted, one, overall[one])),
    )


def is_certain(line: Line, found: Board) -> bool:
    """Whether nobody can take a reward away any more."""
    return found.is_over or line.kind in CERTAIN or (line.day is not None and line.day < found.today)


def _steps(found: Board, counted: Ledger, one: str, place: Place) -> Sequence[Next]:
    """What each reward still asks of her; what she leads or cannot win any more is left out."""
    if found.is_over:
        return []
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
            case DailyBest():
                found_step = _climb(reward.kind, reward.what, (reward.amount,), found, counted, one, (found.today,))
                steps += [found_step] if found_step else []
            case RankReward():
                span = None if reward.per == "end" else (found.today,)
                found_step = _climb(reward.kind, reward.what, reward.pots, found, counted, one, span)
                steps += [found_step] if found_step else []
            case Pk(per="end") if place.entrant.opponent in found.entrants:
                have = counted.total(reward.what).get(one, ZERO)
                theirs = counted.total(reward.what).get(place.entrant.opponent or "", ZERO)
                if theirs > have:
                    steps.append(
                        Next(kind=reward.kind, what=reward.what, needs=theirs - have, amount=reward.amount, place=1)
                    )
    return sorted(steps, key=lambda step: (step.what == POINTS, step.needs))


def _climb(
    kind: str,
    what: str,
    pots: Sequence[Decimal],
    found: Board,
    counted: Ledger,
    one: str,
    span: Sequence[date] | None,
) -> Next | None:
    """The nearest place of her league that pays more than her own; None where she leads or nobody has anything."""
    total = counted.total(what, span)
    own = total.get(one, ZERO)
    league = found.entrants[one].league
    ahead = sorted(total.get(i, ZERO) for i, e in found.entrants.items() if e.league == league and i != one)
    ahead = [amount for amount in ahead if amount > own]
    held = pots[len(ahead)] if own > 0 and len(ahead) < len(pots) else ZERO
    for amount in ahead:
        place = 1 + sum(other > amount for other in ahead)
        if place <= len(pots) and pots[place - 1] > held:
            return Next(kind=kind, what=what, needs=amount - own, amount=pots[place - 1] - held, place=place)
    return None
