"""Worked cases: contacts that were removed."""

from datetime import date

from tests.oracle.cases.case import UNDEFINED, WorkedCase, add, on, rate

LOSS_CASES = [
    WorkedCase(
        name="losses: before the add, of this life, of none",
        docstring="""K1 removed on the 5th by the customer. K2's removal on the 4th stands before its add on the
        6th: it still counts on its day. K3 was added again on the 7th before the removal of the 8th given on the
        first row: it is none of that life. K4 removed by nobody knows whom. By who removed: customer 1, guide 1,
        unknown 1.""",
        world={
            "contacts": [
                add("K1", "G1", "02 10:00", removed_at="05 10:00", removed_by="customer"),
                add("K2", "G1", "06 10:00", removed_at="04 10:00", removed_by="guide"),
                add("K3", "G1", "02 10:00", removed_at="08 10:00", removed_by="customer"),
                add("K3", "G1", "07 10:00"),
                add("K4", "G1", "02 10:00", removed_at="08 11:00"),
            ]
        },
        metric="lost_contacts",
        start=on(1),
        end=on(8),
        by=("removed_by",),
        expected={("customer",): {"value": 1}, ("guide",): {"value": 1}, (None,): {"value": 1}},
    ),
    WorkedCase(
        name="net: each on its own day",
        docstring="""Added: K1 on the 2nd, K2 on the 3rd. Removed: K1 on the 3rd. Net by day: 1, then 1 − 1 = 0.""",
        world={"contacts": [add("K1", "G1", "02 10:00", removed_at="03 10:00"), add("K2", "G1", "03 11:00")]},
        metric="net_contacts",
        start=on(2),
        end=on(3),
        by=("day",),
        expected={("2026-03-02",): {"value": 1}, ("2026-03-03",): {"value": 0}},
    ),
    WorkedCase(
        name="net without removals brought: undefined",
        docstring="""removed_at is empty in every row, so losses were never brought.""",
        world={"contacts": [add("K1", "G1", "02 10:00")]},
        metric="net_contacts",
        start=on(2),
        end=on(2),
        expected={(): UNDEFINED},
    ),
    WorkedCase(
        name="lost within 30 days",
        docstring="""Added on 1 February 10:00 (K1, K2, K3). 30 days later is 3 March 10:00: K1 removed one second
        before is lost, K2 in that second is not. K3's removal before its add is none for the rate. 1 / 3.
        Contacts reach to 31 March (K4), 1 February is mature.""",
        world={
            "contacts": [
                add("K1", "G1", "02-01 10:00", removed_at="03 09:59:59"),
                add("K2", "G1", "02-01 10:00", removed_at="03 10:00"),
                add("K3", "G1", "02-01 10:00", removed_at="02-01 09:00"),
                add("K4", "G1", "31 10:00"),
            ]
        },
        metric="loss_rate",
        start=date(2026, 2, 1),
        end=date(2026, 2, 1),
        expected={(): rate(1 / 3, 1, 3)},
    ),
]
