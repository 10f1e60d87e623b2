"""Worked cases: people, counted once over all guides, and the time to the first order."""

from decimal import Decimal

from tests.oracle.cases.case import STAFF, WorkedCase, add, buys, on, rate

TWO_GUIDES = {
    **STAFF,
    "contacts": [
        add("K1", "G2", "02 10:00", removed_at="02 12:00"),
        add("K1", "G1", "02 10:00", removed_at="02 11:00"),
        add("K1", "G2", "04 10:00"),
        add("K2", "G2", "03 10:00"),
        add("K3", "G2", "03 10:00"),
    ],
    "orders": [
        buys("D1", "K1", "01 10:00", "10.00"),
        buys("D3", "K1", "08 10:00", "40.00"),
        buys("D2", "K1", "08 10:00", "50.00", refunded_amount="9.50"),
        buys("D4", "K2", "10 10:00", "20.00"),
        buys("D5", "other", "31 10:00", "7.00"),
    ],
}
ROWS = """K1 is added by G1 and G2 in one second on the 2nd (G1 comes first by id), removed by both, and by G2
        again on the 4th. K2, K3 by G2 on the 3rd 10:00. K1 buys on the 1st (before the add), then twice in one
        second on the 8th: D2 before D3 by id, net 50 − 9.50. K2 buys on the 10th 10:00, exactly 7 days after the
        add. Orders reach to the 31st."""

FOUR = [add(customer, "G1", "01 00:00") for customer in ("K1", "K2", "K3", "K4")]

PEOPLE_CASES = [
    WorkedCase(
        name="a person is added once, by the earliest guide",
        docstring=f"""{ROWS} Three people: K1 under G1, K2 and K3 under G2.""",
        world=TWO_GUIDES,
        metric="added_people",
        start=on(1),
        end=on(4),
        by=("guide",),
        expected={("G1",): {"value": 1}, ("G2",): {"value": 2}},
    ),
    WorkedCase(
        name="people convert whoever removed them",
        docstring=f"""{ROWS} Within 7 days of the earliest add: K1 (8th 10:00 − 2nd 10:00 = 6 days). K2's order
        falls on the window's end, outside. K3 none. 1 / 3.""",
        world=TWO_GUIDES,
        metric="first_purchase_conversion_people",
        start=on(1),
        end=on(4),
        expected={(): rate(1 / 3, 1, 3)},
    ),
    WorkedCase(
        name="the contacts of the same people convert less",
        docstring=f"""{ROWS} Contacts of the 2nd to 4th: five lives. K1 with G1 and G2 ended on the 2nd without an
        order; the life from the 4th holds the orders of the 8th. K2 is too late. 1 / 5.""",
        world=TWO_GUIDES,
        metric="first_purchase_conversion",
        start=on(1),
        end=on(4),
        expected={(): rate(0.2, 1, 5)},
    ),
    WorkedCase(
        name="first purchasers on the day of the order",
        docstring=f"""{ROWS} K1 on the 8th under G1 (store S1), K2 on the 10th under G2 (store S2), however late.""",
        world=TWO_GUIDES,
        metric="first_purchasers",
        start=on(8),
        end=on(10),
        by=("store",),
        expected={("S1",): {"value": 1}, ("S2",): {"value": 1}},
    ),
    WorkedCase(
        name="the value of first orders is net, and of the first by id in one second",
        docstring=f"""{ROWS} First orders: D2 net 40.50 and D4 20.00. 60.50 / 2 = 30.25.""",
        world=TWO_GUIDES,
        metric="first_order_value",
        start=on(1),
        end=on(31),
        expected={
            (): {"value": Decimal("30.25"), "numerator": Decimal("60.50"), "denominator": 2, "mature_share": 1.0}
        },
    ),
    WorkedCase(
        name="Kaplan–Meier: people",
        docstring="""Four people added on the 1st 00:00. Orders after 24 h, 48 h and 72 h; K4 never (K2's 48 h 59
        min 59 s are 48 whole hours). The horizon is the last order, 72 h. S(24) = 3/4; S(48) = 3/4 × 2/3 = 1/2;
        at 72 h K3's order comes before K4's end of sight: 2 at risk, S(72) = 1/2 × 1/2 = 1/4. First t with S ≤
        3/4, 1/2, 1/4: 1, 2 and 3 days.""",
        world={
            "contacts": FOUR,
            "orders": [buys("D1", "K1", "02 00:00"), buys("D2", "K2", "03 00:59:59"), buys("D3", "K3", "04 00:00")],
        },
        metric="median_days_to_first_purchase_people",
        start=on(1),
        end=on(1),
        expected={(): {"value": 2.0, "low": 1.0, "high": 3.0}},
    ),
    WorkedCase(
        name="Kaplan–Meier: contacts end with their life",
        docstring="""As for people, but K2 was removed after 36 h: its order at 48 h is outside the life. S(24) =
        3/4; at 72 h 2 at risk (K3, K4): S(72) = 3/4 × 1/2 = 3/8. Quartile 1 day, median 3 days, the upper
        quartile is never reached.""",
        world={
            "contacts": [FOUR[0], add("K2", "G1", "01 00:00", removed_at="02 12:00"), *FOUR[2:]],
            "orders": [buys("D1", "K1", "02 00:00"), buys("D2", "K2", "03 00:00"), buys("D3", "K3", "04 00:00")],
        },
        metric="median_days_to_first_purchase",
        start=on(1),
        end=on(1),
        expected={(): {"value": 3.0, "low": 1.0, "high": None}},
    ),
]
