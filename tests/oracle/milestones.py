"""What happened, derived row by row from the facts: lives of contacts, people, counted orders.

The second reading of `schema.md`, “What happened, exactly”. Loops over lists, nothing clever.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from data.settings import Windows
from tests.oracle.world import Row, World, rows


@dataclass(frozen=True)
class CountedOrder:
    """An order that counts: private, paid, not wholly refunded."""

    order_id: str
    customer_id: str
    at: datetime
    net: Decimal
    guide_id: str | None  # whose order it is, by the setting
    row: Row
    ordinal: int  # 1 is the person's first, over all her counted orders


@dataclass(frozen=True)
class Life:
    """A contact: one customer with one guide, [added_at, until). `until` None: it goes on."""

    customer_id: str
    guide_id: str
    channel_id: str | None
    added_at: datetime
    until: datetime | None
    removed_at: datetime | None  # None also where it was recorded at or after the pair's next add
    removed_by: str | None
    greeted_at: datetime | None
    greeting_replied_at: datetime | None
    private_chat_at: datetime | None
    first_order_at: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in this life."""
        return self.added_at <= at and (self.until is None or at < self.until)


@dataclass(frozen=True)
class Person:
    """A customer: the earliest add over all guides, and her first counted order from then on."""

    customer_id: str
    added_at: datetime
    guide_id: str
    channel_id: str | None
    first_order: CountedOrder | None


def is_counted(order: Row) -> bool:
    """Whether an order is private, paid (also partly refunded) and not wholly refunded."""
    if (order.get("domain") or "private") != "private":
        return False
    status, amount, refunded = order.get("status") or "paid", order["amount"], order.get("refunded_amount")
    if status not in ("paid", "refunded"):
        return False
    if status == "refunded" and refunded is None:
        return False  # wholly refunded
    return not (refunded is not None and refunded >= amount > 0)


def counted_orders(world: World, windows: Windows | None = None) -> list[CountedOrder]:
    """All counted orders, numbered per person by (time, order_id); by day, orders of one day share a number."""
    windows = windows or Windows()
    owner = "guide_id" if windows.orders_belong_to == "seller" else "owner_guide_id"
    found = sorted(
        (row for row in rows(world, "orders") if is_counted(row)),
        key=lambda row: (row.get("paid_at") or row["ordered_at"], row["order_id"]),
    )
    numbered: list[CountedOrder] = []
    met: dict[str, list[object]] = defaultdict(list)  # per person, the orders that are different from one another
    for row in found:
        at = row.get("paid_at") or row["ordered_at"]
        different = at.date() if windows.orders_by == "day" else row["order_id"]
        if different not in met[row["customer_id"]]:
            met[row["customer_id"]].append(different)
        numbered.append(
            CountedOrder(
                order_id=row["order_id"],
                customer_id=row["customer_id"],
                at=at,
                net=row["amount"] - (row.get("refunded_amount") or Decimal(0)),
                guide_id=row.get(owner),
                row=row,
                ordinal=len(met[row["customer_id"]]),
            )
        )
    return numbered


def orders_that_differ(world: World, windows: Windows | None = None) -> dict[str, list[CountedOrder]]:
    """Per person, in the order of their numbers, the orders that are different from one another."""
    found: dict[str, list[CountedOrder]] = defaultdict(list)
    for order in counted_orders(world, windows):
        if order.ordinal > len(found[order.customer_id]):
            found[order.customer_id].append(order)
    return found


def lives(world: World, windows: Windows | None = None) -> list[Life]:
    """One life per contacts row, with its milestones."""
    pairs: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows(world, "contacts"):
        pairs[row["customer_id"], row["guide_id"]].append(row)
    said: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for message in rows(world, "messages"):
        said[message["customer_id"], message["guide_id"]].append(message)
    bought: dict[str, list[datetime]] = defaultdict(list)
    for order in counted_orders(world, windows):
        bought[order.customer_id].append(order.at)

    found = []
    for pair, adds in pairs.items():
        adds.sort(key=lambda row: row["added_at"])
        for row, following in zip(adds, [*adds[1:], None], strict=True):
            next_add = following["added_at"] if following else None
            found.append(_life(row, next_add, adds, said[pair], bought[pair[0]]))
    return found


def _life(row: Row, next_add: datetime | None, adds: list[Row], said: list[Row], bought: list[datetime]) -> Life:
    removed_at = row.get("removed_at")
    if removed_at is not None and next_add is not None and removed_at >= next_add:
        removed_at = None  # none of this life
    until = min((moment for moment in (removed_at, next_add) if moment is not None), default=None)

    def is_within(at: datetime | None) -> bool:
        return at is not None and row["added_at"] <= at and (until is None or at < until)

    def given(column: str) -> list[datetime]:
        """The given milestones of the pair, from any of its rows, that fall in this life."""
        return [add[column] for add in adds if is_within(add.get(column))]

    talk = [message for message in said if is_within(message["sent_at"])]  # still in file order
    talk.sort(key=lambda message: message["sent_at"])  # stable: within one second the file's order stays
    by_guide = [message for message in talk if message["sender"] == "guide"]
    by_customer = [message["sent_at"] for message in talk if message["sender"] == "customer"]
    if any(message.get("kind") is not None for message in talk):
        greeting = next((message for message in by_guide if message.get("kind") == "greeting"), None)
    else:
        greeting = by_guide[0] if by_guide else None

    greeted = [*given("greeted_at"), *([greeting["sent_at"]] if greeting else [])]
    greeted_at = min(greeted, default=None)

    replied_at = None
    if greeted_at is not None:
        replies = [*by_customer, *given("greeting_replied_at")]
        replied_at = min((at for at in replies if at > greeted_at), default=None)

    by_hand = [
        message["sent_at"]
        for message in by_guide
        if message.get("kind") == "manual" or (message.get("kind") is None and message is not greeting)
    ]
    answers = [at for at in by_customer if by_hand and at > min(by_hand)]

    return Life(
        customer_id=row["customer_id"],
        guide_id=row["guide_id"],
        channel_id=row.get("channel_id"),
        added_at=row["added_at"],
        until=until,
        removed_at=removed_at,
        removed_by=row.get("removed_by"),
        greeted_at=greeted_at,
        greeting_replied_at=replied_at,
        private_chat_at=min([*answers, *given("private_chat_at")], default=None),
        first_order_at=min((at for at in bought if is_within(at)), default=None),
    )


def people(world: World, windows: Windows | None = None) -> dict[str, Person]:
    """One person per customer that was ever added. Removals play no part."""
    orders = counted_orders(world, windows)
    found: dict[str, Person] = {}
    for row in sorted(rows(world, "contacts"), key=lambda row: (row["added_at"], row["guide_id"])):
        customer = row["customer_id"]
        if customer in found:
            continue
        after = [order for order in orders if order.customer_id == customer and order.at >= row["added_at"]]
        found[customer] = Person(
            customer_id=customer,
            added_at=row["added_at"],
            guide_id=row["guide_id"],
            channel_id=row.get("channel_id"),
            first_order=after[0] if after else None,  # the orders stand by (time, order_id)
        )
    return found
