"""The metrics of the contract, one line each: what is counted, what it needs, how far it reaches, how long it waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from tests.oracle import content, counting
from tests.oracle.counting import Counted, Facts, counted_lives, rate_of_lives
from tests.oracle.world import World, is_brought

DAYS = ("day", "week", "month", "weekday")
STAFF = ("guide", "team", "persona", "store", "region", "city")
CHANNELS = ("channel", "channel_kind")
OF_CONTACTS = (*DAYS, "hour", *STAFF, *CHANNELS)
OF_ORDERS = (*OF_CONTACTS, "campaign", "group", "group_kind", "audience", "campaign_day")
OF_CONTENT = (*DAYS, "hour", *STAFF)
OF_REACH = (*DAYS, *CHANNELS)  # reach knows neither hour nor guide


class Shape(Enum):
    """What a cell looks like."""

    COUNT = "count"
    RATE = "rate"  # with a Wilson interval
    RATIO = "ratio"  # may exceed 1, no interval
    MONEY = "money"  # a ratio rounded to the cent
    MEDIAN = "median"


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One metric."""

    shape: Shape
    rows: Callable[[Facts], Iterable[Counted]] | None
    needs: Callable[[World], bool]  # whether rows of the needed kinds were brought
    reach: str  # the table whose horizon holds
    dimensions: tuple[str, ...]
    window: str | None = None  # the field of Windows that the metric waits for
    tally: tuple[str, str | None] | None = None  # the cells of numerator and denominator


def _has(*needed: str) -> Callable[[World], bool]:
    """Whether every one of `table`, `table.column` or `one|other` was brought."""

    def check(world: World) -> bool:
        return all(any(is_brought(world, *name.split(".")) for name in either.split("|")) for either in needed)

    return check


GREETED = ("contacts", "messages|contacts.greeted_at")

SPECS: dict[str, Spec] = {
    # Contacts
    "added_contacts": Spec(
        shape=Shape.COUNT,
        rows=counted_lives("added_at"),
        needs=_has("contacts"),
        reach="contacts",
        dimensions=OF_CONTACTS,
        tally=("added", None),
    ),
    "greeted_contacts": Spec(
        shape=Shape.COUNT,
        rows=counted_lives("greeted_at"),
        needs=_has(*GREETED),
        reach="messages",
        dimensions=OF_CONTACTS,
        tally=("greeted", None),
    ),
    "greeting_rate": Spec(
        shape=Shape.RATE,
        rows=rate_of_lives("added_at", "greeted_at", "greeting_hours"),
        needs=_has(*GREETED),
        reach="messages",
        dimensions=OF_CONTACTS,
        window="greeting_hours",
        tally=("greeted", "added"),
    ),
    "greeting_reply_rate": Spec(
        shape=Shape.RATE,
        rows=rate_of_lives("greeted_at", "greeting_replied_at", "reply_hours"),
        needs=_has(*GREETED, "messages|contacts.greeting_replied_at"),
        reach="messages",
        dimensions=OF_CONTACTS,
        window="reply_hours",
        tally=("greeting_replied", "greeted"),
    ),
    "private_chat_ratio": Spec(
        shape=Shape.RATE,
        rows=rate_of_lives("added_at", "private_chat_at", "private_chat_hours"),
        needs=_has("contacts", "messages|contacts.private_chat_at"),
        reach="messages",
        dimensions=OF_CONTACTS,
        window="private_chat_hours",
        tally=("private_chats", "added"),
    ),
    "first_purchase_conversion": Spec(
        shape=Shape.RATE,
        rows=rate_of_lives("added_at", "first_order_at", "first_purchase_hours"),
        needs=_has("contacts", "orders"),
        reach="orders",
        dimensions=OF_CONTACTS,
        window="first_purchase_hours",
        tally=("first_purchasers", "added"),
    ),
    "median_days_to_first_purchase": Spec(
        shape=Shape.MEDIAN, rows=None, needs=_has("contacts", "orders"), reach="orders", dimensions=OF_CONTACTS
    ),
    "lost_contacts": Spec(
        shape=Shape.COUNT,
        rows=counting.lost,
        needs=_has("contacts.removed_at"),
        reach="contacts",
        dimensions=(*OF_CONTACTS, "removed_by"),
    ),
    "net_contacts": Spec(
        shape=Shape.COUNT,
        rows=counting.net_contacts,
        needs=_has("contacts.removed_at"),
        reach="contacts",
        dimensions=OF_CONTACTS,
    ),
    "loss_rate": Spec(
        shape=Shape.RATE,
        rows=rate_of_lives("added_at", "removed_at", "loss_hours"),
        needs=_has("contacts.removed_at"),
        reach="contacts",
        dimensions=OF_CONTACTS,
        window="loss_hours",
    ),
    "package_card_rate": Spec(
        shape=Shape.RATIO,
        rows=counting.channel_adds("package_card"),
        needs=_has("contacts.channel_id", "channel_reach"),
        reach="contacts",
        dimensions=OF_REACH,
    ),
    "channel_add_rate": Spec(
        shape=Shape.RATIO,
        rows=counting.channel_adds(None),
        needs=_has("contacts.channel_id", "channel_reach"),
        reach="contacts",
        dimensions=OF_REACH,
    ),
    # People
    "added_people": Spec(
        shape=Shape.COUNT,
        rows=counting.added_people,
        needs=_has("contacts"),
        reach="contacts",
        dimensions=OF_CONTACTS,
    ),
    "first_purchase_conversion_people": Spec(
        shape=Shape.RATE,
        rows=counting.converted_people,
        needs=_has("contacts", "orders"),
        reach="orders",
        dimensions=OF_CONTACTS,
        window="first_purchase_hours",
    ),
    "first_purchasers": Spec(
        shape=Shape.COUNT,
        rows=counting.first_purchasers,
        needs=_has("contacts", "orders"),
        reach="orders",
        dimensions=OF_CONTACTS,
        tally=("first_purchasers", None),
    ),
    "first_order_value": Spec(
        shape=Shape.MONEY,
        rows=counting.first_order_value,
        needs=_has("contacts", "orders"),
        reach="orders",
        dimensions=OF_CONTACTS,
    ),
    "median_days_to_first_purchase_people": Spec(
        shape=Shape.MEDIAN, rows=None, needs=_has("contacts", "orders"), reach="orders", dimensions=OF_CONTACTS
    ),
    # Orders
    "orders": Spec(
        shape=Shape.COUNT,
        rows=counting.orders,
        needs=_has("orders"),
        reach="orders",
        dimensions=OF_ORDERS,
        tally=("orders", None),
    ),
    "gmv": Spec(
        shape=Shape.COUNT,
        rows=counting.gmv,
        needs=_has("orders"),
        reach="orders",
        dimensions=OF_ORDERS,
        tally=("gmv", None),
    ),
    "average_order_value": Spec(
        shape=Shape.MONEY,
        rows=counting.average_order_value,
        needs=_has("orders"),
        reach="orders",
        dimensions=OF_ORDERS,
        tally=("gmv", "orders"),
    ),
    "buyers": Spec(shape=Shape.COUNT, rows=counting.buyers, needs=_has("orders"), reach="orders", dimensions=OF_ORDERS),
    # Content
    "posts_per_day": Spec(
        shape=Shape.RATIO, rows=content.posts_per_day, needs=_has("posts"), reach="posts", dimensions=OF_CONTENT
    ),
    "persona_likes_per_day": Spec(
        shape=Shape.RATIO,
        rows=content.persona_likes_per_day,
        needs=_has("posts.likes"),
        reach="posts",
        dimensions=OF_CONTENT,
    ),
    "likes_per_post": Spec(
        shape=Shape.RATIO,
        rows=content.likes_per_post,
        needs=_has("posts.likes"),
        reach="posts",
        dimensions=OF_CONTENT,
    ),
}
