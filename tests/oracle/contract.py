"""The metrics of the contract, one line each: what is counted, what it needs, how far it reaches, how long it waits."""

from __future__ import annotations

from tests.oracle import content, counting, repurchase
from tests.oracle.campaign_specs import CAMPAIGN_SPECS
from tests.oracle.counting import counted_lives, rate_of_lives
from tests.oracle.group_specs import GROUP_SPECS
from tests.oracle.spec import DAYS, DEALS, STAFF, Shape, Spec, has

__all__ = ["SPECS", "Shape", "Spec"]

CHANNELS = ("channel", "channel_kind")
OF_CONTACTS = (*DAYS, "hour", *STAFF, *CHANNELS)
OF_ORDERS = (*OF_CONTACTS, *DEALS)
OF_MONTHS = ("month", *(name for name in OF_ORDERS if name not in (*DAYS, "hour")))
OF_CONTENT = (*DAYS, "hour", *STAFF)
OF_REACH = (*DAYS, *CHANNELS)  # reach knows neither hour nor guide

GREETED = ("contacts", "messages|contacts.greeted_at")

SPECS: dict[str, Spec] = {
    # Contacts
    "added_contacts": Spec(
        shape=Shape.COUNT,
        rows=counted_lives("added_at"),
        needs=has("contacts"),
        reach="contacts",
        dimensions=OF_CONTACTS,
        tally=("added", None),
    ),
    "greeted_contacts": Spec(
        shape=Shape.COUNT,
        rows=counted_lives("greeted_at"),
        needs=has(*GREETED),
        reach="messages",
        dimensions=OF_CONTACTS,
        tally=("greeted", None),
    ),
    "greeting_rate": Spec(
        shape=Shape.RATE,
        rows=rate_of_lives("added_at", "greeted_at", "greeting_hours"),
        needs=has(*GREETED),
        reach="messages",
        dimensions=OF_CONTACTS,
        window="greeting_hours",
        tally=("greeted", "added"),
    ),
    "greeting_reply_rate": Spec(
        shape=Shape.RATE,
        rows=rate_of_lives("greeted_at", "greeting_replied_at", "reply_hours"),
        needs=has(*GREETED, "messages|contacts.greeting_replied_at"),
        reach="messages",
        dimensions=OF_CONTACTS,
        window="reply_hours",
        tally=("greeting_replied", "greeted"),
    ),
    "private_chat_ratio": Spec(
        shape=Shape.RATE,
        rows=rate_of_lives("added_at", "private_chat_at", "private_chat_hours"),
        needs=has("contacts", "messages|contacts.private_chat_at"),
        reach="messages",
        dimensions=OF_CONTACTS,
        window="private_chat_hours",
        tally=("private_chats", "added"),
    ),
    "first_purchase_conversion": Spec(
        shape=Shape.RATE,
        rows=rate_of_lives("added_at", "first_order_at", "first_purchase_hours"),
        needs=has("contacts", "orders"),
        reach="orders",
        dimensions=OF_CONTACTS,
        window="first_purchase_hours",
        tally=("first_purchasers", "added"),
    ),
    "median_days_to_first_purchase": Spec(
        shape=Shape.MEDIAN, rows=None, needs=has("contacts", "orders"), reach="orders", dimensions=OF_CONTACTS
    ),
    "lost_contacts": Spec(
        shape=Shape.COUNT,
        rows=counting.lost,
        needs=has("contacts.removed_at"),
        reach="contacts",
        dimensions=(*OF_CONTACTS, "removed_by"),
    ),
    "net_contacts": Spec(
        shape=Shape.COUNT,
        rows=counting.net_contacts,
        needs=has("contacts.removed_at"),
        reach="contacts",
        dimensions=OF_CONTACTS,
    ),
    "loss_rate": Spec(
        shape=Shape.RATE,
        rows=rate_of_lives("added_at", "removed_at", "loss_hours"),
        needs=has("contacts.removed_at"),
        reach="contacts",
        dimensions=OF_CONTACTS,
        window="loss_hours",
    ),
    "package_card_rate": Spec(
        shape=Shape.RATIO,
        rows=counting.channel_adds("package_card"),
        needs=has("contacts.channel_id", "channel_reach"),
        reach="contacts",
        dimensions=OF_REACH,
    ),
    "channel_add_rate": Spec(
        shape=Shape.RATIO,
        rows=counting.channel_adds(None),
        needs=has("contacts.channel_id", "channel_reach"),
        reach="contacts",
        dimensions=OF_REACH,
    ),
    # People
    "added_people": Spec(
        shape=Shape.COUNT,
        rows=counting.added_people,
        needs=has("contacts"),
        reach="contacts",
        dimensions=OF_CONTACTS,
    ),
    "first_purchase_conversion_people": Spec(
        shape=Shape.RATE,
        rows=counting.converted_people,
        needs=has("contacts", "orders"),
        reach="orders",
        dimensions=OF_CONTACTS,
        window="first_purchase_hours",
    ),
    "first_purchasers": Spec(
        shape=Shape.COUNT,
        rows=counting.first_purchasers,
        needs=has("contacts", "orders"),
        reach="orders",
        dimensions=OF_CONTACTS,
        tally=("first_purchasers", None),
    ),
    "first_order_value": Spec(
        shape=Shape.MONEY,
        rows=counting.first_order_value,
        needs=has("contacts", "orders"),
        reach="orders",
        dimensions=OF_CONTACTS,
    ),
    "median_days_to_first_purchase_people": Spec(
        shape=Shape.MEDIAN, rows=None, needs=has("contacts", "orders"), reach="orders", dimensions=OF_CONTACTS
    ),
    # Orders
    "orders": Spec(
        shape=Shape.COUNT,
        rows=counting.orders,
        needs=has("orders"),
        reach="orders",
        dimensions=OF_ORDERS,
        tally=("orders", None),
    ),
    "gmv": Spec(
        shape=Shape.COUNT,
        rows=counting.gmv,
        needs=has("orders"),
        reach="orders",
        dimensions=OF_ORDERS,
        tally=("gmv", None),
    ),
    "average_order_value": Spec(
        shape=Shape.MONEY,
        rows=counting.average_order_value,
        needs=has("orders"),
        reach="orders",
        dimensions=OF_ORDERS,
        tally=("gmv", "orders"),
    ),
    "buyers": Spec(shape=Shape.COUNT, rows=counting.buyers, needs=has("orders"), reach="orders", dimensions=OF_ORDERS),
    "repurchase_rate": Spec(
        shape=Shape.RATE,
        rows=repurchase.second_orders,
        needs=has("orders"),
        reach="orders",
        dimensions=OF_ORDERS,
        window="repurchase_hours",
    ),
    "returning_order_share": Spec(
        shape=Shape.RATE, rows=repurchase.returning, needs=has("orders"), reach="orders", dimensions=OF_ORDERS
    ),
    "monthly_repurchase_rate": Spec(
        shape=Shape.RATE,
        rows=repurchase.repeated_in_month,
        needs=has("orders"),
        reach="orders",
        dimensions=OF_MONTHS,
        months=1,
    ),
    "next_month_return_rate": Spec(
        shape=Shape.RATE,
        rows=repurchase.returned_next_month,
        needs=has("orders"),
        reach="orders",
        dimensions=OF_MONTHS,
        months=2,
    ),
    # Content
    "posts_per_day": Spec(
        shape=Shape.RATIO, rows=content.posts_per_day, needs=has("posts"), reach="posts", dimensions=OF_CONTENT
    ),
    "persona_likes_per_day": Spec(
        shape=Shape.RATIO,
        rows=content.persona_likes_per_day,
        needs=has("posts.likes"),
        reach="posts",
        dimensions=OF_CONTENT,
    ),
    "likes_per_post": Spec(
        shape=Shape.RATIO,
        rows=content.likes_per_post,
        needs=has("posts.likes"),
        reach="posts",
        dimensions=OF_CONTENT,
    ),
    **GROUP_SPECS,
    **CAMPAIGN_SPECS,
}
