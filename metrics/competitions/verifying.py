"""Verifying: whether the chain of settlements is whole, and what the facts say otherwise since, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from data.settings import Settings
from data.state import settlements
from data.state.settlements import ALL
from data.warehouse.generations import Generation
from metrics.competitions.points import ZERO, Of, of
from metrics.competitions.quantities import Event, events
from metrics.competitions.rewards import paid
from metrics.competitions.scorables import SCORABLES
from metrics.competitions.settling import Settled, SettlingError, frozen_days, opened, recounted, result
from metrics.competitions.standings import Board
from metrics.model import Text


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What was settled for an entrant, what the facts say now, and why."""

    entrant: str
    name: str
    points_settled: Decimal
    points_now: Decimal
    reward_settled: Decimal
    reward_now: Decimal
    because: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True)
class Verified:
    """A settlement in force, looked at again."""

    link: Settled
    fault: str | None  # `content`, `order`: the chain is broken here
    differences: tuple[Difference, ...]


def verify(settings: Settings, generation: Generation, competition_id: str | None = None) -> list[Verified]:
    """Every settlement in force, of all competitions or of one; one that cannot be read any more is a fault alone."""
    faults = settlements.faults(settings)
    standing = {(link.competition_id, link.part): link for link in settlements.chain(settings, competition_id)}
    found = []
    for link in standing.values():
        try:
            before = opened(link)
        except SettlingError:
            continue
        found.append(
            Verified(link=before, fault=faults.get(link.id), differences=differences(settings, generation, before))
        )
    return found


def is_chain_whole(settings: Settings) -> bool:
    """Whether every link holds and none is gone."""
    return not settlements.faults(settings)


def differences(settings: Settings, generation: Generation, link: Settled) -> tuple[Difference, ...]:
    """Whoever would be settled otherwise today, those with the most money first."""
    now = recounted(settings, generation, link)
    paid_days = [] if link.part != ALL else list(frozen_days(settings, link.competition_id))
    places, lines = result(now, link.part, paid_days)
    rewards_now, rewards_then = paid(lines), paid(link.lines)
    points_now = {place.entrant.id: place.points for place in places}
    points_then = {place["entrant"]: place["points"] for place in link.places}
    names = {place["entrant"]: place["name"] for place in link.places} | {p.entrant.id: p.entrant.name for p in places}
    changed = [
        one
        for one in sorted(names)
        if points_now.get(one, ZERO) != points_then.get(one, ZERO)
        or rewards_now.get(one, ZERO) != rewards_then.get(one, ZERO)
    ]
    reasons = _reasons(generation, link, now) if changed else {}
    told = [
        Difference(
            entrant=one,
            name=names[one],
            points_settled=points_then.get(one, ZERO),
            points_now=points_now.get(one, ZERO),
            reward_settled=rewards_then.get(one, ZERO),
            reward_now=rewards_now.get(one, ZERO),
            because=tuple(reasons.get(one, ())) or (("名次因他人变化而变", "others' changes move the places"),),
        )
        for one in changed
    ]
    return tuple(sorted(told, key=lambda one: (-abs(one.reward_now - one.reward_settled), one.entrant)))


_Amounts = dict[str, dict[tuple[str, str], Decimal]]


def _reasons(generation: Generation, link: Settled, now: Board) -> dict[str, list[Text]]:
    """Of each entrant, the events that changed."""
    days = link.rules.days if link.day is None else (link.day,)
    whom = of(link.rules.entrants, now.known.region)
    then_by, now_by = _amounts(link.events, whom), _amounts(events(generation, link.rules, ("day", days)), whom)
    told: dict[str, list[Text]] = {}
    for one in then_by.keys() | now_by.keys():
        before, after = then_by.get(one, {}), now_by.get(one, {})
        keys = sorted(key for key in before.keys() | after.keys() if before.get(key, ZERO) != after.get(key, ZERO))
        money = {ref for what, ref in keys if what == "gmv"}
        told[one] = [
            _reason(what, ref, before.get((what, ref)), after.get((what, ref)))
            for what, ref in keys
            if what == "gmv" or ref not in money  # one order changes once, not in each of its figures
        ]
    return told


def _amounts(found: Iterable[Event], whom: Of) -> _Amounts:
    by_one: _Amounts = defaultdict(lambda: defaultdict(Decimal))
    for event in found:
        one = whom(event)
        if one is not None:
            by_one[one][event.what, event.ref] += event.quantity
    return by_one


def _reason(what: str, ref: str, before: Decimal | None, after: Decimal | None) -> Text:
    title, english = SCORABLES[what].title
    if SCORABLES[what].rows == ("orders",):
        if before is None:
            return f"补录订单 {ref}", f"order {ref} came later"
        if after is None:
            return f"订单 {ref} 已退款或撤回", f"refund or withdrawal of order {ref}"
        if after < before:
            return f"订单 {ref} 退款 {before - after:.2f}", f"refund of order {ref}: {before - after:.2f}"
        return f"订单 {ref} 由 {before:.2f} 改为 {after:.2f}", f"order {ref} went from {before:.2f} to {after:.2f}"
    was, is_now = before or ZERO, after or ZERO
    return f"{title} {ref}：{was:g} → {is_now:g}", f"{english} {ref}: {was:g} → {is_now:g}"
