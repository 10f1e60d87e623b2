"""Campaigns: who took part, what was bought in them, what they cost.

Where no order of the file names a campaign, an order belongs to one by its day: the buyer takes part in it, and the
day is one of the registered campaign's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tests.oracle.buckets import day_codes, moment_codes
from tests.oracle.counting import Counted, Facts
from tests.oracle.milestones import CountedOrder
from tests.oracle.world import Row, is_brought, rows


def _campaign_codes(facts: Facts, campaign: str, day: date) -> dict[str, Any]:
    codes = facts.register.deal_codes(campaign, None, day)
    return {name: codes[name] for name in ("campaign", "campaign_day")}


def _participant_codes(facts: Facts, row: Row) -> dict[str, Any]:
    """A participant under guide and store of her earliest add, as they were on the day of it; unknown without one."""
    person = facts.people.get(row["customer_id"])
    guide = person.guide_id if person else None
    day = person.added_at.date() if person else row["joined_at"].date()
    return {
        **moment_codes(row["joined_at"]),
        **facts.register.guide_codes(guide, day),
        **facts.register.store_codes(facts.register.on(guide, day, "store_id")),
        **_campaign_codes(facts, row["campaign_id"], row["joined_at"].date()),
    }


def _is_order_of(facts: Facts, order: CountedOrder, participant: Row) -> bool:
    """Whether an order was a participant's and belongs to the campaign she took part in."""
    if order.customer_id != participant["customer_id"]:
        return False
    if is_brought(facts.world, "orders", "campaign_id"):
        return order.row.get("campaign_id") == participant["campaign_id"]
    campaign = facts.register.campaigns.get(participant["campaign_id"])
    return campaign is not None and campaign["starts_on"] <= order.at.date() <= campaign["ends_on"]


def participants(facts: Facts) -> Iterable[Counted]:
    """Participants by the moment they joined."""
    for row in rows(facts.world, "participants"):
        yield Counted(row["joined_at"].date(), _participant_codes(facts, row), numerator=1)


def converted(facts: Facts) -> Iterable[Counted]:
    """Participants by the moment they joined; in the numerator those with an order of the campaign, at any time."""
    for row in rows(facts.world, "participants"):
        hit = any(order.at <= facts.now and _is_order_of(facts, order, row) for order in facts.orders)
        codes = _participant_codes(facts, row)
        yield Counted(row["joined_at"].date(), codes, numerator=int(hit), denominator=1)


def _orders(facts: Facts) -> Iterable[tuple[CountedOrder, str]]:
    """Orders, each with the campaign it belongs to; by day alone an order may belong to several."""
    if is_brought(facts.world, "orders", "campaign_id"):
        for order in facts.orders:
            if order.row.get("campaign_id") is not None:
                yield order, order.row["campaign_id"]
    else:
        for row in rows(facts.world, "participants"):
            for order in facts.orders:
                if _is_order_of(facts, order, row):
                    yield order, row["campaign_id"]


def gmv(facts: Facts) -> Iterable[Counted]:
    """The net amounts of the orders of campaigns."""
    for order, campaign in _orders(facts):
        day = order.at.date()
        codes = {**facts.order_codes(order), **_campaign_codes(facts, campaign, day)}
        yield Counted(day, codes, numerator=order.net)


def roi(facts: Facts) -> Iterable[Counted]:
    """Those amounts less the costs of campaigns, over the costs."""
    yield from gmv(facts)
    for row in rows(facts.world, "costs"):
        if row.get("campaign_id") is not None:
            codes = {**day_codes(row["on"]), **_campaign_codes(facts, row["campaign_id"], row["on"])}
            yield Counted(row["on"], codes, numerator=-row["amount"], denominator=row["amount"])
