"""Settling: freeze a day or a whole competition, once; what changes afterwards is a difference, never a new result.

A settlement keeps the rules it was counted by, the events and sums it stands on, the places and every payment. A
difference is corrected only by an adjustment, a new link with a name and a reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from data.settings import Settings
from data.state import settlements
from data.state.models import Settlement
from data.state.settlements import ALL, OvertakenError
from data.warehouse.generations import Generation
from metrics.competitions.quantities import Event, Quantity, events
from metrics.competitions.rewards import Line, paid
from metrics.competitions.rules import Rules, checked
from metrics.competitions.standings import Board, Place, board, standings
from metrics.model import Text

QUIET = timedelta(hours=3)  # so long nobody may score before a day closes, without rows being missed


class SettlingError(ValueError):
    """A settlement that cannot be made: what was asked, what stands, what to do."""


@dataclass(frozen=True, kw_only=True)
class Settled:
    """A link of the chain, opened."""

    id: int
    competition_id: str
    part: str  # a day, or "all"
    revision: int
    who: str
    at: datetime
    hash: str
    rules: Rules
    reason: str  # of an adjustment
    places: tuple[Mapping[str, Any], ...]  # entrant, name, league, rank, points, reward
    lines: tuple[Line, ...]
    rows: tuple[Quantity, ...]
    events: tuple[Event, ...]

    @property
    def day(self) -> date | None:
        """The day it froze; None for the whole competition."""
        return None if self.part == ALL else date.fromisoformat(self.part)

    @property
    def total(self) -> Decimal:
        """All that it pays."""
        return sum((line.amount for line in self.lines), Decimal(0))


def settle(
    settings: Settings, generation: Generation, rules: Rules, day: date | None, who: str
) -> tuple[Settled, bool]:
    """Freeze a day, or with None the competition; where it is settled already, what stands is given, and False.

    Raises
    ------
    SettlingError
        When the day is not over, lies outside the competition, or is settled as part of the whole.
    """
    part = ALL if day is None else day.isoformat()
    while True:
        standing = settlements.standing(settings, rules.id)
        if part in standing:
            return opened(standing[part]), False
        if ALL in standing:
            raise SettlingError(
                f"竞赛 {rules.id} 已经总结算，不能再单独结算 {part}；如有出入请做调整 · "
                f"Competition {rules.id} is settled as a whole; correct a difference by an adjustment."
            )
        counted = board(generation, rules, frozen(settings, rules.id))
        refuse_early(settings, counted, day)
        content = _content(settings, generation, counted, part, who)
        try:
            made, is_new = settlements.add(settings, rules.id, part, content, who, upon=settlements.tip(standing))
        except OvertakenError:  # what it pays may depend on what was settled meanwhile
            continue
        return opened(made), is_new


def adjust(
    settings: Settings, generation: Generation, competition_id: str, part: str, who: str, reason: str
) -> Settled:
    """Correct a settlement to what the facts say now, by a new link that names who did it and why.

    Raises
    ------
    SettlingError
        When there is nothing settled, nothing to correct, or no name or reason.
    """
    last = settlements.standing(settings, competition_id).get(part)
    if last is None:
        raise SettlingError(f"{competition_id} 的 {part} 还没有结算 · {part} of {competition_id} is not settled.")
    if not reason.strip() or not who.strip():
        raise SettlingError("调整须写明姓名和原因 · An adjustment needs a name and a reason.")
    before = opened(last)
    now = recounted(settings, generation, before)
    content = _content(settings, generation, now, part, who) | {"reason": reason.strip(), "corrects": before.hash}
    if _result(content) == _result(json.loads(last.content)):
        raise SettlingError(f"{part} 与现在的数据一致，无须调整 · {part} agrees with the facts: nothing to correct.")
    made, is_new = settlements.add(settings, competition_id, part, content, who, revision=last.revision + 1)
    if not is_new:
        raise SettlingError(
            f"{part} 刚被 {made.who} 调整过，请重新核对 · {made.who} has just adjusted {part}: look again."
        )
    return opened(made)


def frozen(settings: Settings, competition_id: str) -> dict[date, tuple[Quantity, ...]]:
    """The quantities of every settled day, as they were settled."""
    standing = settlements.standing(settings, competition_id)
    held: dict[date, tuple[Quantity, ...]] = {}
    for part in sorted(standing, reverse=True):  # the whole first, then its days
        link = opened(standing[part])
        days = link.rules.days if link.day is None else (link.day,)
        held |= {day: tuple(row for row in link.rows if row.day == day) for day in days}
    return held


def recounted(settings: Settings, generation: Generation, link: Settled) -> Board:
    """The competition as the facts say now, by the rules of a settlement; days settled by themselves stay theirs."""
    if link.day is not None:
        return board(generation, link.rules)
    return board(generation, link.rules, frozen_days(settings, link.competition_id))


def frozen_days(settings: Settings, competition_id: str) -> dict[date, tuple[Quantity, ...]]:
    """The quantities of the days that were settled by themselves."""
    links = [opened(link) for link in settlements.standing(settings, competition_id).values() if link.part != ALL]
    return {link.day: link.rows for link in links if link.day is not None}


def result(found: Board, part: str, paid_days: Sequence[date] = ()) -> tuple[list[Place], list[Line]]:
    """The places and payments of a day or of the whole; a day that was settled by itself is not paid again."""
    if part == ALL:
        lines = [line for line in found.rewards() if line.day is None or line.day not in paid_days]
        return standings(found), lines
    day = date.fromisoformat(part)
    return standings(found, days=(day,)), [line for line in found.rewards() if line.day == day]


def opened(link: Settlement) -> Settled:
    """A link as values; a SettlingError where its content was changed so that it cannot be read."""
    try:
        return _read(link, json.loads(link.content))
    except (ValueError, LookupError, TypeError, ArithmeticError) as error:
        raise SettlingError(
            f"{link.competition_id} {link.part} 的结算内容已被改坏 · "
            f"The settlement of {link.competition_id}, {link.part}, was changed and cannot be read any more."
        ) from error


def _read(link: Settlement, content: Any) -> Settled:
    return Settled(
        id=link.id,
        competition_id=link.competition_id,
        part=link.part,
        revision=link.revision,
        who=link.who,
        at=link.at,
        hash=link.hash,
        rules=checked(content["rules"]),
        reason=content.get("reason", ""),
        places=tuple(
            {**place, "points": Decimal(place["points"]), "reward": Decimal(place["reward"])}
            for place in content["places"]
        ),
        lines=tuple(
            Line(
                **{
                    **line,
                    "amount": Decimal(line["amount"]),
                    "reached": Decimal(line["reached"]),
                    "day": line["day"] and date.fromisoformat(line["day"]),
                }
            )
            for line in content["lines"]
        ),
        rows=tuple(
            Quantity(what, guide, store, team, date.fromisoformat(day), leg, Decimal(number))
            for what, guide, store, team, day, leg, number in content["rows"]
        ),
        events=tuple(
            Event(what, datetime.fromisoformat(at), guide, store, team, ref, Decimal(number))
            for what, at, guide, store, team, ref, number in content["events"]
        ),
    )


def _content(settings: Settings, generation: Generation, counted: Board, part: str, who: str) -> dict[str, Any]:
    """All that a settlement keeps, as plain values."""
    rules = counted.rules
    days = rules.days if part == ALL else (date.fromisoformat(part),)
    paid_days = list(frozen_days(settings, rules.id)) if part == ALL else []
    places, lines = result(counted, part, paid_days)
    rewarded = paid(lines)
    stands_on = events(generation, rules, ("day", days))
    rows = sorted((row for row in counted.rows if row.day in days), key=_in_order)
    return {
        "competition": rules.id,
        "part": part,
        "who": who,
        "at": settings.now().isoformat(),
        "generation": generation.number,
        "rules": rules.model_dump(mode="json"),
        "paid_days": [day.isoformat() for day in sorted(paid_days)],
        "places": [
            {
                "entrant": place.entrant.id,
                "name": place.entrant.name,
                "league": place.entrant.league,
                "rank": place.rank,
                "points": _written(place.points),
                "reward": _written(rewarded.get(place.entrant.id, Decimal(0))),
            }
            for place in places
        ],
        "lines": [
            {
                **asdict(line),
                "amount": _written(line.amount),
                "reached": _written(line.reached),
                "day": line.day and line.day.isoformat(),
            }
            for line in lines
        ],
        "rows": [
            [r.what, r.guide_id, r.store_id, r.team, r.day.isoformat(), r.leg, _written(r.quantity)] for r in rows
        ],
        "events": [
            [e.what, e.at.isoformat(), e.guide_id, e.store_id, e.team, e.ref, _written(e.quantity)] for e in stands_on
        ],
    }


def _in_order(row: Quantity) -> tuple[str, ...]:
    return (row.day.isoformat(), row.what, row.guide_id or "", row.store_id or "", row.team or "", str(row.leg))


def _written(amount: Decimal) -> str:
    """A number in one way only, so that equal amounts are equal texts."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _result(content: Mapping[str, Any]) -> tuple[Any, ...]:
    return content["places"], content["lines"], content["rows"]


def refuse_early(settings: Settings, counted: Board, day: date | None) -> None:
    """Nothing, where a day (None: the competition) may be settled by the clock.

    Raises
    ------
    SettlingError
        When it lies outside the competition or is not over.
    """
    rules = counted.rules
    last = day or rules.ends_on
    if day is not None and day not in rules.days:
        raise SettlingError(
            f"{day} 不在竞赛 {rules.id} 的赛期 {rules.starts_on} 至 {rules.ends_on} 内 · "
            f"{day} lies outside {rules.id}, {rules.starts_on} to {rules.ends_on}."
        )
    closes = _closes(rules, last)
    if settings.now() < closes:
        raise SettlingError(
            f"{last} 要到 {closes:%m-%d %H:%M} 才能结算 · {last} can be settled from {closes:%m-%d %H:%M} on."
        )


def shortfall(counted: Board, day: date | None) -> Text | None:
    """A warning where the rows that score do not reach the last day that is to be settled."""
    last = day or counted.rules.ends_on
    closes = _closes(counted.rules, last)
    if counted.reach is not None and counted.reach >= closes - QUIET:
        return None
    reached = f"{counted.reach:%Y-%m-%d %H:%M}" if counted.reach else "—"
    return (
        f"计分数据只到 {reached}，{closes:%m-%d %H:%M} 才截止，其间的可能还没导入",
        f"the rows that score reach to {reached} only; those up to {closes:%m-%d %H:%M} may not have been imported",
    )


def _closes(rules: Rules, day: date) -> datetime:
    """When a day of a competition ends."""
    return datetime.combine(day, rules.cut_offs[-1]) if rules.cut_offs else datetime.combine(day, time()) + timedelta(1)
