"""Worked cases: who came into groups, what they did there, and who left."""

from decimal import Decimal
from typing import Any

from tests.oracle.cases.case import STAFF, UNDEFINED, WorkedCase, at, buys, on, rate
from tests.oracle.world import World


def group(group_id: str, owner: str, **more: Any) -> dict[str, Any]:
    """A row of groups."""
    return {"group_id": group_id, "group_name": group_id, "owner_guide_id": owner, "created_at": at("01 09:00"), **more}


def asked(group_id: str, person: str, invited_at: str) -> dict[str, Any]:
    """A row of invitations."""
    return {"group_id": group_id, "customer_id": person, "invited_at": at(invited_at)}


def joins(group_id: str, person: str, joined_at: str, left_at: str | None = None) -> dict[str, Any]:
    """A row of memberships."""
    left = at(left_at) if left_at else None
    return {"group_id": group_id, "customer_id": person, "joined_at": at(joined_at), "left_at": left}


def acts(group_id: str, person: str | None, moment: str, kind: str, reply_to: str | None = None) -> dict[str, Any]:
    """A row of group_events."""
    return {"group_id": group_id, "customer_id": person, "at": at(moment), "kind": kind, "reply_to": reply_to}


WORLD: World = {
    **STAFF,
    "groups": [group("Q1", "G1", kind="flash"), group("Q2", "G2", kind="daily")],
    "invitations": [
        *(asked("Q1", f"K{number}", "02 09:00") for number in (1, 2, 3, 4, 5)),
        asked("Q2", "K1", "02 09:00"),
    ],
    "memberships": [
        joins("Q1", "K1", "02 10:00", "04 00:00"),
        joins("Q1", "K1", "05 12:00"),
        joins("Q1", "K2", "09 09:00"),
        joins("Q1", "K3", "09 08:59:59"),
        joins("Q1", "K4", "02 08:00", "03 12:00"),
        joins("Q1", "K6", "02 10:00", "12 10:00"),
    ],
    "group_events": [
        acts("Q1", "K1", "02 09:30", "message"),
        acts("Q1", "K4", "02 12:00", "red_packet"),
        acts("Q1", "K1", "03 10:00", "message", "guide"),
        acts("Q1", "K6", "03 11:00", "lesson"),
        acts("Q1", "K6", "03 11:05", "take_part"),
        acts("Q1", "K9", "03 12:00", "message", "K1"),
        acts("Q1", None, "03 20:00", "advert"),
        acts("Q1", "K6", "03 21:00", "message", "K1"),
        acts("Q1", "K1", "04 00:00", "message"),
        acts("Q1", "K6", "05 10:00", "message", "K6"),
        acts("Q1", "K6", "05 10:01", "message", "K9"),
        acts("Q1", "K2", "08 10:00", "message"),
        acts("Q1", "K3", "10 10:00", "purchase"),
    ],
    "orders": [
        buys("D1", "K4", "02 07:00", "30.00", group_id="Q1", guide_id="G2"),
        buys("D2", "K6", "03 10:00", "40.00", group_id="Q1", status="refunded"),
        buys("D3", "K2", "09 09:00", "50.00", group_id="Q1", guide_id="G2"),
        buys("D4", "K1", "09 10:00", "5.00", group_id="Q2"),
        buys("D5", "K1", "10 10:00", "7.00", group_id="Q9", guide_id="G1"),
        buys("D6", "K1", "10 10:00", "9.00", guide_id="G1"),
    ],
}
INVITED = """Invited into Q1 on the 2nd at 09:00: K1 to K5; into Q2: K1."""
JOINED = """Joined Q1 (flash, of G1): K1 on the 2nd 10:00, left on the 4th 00:00, back on the 5th 12:00; K2 on the 9th
        09:00:00; K3 a second before; K4 on the 2nd 08:00, left on the 3rd 12:00; K6 on the 2nd 10:00, left on the
        12th 10:00. Nobody joined Q2."""
SPOKE = """Messages: K1 on the 2nd 09:30 (before the join), the 3rd (to the staff) and the 4th 00:00 (just left); K6
        on the 3rd (to K1) and twice on the 5th (to herself, to the stranger K9); K9 on the 3rd (to K1); K2 on the
        8th (before the join). The staff's advert on the 3rd. Events reach to the 10th."""
BY_GROUP: dict[str, Any] = {"world": WORLD, "start": on(1), "end": on(31), "by": ("group",)}
DAYS_2_TO_5: dict[str, Any] = {"world": WORLD, "start": on(2), "end": on(5)}

GROUP_CASES = [
    WorkedCase(
        name="entered within 7 days of the invitation",
        docstring=f"""{INVITED} {JOINED} K1 and K3 came in time; K2 on the end of the window, K4 before the invitation,
        K5 never; K6 was not invited. Q1 2/5. Nobody joined Q2: 0/1. Memberships reach to the 12th: mature.""",
        metric="group_entry_rate",
        **BY_GROUP,
        expected={
            ("Q1",): {**rate(0.4, 2, 5), "low": 0.117621, "high": 0.769276},
            ("Q2",): {**rate(0.0, 0, 1), "low": 0.0},
        },
    ),
    WorkedCase(
        name="spoke at some time from the first join on",
        docstring=f"""{JOINED} {SPOKE} Five members; K1 (though she left and returned) and K6 spoke; K2 only before
        she joined. 2/5; Q2 has no members and no row.""",
        metric="group_activity_rate",
        **BY_GROUP,
        expected={("Q1",): {**rate(0.4, 2, 5), "low": 0.117621, "high": 0.769276}},
    ),
    WorkedCase(
        name="returning does not join again",
        docstring=f"""{JOINED} By the day of the first join: K1, K4 and K6 on the 2nd (K1 and K6 spoke), none
        on the 5th.""",
        metric="group_activity_rate",
        **DAYS_2_TO_5,
        by=("day",),
        expected={
            ("2026-03-02",): rate(2 / 3, 2, 3),
            **{(f"2026-03-0{day}",): rate(None, 0, 0, None) for day in (3, 4, 5)},
        },
    ),
    WorkedCase(
        name="learned",
        docstring=f"""{JOINED} K6 had a lesson. 1/5.""",
        metric="group_learning_rate",
        **BY_GROUP,
        expected={("Q1",): rate(0.2, 1, 5)},
    ),
    WorkedCase(
        name="nobody learned: measured as zero",
        docstring="""K1 joined; all that happened is a message. 0/1, from 0 to z²/(1 + z²) = 0.793450.""",
        world={
            "memberships": [joins("Q1", "K1", "02 10:00")],
            "group_events": [acts("Q1", "K1", "03 10:00", "message")],
        },
        metric="group_learning_rate",
        start=on(2),
        end=on(2),
        expected={(): {**rate(0.0, 0, 1), "low": 0.0, "high": 0.793450}},
    ),
    WorkedCase(
        name="took part or took a red packet",
        docstring=f"""{JOINED} K4 took a red packet, K6 took part. 2/5, all in the store of Q1's owner.""",
        metric="group_interest_rate",
        **{**BY_GROUP, "by": ("store", "group_kind", "audience")},
        expected={("S1", "flash", "customer"): rate(0.4, 2, 5)},
    ),
    WorkedCase(
        name="bought: a purchase in the group, or an order of it",
        docstring=f"""{JOINED} K3's purchase on the 10th. Orders of Q1: K2 in the very second she joined; K4 before she
        joined; K6 refunded wholly. K1's orders are of other groups. 2/5.""",
        metric="group_purchase_rate",
        **BY_GROUP,
        expected={("Q1",): rate(0.4, 2, 5)},
    ),
    WorkedCase(
        name="gone at the horizon",
        docstring=f"""{JOINED} K4 and K6 are gone, K1 is back. 2/5.""",
        metric="group_leave_rate",
        **BY_GROUP,
        expected={("Q1",): rate(0.4, 2, 5)},
    ),
    WorkedCase(
        name="leavings never brought",
        docstring="""left_at is empty in every row.""",
        world={"memberships": [joins("Q1", "K1", "02 10:00")]},
        metric="group_leave_rate",
        start=on(2),
        end=on(2),
        expected={(): UNDEFINED},
    ),
    WorkedCase(
        name="present and speaking, day by day",
        docstring=f"""{JOINED} {SPOKE} 2nd: K1, K4, K6 present, none spoke after joining. 3rd: the same (K4 till noon);
        K1 and K6 spoke. 4th: K6 alone, K1 left at its first midnight. 5th: K1 and K6; K6 spoke.""",
        metric="group_daily_activity_rate",
        **DAYS_2_TO_5,
        by=("day",),
        expected={
            ("2026-03-02",): rate(0.0, 0, 3),
            ("2026-03-03",): rate(2 / 3, 2, 3),
            ("2026-03-04",): rate(0.0, 0, 1),
            ("2026-03-05",): rate(0.5, 1, 2),
        },
    ),
    WorkedCase(
        name="daily activity ends with the events",
        docstring=f"""{JOINED} {SPOKE} 2nd–5th: 3 of 9. 6th–8th K1 and K6 each day: 6. 9th and 10th also K2 and K3:
        8. Then nothing is known. 3/23.""",
        metric="group_daily_activity_rate",
        **{**BY_GROUP, "by": ()},
        expected={(): rate(3 / 23, 3, 23)},
    ),
    WorkedCase(
        name="members as each week ends",
        docstring=f"""{JOINED} At the end of the 8th: K1, K6. Of the 12th, the last day that memberships cover: K1, K2,
        K3. Before the first join nobody. The 16th lies beyond.""",
        metric="group_members",
        **{**BY_GROUP, "by": ("week",)},
        expected={
            ("2026-02-23",): {"value": 0},
            ("2026-03-02",): {"value": 2},
            ("2026-03-09",): {"value": 3},
            **{(f"2026-03-{day}",): {"value": None} for day in (16, 23, 30)},
        },
    ),
    WorkedCase(
        name="who leaves at midnight is there as the day ends",
        docstring=f"""{JOINED} 2nd: K1, K4, K6. 3rd: K1 leaves at the midnight that ends it, K4 is gone: 2. 4th: K6.
        5th: K1 is back: 2. Each day in Q1.""",
        metric="group_members",
        **DAYS_2_TO_5,
        by=("day", "group"),
        expected={(f"2026-03-0{day}", "Q1"): {"value": value} for day, value in ((2, 3), (3, 2), (4, 1), (5, 2))},
    ),
    WorkedCase(
        name="messages over everyone present",
        docstring=f"""{JOINED} {SPOKE} 2nd–5th: K1 twice, K6 three times; present at some time K1, K4, K6. 5/3.""",
        metric="group_messages_per_member",
        **DAYS_2_TO_5,
        expected={(): {**rate(5 / 3, 5, 3), "low": None, "high": None}},
    ),
    WorkedCase(
        name="replies to another member",
        docstring=f"""{SPOKE} Members' replies: to the staff, to K1, to herself, to a stranger. 1/4.""",
        metric="group_peer_share",
        **BY_GROUP,
        expected={("Q1",): rate(0.25, 1, 4)},
    ),
    WorkedCase(
        name="adverts among what is posted, whoever posts",
        docstring=f"""{SPOKE} Eight messages and one advert. 1/9.""",
        metric="group_advert_share",
        **BY_GROUP,
        expected={("Q1",): rate(1 / 9, 1, 9)},
    ),
    WorkedCase(
        name="a group's money stands under its owner, whoever sold",
        docstring="""Orders of Q1 (G1's): 30 and 50, both sold by G2, and one refunded wholly. Of Q2 (G2's): 5. Of Q9,
        not registered: 7. One of no group.""",
        metric="group_gmv",
        **{**BY_GROUP, "by": ("guide", "store", "group")},
        expected={
            ("G1", "S1", "Q1"): {"value": Decimal("80.00")},
            ("G2", "S2", "Q2"): {"value": Decimal("5.00")},
            (None, None, "Q9"): {"value": Decimal("7.00")},
        },
    ),
    WorkedCase(
        name="in a group of guides the members are guides",
        docstring="""G1 and G2 joined a group of guides in store S2; G2 spoke. 1/2 for guides, in S2 though the owner
        works in S1.""",
        world={
            **STAFF,
            "groups": [group("Q1", "G1", audience="guide", store_id="S2")],
            "memberships": [joins("Q1", "G1", "02 10:00"), joins("Q1", "G2", "02 10:00")],
            "group_events": [acts("Q1", "G2", "03 10:00", "message", "G1")],
        },
        metric="group_activity_rate",
        start=on(2),
        end=on(2),
        by=("audience", "guide", "store"),
        expected={("guide", "G1", "S2"): rate(0.5, 1, 2)},
    ),
]
