"""Where a guide worked on a day, and what is known of her, her store, a channel, a group and a campaign."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.world import Row, World, rows


class Register:
    """What the master data say. Whatever is not registered is None, never an error."""

    def __init__(self, world: World) -> None:
        self.guides = {row["guide_id"]: row for row in rows(world, "guides")}
        self.stores = {row["store_id"]: row for row in rows(world, "stores")}
        self.channels = {row["channel_id"]: row for row in rows(world, "channels")}
        self.groups = {row["group_id"]: row for row in rows(world, "groups")}
        self.campaigns = {row["campaign_id"]: row for row in rows(world, "campaigns")}
        self.moves: list[Row] = sorted(rows(world, "guide_moves"), key=lambda row: row["from_on"])

    def on(self, guide: str | None, day: date, what: str) -> str | None:
        """The guide's `store_id` or `team` on a day: of her latest move up to then that names one, else of `guides`."""
        if guide is None:
            return None
        found = self.guides.get(guide, {}).get(what)
        for move in self.moves:
            if move["guide_id"] == guide and move["from_on"] <= day and move.get(what) is not None:
                found = move[what]
        return found

    def persona(self, guide: str | None) -> str | None:
        """The persona the guide's account plays."""
        return self.guides.get(guide, {}).get("persona")

    def guide_codes(self, guide: str | None, day: date) -> dict[str, Any]:
        """guide, team and persona as they were on a day."""
        return {"guide": guide, "team": self.on(guide, day, "team"), "persona": self.persona(guide)}

    def store_codes(self, store: str | None) -> dict[str, Any]:
        """store, and the region and city it lies in."""
        registered = self.stores.get(store, {})
        return {"store": store, "region": registered.get("region"), "city": registered.get("city")}

    def channel_codes(self, channel: str | None) -> dict[str, Any]:
        """channel and its kind."""
        return {"channel": channel, "channel_kind": self.channels.get(channel, {}).get("kind")}

    def deal_codes(self, campaign: str | None, group: str | None, day: date) -> dict[str, Any]:
        """campaign, its day (1 on starts_on), group, its kind and audience (customers unless it says otherwise)."""
        begun = self.campaigns.get(campaign)
        registered = self.groups.get(group)
        return {
            "campaign": campaign,
            "campaign_day": (day - begun["starts_on"]).days + 1 if begun else None,
            "group": group,
            "group_kind": registered.get("kind") if registered else None,
            "audience": (registered.get("audience") or "customer") if registered else None,
        }

    def group_codes(self, group: str | None, day: date) -> dict[str, Any]:
        """A group under its owner, its own store or else the owner's on the day, and its campaign."""
        registered = self.groups.get(group, {})
        owner = registered.get("owner_guide_id")
        return {
            **self.guide_codes(owner, day),
            **self.store_codes(registered.get("store_id") or self.on(owner, day, "store_id")),
            **self.deal_codes(registered.get("campaign_id"), group, day),
        }
