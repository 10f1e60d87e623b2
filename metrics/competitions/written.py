"""Written: rankings and settlements as plain values, for the command line and for files."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from metrics.competitions.settling import Settled
from metrics.competitions.standings import Place
from metrics.competitions.verifying import Verified


def number(amount: Decimal | None) -> int | float | None:
    """A figure as a JSON number; whole ones without a point."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def written_places(places: Sequence[Place]) -> list[dict[str, Any]]:
    """A ranking as flat objects."""
    return [
        {
            "rank": place.rank,
            "entrant": place.entrant.id,
            "name": place.entrant.name,
            "points": number(place.points),
            "moved": place.moved,
            "gap": number(place.gap),
            "reward": number(place.reward),
            "league": place.entrant.league,
            "streak": place.streak,
        }
        for place in places
    ]


def written_settlement(link: Settled) -> dict[str, Any]:
    """A settlement with its places and payments."""
    return {
        "id": link.id,
        "competition": link.competition_id,
        "day": None if link.day is None else link.day.isoformat(),
        "revision": link.revision,
        "reason": link.reason or None,
        "who": link.who,
        "at": link.at.isoformat(),
        "hash": link.hash,
        "total": number(link.total),
        "places": [
            {**place, "points": number(place["points"]), "reward": number(place["reward"])} for place in link.places
        ],
        "rewards": [
            {
                "kind": line.kind,
                "entrant": line.entrant,
                "payee": line.payee,
                "amount": number(line.amount),
                "day": line.day and line.day.isoformat(),
                "what": line.what,
                "reached": number(line.reached),
            }
            for line in link.lines
        ],
    }


def written_check(found: Verified) -> dict[str, Any]:
    """A settlement looked at again."""
    link = found.link
    return {
        "id": link.id,
        "competition": link.competition_id,
        "day": None if link.day is None else link.day.isoformat(),
        "revision": link.revision,
        "who": link.who,
        "at": link.at.isoformat(),
        "hash": link.hash,
        "chain": found.fault or "whole",
        "differences": [
            {
                "entrant": one.entrant,
                "name": one.name,
                "points_settled": number(one.points_settled),
                "points_now": number(one.points_now),
                "reward_settled": number(one.reward_settled),
                "reward_now": number(one.reward_now),
                "because": [reason[0] for reason in one.because],
                "because_en": [reason[1] for reason in one.because],
            }
            for one in found.differences
        ],
    }
