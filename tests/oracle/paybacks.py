"""When channels had paid for themselves, day by day: the second reading."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from data.settings import Windows
from tests.oracle.horizons import horizon
from tests.oracle.milestones import counted_orders, people
from tests.oracle.world import World, rows

DAY = timedelta(days=1)


def paybacks(world: World, *, end: date, now: datetime, windows: Windows | None = None) -> dict[str, int]:
    """Per channel the days from its first cost before `end` to the day from which on it owes nothing, if there is one.

    Orders count from the buyer's earliest add on, those of days before the first cost do not.
    """
    reach = horizon(world, "orders", now)
    if reach is None:
        return {}
    buyers = people(world, windows)
    found = {}
    for channel in {row["channel_id"] for row in rows(world, "costs") if row.get("channel_id") is not None}:
        spent = [(row["on"], row["amount"]) for row in rows(world, "costs") if row.get("channel_id") == channel]
        spent = [(on, amount) for on, amount in spent if on < end]
        if not spent:
            continue
        first = min(on for on, _ in spent)
        earned = [
            (order.at.date(), order.net)
            for order in counted_orders(world, windows)
            if order.customer_id in buyers
            and buyers[order.customer_id].channel_id == channel
            and order.at >= buyers[order.customer_id].added_at
        ]
        owes = {}
        day = first
        while day < end:
            balance = sum((net for on, net in earned if first <= on <= min(day, reach.last_day)), Decimal(0))
            owes[day] = balance < sum((amount for on, amount in spent if on <= day), Decimal(0))
            day += DAY
        since = [day for day in owes if not any(owes[later] for later in owes if later >= day)]
        if since:
            found[channel] = (min(since) - first).days
    return found
