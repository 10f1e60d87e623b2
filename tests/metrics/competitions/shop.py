"""A small shop whose competition can be settled by hand.

| day | who | orders | points (10 an order, 0.1 a yuan) |
| --- | --- | --- | --- |
| 2 | G1, G2 | D1 100, D2 50 | 20, 15 |
| 3 | G2, G3 | D3 200, D4 80 | 30, 18 |
| 4 | G1 | D5 60 | 16 |

In all G2 45, G1 36, G3 18: 300, 200, 100 by rank, 5 % of 250, 160, 80 as commission; best of the days G1, G2, G1: 50
each; opened: G1 and G2 on day 2, G3 on day 3: 10 each. All together 804.50, of it 70 for day 2 and 60 for day 3.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from metrics.competitions.rules import Rules, checked

NOW = datetime(2026, 3, 10, 12)
TOML = """
id = "spring"
title = "春季"
starts_on = 2026-03-02
ends_on = 2026-03-04
cut_offs = ["12:00", "22:00"]
scores = [{ what = "orders", points = 10 }, { what = "gmv", points = 0.1 }]
rewards = [
    { kind = "rank", pots = [300, 200, 100] },
    { kind = "daily_best", amount = 50 },
    { kind = "opening_order", amount = 10 },
    { kind = "commission", rate = 0.05 },
]
"""


def day(number: int) -> date:
    """A day of March 2026."""
    return date(2026, 3, number)


def order(order_id: str, number: int, guide: str, amount: str, **more: Any) -> dict[str, Any]:
    """An order at ten on a day."""
    at = datetime(2026, 3, number, 10)
    customer = f"K{order_id}"
    usual = {"order_id": order_id, "customer_id": customer, "ordered_at": at, "guide_id": guide}
    return {**usual, "amount": Decimal(amount), "refunded_amount": None, **more}


ORDERS = [
    order("D1", 2, "G1", "100"),
    order("D2", 2, "G2", "50"),
    order("D3", 3, "G2", "200"),
    order("D4", 3, "G3", "80"),
    order("D5", 4, "G1", "60"),
]


def world() -> dict[str, list[dict[str, Any]]]:
    """Three guides in two stores, and their orders."""
    return {
        "stores": [{"store_id": f"S{n}", "store_name": f"{n} 店", "region": "华东"} for n in (1, 2)],
        "guides": [
            {"guide_id": f"G{n}", "guide_name": f"导购 {n}", "store_id": store, "team": "飞虎队"}
            for n, store in ((1, "S1"), (2, "S1"), (3, "S2"))
        ],
        "orders": [dict(row) for row in ORDERS],
    }


def rules(**change: Any) -> Rules:
    """The competition's rules."""
    return checked(
        {
            "id": "spring",
            "title": "春季",
            "starts_on": day(2),
            "ends_on": day(4),
            "cut_offs": ["12:00", "22:00"],
            "scores": [{"what": "orders", "points": 10}, {"what": "gmv", "points": "0.1"}],
            "rewards": [
                {"kind": "rank", "pots": [300, 200, 100]},
                {"kind": "daily_best", "amount": 50},
                {"kind": "opening_order", "amount": 10},
                {"kind": "commission", "rate": "0.05"},
            ],
            **change,
        }
    )
