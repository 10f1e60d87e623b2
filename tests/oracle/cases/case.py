"""What a worked case is, and short words to write its rows with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.oracle.world import World

Answer = Mapping[tuple[Any, ...], Mapping[str, Any]]
NOW = datetime(2026, 3, 31, 12, 0, 0)
UNDEFINED = {"value": None}


@dataclass(frozen=True, kw_only=True)
class WorkedCase:
    """Rows, a question and the answer worked by hand. `end` is the last day, inside the period."""

    name: str
    docstring: str  # the rows and the working, for people
    world: World = field(repr=False)
    metric: str
    start: date
    end: date
    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    all_cohorts: bool = False
    expected: Mapping[
        tuple[Any, ...], Mapping[str, Any]
    ]  # all rows of the answer; of a cell, the entries that are told
    now: datetime = NOW


def mismatches(
    expected: Mapping[tuple[Any, ...], Mapping[str, Any]], found: Mapping[tuple[Any, ...], Any]
) -> list[str]:
    """What differs between an expected answer and one that was found: rows, or entries that the expectation tells.

    Decimals and counts must be equal, floats agree to 1e-6.
    """
    told = [f"row {codes} is missing" for codes in expected if codes not in found]
    told += [f"row {codes} is not expected: {cell}" for codes, cell in found.items() if codes not in expected]
    for codes, cell in expected.items():
        for entry, value in cell.items() if codes in found else ():
            got = found[codes].get(entry)
            is_close = isinstance(value, float) and got is not None and abs(value - float(got)) <= 1e-6
            if value != got and not is_close:
                told.append(f"row {codes}: {entry} is {got!r}, by hand {value!r}")
    return told


def at(text: str) -> datetime:
    """A moment of 2026 from `02 10:00` or `02 10:00:30`, both in March, or `02-01 10:00` with its month."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-{day if '-' in day else f'03-{day}'}T{clock}")


def on(day: int) -> date:
    """A day of March 2026."""
    return date(2026, 3, day)


def add(customer: str, guide: str, added_at: str, **more: Any) -> dict[str, Any]:
    """A row of contacts; of its further cells, those that end in `_at` are written like `at`."""
    cells = {name: at(value) if name.endswith("_at") else value for name, value in more.items()}
    return {"customer_id": customer, "guide_id": guide, "added_at": at(added_at), **cells}


def says(sender: str, customer: str, guide: str, sent_at: str, kind: str | None = None) -> dict[str, Any]:
    """A row of messages."""
    return {"customer_id": customer, "guide_id": guide, "sent_at": at(sent_at), "sender": sender, "kind": kind}


def buys(order_id: str, customer: str, ordered_at: str, amount: str = "100.00", **more: Any) -> dict[str, Any]:
    """A row of orders."""
    cells = {name: at(value) if name.endswith("_at") else value for name, value in more.items()}
    if "refunded_amount" in cells:
        cells["refunded_amount"] = Decimal(cells["refunded_amount"])
    return {
        "order_id": order_id,
        "customer_id": customer,
        "ordered_at": at(ordered_at),
        "amount": Decimal(amount),
        **cells,
    }


def rate(
    value: float | Decimal | None, numerator: int | Decimal, denominator: int, mature_share: float | None = 1.0
) -> dict[str, Any]:
    """A rate's cell without its interval."""
    return {"value": value, "numerator": numerator, "denominator": denominator, "mature_share": mature_share}


STORES = [
    {"store_id": "S1", "store_name": "南京西路店", "region": "华东", "city": "上海"},
    {"store_id": "S2", "store_name": "天河店", "region": "华南", "city": "广州"},
]
GUIDES = [
    {"guide_id": "G1", "guide_name": "王晓彤", "store_id": "S1", "team": "飞虎队", "persona": "小鱼"},
    {"guide_id": "G2", "guide_name": "李梅", "store_id": "S2", "team": "雄鹰队", "persona": "小鱼"},
]
STAFF = {"stores": STORES, "guides": GUIDES}
