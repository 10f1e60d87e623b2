"""Worked cases: which orders count, how much, and whose they are."""

from decimal import Decimal

from tests.oracle.cases.case import STAFF, UNDEFINED, WorkedCase, add, at, buys, on

REFUNDS = {
    "orders": [
        buys("D1", "K1", "02 10:00", "100.00"),
        buys("D2", "K1", "02 10:00", "100.00", refunded_amount="30.00", status="refunded"),
        buys("D3", "K1", "02 10:00", "100.00", status="refunded"),
        buys("D4", "K1", "02 10:00", "100.00", refunded_amount="100.00", status="paid"),
        buys("D5", "K1", "02 10:00", "100.00", domain="public"),
        buys("D6", "K1", "02 10:00", "100.00", status="pending"),
        buys("D7", "K1", "02 10:00", "100.00", status="closed"),
        buys("D8", "K2", "01 23:00", "0.00", paid_at="02 00:00"),
    ]
}
ROWS = """D1 paid 100. D2 refunded in part: 70 left. D3 refunded without an amount and D4 refunded to the last
        cent: not counted. D5 public, D6 pending, D7 closed: not counted. D8 for nothing, ordered on the 1st, paid
        on the 2nd: counted."""

DEALS = {
    **STAFF,
    "channels": [{"channel_id": "C1", "channel_name": "包裹卡", "kind": "package_card"}],
    "contacts": [
        add("K1", "G2", "05 10:00", channel_id="C1"),
        add("K1", "G1", "06 10:00"),
    ],
    "groups": [{"group_id": "Q1", "group_name": "快闪", "kind": "flash", "created_at": at("01 09:00")}],
    "campaigns": [{"campaign_id": "A1", "campaign_name": "三月", "starts_on": on(2), "ends_on": on(9)}],
    "orders": [
        buys("D1", "K1", "01 10:00", "10.00", guide_id="G1", campaign_id="A1"),
        buys("D2", "K1", "03 10:00", "20.00", guide_id="G1", store_id="S2", campaign_id="A1", group_id="Q1"),
        buys("D3", "K2", "03 10:00", "40.00", guide_id="G2", group_id="Q9"),
    ],
}
DEAL_ROWS = """K1's earliest add is by channel C1 on the 5th. D1 (10 yuan, 1st) and D2 (20, 3rd, in store S2) of
        K1 sold by G1 of S1, both of campaign A1 that starts on the 2nd; D2 in flash group Q1. D3 (40, 3rd) of K2,
        never added, sold by G2 of S2 in a group that is not registered."""

ORDER_CASES = [
    WorkedCase(
        name="which orders count",
        docstring=f"""{ROWS} D1, D2, D8.""",
        world=REFUNDS,
        metric="orders",
        start=on(2),
        end=on(2),
        expected={(): {"value": 3}},
    ),
    WorkedCase(
        name="gmv is net of refunds",
        docstring=f"""{ROWS} 100 + 70 + 0.""",
        world=REFUNDS,
        metric="gmv",
        start=on(2),
        end=on(2),
        expected={(): {"value": Decimal("170.00")}},
    ),
    WorkedCase(
        name="average order value, rounded half up",
        docstring=f"""{ROWS} 170 / 3 = 56.666… → 56.67.""",
        world=REFUNDS,
        metric="average_order_value",
        start=on(2),
        end=on(2),
        expected={
            (): {"value": Decimal("56.67"), "numerator": Decimal("170.00"), "denominator": 3, "mature_share": 1.0}
        },
    ),
    WorkedCase(
        name="half a cent goes up",
        docstring="""Orders of 0.01 and 0.00: 0.01 / 2 = 0.005 → 0.01.""",
        world={"orders": [buys("D1", "K1", "02 10:00", "0.01"), buys("D2", "K1", "02 10:00", "0.00")]},
        metric="average_order_value",
        start=on(2),
        end=on(2),
        expected={(): {"value": Decimal("0.01")}},
    ),
    WorkedCase(
        name="no orders that day: average undefined",
        docstring="""One order on the 2nd and one on the 4th; asked for the 3rd. 0 yuan / 0 orders.""",
        world={"orders": [buys("D1", "K1", "02 10:00"), buys("D2", "K1", "04 10:00")]},
        metric="average_order_value",
        start=on(3),
        end=on(3),
        expected={(): UNDEFINED},
    ),
    WorkedCase(
        name="a buyer counts once a bucket",
        docstring="""K1 buys on the 2nd and the 3rd, K2 on the 3rd. By month two buyers, not three.""",
        world={"orders": [buys("D1", "K1", "02 10:00"), buys("D2", "K1", "03 10:00"), buys("D3", "K2", "03 10:00")]},
        metric="buyers",
        start=on(1),
        end=on(3),
        by=("month",),
        expected={("2026-03-01",): {"value": 2}},
    ),
    WorkedCase(
        name="buyers by day do not add up",
        docstring="""The same rows by day: 1 and 2.""",
        world={"orders": [buys("D1", "K1", "02 10:00"), buys("D2", "K1", "03 10:00"), buys("D3", "K2", "03 10:00")]},
        metric="buyers",
        start=on(2),
        end=on(3),
        by=("day",),
        expected={("2026-03-02",): {"value": 1}, ("2026-03-03",): {"value": 2}},
    ),
    WorkedCase(
        name="an order's store, else the seller's; the buyer's earliest channel",
        docstring=f"""{DEAL_ROWS} D1 stands in S1, D2 and D3 in S2; K1 came by a package card, K2 by nothing known.""",
        world=DEALS,
        metric="gmv",
        start=on(1),
        end=on(3),
        by=("store", "channel_kind"),
        expected={
            ("S1", "package_card"): {"value": Decimal("10.00")},
            ("S2", "package_card"): {"value": Decimal("20.00")},
            ("S2", None): {"value": Decimal("40.00")},
        },
    ),
    WorkedCase(
        name="campaign days count from 1, and before it backwards",
        docstring=f"""{DEAL_ROWS} D1 a day before the start: day 0. D2: day 2. D3 has no campaign.""",
        world=DEALS,
        metric="orders",
        start=on(1),
        end=on(3),
        by=("campaign_day",),
        expected={(0,): {"value": 1}, (2,): {"value": 1}, (None,): {"value": 1}},
    ),
    WorkedCase(
        name="a group's audience is customers unless it says otherwise",
        docstring=f"""{DEAL_ROWS} Q1: flash, customers. D1 and D3: unknown.""",
        world=DEALS,
        metric="orders",
        start=on(1),
        end=on(3),
        by=("group_kind", "audience"),
        expected={("flash", "customer"): {"value": 1}, (None, None): {"value": 2}},
    ),
]
