"""Worked cases: who took part in campaigns, what they bought, and what that cost."""

from decimal import Decimal
from typing import Any

from tests.oracle.cases.case import STAFF, UNDEFINED, WorkedCase, add, at, buys, on, rate
from tests.oracle.world import World


def takes_part(campaign: str, customer: str, joined_at: str) -> dict[str, Any]:
    """A row of participants."""
    return {"campaign_id": campaign, "customer_id": customer, "joined_at": at(joined_at)}


def spent(day: int, amount: str, campaign: str | None) -> dict[str, Any]:
    """A row of costs."""
    return {"on": on(day), "kind": "gift", "amount": Decimal(amount), "campaign_id": campaign}


TAKING_PART: World = {
    **STAFF,
    "campaigns": [{"campaign_id": "A1", "campaign_name": "三月", "starts_on": on(2), "ends_on": on(8)}],
    "contacts": [add("K1", "G2", "01 10:00"), add("K1", "G1", "02 09:00"), add("K2", "G1", "02 09:00")],
    "participants": [
        takes_part("A1", "K1", "02 10:00"),
        takes_part("A1", "K2", "03 10:00"),
        takes_part("A1", "K3", "01 10:00"),
        takes_part("A2", "K1", "04 10:00"),
    ],
    "costs": [spent(2, "100.00", "A1"), spent(3, "999.00", None), spent(25, "60.00", "A1")],
}
NAMED: World = {
    **TAKING_PART,
    "orders": [
        buys("D1", "K1", "20 10:00", "100.00", campaign_id="A1", guide_id="G1"),
        buys("D2", "K2", "03 10:00", "40.00", campaign_id="A2", guide_id="G2"),
        buys("D3", "K3", "04 10:00", "70.00", campaign_id="A1", status="closed"),
        buys("D4", "K9", "05 10:00", "60.00", campaign_id="A1", guide_id="G1"),
        buys("D5", "K3", "04 10:00", "5.00"),
    ],
}
BY_DAY: World = {
    **TAKING_PART,
    "orders": [
        buys("D1", "K1", "08 23:59:59", "100.00"),
        buys("D2", "K2", "09 00:00", "40.00"),
        buys("D3", "K9", "05 10:00", "60.00"),
        buys("D4", "K1", "02 00:00", "8.00"),
    ],
}
ROWS = """Campaign A1 runs from the 2nd to the 8th, A2 is not registered. In A1: K1 on the 2nd, K2 on the 3rd, K3 on
        the 1st; in A2: K1 on the 4th. K1's earliest add is G2's (of S2), K2's G1's (of S1), K3 was never added."""
ORDERS = """Orders of A1: K1 100 on the 20th, K9 (who takes no part) 60 on the 5th, K3 none that counts. Of A2: K2
        40. K3's 5 are of no campaign."""
DAY_ORDERS = """No order names a campaign. K1 buys for 8 as the 2nd begins and 100 as the 8th ends, K2 40 as the 9th
        begins, K9, who takes no part, 60 on the 5th."""
COSTS = """Costs of A1: 100 on the 2nd, 60 on the 25th; 999 of no campaign."""
MARCH: dict[str, Any] = {"start": on(1), "end": on(31)}

CAMPAIGN_CASES = [
    WorkedCase(
        name="who takes part, by campaign and its day",
        docstring=f"""{ROWS} A1: day 0 (before it began), 1 and 2. A2 has no days.""",
        world=NAMED,
        metric="campaign_participants",
        **MARCH,
        by=("campaign", "campaign_day"),
        expected={
            ("A1", 0): {"value": 1},
            ("A1", 1): {"value": 1},
            ("A1", 2): {"value": 1},
            ("A2", None): {"value": 1},
        },
    ),
    WorkedCase(
        name="participants stand under their earliest add",
        docstring=f"""{ROWS} K1 twice under G2, K2 under G1, K3 under nobody.""",
        world=NAMED,
        metric="campaign_participants",
        start=on(1),
        end=on(4),
        by=("guide", "store"),
        expected={("G1", "S1"): {"value": 1}, ("G2", "S2"): {"value": 2}, (None, None): {"value": 1}},
    ),
    WorkedCase(
        name="converted by an order of that campaign",
        docstring=f"""{ROWS} {ORDERS} A1: K1, 1/3. K1 bought nothing of A2, and K2 takes no part in it: 0/1.""",
        world=NAMED,
        metric="campaign_conversion",
        **MARCH,
        by=("campaign",),
        expected={("A1",): {**rate(1 / 3, 1, 3), "low": 0.061492, "high": 0.792340}, ("A2",): rate(0.0, 0, 1)},
    ),
    WorkedCase(
        name="converted on the campaign's days where orders name none",
        docstring=f"""{ROWS} {DAY_ORDERS} A1: K1, 1/3. A2 has no days: 0/1.""",
        world=BY_DAY,
        metric="campaign_conversion",
        start=on(1),
        end=on(4),
        by=("campaign",),
        expected={("A1",): rate(1 / 3, 1, 3), ("A2",): rate(0.0, 0, 1)},
    ),
    WorkedCase(
        name="a campaign's money, participants or not",
        docstring=f"""{ORDERS} A1: 160, under G1 who sold. A2: 40.""",
        world=NAMED,
        metric="campaign_gmv",
        **MARCH,
        by=("campaign", "guide"),
        expected={("A1", "G1"): {"value": Decimal("160.00")}, ("A2", "G2"): {"value": Decimal("40.00")}},
    ),
    WorkedCase(
        name="a campaign's money where orders name none",
        docstring=f"""{ROWS} {DAY_ORDERS} K1's 8 on the first day of A1 and 100 on the seventh.""",
        world=BY_DAY,
        metric="campaign_gmv",
        **MARCH,
        by=("campaign", "campaign_day"),
        expected={("A1", 1): {"value": Decimal("8.00")}, ("A1", 7): {"value": Decimal("100.00")}},
    ),
    WorkedCase(
        name="orders name no campaign, and nobody takes part",
        docstring="""An order, but nothing tells of which campaign.""",
        world={"orders": [buys("D1", "K1", "02 10:00")]},
        metric="campaign_gmv",
        start=on(2),
        end=on(2),
        expected={(): UNDEFINED},
    ),
    WorkedCase(
        name="return on costs",
        docstring=f"""{ORDERS} {COSTS} Until the 24th A1: (160 − 100) / 100. A2: 40 and no costs, undefined.""",
        world=NAMED,
        metric="campaign_roi",
        start=on(1),
        end=on(24),
        by=("campaign",),
        expected={
            ("A1",): {**rate(0.6, Decimal("60.00"), Decimal("100.00")), "low": None, "high": None},
            ("A2",): rate(None, Decimal("40.00"), 0, None),
        },
    ),
    WorkedCase(
        name="orders and costs each on their own day",
        docstring=f"""{ORDERS} {COSTS} Week of the 2nd: 40 + 60 of 100 → 0. Of the 16th: 100 and no costs. Of the 23rd,
        after the last order: unknown.""",
        world=NAMED,
        metric="campaign_roi",
        start=on(2),
        end=on(29),
        by=("week",),
        expected={
            ("2026-03-02",): rate(0.0, Decimal("0.00"), Decimal("100.00")),
            ("2026-03-09",): rate(None, 0, 0, None),
            ("2026-03-16",): rate(None, Decimal("100.00"), 0, None),
            ("2026-03-23",): UNDEFINED,
        },
    ),
    WorkedCase(
        name="costs without a return",
        docstring=f"""{DAY_ORDERS} {COSTS} On the 2nd K1's 8 against 100: −0.92.""",
        world=BY_DAY,
        metric="campaign_roi",
        start=on(2),
        end=on(2),
        expected={(): rate(-0.92, Decimal("-92.00"), Decimal("100.00"))},
    ),
]
