"""Lessons in plain Python over raw rows: seats, homework, and the change of each guide's sales around a course."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from tests.oracle.staff import Register
from tests.oracle.world import World, rows

NO = ("否", "无", "未交", "0")
Seat = tuple[str | None, str, str]  # campaign, lesson, guide


def _here(world: World, guide: str, day: date, until: date | None = None) -> bool | None:
    """Whether she is employed from a day to another; None where no register knows her."""
    row = Register(world).guides.get(guide)
    if row is None:
        return None
    joined, left = row.get("joined_on"), row.get("left_on")
    return (joined is None or joined <= day) and (left is None or left > (until or day))


def seats(world: World) -> dict[Seat, dict[str, Any]]:
    """Everyone expected, with `said` (came, absent, unrecorded), day, place, note, exam and what was asked."""
    register = Register(world)
    found: dict[Seat, dict[str, Any]] = {}
    brought = rows(world, "training")
    for campaign in {row.get("campaign_id") for row in brought}:
        mine = [row for row in brought if row.get("campaign_id") == campaign]
        days: dict[str, list[date]] = defaultdict(list)
        for row in mine:
            days[row["lesson"]].append(row["on"])
            found[campaign, row["lesson"], row["guide_id"]] = {
                "said": "came" if row["attended"] else "absent",
                "on": row["on"],
                "note": bool(row.get("note")) and row.get("note") not in NO,
                "exam": row.get("exam"),
            }
        if campaign is not None:
            signs_in = not [row for row in mine if not row["attended"]]
            for lesson, when in days.items():
                day = min(when)
                expected = {row["guide_id"] for row in mine}
                if signs_in:
                    posts = {_post(register, guide, day) for guide in expected} - {None}
                    expected |= {
                        guide
                        for guide in register.guides
                        if _here(world, guide, day) and _post(register, guide, day) in posts
                    }
                for guide in expected:
                    if (campaign, lesson, guide) not in found and _here(world, guide, day) is not False:
                        found[campaign, lesson, guide] = {
                            "said": "unrecorded",
                            "on": day,
                            "note": False,
                            "exam": None,
                        }
    for (campaign, lesson, guide), seat in found.items():
        peers = [other for (c, name, _), other in found.items() if (c, name) == (campaign, lesson)]
        seat["asks_note"] = any(other["note"] for other in peers)
        seat["asks_exam"] = any(other["exam"] is not None for other in peers)
        store = register.on(guide, seat["on"], "store_id")
        seat |= {"store": store, "team": register.on(guide, seat["on"], "team")}
        seat["region"] = register.store_codes(store)["region"]
    return found


def _post(register: Register, guide: str, day: date) -> tuple[str, str] | None:
    store, team = register.on(guide, day, "store_id"), register.on(guide, day, "team")
    return ("store", store) if store else ("team", team) if team else None


def owed(world: World) -> set[tuple[Seat, bool, bool]]:
    """Who came and owes a note, an exam."""
    return {
        (key, seat["asks_note"] and not seat["note"], seat["asks_exam"] and seat["exam"] is None)
        for key, seat in seats(world).items()
        if seat["said"] == "came"
        and ((seat["asks_note"] and not seat["note"]) or (seat["asks_exam"] and seat["exam"] is None))
    }


def sold(world: World, guide: str, first: date, days: int) -> tuple[float, int]:
    """Yuan and orders of a guide on some days; every order of these worlds counts."""
    end = first + timedelta(days=days)
    mine = [o for o in rows(world, "orders") if o.get("guide_id") == guide and first <= o["ordered_at"].date() < end]
    return float(sum(order["amount"] for order in mine)), len(mine)


def sides(world: World, campaign: str, first: date, last: date, share: float) -> tuple[set[str], set[str]]:
    """Who came to enough lessons and who to none, of those employed from the first to the last day compared."""
    mine: dict[str, list[bool]] = defaultdict(list)
    for (of, _, guide), seat in seats(world).items():
        if of == campaign:
            mine[guide].append(seat["said"] == "came")
    everyone = {guide for guide in {*mine, *Register(world).guides} if _here(world, guide, first, last) is not False}
    trained = {guide for guide in everyone if mine.get(guide) and sum(mine[guide]) / len(mine[guide]) >= share}
    return trained, {guide for guide in everyone if not any(mine.get(guide, [])) and guide not in trained}
