"""Groups and campaigns of random worlds: who was asked, came, spoke and left; who took part, and what it cost."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from tests.oracle.pools import (
    AMOUNTS,
    BEGIN,
    CAMPAIGNS,
    CUSTOMERS,
    DAY,
    GROUPS,
    GUIDES,
    HOUR,
    NOW,
    SECOND,
    STORES,
    maybe,
    near,
    some_day,
)

Rows = list[dict[str, Any]]
Draft = dict[str, Rows]

WORDS = (*["message"] * 5, "advert", "lesson", "take_part", "red_packet", "purchase")


def register_gatherings(chance: Random, world: Draft) -> None:
    """Groups and campaigns, the last of each often not registered."""
    if chance.random() < 0.8:
        world["groups"] = [
            {
                "group_id": group,
                "group_name": f"{group} 群",
                "kind": maybe(chance, ("flash", "daily")),
                "owner_guide_id": maybe(chance, GUIDES),
                "store_id": maybe(chance, STORES, 0.3),
                "campaign_id": maybe(chance, CAMPAIGNS, 0.5),
                "audience": maybe(chance, ("customer", "guide"), 0.4),
                "created_at": BEGIN,
            }
            for group in GROUPS[: chance.choice((1, 1, 2))]
        ]
    if chance.random() < 0.8:
        world["campaigns"] = []
        for campaign in CAMPAIGNS[: chance.choice((1, 1, 2))]:
            starts_on = some_day(chance)
            ends_on = min(starts_on + chance.choice((0, 1, 6, 30)) * DAY, NOW.date())
            world["campaigns"].append(
                {"campaign_id": campaign, "campaign_name": "三月", "starts_on": starts_on, "ends_on": ends_on}
            )


def gather(chance: Random, world: Draft) -> None:
    """What happened in groups and campaigns, around the adds and orders that are there."""
    if chance.random() < 0.2:
        for row in world.get("orders", []):
            row["campaign_id"] = None  # then an order belongs to a campaign by its day
    if chance.random() < 0.88:
        if chance.random() < 0.85:
            world["invitations"] = [invitation(chance, world) for _ in range(chance.randint(2, 6))]
        if chance.random() < 0.95:
            world["memberships"] = []
            for _ in range(chance.randint(2, 7)):
                world["memberships"].append(membership(chance, world))
        if chance.random() < 0.92:
            world["group_events"] = []
            for _ in range(chance.randint(3, 14)):
                world["group_events"].append(group_event(chance, world))
            number_events(chance, world["group_events"])
    if chance.random() < 0.75:
        world["participants"] = [participant(chance, world) for _ in range(chance.randint(2, 5))]
    if chance.random() < 0.75:
        world["costs"] = [cost(chance) for _ in range(chance.randint(1, 3))]


def people_of(world: Draft, group: str) -> tuple[str, ...]:
    """Who belongs into a group: guides where it is one of guides, else customers."""
    audience = next((row["audience"] for row in world.get("groups", []) if row["group_id"] == group), None)
    return GUIDES if audience == "guide" else CUSTOMERS


def someone(chance: Random, world: Draft) -> dict[str, Any]:
    """A group and a person of it; with so few ids often the same ones again."""
    group = chance.choice((GROUPS[0], *GROUPS))
    return {"group_id": group, "customer_id": chance.choice(people_of(world, group))}


def invitation(chance: Random, world: Draft) -> dict[str, Any]:
    """An invitation near an add."""
    adds = [row["added_at"] for row in world.get("contacts", [])]
    return {**someone(chance, world), "invited_at": min(near(chance, adds), NOW)}


def membership(chance: Random, world: Draft) -> dict[str, Any]:
    """A stint: soon after the invitation or on the edge of its window, or about when another stint ended.

    Often it goes on; it may end at midnight, as it begins, before it begins, or after NOW.
    """
    earlier = world["memberships"]
    who = someone(chance, world)
    asked = chance.choice(world.get("invitations") or [None])
    if earlier and chance.random() < 0.3:
        who = {name: chance.choice(earlier)[name] for name in who}  # back again, or beside another stint
    elif asked and chance.random() < 0.7:
        who = {name: asked[name] for name in who}
    known = [row["invited_at"] for row in world.get("invitations", []) if is_of(row, who)]
    known += [row["left_at"] or row["joined_at"] for row in earlier if is_of(row, who)]
    known += [row["ordered_at"] for row in world.get("orders", []) if row.get("group_id") == who["group_id"]]
    joined_at = near(chance, known)
    left_at = None
    if chance.random() < 0.45:
        left_at = chance.choice(
            (
                near(chance, [joined_at]),
                joined_at,
                datetime.combine(min(joined_at + DAY, NOW).date(), datetime.min.time()),
                joined_at + 3 * DAY,
                *((NOW + HOUR,) if chance.random() < 0.2 else ()),
            )
        )
    return {**who, "joined_at": joined_at, "left_at": left_at}


def is_of(row: dict[str, Any], who: dict[str, Any]) -> bool:
    """Whether a row is of that person in that group."""
    return all(row[name] == code for name, code in who.items())


def group_event(chance: Random, world: Draft) -> dict[str, Any]:
    """An event of a member before, at or after the join, of a stranger, or of the staff; messages may be replies."""
    stints = world.get("memberships", [])
    stint = chance.choice(stints) if stints and chance.random() < 0.9 else None
    who = {name: stint[name] for name in ("group_id", "customer_id")} if stint else someone(chance, world)
    known = [row["at"] for row in world["group_events"] if row["group_id"] == who["group_id"]]
    if stint and chance.random() < 0.8:
        known = [at for at in (stint["joined_at"], stint["left_at"]) if at is not None]
    at = near(chance, known)
    if chance.random() < 0.03:
        at = NOW + SECOND
    kind = chance.choice(WORDS)
    is_reply = kind == "message" and chance.random() < 0.7
    others = [row["customer_id"] for row in stints if row["group_id"] == who["group_id"]]
    if not others or chance.random() < 0.5:
        others = [*people_of(world, who["group_id"]), "guide", "0999"]
    return {
        **who,
        "customer_id": who["customer_id"] if chance.random() < 0.88 else None,
        "at": at,
        "kind": kind,
        "reply_to": chance.choice(others) if is_reply else None,
    }


def number_events(chance: Random, events: Rows) -> None:
    """Ids on all events, or on none and then one of them twice: identical rows are two events."""
    if chance.random() < 0.5:
        for number, row in enumerate(events):
            row["event_id"] = f"E{number}"
    elif chance.random() < 0.3:
        events.append(dict(events[-1]))


def participant(chance: Random, world: Draft) -> dict[str, Any]:
    """Someone who takes part, often a buyer."""
    bought = world.get("orders", [])
    known = [row["ordered_at"] for row in bought] + [row["added_at"] for row in world.get("contacts", [])]
    return {
        "campaign_id": chance.choice((CAMPAIGNS[0], *CAMPAIGNS)),
        "customer_id": chance.choice(bought)["customer_id"] if bought else chance.choice(CUSTOMERS),
        "joined_at": min(near(chance, known), NOW),
    }


def cost(chance: Random) -> dict[str, Any]:
    """What was spent on a campaign, or on nothing that is named; sometimes nothing at all."""
    return {
        "on": some_day(chance),
        "kind": chance.choice(("gift", "advert")),
        "amount": chance.choice(AMOUNTS),
        "campaign_id": maybe(chance, CAMPAIGNS),
    }
