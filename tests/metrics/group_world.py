"""A small world of groups whose figures can be counted by hand.

A campaign of three groups and a group of guides on its fourth day, a group that has ended, one that nobody joined, and
one that no register knows.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.oracle.world import World

NOW = datetime(2026, 3, 5, 12)
START = date(2026, 3, 2)
MADE = datetime(2026, 3, 1, 9)


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of March 2026."""
    return datetime(2026, 3, day, hour, minute)


def group(group_id: str, **more: Any) -> dict[str, Any]:
    """A flash group of the campaign, of store S1 and guide G1, unless said otherwise."""
    usual = {"group_name": f"群 {group_id}", "kind": "flash", "campaign_id": "A1", "store_id": "S1"}
    times = {"created_at": MADE, "closes_on": date(2026, 3, 15), "owner_guide_id": "G1"}
    return {"group_id": group_id, **usual, **times, **more}


class Builder:
    """Rows of a world, added one after another."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("groups", "invitations", "memberships", "group_events", "orders")
        }

    def invite(self, group_id: str, number: int, joined: int) -> None:
        """So many are invited at nine on the first of March; the first ones join an hour later."""
        for n in range(number):
            who = {"group_id": group_id, "customer_id": f"{group_id}-{n}"}
            self.tables["invitations"].append({**who, "invited_at": MADE})
            if n < joined:
                self.tables["memberships"].append({**who, "joined_at": MADE + timedelta(hours=1)})

    def event(self, group_id: str, who: int | None, moment: datetime, kind: str = "message", to: Any = None) -> None:
        """Something a member (by number), or the staff (None), did; `to` is a member's number or `guide`."""
        reply = f"{group_id}-{to}" if isinstance(to, int) else to
        actor = None if who is None else f"{group_id}-{who}"
        row = {"event_id": f"E{len(self.tables['group_events'])}", "group_id": group_id, "customer_id": actor}
        self.tables["group_events"].append({**row, "at": moment, "kind": kind, "reply_to": reply})


def world() -> World:
    """Q1 is lively, Q2 middling, Q3 silent since the second of March, Q4 empty, Q5 ended, G7 of guides, Q9 unknown."""
    build = Builder()
    build.tables["groups"] = [
        group("Q1"),
        group("Q2", store_id="S2"),
        group("Q3", store_id=None, owner_guide_id="G2"),
        group("Q4", campaign_id=None),
        group("Q5", campaign_id=None, closes_on=date(2026, 3, 3)),
        group("G7", audience="guide"),
    ]
    build.invite("Q1", 40, 40)
    build.invite("Q2", 40, 20)
    build.invite("Q3", 40, 4)
    build.invite("Q4", 10, 0)
    build.invite("Q5", 20, 20)
    build.invite("Q9", 3, 2)
    for n in range(2):
        build.tables["memberships"].append({"group_id": "G7", "customer_id": f"G{n + 1}", "joined_at": at(1)})
    for day in (2, 3, 4, 5):
        for n in range(20):
            build.event("Q1", n, at(day, 11, n), to=n + 1)
    for day in (2, 3, 4):
        build.event("Q1", day, at(day, 20), "lesson")
    build.event("Q1", 5, at(3, 21), "take_part")
    build.event("Q1", 6, at(3, 21), "red_packet")
    build.event("Q1", 6, at(4, 21), "purchase")
    for n in range(6):
        build.event("Q2", n, at(4, 9, n), to="guide")
    build.event("Q2", 7, at(3, 20), "lesson")
    build.event("Q3", 0, at(2, 9))
    build.event("Q3", None, at(4, 9))
    for n in range(10):
        build.event("Q5", n, at(3, 9, n), to=n + 1)
    build.tables["orders"] = [
        {"order_id": "O1", "customer_id": "Q1-7", "ordered_at": at(4), "amount": Decimal("99.50"), "group_id": "Q1"}
    ]
    return {
        **build.tables,
        "stores": [{"store_id": f"S{n}", "store_name": f"店 {n}", "region": f"区 {n}"} for n in (1, 2)],
        "guides": [
            {"guide_id": f"G{n}", "guide_name": f"导购 {n}", "store_id": f"S{n}", "joined_on": date(2026, 1, 1)}
            for n in (1, 2)
        ],
        "campaigns": [
            {
                "campaign_id": "A1",
                "campaign_name": "春季 3+2",
                "starts_on": START,
                "ends_on": date(2026, 3, 6),
                "lesson_days": 3,
                "selling_days": 2,
            }
        ],
        "customers": [{"customer_id": "Q1-0", "nickname": "小鹿"}],
    }
