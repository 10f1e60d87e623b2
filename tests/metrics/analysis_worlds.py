"""Random worlds for analyses of people: months of orders, returns, refunds, ties to the second, removals, referrals."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

NOW = datetime(2026, 8, 31, 15, 30)
BEGIN = datetime(2026, 1, 5)
CUSTOMERS = tuple(f"K{number:02d}" for number in range(24))
DAY = timedelta(days=1)


def world_of(seed: int) -> dict[str, list[dict[str, Any]]]:
    """A world of two dozen people over eight months; the last second of orders is sometimes the first of a month."""
    chance = Random(seed)
    world: dict[str, list[dict[str, Any]]] = {
        "stores": [{"store_id": s, "store_name": s, "region": "华东"} for s in ("S1", "S2")],
        "guides": [{"guide_id": f"G{n}", "guide_name": f"导购 {n}", "store_id": f"S{n}"} for n in (1, 2)],
        "customers": [
            {"customer_id": who, "nickname": who, "tags": chance.choice((None, "宝妈", "宝妈;油皮", "油皮"))}
            for who in CUSTOMERS[:20]
        ],
        "contacts": [],
        "orders": [],
        "referrals": [],
    }
    ends = chance.choice((NOW, datetime(2026, 8, 1), datetime(2026, 7, 31, 23, 59, 59)))
    for who in CUSTOMERS:
        if chance.random() < 0.8:
            world["contacts"] += _contacts(chance, who, ends)
        at = _moment(chance, ends)
        for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 7))):
            world["orders"].append(_order(chance, len(world["orders"]), who, at))
            at += chance.choice(
                (timedelta(0), timedelta(seconds=1), DAY, 30 * DAY, 90 * DAY, chance.random() * 60 * DAY)
            )
            at = at.replace(microsecond=0)
            if at > ends:
                break
    for _ in range(chance.randint(7, 16)):
        referrer, customer = chance.choice(CUSTOMERS), chance.choice(CUSTOMERS)
        one = {"referrer_id": referrer, "customer_id": customer, "at": _moment(chance, ends), "campaign_id": None}
        if all(row["customer_id"] != customer for row in world["referrals"]) or chance.random() < 0.3:
            world["referrals"].append({**one, "campaign_id": f"A{len(world['referrals'])}"})
    return {table: found for table, found in world.items() if found}


def _moment(chance: Random, ends: datetime) -> datetime:
    at = BEGIN + chance.random() * (ends - BEGIN)
    at = at.replace(microsecond=0)
    return at.replace(hour=0, minute=0, second=0) if chance.random() < 0.2 else at


def _contacts(chance: Random, who: str, ends: datetime) -> list[dict[str, Any]]:
    added = _moment(chance, ends)
    first = {
        "customer_id": who,
        "guide_id": chance.choice(("G1", "G2")),
        "added_at": added,
        "private_chat_at": added + timedelta(hours=1) if chance.random() < 0.3 and added + DAY < ends else None,
        "removed_at": added + 2 * DAY if chance.random() < 0.2 and added + 3 * DAY < ends else None,
    }
    again = {"customer_id": who, "guide_id": first["guide_id"], "added_at": added + 40 * DAY}
    return [first, again] if chance.random() < 0.15 and again["added_at"] < ends else [first]


def _order(chance: Random, number: int, who: str, at: datetime) -> dict[str, Any]:
    amount = Decimal(chance.choice(("0.00", "0.01", "99.90", "260.00")))
    refund = chance.choice((None, None, None, None, amount / 2, amount))
    return {
        "order_id": f"D{number * 7 % 1000:03d}",
        "customer_id": who,
        "ordered_at": at,
        "amount": amount,
        "refunded_amount": None if refund is None else refund.quantize(Decimal("0.01")),
        "guide_id": chance.choice(("G1", "G2", None)),
        "status": chance.choice(("paid", "paid", "paid", "paid", "closed")),
        "domain": chance.choice((None, None, None, None, "public")),
    }
