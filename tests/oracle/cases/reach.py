"""Worked cases: adds over reach."""

from tests.oracle.cases.case import WorkedCase, add, on, rate

WORLD = {
    "channels": [
        {"channel_id": "C1", "channel_name": "包裹卡A", "kind": "package_card"},
        {"channel_id": "C2", "channel_name": "手机号", "kind": "phone"},
        {"channel_id": "C3", "channel_name": "包裹卡B", "kind": "package_card"},
    ],
    "channel_reach": [
        {"channel_id": "C1", "on": on(3), "reached": 10},
        {"channel_id": "C1", "on": on(5), "reached": 30},
        {"channel_id": "C2", "on": on(4), "reached": 1},
    ],
    "contacts": [
        add("K1", "G1", "02 10:00", channel_id="C1"),
        add("K2", "G1", "03 00:00", channel_id="C1"),
        add("K3", "G1", "04 10:00", channel_id="C1"),
        add("K4", "G1", "06 10:00", channel_id="C3"),
        add("K5", "G1", "04 10:00", channel_id="C2"),
        add("K6", "G1", "07 10:00", channel_id="C2"),
    ],
}
ROWS = """Reach: C1 (package card) 10 on the 3rd and 30 on the 5th; C2 (phone) 1 on the 4th; C3 (package card)
        none. Adds: C1 on the 2nd (before its first reach day), the 3rd and the 4th; C3 on the 6th; C2 on the 4th
        and the 7th."""

REACH_CASES = [
    WorkedCase(
        name="package cards: adds from the first reach day on",
        docstring=f"""{ROWS} Cards: 2 adds (3rd, 4th) / 40.""",
        world=WORLD,
        metric="package_card_rate",
        start=on(1),
        end=on(7),
        expected={(): {**rate(0.05, 2, 40), "low": None, "high": None}},
    ),
    WorkedCase(
        name="a channel's rate may exceed 1",
        docstring=f"""{ROWS} C1: 2 / 40. C2: 2 / 1. C3 has no reach and no row.""",
        world=WORLD,
        metric="channel_add_rate",
        start=on(1),
        end=on(7),
        by=("channel",),
        expected={("C1",): rate(0.05, 2, 40), ("C2",): {**rate(2.0, 2, 1), "low": None, "high": None}},
    ),
]
