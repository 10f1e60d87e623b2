"""Worked cases: contacts, from the add to the greeting, the talk and the first order."""

from tests.oracle.cases.case import STAFF, UNDEFINED, WorkedCase, add, buys, on, rate, says

TWO_THOUSAND = [add(f"{number:04d}", "G1", "02 10:00") for number in range(2000)]
LATE_MESSAGE = says("guide", "elsewhere", "G9", "31 09:00", "broadcast")
LATE_ORDER = buys("D-late", "elsewhere", "31 09:00")

TALKED = [
    row
    for number in range(300)
    for row in (
        says("guide", f"{number:04d}", "G1", "02 10:00:30", "greeting"),
        says("guide", f"{number:04d}", "G1", "03 11:00", "manual"),
        says("customer", f"{number:04d}", "G1", "03 12:00"),
    )
]

READDED = [
    add("K1", "G1", "02 10:00", greeted_at="10 08:05", removed_at="05 10:00", removed_by="customer"),
    add("K1", "G1", "10 08:00"),
]

GREETED_LATE = [
    add("K1", "G1", "02 10:00", greeted_at="03 09:59:59"),
    add("K2", "G1", "02 10:00", greeted_at="03 10:00:00"),
    add("K3", "G1", "02 10:00"),
    add("K9", "G1", "20 10:00"),
]

TWO_STORES = {
    **STAFF,
    "contacts": [
        add("K0", "G1", "02 10:00"),
        *(add(f"K{number}", "G2", "02 10:00") for number in range(1, 10)),
    ],
    "orders": [buys("D0", "K0", "03 10:00"), buys("D1", "K1", "03 10:00"), LATE_ORDER],
}

CONTACT_CASES = [
    WorkedCase(
        name="2,000 added, 300 talked with",
        docstring="""2,000 contacts added on 2 March; 300 were greeted, written to by hand, and answered the next day.
        Messages reach to 31 March, so the day is mature. 300 / 2,000 = 15 %.
        Wilson: (0.15 + 0.00096036 ± 1.95996398 × 0.00799938) / 1.00192073 = 0.1350225 … 0.1663194.""",
        world={"contacts": TWO_THOUSAND, "messages": [*TALKED, LATE_MESSAGE]},
        metric="private_chat_ratio",
        start=on(2),
        end=on(8),
        expected={(): {**rate(0.15, 300, 2000), "low": 0.1350225, "high": 0.1663194}},
    ),
    WorkedCase(
        name="2,000 added, 50 bought",
        docstring="""2,000 contacts added on 2 March, 50 of them bought within the week. 50 / 2,000 = 2.5 %.
        Wilson: (0.025 + 0.00096036 ± 1.95996398 × 0.00352528) / 1.00192073 = 0.0190144 … 0.0328068.""",
        world={
            "contacts": TWO_THOUSAND,
            "orders": [*(buys(f"D{number}", f"{number:04d}", "05 20:00") for number in range(50)), LATE_ORDER],
        },
        metric="first_purchase_conversion",
        start=on(2),
        end=on(8),
        expected={(): {**rate(0.025, 50, 2000), "low": 0.0190144, "high": 0.0328068}},
    ),
    WorkedCase(
        name="the window's end is outside",
        docstring="""Three added on 2 March 10:00. K1 greeted on 3 March 09:59:59 (inside 24 h), K2 at 10:00:00
        (outside), K3 never. Without messages contacts stand for the milestones: the horizon is K9's add on the
        20th. 1 / 3.""",
        world={"contacts": GREETED_LATE},
        metric="greeting_rate",
        start=on(2),
        end=on(2),
        expected={(): rate(1 / 3, 1, 3)},
    ),
    WorkedCase(
        name="greeted counts on the day of the greeting",
        docstring="""K1 added on the 2nd 10:00 and greeted on the 3rd 09:59:59, K2 on the 3rd 10:00:00.
        By day: none on the 2nd, two on the 3rd.""",
        world={"contacts": GREETED_LATE},
        metric="greeted_contacts",
        start=on(2),
        end=on(3),
        by=("day",),
        expected={("2026-03-02",): {"value": 0}, ("2026-03-03",): {"value": 2}},
    ),
    WorkedCase(
        name="a reply comes strictly after the greeting",
        docstring="""Greeted on 2 March 10:00: K1, K2, K3. K1 writes in that very second only: no reply. K2 on the
        3rd at 09:59:59: a reply in time. K3 at 10:00:00 on the 3rd: too late. 1 / 3.""",
        world={
            "contacts": [add(customer, "G1", "02 09:00") for customer in ("K1", "K2", "K3")],
            "messages": [
                *(says("guide", customer, "G1", "02 10:00", "greeting") for customer in ("K1", "K2", "K3")),
                says("customer", "K1", "G1", "02 10:00"),
                says("customer", "K2", "G1", "03 09:59:59"),
                says("customer", "K3", "G1", "03 10:00"),
                LATE_MESSAGE,
            ],
        },
        metric="greeting_reply_rate",
        start=on(2),
        end=on(2),
        expected={(): rate(1 / 3, 1, 3)},
    ),
    WorkedCase(
        name="without kinds the first of one second greets",
        docstring="""No message has a kind. G1 writes twice to K1 in one second: the first in the file greets, the
        second is by hand, so K1's answer is a private chat. To K2 G1 writes once: K2 answers the greeting, no
        private chat. 1 / 2.""",
        world={
            "contacts": [add("K1", "G1", "02 10:00"), add("K2", "G1", "02 10:00")],
            "messages": [
                says("guide", "K1", "G1", "02 10:01"),
                says("guide", "K1", "G1", "02 10:01"),
                says("customer", "K1", "G1", "02 10:02"),
                says("guide", "K2", "G1", "02 10:01"),
                says("customer", "K2", "G1", "02 10:02"),
                {**LATE_MESSAGE, "kind": None},
            ],
        },
        metric="private_chat_ratio",
        start=on(2),
        end=on(2),
        expected={(): rate(0.5, 1, 2)},
    ),
    WorkedCase(
        name="midnight belongs to the new day",
        docstring="""K1 added on 2 March 23:59:59, K2 on 3 March 00:00:00. One on each day; the 4th is measured as
        0 since K3 was added on the 5th.""",
        world={"contacts": [add("K1", "G1", "02 23:59:59"), add("K2", "G1", "03 00:00"), add("K3", "G1", "05 12:00")]},
        metric="added_contacts",
        start=on(2),
        end=on(4),
        by=("day",),
        expected={("2026-03-02",): {"value": 1}, ("2026-03-03",): {"value": 1}, ("2026-03-04",): {"value": 0}},
    ),
    WorkedCase(
        name="weeks begin on Monday",
        docstring="""K1 on Sunday 1 March, K2 on Monday 2 March, K3 on Sunday 8 March. The week of 23 February has
        one, that of 2 March two; that of 9 March begins after the last row (8 March): unknown, not 0.""",
        world={"contacts": [add("K1", "G1", "01 10:00"), add("K2", "G1", "02 10:00"), add("K3", "G1", "08 10:00")]},
        metric="added_contacts",
        start=on(1),
        end=on(10),
        by=("week",),
        expected={("2026-02-23",): {"value": 1}, ("2026-03-02",): {"value": 2}, ("2026-03-09",): UNDEFINED},
    ),
    WorkedCase(
        name="re-added: two contacts",
        docstring="""K1 added by G1 on the 2nd, removed on the 5th, added again on the 10th: two contacts.""",
        world={"contacts": READDED},
        metric="added_contacts",
        start=on(1),
        end=on(10),
        expected={(): {"value": 2}},
    ),
    WorkedCase(
        name="re-added: a given milestone belongs to the life it falls in",
        docstring="""The row of K1's first add (2nd to 5th) says greeted on the 10th 08:05: that lies in the
        second life, added on the 10th 08:00. Both contacts of the period: 1 / 2. The add of K9 on the 20th makes
        the 10th mature.""",
        world={"contacts": [*READDED, add("K9", "G1", "20 10:00")]},
        metric="greeting_rate",
        start=on(2),
        end=on(10),
        by=("day",),
        expected={
            ("2026-03-02",): rate(0.0, 0, 1),
            **{(f"2026-03-{day:02d}",): rate(None, 0, 0, None) for day in range(3, 10)},
            ("2026-03-10",): rate(1.0, 1, 1),
        },
    ),
    WorkedCase(
        name="re-added: an order belongs to the life it falls in",
        docstring="""K1's lives: 2nd–5th and from the 10th. Orders on the 6th (in no life) and the 11th (in the
        second). Two contacts, one bought: 1 / 2.""",
        world={"contacts": READDED, "orders": [buys("D1", "K1", "06 10:00"), buys("D2", "K1", "11 10:00"), LATE_ORDER]},
        metric="first_purchase_conversion",
        start=on(2),
        end=on(10),
        expected={(): rate(0.5, 1, 2)},
    ),
    WorkedCase(
        name="fan-out: messages and orders do not multiply",
        docstring="""K1 has 3 messages of each side and 4 orders, K2 has nothing. Talked with: 1 of 2 contacts.""",
        world={
            "contacts": [add("K1", "G1", "02 10:00"), add("K2", "G1", "02 10:00")],
            "messages": [
                *(says("guide", "K1", "G1", f"02 1{hour}:00", "manual") for hour in (1, 2, 3)),
                *(says("customer", "K1", "G1", f"02 1{hour}:30") for hour in (1, 2, 3)),
                LATE_MESSAGE,
            ],
            "orders": [*(buys(f"D{number}", "K1", "03 10:00") for number in range(4)), LATE_ORDER],
        },
        metric="private_chat_ratio",
        start=on(2),
        end=on(2),
        expected={(): rate(0.5, 1, 2)},
    ),
    WorkedCase(
        name="immature days stay out, and back in for all cohorts",
        docstring="""K1 added on the 2nd, K2 on the 20th; orders reach to the 25th: the 2nd has had its 7 days,
        the 20th not. By default K1 alone (did not buy): 0 / 1, half of the rows mature. K2's order on the 25th
        waits.""",
        world={
            "contacts": [add("K1", "G1", "02 10:00"), add("K2", "G1", "20 10:00")],
            "orders": [buys("D1", "K2", "25 10:00")],
        },
        metric="first_purchase_conversion",
        start=on(1),
        end=on(31),
        expected={(): rate(0.0, 0, 1, 0.5)},
    ),
    WorkedCase(
        name="all cohorts count immature days too",
        docstring="""The same rows with all cohorts: K2 bought on the 25th, within 7 days of the 20th. 1 / 2, half
        mature.""",
        world={
            "contacts": [add("K1", "G1", "02 10:00"), add("K2", "G1", "20 10:00")],
            "orders": [buys("D1", "K2", "25 10:00")],
        },
        metric="first_purchase_conversion",
        start=on(1),
        end=on(31),
        all_cohorts=True,
        expected={(): rate(0.5, 1, 2, 0.5)},
    ),
    WorkedCase(
        name="average of averages",
        docstring="""S1: 1 of 1 bought. S2: 1 of 9. By store 100 % and 11.1 %; together 2 / 10, not their mean.""",
        world=TWO_STORES,
        metric="first_purchase_conversion",
        start=on(2),
        end=on(2),
        expected={(): rate(0.2, 2, 10)},
    ),
    WorkedCase(
        name="average of averages, by store",
        docstring="""The same rows, the two stores apart.""",
        world=TWO_STORES,
        metric="first_purchase_conversion",
        start=on(2),
        end=on(2),
        by=("store",),
        expected={("S1",): rate(1.0, 1, 1), ("S2",): rate(1 / 9, 1, 9)},
    ),
    WorkedCase(
        name="filters: or on one dimension, and over several",
        docstring="""The same rows of region 华南 or 华东 and of city 广州: S2 alone.""",
        world=TWO_STORES,
        metric="first_purchase_conversion",
        start=on(2),
        end=on(2),
        where={"region": ("华南", "华东"), "city": ("广州",)},
        expected={(): rate(1 / 9, 1, 9)},
    ),
    WorkedCase(
        name="a day is mature when its window ends on the horizon",
        docstring="""K1 added on the 2nd. That day ends on the 3rd 00:00; 7 days later, the 10th 00:00, is the
        last order's very second: mature, 0 / 1.""",
        world={"contacts": [add("K1", "G1", "02 10:00")], "orders": [buys("D1", "elsewhere", "10 00:00")]},
        metric="first_purchase_conversion",
        start=on(2),
        end=on(2),
        expected={(): rate(0.0, 0, 1)},
    ),
    WorkedCase(
        name="nobody added: undefined, not 0",
        docstring="""The only add is on the 2nd; asked for the 3rd, when orders were being brought. 0 / 0.""",
        world={"contacts": [add("K1", "G1", "02 10:00")], "orders": [LATE_ORDER]},
        metric="first_purchase_conversion",
        start=on(3),
        end=on(3),
        expected={(): rate(None, 0, 0, None)},
    ),
    WorkedCase(
        name="orders never brought: undefined, not 0",
        docstring="""Contacts alone.""",
        world={"contacts": [add("K1", "G1", "02 10:00")]},
        metric="first_purchase_conversion",
        start=on(2),
        end=on(2),
        expected={(): UNDEFINED},
    ),
    WorkedCase(
        name="a guide who moved takes her contacts from that day on",
        docstring="""G1 stands in S1; from 3 March a move names S2 without a team. K1 added on the 2nd counts for
        S1, K2 on the 3rd for S2. G3 is not registered: store unknown.""",
        world={
            **STAFF,
            "guide_moves": [{"guide_id": "G1", "from_on": on(3), "store_id": "S2", "team": None}],
            "contacts": [add("K1", "G1", "02 10:00"), add("K2", "G1", "03 10:00"), add("K3", "G3", "03 10:00")],
        },
        metric="added_contacts",
        start=on(1),
        end=on(3),
        by=("store", "team"),
        expected={("S1", "飞虎队"): {"value": 1}, ("S2", "飞虎队"): {"value": 1}, (None, None): {"value": 1}},
    ),
]
