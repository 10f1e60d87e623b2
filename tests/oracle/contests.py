"""Random competitions: a dense week of rows that score, at and around cut-offs, and rules of every kind for them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.oracle.pools import maybe

FIRST = date(2026, 3, 24)
NOW = datetime(2026, 3, 30, 15, 30)
DAYS = 7
GUIDES = ("G1", "G2", "G3", "G4", "G5")  # the last is not registered
STORES = ("S1", "S2", "S3")  # the last is not registered
TEAMS = ("飞虎队", "雄鹰队", "猛龙队")
CUSTOMERS = tuple(f"{n:04}" for n in range(1, 9))
GROUPS = ("Q1", "Q2", "Q3")
REGIONS = ("华东", "华南")
CLOCK = ("00:00:00", "09:59:59", "11:59:59", "12:00:00", "12:00:01", "21:59:59", "22:00:00", "23:59:59")
AMOUNTS = tuple(Decimal(text) for text in ("0.00", "0.01", "33.33", "99.90", "100.00", "100.00"))
WHATS = (
    *("gmv", "orders", "opening_order", "new_customers", "units", "adds", "greeting_replies", "private_chats"),
    *("group_entries", "order_screenshot", "forward", "manual", "lessons", "notes", "exam"),
)

Draft = dict[str, list[dict[str, Any]]]


def some_day(chance: Random) -> date:
    """A day of the week, or the one before or after it."""
    return FIRST + timedelta(chance.randint(-1, DAYS - 1))


def moment(chance: Random) -> datetime:
    """A moment on such a day, mostly at or beside a cut-off; once in a while in the future."""
    if chance.random() < 0.02:
        return NOW + timedelta(seconds=1)
    at = datetime.fromisoformat(f"{some_day(chance)}T{chance.choice(CLOCK)}")
    return at if at <= NOW else at - timedelta(1)


def contest_world(seed: int) -> Draft:
    """Orders of every state, contacts with replies and chats, members, lessons, points, moves and entries."""
    chance = Random(seed)
    world = _registers(chance)
    world["contacts"] = [_contact(chance) for _ in range(chance.randint(6, 14))]
    world["contacts"] = list({(r["customer_id"], r["guide_id"], r["added_at"]): r for r in world["contacts"]}.values())
    world["messages"] = [_message(chance, world["contacts"]) for _ in range(chance.randint(10, 30))]
    world["orders"] = [_order(chance, number) for number in range(chance.randint(8, 24))]
    members = [_member(chance) for _ in range(chance.randint(4, 12))]
    world["memberships"] = list({(r["group_id"], r["customer_id"], r["joined_at"]): r for r in members}.values())
    lessons = [_lesson(chance) for _ in range(chance.randint(3, 12))]
    world["training"] = list({(r["guide_id"], r["campaign_id"], r["lesson"]): r for r in lessons}.values())
    world["guide_points"] = [_points(chance) for _ in range(chance.randint(4, 14))]
    for table in ("messages", "memberships", "training", "guide_points", "guide_moves", "groups", "contacts"):
        if chance.random() < 0.08:
            del world[table]
    return world


def _registers(chance: Random) -> Draft:
    joins = (None, None, None, date(2025, 1, 1), FIRST + timedelta(3), FIRST + timedelta(20))
    leaves = (None, None, None, None, FIRST - timedelta(1), FIRST + timedelta(2))
    moves = [
        {
            "guide_id": chance.choice(GUIDES),
            "from_on": some_day(chance),
            "store_id": maybe(chance, STORES),
            "team": maybe(chance, TEAMS),
        }
        for _ in range(chance.randint(1, 5))
    ]
    entries = []
    for competition, ids in (("listed", GUIDES), ("teams", TEAMS), ("shops", STORES)):
        for one in chance.sample((*ids, "新来的"), chance.randint(2, 4)):
            entry = {"competition_id": competition, "entrant_id": one}
            league, rival = maybe(chance, ("甲组", "乙组")), maybe(chance, ids)
            entries.append({**entry, "league": league, "opponent_id": rival})
    return {
        "stores": [
            {"store_id": store, "store_name": f"{store} 店", "region": maybe(chance, REGIONS, 0.85)}
            for store in STORES[:2]
        ],
        "guides": [
            {
                "guide_id": guide,
                "guide_name": f"导购 {guide}",
                "store_id": maybe(chance, STORES, 0.85),
                "team": maybe(chance, TEAMS, 0.85),
                "role": maybe(chance, ("guide", "store_manager"), 0.8),
                "joined_on": chance.choice(joins),
                "left_on": chance.choice(leaves),
            }
            for guide in GUIDES[:4]
        ],
        "guide_moves": list({(row["guide_id"], row["from_on"]): row for row in moves}.values()),
        "groups": [
            {
                "group_id": group,
                "group_name": f"{group} 群",
                "owner_guide_id": maybe(chance, GUIDES),
                "store_id": maybe(chance, STORES, 0.5),
                "audience": chance.choice((None, None, "customer", "guide")),
                "created_at": datetime(2026, 3, 1),
            }
            for group in GROUPS[:2]
        ],
        "competition_entries": entries,
    }


def _contact(chance: Random) -> dict[str, Any]:
    at = moment(chance)
    later = timedelta(hours=chance.choice((1, 12, 30)))
    return {
        "customer_id": chance.choice(CUSTOMERS),
        "guide_id": chance.choice(GUIDES),
        "added_at": at,
        "greeted_at": maybe(chance, (at, at + timedelta(minutes=1)), 0.5),
        "private_chat_at": at + later if chance.random() < 0.15 and at + later <= NOW else None,
        "removed_at": at + later if chance.random() < 0.15 and at + later <= NOW else None,
    }


def _message(chance: Random, contacts: list[dict[str, Any]]) -> dict[str, Any]:
    pair = chance.choice(contacts)
    at = pair["added_at"] + timedelta(minutes=chance.choice((0, 1, 2, 60, 600, 1440)))
    sender = chance.choice(("customer", "guide"))
    return {
        "customer_id": pair["customer_id"],
        "guide_id": pair["guide_id"],
        "sent_at": at if at <= NOW else pair["added_at"],
        "sender": sender,
        "kind": maybe(chance, ("greeting", "manual", "automatic"), 0.8) if sender == "guide" else None,
    }


def _order(chance: Random, number: int) -> dict[str, Any]:
    at, amount = moment(chance), chance.choice(AMOUNTS)
    return {
        "order_id": f"D{number * 7 % 24}",  # not in the order of time
        "customer_id": chance.choice(CUSTOMERS),
        "ordered_at": at,
        "paid_at": chance.choice((None, at, min(at + timedelta(1), max(at, NOW)))),
        "amount": amount,
        "refunded_amount": chance.choice((None, None, None, Decimal("0.01"), Decimal("20.00"), amount)),
        "status": chance.choice((None, "paid", "paid", "paid", "refunded", chance.choice(("pending", "closed")))),
        "guide_id": maybe(chance, GUIDES, 0.92),
        "store_id": maybe(chance, STORES, 0.5),
        "domain": chance.choice((None, None, "private", "private", "public")),
        "quantity": maybe(chance, (0, 1, 2, 5)),
    }


def _member(chance: Random) -> dict[str, Any]:
    return {
        "group_id": chance.choice(GROUPS),
        "customer_id": chance.choice(CUSTOMERS),
        "joined_at": moment(chance),
        "inviter_id": maybe(chance, (*GUIDES, *CUSTOMERS[:2]), 0.6),
    }


def _lesson(chance: Random) -> dict[str, Any]:
    return {
        "guide_id": chance.choice(GUIDES),
        "campaign_id": maybe(chance, ("A1",), 0.5),
        "lesson": f"第{chance.randint(1, 3)}课",
        "on": some_day(chance),
        "attended": chance.random() < 0.7,
        "note": chance.choice((None, "是", " 否 ", "无", "NO", "交了", "0")),
        "exam": chance.choice((None, None, 60.0, 92.5, 100.0)),
    }


def _points(chance: Random) -> dict[str, Any]:
    return {
        "guide_id": chance.choice(GUIDES),
        "at": moment(chance),
        "kind": chance.choice(("order_screenshot", "forward", "manual")),
        "quantity": maybe(chance, (0, 1, 1, 2, 7)),
        "points": maybe(chance, (-12.5, 3.0, 8.25), 0.5),
        "reason": maybe(chance, ("守时", "带新人"), 0.5),
    }


def contest_rules(seed: int) -> dict[str, Any]:
    """Rules as plain values: any entrants, scores, caps, tie-breakers, leagues, regions, roles and rewards."""
    chance = Random(seed)
    entrants = chance.choice(("guide", "guide", "team", "store"))
    starts_on = FIRST + timedelta(chance.choice((0, 0, 0, 1, 2)))
    leagues = chance.choice(("none", "none", "entries", *(() if entrants == "team" else ("layers",))))
    made: dict[str, Any] = {
        "id": chance.choice(({"guide": "listed", "team": "teams", "store": "shops"}[entrants], "open")),
        "title": "春季大赛",
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(chance.choice((0, 2, 4, 4, 4, 6))),
        "cut_offs": chance.choice(((), ("12:00",), ("12:00", "22:00"), ("00:00", "22:00:00"))),
        "entrants": entrants,
        "takes_part": chance.choice(("auto", "auto", "entries", "everyone")),
        "regions": chance.choice(((), (), (), REGIONS[:1], REGIONS)),
        "roles": chance.choice(((), (), ("guide",), ("store_manager",))) if entrants == "guide" else (),
        "leagues": leagues,
        "tie_breakers": tuple(chance.sample(WHATS, chance.choice((0, 0, 1, 2)))),
        "scores": [
            {
                "what": what,
                "points": chance.choice(("10", "1", "0.1", "2.5", "0.333333", "-1")),
                "cap_per_day": chance.choice((None, None, "5", "12.5", "0.0001")),
            }
            for what in chance.sample(WHATS, chance.randint(1, 5))
        ],
    }
    if leagues == "layers":
        made["layers"] = chance.choice(
            ([{"title": "小店", "guides_up_to": 1}, {"title": "大店"}], [{"title": "小店", "guides_up_to": 2}])
        )
    made["rewards"] = [_reward(chance, entrants) for _ in range(chance.randint(1, 5))]
    return made


def _reward(chance: Random, entrants: str) -> dict[str, Any]:
    what = chance.choice(("points", "points", chance.choice(WHATS)))
    pots = chance.choice((["300", "200", "100"], ["100"], ["0.05", "0.01"], ["100", "0", "99.99", "10"]))
    steps = [{"at": "0.5", "amount": "1"}, {"at": 3, "amount": "30"}, {"at": 5, "amount": "79.90"}]
    kinds: list[dict[str, Any]] = [
        {"kind": "rank", "pots": pots, "what": what, "per": chance.choice(("end", "day"))},
        {"kind": "daily_best", "amount": chance.choice(("50", "0.01", "10.01")), "what": what},
        {"kind": "opening_order", "amount": "10.50"},
        {"kind": "ladder", "what": what, "steps": steps[: chance.randint(1, 3)], "adds_up": chance.random() < 0.5},
        {"kind": "commission", "rate": chance.choice(("0.05", "0.000001", "1", "0.125"))},
        {"kind": "pk", "amount": chance.choice(("88", "0.01")), "what": what, "per": chance.choice(("end", "day"))},
    ]
    if entrants != "store":
        kinds.append({"kind": "team_pot", "pots": pots, "split": chance.choice(("even", "points"))})
    return chance.choice(kinds)
