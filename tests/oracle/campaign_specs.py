"""The metrics of campaigns."""

from __future__ import annotations

from tests.oracle import campaigns
from tests.oracle.spec import DAYS, STAFF, Shape, Spec, has
from tests.oracle.world import World

CAMPAIGN = ("campaign", "campaign_day")
OF_CAMPAIGNS = (*DAYS, "hour", *CAMPAIGN, *STAFF)


def _has_orders(world: World) -> bool:
    """Whether it can be told which orders are a campaign's: they say so, or its participants and days do."""
    return has("orders.campaign_id")(world) or has("orders", "participants", "campaigns")(world)


CAMPAIGN_SPECS: dict[str, Spec] = {
    "campaign_participants": Spec(
        shape=Shape.COUNT,
        rows=campaigns.participants,
        needs=has("participants"),
        reach="participants",
        dimensions=OF_CAMPAIGNS,
    ),
    "campaign_conversion": Spec(
        shape=Shape.RATE,
        rows=campaigns.converted,
        needs=has("participants", "orders"),
        reach="orders",
        dimensions=OF_CAMPAIGNS,
    ),
    "campaign_gmv": Spec(
        shape=Shape.COUNT,
        rows=campaigns.gmv,
        needs=_has_orders,
        reach="orders",
        dimensions=OF_CAMPAIGNS,
    ),
    "campaign_roi": Spec(
        shape=Shape.RATIO,
        rows=campaigns.roi,
        needs=lambda world: _has_orders(world) and has("costs.campaign_id")(world),
        reach="orders",
        dimensions=(*DAYS, *CAMPAIGN),
    ),
}
