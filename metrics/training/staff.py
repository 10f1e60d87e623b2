"""Staff: what the register says of a guide on a day – her store, team and region, and whether she is employed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics.model import Text
from metrics.names import name_of, register
from metrics.question import Filter, Scope

PLACES = ("region", "store", "team")
DIMENSIONS = (*PLACES, "guide", "persona")
Codes = Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True)
class Member:
    """A guide of the register."""

    guide_id: str
    persona: str | None
    joined_on: date | None
    left_on: date | None


Stay = tuple[date, date, str | None, str | None]  # first day, the day after the last, store, team


@dataclass(frozen=True, kw_only=True, eq=False)
class Staff:
    """All guides, where each stayed (also of those that no register knows), and the regions and names of the places."""

    members: Mapping[str, Member]
    stays: Mapping[str, tuple[Stay, ...]]
    regions: Mapping[str, str | None]
    names: Mapping[tuple[str, str], Text]

    def codes(self, guide_id: str, day: date) -> Codes:
        """Her codes by dimension on a day; None where nobody said."""
        member = self.members.get(guide_id)
        store, team = None, None
        for first, end, held, of_team in self.stays.get(guide_id, ()):
            if first <= day < end:
                store, team = held, of_team
        return {
            "guide": guide_id,
            "persona": member.persona if member else None,
            "store": store,
            "team": team,
            "region": self.regions.get(store) if store else None,
        }

    def is_employed(self, guide_id: str, first: date, last: date) -> bool:
        """Whether she is registered, had joined by the first day and had not left by the last."""
        member = self.members.get(guide_id)
        if member is None:
            return False
        has_joined = member.joined_on is None or member.joined_on <= first
        return has_joined and (member.left_on is None or member.left_on > last)

    def name(self, generation: Generation, key: str, code: str | None) -> Text:
        """What a code is called."""
        if code is not None and (key, code) in self.names:
            return self.names[key, code]
        return name_of(generation, key, code)


def staff(generation: Generation) -> Staff:
    """Everyone of the register."""
    guides, stores, stays = PUBLISHED["guides"], PUBLISHED["stores"], MILESTONES["stays"]
    posts: dict[str, list[Stay]] = defaultdict(list)
    for row in generation.rows(sa.select(stays).order_by(stays.c.guide_id, stays.c.from_on)):
        posts[row.guide_id].append((row.from_on, row.until_on, row.store_id, row.team))
    registered = generation.rows(sa.select(guides).order_by(guides.c.guide_id))
    places = generation.rows(sa.select(stores.c.store_id, stores.c.store_name, stores.c.region))
    called = register(generation, "guide").items()
    names: dict[tuple[str, str], Text] = {("guide", guide_id): (name, name) for guide_id, name in called}
    names |= {("store", row.store_id): (row.store_name,) * 2 for row in places}
    return Staff(
        members={
            row.guide_id: Member(
                guide_id=row.guide_id,
                persona=row.persona,
                joined_on=row.joined_on,
                left_on=row.left_on,
            )
            for row in registered
        },
        stays={guide_id: tuple(held) for guide_id, held in posts.items()},
        regions={row.store_id: row.region for row in places},
        names=names,
    )


def is_seen(codes: Codes, scope: Scope, where: tuple[Filter, ...]) -> bool:
    """Whether somebody with these codes is the viewer's to see, and passes the filters that guides have."""
    if scope.stores is not None and codes["store"] not in scope.stores:
        return False
    if scope.guides is not None and codes["guide"] not in scope.guides:
        return False
    return all(codes[key] in wanted for key, wanted in where if key in DIMENSIONS)
