"""Random small worlds that step into every trap of the contract.

Few ids, forty days around a fixed moment, times often on midnight or exactly on the edge of a window. A seed makes a
full world and hypothesis then leaves rows out, so a failing world shrinks to the few rows that it needs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.oracle.gatherings import gather, register_gatherings
from tests.oracle.pools import (
    AMOUNTS,
    CAMPAIGNS,
    CHANNELS,
    CUSTOMERS,
    DAY,
    GROUPS,
    GUIDES,
    NOW,
    PERSONAS,
    STORES,
    TEAMS,
    maybe,
    moment,
    near,
    some_day,
)
from tests.oracle.world import World

Rows = list[dict[str, Any]]
Draft = dict[str, Rows]

MAY_BE_EMPTY = {
    "contacts": ("channel_id", "greeted_at", "greeting_replied_at", "private_chat_at", "removed_at", "removed_by"),
    "orders": ("paid_at", "refunded_amount", "status", "guide_id", "store_id", "campaign_id", "group_id"),
    "tallies": ("added", "greeted", "greeting_replied", "private_chats", "first_purchasers", "orders", "gmv"),
    "posts": ("likes",),
    "guides": ("team", "persona", "store_id"),
    "groups": ("owner_guide_id", "store_id", "campaign_id", "kind"),
    "memberships": ("left_at",),
    "group_events": ("customer_id", "reply_to"),
    "costs": ("campaign_id",),
}


@st.composite
def worlds(draw: DrawFn) -> World:
    """A world of a few dozen rows; any table may be absent, any optional column absent or empty in every row."""
    full = world_of(draw(st.integers(0, 2**32 - 1)))
    is_kept = st.sampled_from((False, *[True] * 11))  # shrinks towards leaving out
    return {table: [row for row in found if draw(is_kept)] for table, found in full.items()}


def world_of(seed: int) -> Draft:
    """The world of a seed."""
    chance = Random(seed)
    world = master_data(chance)

    def bring(table: str, share: float, least: int, most: int, row: Callable[[int], dict[str, Any]]) -> None:
        if chance.random() < share:
            world[table] = []
            for number in range(chance.randint(least, most)):
                world[table].append(row(number))

    bring("contacts", 0.93, 3, 9, lambda _: contact(chance))
    contacts = world.get("contacts", [])
    has_given = chance.random() < 0.5
    for row in contacts:
        milestones(chance, row, contacts, has_given)
    if contacts and chance.random() < 0.15:
        contacts.append({**contacts[0], "channel_id": CHANNELS[0]})  # of two rows with one key the last holds

    kinds = chance.choice(("with", "without", "mixed"))
    bring("messages", 0.75, 2, 16, lambda _: message(chance, world, kinds))
    messages = world.get("messages", [])
    if messages and chance.random() < 0.2:
        messages.append(dict(messages[-1]))  # identical rows are two messages
    elif messages and chance.random() < 0.5:
        world["messages"] = [{"message_id": f"M{number}", **row} for number, row in enumerate(messages)]

    bring("orders", 0.88, 2, 9, lambda number: order(chance, number, contacts))
    if world.get("orders") and chance.random() < 0.15:
        world["orders"].append({**world["orders"][0], "amount": Decimal("77.77"), "refunded_amount": None})

    gather(chance, world)
    bring("tallies", 0.5, 1, 5, lambda _: tally(chance, contacts))
    bring("channel_reach", 0.6, 2, 6, lambda _: reach(chance, contacts))
    bring("posts", 0.6, 2, 6, lambda number: post(chance, number))
    for table, key in (("tallies", "guide_id"), ("channel_reach", "channel_id")):
        if table in world:
            world[table] = list({(row[key], row["on"]): row for row in world[table]}.values())
    empty_columns(chance, world)
    return world


def master_data(chance: Random) -> Draft:
    """Stores, guides, moves, channels, groups and campaigns, some of them not registered."""
    world: Draft = {
        "stores": [
            {
                "store_id": store,
                "store_name": f"{store} 店",
                "region": maybe(chance, ("华东", "华南")),
                "city": chance.choice(("上海", "广州")),
            }
            for store in STORES[:2]
        ],
        "guides": [
            {
                "guide_id": guide,
                "guide_name": f"导购 {guide}",
                "store_id": maybe(chance, STORES),
                "team": maybe(chance, TEAMS),
                "persona": maybe(chance, PERSONAS),
            }
            for guide in GUIDES[: chance.choice((2, 3))]
        ],
        "channels": [
            {
                "channel_id": channel,
                "channel_name": f"渠道 {channel}",
                "kind": maybe(chance, ("package_card", "package_card", "phone")),
            }
            for channel in CHANNELS[: chance.choice((2, 3))]
        ],
    }
    if chance.random() < 0.5:
        moves = [
            {
                "guide_id": chance.choice(GUIDES),
                "from_on": some_day(chance),
                "store_id": maybe(chance, STORES),
                "team": maybe(chance, TEAMS),
            }
            for _ in range(chance.randint(1, 4))
        ]
        world["guide_moves"] = list({(row["guide_id"], row["from_on"]): row for row in moves}.values())
    register_gatherings(chance, world)
    return world


def contact(chance: Random) -> dict[str, Any]:
    """An add; with so few ids often of a pair that is there already."""
    return {
        "customer_id": chance.choice(CUSTOMERS),
        "guide_id": chance.choice((*GUIDES, GUIDES[0])),
        "added_at": moment(chance),
        "channel_id": maybe(chance, CHANNELS, 0.9),
    }


def milestones(chance: Random, row: dict[str, Any], contacts: Rows, has_given: bool) -> None:
    """Given milestones and a removal, near this add or near another one: in the life or out of it."""
    own, every = [row["added_at"]], [other["added_at"] for other in contacts]

    def around(share: float) -> datetime | None:
        return near(chance, own if chance.random() < 0.8 else every) if chance.random() < share else None

    for column in ("greeted_at", "greeting_replied_at", "private_chat_at"):
        row[column] = around(0.6) if has_given else None
    row["removed_at"] = around(0.4)
    row["removed_by"] = maybe(chance, ("customer", "guide")) if row["removed_at"] else None


def message(chance: Random, world: Draft, kinds: str) -> dict[str, Any]:
    """A message, mostly of a contact and near its add, another message (also in one second) or a milestone."""
    contacts = world.get("contacts", [])
    pair = chance.choice(contacts) if contacts and chance.random() < 0.92 else contact(chance)
    whose = pair["customer_id"], pair["guide_id"]
    known = [row["sent_at"] for row in world["messages"] if (row["customer_id"], row["guide_id"]) == whose]
    known += [at for at in (pair["added_at"], pair.get("greeted_at"), pair.get("removed_at")) if at is not None]
    sender = chance.choice(("customer", "guide"))
    words = ("greeting", "greeting", "manual", "manual", "automatic", "broadcast")
    kind = chance.choice(words) if sender == "guide" else None
    if kinds == "without" or (kinds == "mixed" and chance.random() < 0.4):
        kind = None
    elif kinds == "mixed" and sender == "customer" and chance.random() < 0.2:
        kind = "manual"
    return {
        "customer_id": whose[0],
        "guide_id": whose[1],
        "sent_at": near(chance, known),
        "sender": sender,
        "kind": kind,
    }


def order(chance: Random, number: int, contacts: Rows) -> dict[str, Any]:
    """An order: paid, pending, closed, refunded in part, wholly or without an amount; private or public."""
    add = chance.choice(contacts or [contact(chance)])
    ordered_at, amount = near(chance, [add["added_at"]]), chance.choice(AMOUNTS)
    refunded = chance.choice((Decimal("0.00"), *((Decimal("0.01"), amount, amount + 1) if amount else ())))
    return {
        "order_id": f"D{number * 7 % 10}",  # not in the order of time
        "customer_id": add["customer_id"] if chance.random() < 0.8 else chance.choice(CUSTOMERS),
        "ordered_at": ordered_at,
        "paid_at": chance.choice((None, ordered_at, min(ordered_at + DAY, max(NOW, ordered_at)))),
        "amount": amount,
        "refunded_amount": refunded if chance.random() < 0.4 else None,
        "status": chance.choice((None, None, "paid", "paid", "paid", "refunded", chance.choice(("pending", "closed")))),
        "guide_id": maybe(chance, GUIDES),
        "owner_guide_id": maybe(chance, GUIDES),
        "store_id": maybe(chance, STORES, 0.5),
        "domain": chance.choice((None, None, None, "private", "private", "public")),
        "campaign_id": maybe(chance, CAMPAIGNS, 0.6),
        "group_id": maybe(chance, GROUPS, 0.6),
    }


def tally(chance: Random, contacts: Rows) -> dict[str, Any]:
    """A day counted by hand, often the day of an add. No part is more than its whole."""
    guide, day = chance.choice(GUIDES), some_day(chance)
    if contacts and chance.random() < 0.5:
        add = chance.choice(contacts)
        guide, day = add["guide_id"], min(add["added_at"], NOW).date()
    added, orders = chance.randint(0, 40), chance.randint(0, 9)
    greeted = chance.randint(0, added)
    cells = {
        "added": added,
        "greeted": greeted,
        "greeting_replied": chance.randint(0, greeted),
        "private_chats": chance.randint(0, added),
        "first_purchasers": chance.randint(0, added),
        "orders": orders,
        "gmv": chance.choice(AMOUNTS) * orders,
    }
    return {"guide_id": guide, "on": day, **{name: maybe(chance, (cell,), 0.85) for name, cell in cells.items()}}


def reach(chance: Random, contacts: Rows) -> dict[str, Any]:
    """What a channel reached on a day: before, on or after its adds."""
    day = some_day(chance)
    if contacts and chance.random() < 0.6:
        day = min(chance.choice(contacts)["added_at"], NOW).date()
    return {"channel_id": chance.choice(CHANNELS), "on": day, "reached": chance.randint(1, 4)}


def post(chance: Random, number: int) -> dict[str, Any]:
    """A post of a guide, of a persona, or of a guide for another persona than her own."""
    guide = maybe(chance, GUIDES)
    return {
        "post_id": f"P{number}",
        "guide_id": guide,
        "persona": maybe(chance, PERSONAS, 0.4) if guide else chance.choice(PERSONAS),
        "posted_at": moment(chance),
        "likes": maybe(chance, tuple(range(20))),
    }


def empty_columns(chance: Random, world: Draft) -> None:
    """Some columns empty in every row, or not in the file at all."""
    for table, columns in MAY_BE_EMPTY.items():
        for column in columns:
            if table in world and chance.random() < 0.1:
                is_in_file = chance.random() < 0.5
                for row in world[table]:
                    row[column] = None
                    if not is_in_file:
                        del row[column]
