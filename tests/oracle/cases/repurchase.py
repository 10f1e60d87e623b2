"""Worked cases: who buys again."""

from datetime import date, datetime

from tests.oracle.cases.case import STAFF, UNDEFINED, WorkedCase, buys, on, rate

AGAIN = {
    **STAFF,
    "orders": [
        buys("D1", "K1", "02-01 10:00", guide_id="G1"),
        buys("D2", "K1", "03-03 09:59:59", guide_id="G2"),
        buys("D3", "K2", "02-01 10:00", guide_id="G1"),
        buys("D4", "K2", "03-03 10:00", guide_id="G1"),
        buys("D5", "K3", "02-02 10:00", guide_id="G2"),
        buys("D6", "K3", "02-02 10:00", guide_id="G2"),
        buys("D7", "K4", "02-03 10:00", guide_id="G2"),
        buys("D8", "K4", "02-04 10:00", status="refunded"),
        buys("D9", "K5", "03-20 10:00", guide_id="G1"),
    ],
}
AGAIN_ROWS = """K1 buys on 1 February 10:00 with G1 and again a second before 30 days are over, with G2. K2 does the
        same a second later: 30 days to the second are out. K3 buys twice in one second: two orders. K4's second order
        was wholly refunded. K5 buys on 20 March. Orders reach 20 March 10:00, so days up to 17 February are
        mature."""

MONTHS = {
    **STAFF,
    "orders": [
        buys("D1", "K1", "01-05 10:00", guide_id="G1"),
        buys("D2", "K1", "01-31 23:59:59", guide_id="G2"),
        buys("D3", "K2", "01-10 10:00", guide_id="G2"),
        buys("D4", "K2", "02-01 00:00", guide_id="G2"),
        buys("D5", "K3", "01-10 10:00", guide_id="G1"),
        buys("D6", "K3", "03-01 00:00", guide_id="G1"),
        buys("D7", "K1", "02-20 10:00", guide_id="G2"),
    ],
}
MONTH_ROWS = """January: K1 twice (first with G1, then G2), K2 with G2, K3 with G1. February: K2 and K1, both with G2.
        March: K3 at its first second, up to which orders reach: January and February are over, March is not."""

REPURCHASE_CASES = [
    WorkedCase(
        name="the second order within 30 days of the first",
        docstring=f"""{AGAIN_ROWS} February: K1 and K3 of four.""",
        world=AGAIN,
        metric="repurchase_rate",
        start=date(2026, 2, 1),
        end=date(2026, 2, 28),
        expected={(): rate(0.5, 2, 4)},
    ),
    WorkedCase(
        name="a person belongs to the guide of the first order",
        docstring=f"""{AGAIN_ROWS} G1: K1 of K1, K2, and K5 not mature; G2: K3 of K3, K4.""",
        world=AGAIN,
        metric="repurchase_rate",
        start=date(2026, 2, 1),
        end=on(31),
        by=("guide",),
        expected={("G1",): rate(0.5, 1, 2, 2 / 3), ("G2",): rate(0.5, 1, 2)},
    ),
    WorkedCase(
        name="orders numbered two and more",
        docstring=f"""{AGAIN_ROWS} Of eight counted orders D2, D4 and D6 are second ones.""",
        world=AGAIN,
        metric="returning_order_share",
        start=date(2026, 2, 1),
        end=on(31),
        expected={(): rate(0.375, 3, 8)},
    ),
    WorkedCase(
        name="two orders in a month",
        docstring=f"""{MONTH_ROWS} January: K1 of three. February: nobody of two. March is not mature.""",
        world=MONTHS,
        metric="monthly_repurchase_rate",
        start=date(2026, 1, 20),
        end=on(10),
        by=("month",),
        expected={
            ("2026-01-01",): rate(1 / 3, 1, 3),
            ("2026-02-01",): rate(0.0, 0, 2),
            ("2026-03-01",): rate(None, 0, 0, 0.0),
        },
    ),
    WorkedCase(
        name="months count whole, also those that a period only touches",
        docstring=f"""{MONTH_ROWS} From 31 January to 1 February: 1 + 0 of 3 + 2.""",
        world=MONTHS,
        metric="monthly_repurchase_rate",
        start=date(2026, 1, 31),
        end=date(2026, 2, 1),
        expected={(): rate(0.2, 1, 5)},
    ),
    WorkedCase(
        name="a person of a month belongs to her first order in it",
        docstring=f"""{MONTH_ROWS} January: G1 has K1 (who repeats) and K3, G2 has K2.""",
        world=MONTHS,
        metric="monthly_repurchase_rate",
        start=date(2026, 1, 1),
        end=date(2026, 1, 31),
        by=("store",),
        expected={("S1",): rate(0.5, 1, 2), ("S2",): rate(0.0, 0, 1)},
    ),
    WorkedCase(
        name="buyers of a month who buy in the next",
        docstring=f"""{MONTH_ROWS} January: K1 and K2 of three buy in February. K3, who waits until March, does not
        return in the next month. February is mature only when March is over; all cohorts: nobody of two.""",
        world=MONTHS,
        metric="next_month_return_rate",
        start=date(2026, 1, 1),
        end=date(2026, 2, 28),
        by=("month",),
        expected={("2026-01-01",): rate(2 / 3, 2, 3), ("2026-02-01",): rate(None, 0, 0, 0.0)},
    ),
    WorkedCase(
        name="the next month across the turn of the year",
        docstring="""K1 buys in December and January, K2 in December and the January after next. Orders reach into
        March 2027: 1 of 2.""",
        world={
            "orders": [
                buys("D1", "K1", "12-31 10:00"),
                {**buys("D2", "K1", "01-01 10:00"), "ordered_at": datetime(2027, 1, 1, 10)},
                buys("D3", "K2", "12-01 10:00"),
                {**buys("D4", "K2", "01-01 10:00"), "ordered_at": datetime(2027, 3, 1, 10)},
            ]
        },
        metric="next_month_return_rate",
        start=date(2026, 12, 31),
        end=date(2026, 12, 31),
        now=datetime(2027, 3, 31, 12),
        expected={(): rate(0.5, 1, 2)},
    ),
    WorkedCase(
        name="a month after the horizon has no figure",
        docstring=f"""{MONTH_ROWS} April begins after the orders end.""",
        world=MONTHS,
        metric="next_month_return_rate",
        start=date(2026, 4, 1),
        end=date(2026, 4, 30),
        all_cohorts=True,
        expected={(): UNDEFINED},
    ),
]
