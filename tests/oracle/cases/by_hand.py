"""Worked cases: hand tallies beside and instead of events."""

from decimal import Decimal

from tests.oracle.cases.case import STAFF, UNDEFINED, WorkedCase, add, buys, on, rate

WORLD = {
    **STAFF,
    "contacts": [add("K1", "G1", "02 10:00"), add("K2", "G1", "05 10:00")],
    "tallies": [
        {"guide_id": "G1", "on": on(2), "added": 50, "private_chats": 10, "first_purchasers": 1},
        {"guide_id": "G2", "on": on(2), "added": 30, "private_chats": 3, "first_purchasers": None},
        {"guide_id": "G2", "on": on(3), "added": 20, "private_chats": None, "first_purchasers": 2},
        {"guide_id": "G2", "on": on(11), "added": 1, "private_chats": 0, "first_purchasers": 0},
    ],
}
ROWS = """Contacts: G1 adds K1 on the 2nd and K2 on the 5th; no messages, no orders. Tallies: G1 on the 2nd (50
        added, 10 talked, 1 first buyer), G2 on the 2nd (30, 3, –), on the 3rd (20, –, 2) and on the 11th (1, 0,
        0)."""

TALLY_CASES = [
    WorkedCase(
        name="a tally is taken where there are no events",
        docstring=f"""{ROWS} G1's tally of the 2nd gives way to the add of that day: 1 + 1 on the 5th. G2: 30 + 20.""",
        world=WORLD,
        metric="added_contacts",
        start=on(1),
        end=on(5),
        by=("guide",),
        expected={("G1",): {"value": 2}, ("G2",): {"value": 50}},
    ),
    WorkedCase(
        name="events never brought: tallies alone",
        docstring=f"""{ROWS} Nothing tells of private chats but the tallies: G1 10/50 and G2 3/30 on the 2nd; the
        3rd lacks a cell. 13 / 80. The tallies reach to the end of the 11th, so the 2nd to 4th are mature.""",
        world=WORLD,
        metric="private_chat_ratio",
        start=on(1),
        end=on(4),
        expected={(): rate(0.1625, 13, 80)},
    ),
    WorkedCase(
        name="tallies mature too",
        docstring=f"""{ROWS} The 11th begins its 7 days only: immature. 80 of 81 rows are mature.""",
        world=WORLD,
        metric="private_chat_ratio",
        start=on(1),
        end=on(11),
        expected={(): rate(0.1625, 13, 80, 80 / 81)},
    ),
    WorkedCase(
        name="conversion by hand",
        docstring=f"""{ROWS} Cells of both: G1 1/50, G2 on the 3rd 2/20. 3 / 70.""",
        world=WORLD,
        metric="first_purchase_conversion",
        start=on(1),
        end=on(4),
        expected={(): rate(3 / 70, 3, 70)},
    ),
    WorkedCase(
        name="first purchasers by hand stand under the guide's store",
        docstring=f"""{ROWS} S1 (G1): 1 on the 2nd. S2 (G2): 2 on the 3rd.""",
        world=WORLD,
        metric="first_purchasers",
        start=on(1),
        end=on(4),
        by=("store",),
        expected={("S1",): {"value": 1}, ("S2",): {"value": 2}},
    ),
    WorkedCase(
        name="a column that no tally fills was never brought",
        docstring=f"""{ROWS} Neither greetings nor their tallies.""",
        world=WORLD,
        metric="greeting_rate",
        start=on(1),
        end=on(4),
        expected={(): UNDEFINED},
    ),
    WorkedCase(
        name="a day's average from a tally beside orders",
        docstring="""G1 sold one order of 100 on the 2nd, her tally of that day (9 orders, 9 yuan) gives way. G2's
        tally of the 2nd: 3 orders, 20 yuan. 120 / 4 = 30.""",
        world={
            **STAFF,
            "orders": [buys("D1", "K1", "02 10:00", guide_id="G1")],
            "tallies": [
                {"guide_id": "G1", "on": on(2), "orders": 9, "gmv": Decimal("9.00")},
                {"guide_id": "G2", "on": on(2), "orders": 3, "gmv": Decimal("20.00")},
            ],
        },
        metric="average_order_value",
        start=on(2),
        end=on(2),
        expected={
            (): {"value": Decimal("30.00"), "numerator": Decimal("120.00"), "denominator": 4, "mature_share": 1.0}
        },
    ),
    WorkedCase(
        name="a tally has no hour",
        docstring="""G1's order at 10:30 and G2's tally of 3 orders: 1 in hour 10, 3 in no hour, 0 in the others.""",
        world={
            "orders": [buys("D1", "K1", "02 10:30", guide_id="G1")],
            "tallies": [{"guide_id": "G2", "on": on(2), "orders": 3}],
        },
        metric="orders",
        start=on(2),
        end=on(2),
        by=("hour",),
        expected={**{(hour,): {"value": int(hour == 10)} for hour in range(24)}, (None,): {"value": 3}},
    ),
    WorkedCase(
        name="a tally of nothing is a row",
        docstring="""G1's day was counted by hand: no orders, 0.00 yuan. She is listed, without an average.""",
        world={**STAFF, "tallies": [{"guide_id": "G1", "on": on(2), "orders": 0, "gmv": Decimal("0.00")}]},
        metric="average_order_value",
        start=on(1),
        end=on(5),
        by=("guide",),
        expected={("G1",): UNDEFINED},
    ),
]
