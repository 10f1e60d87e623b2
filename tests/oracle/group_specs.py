"""The metrics of groups."""

from __future__ import annotations

from tests.oracle import groups
from tests.oracle.spec import DAYS, DEALS, STAFF, Shape, Spec, has

OF_GROUPS = (*DAYS, "hour", *STAFF, *DEALS)
OF_GROUP_DAYS = (*DAYS, *STAFF, *DEALS)
OF_PRESENCE = ("day", "week", "month", *STAFF, *DEALS)
OF_STOCK = tuple(name for name in OF_PRESENCE if name != "campaign_day")  # it is looked at on one day of a bucket
ACTS = has("memberships", "group_events")

GROUP_SPECS: dict[str, Spec] = {
    "group_entry_rate": Spec(
        shape=Shape.RATE,
        rows=groups.entry,
        needs=has("invitations", "memberships"),
        reach="memberships",
        dimensions=OF_GROUPS,
        window="entry_hours",
    ),
    "group_activity_rate": Spec(
        shape=Shape.RATE,
        rows=groups.members_with("message"),
        needs=ACTS,
        reach="group_events",
        dimensions=OF_GROUPS,
    ),
    "group_learning_rate": Spec(
        shape=Shape.RATE,
        rows=groups.members_with("lesson"),
        needs=ACTS,
        reach="group_events",
        dimensions=OF_GROUPS,
    ),
    "group_interest_rate": Spec(
        shape=Shape.RATE,
        rows=groups.members_with("take_part", "red_packet"),
        needs=ACTS,
        reach="group_events",
        dimensions=OF_GROUPS,
    ),
    "group_purchase_rate": Spec(
        shape=Shape.RATE,
        rows=groups.members_who_bought,
        needs=has("memberships", "group_events|orders.group_id"),
        reach="group_events|orders.group_id",
        dimensions=OF_GROUPS,
    ),
    "group_leave_rate": Spec(
        shape=Shape.RATE,
        rows=groups.members_gone,
        needs=has("memberships.left_at"),
        reach="memberships",
        dimensions=OF_GROUPS,
    ),
    "group_daily_activity_rate": Spec(
        shape=Shape.RATE,
        rows=groups.daily_activity,
        needs=ACTS,
        reach="group_events",
        dimensions=OF_GROUP_DAYS,
    ),
    "group_members": Spec(
        shape=Shape.COUNT,
        rows=None,
        at_end=groups.members_at_end_of,
        needs=has("memberships"),
        reach="memberships",
        dimensions=OF_STOCK,
    ),
    "group_messages_per_member": Spec(
        shape=Shape.RATIO,
        rows=groups.messages_per_member,
        needs=ACTS,
        reach="group_events",
        dimensions=OF_PRESENCE,
    ),
    "group_peer_share": Spec(
        shape=Shape.RATE,
        rows=groups.peer_replies,
        needs=has("memberships", "group_events.reply_to"),
        reach="group_events",
        dimensions=OF_GROUPS,
    ),
    "group_advert_share": Spec(
        shape=Shape.RATE,
        rows=groups.adverts,
        needs=has("group_events"),
        reach="group_events",
        dimensions=OF_GROUPS,
    ),
    "group_gmv": Spec(
        shape=Shape.COUNT,
        rows=groups.gmv,
        needs=has("orders.group_id"),
        reach="orders",
        dimensions=OF_GROUPS,
    ),
}
