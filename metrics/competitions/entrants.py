"""Entrants: who takes part, in which league, against whom; also those who have nothing yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES, PUBLISHED
from metrics.competitions.quantities import Quantity
from metrics.competitions.rules import Rules
from metrics.names import register


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """A guide, a team, a store or a region in a competition, with the place where she stands on its last day."""

    id: str
    name: str
    league: str | None = None
    opponent: str | None = None
    store_id: str | None = None
    store: str | None = None
    team: str | None = None
    region: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A guide's place in a span of days, `until_on` exclusive."""

    guide_id: str
    from_on: date
    until_on: date
    store_id: str | None
    team: str | None


@dataclass(frozen=True, kw_only=True)
class Registers:
    """What is known of guides, stores and entries when a competition is counted."""

    guides: dict[str, Any]
    names: Mapping[str, str]  # of guides
    stores: dict[str, Any]
    stays: dict[str, tuple[Stay, ...]]  # by guide
    entries: dict[str, Any]

    def place(self, guide_id: str, day: date) -> Stay | None:
        """Where a guide works on a day."""
        return next((stay for stay in self.stays.get(guide_id, ()) if stay.from_on <= day < stay.until_on), None)

    def region(self, store_id: str | None) -> str | None:
        """The region of a store."""
        return self.stores[store_id].region if store_id in self.stores else None

    def named(self, store_id: str | None) -> str | None:
        """A store's name."""
        return self.stores[store_id].store_name if store_id in self.stores else store_id


def registers(generation: Generation, rules: Rules) -> Registers:
    """Read what entrants are made of."""
    guides, stores, entries = PUBLISHED["guides"], PUBLISHED["stores"], PUBLISHED["competition_entries"]
    stays = MILESTONES["stays"]
    of_rules = sa.select(entries).where(entries.c.competition_id == rules.id)
    in_days = sa.select(stays).where(stays.c.from_on <= rules.ends_on, stays.c.until_on > rules.starts_on)
    by_guide: dict[str, tuple[Stay, ...]] = {}
    for row in generation.rows(in_days.order_by(stays.c.guide_id, stays.c.from_on)):
        by_guide[row.guide_id] = (*by_guide.get(row.guide_id, ()), Stay(**row._mapping))
    return Registers(
        guides={row.guide_id: row for row in generation.rows(sa.select(guides))},
        names=register(generation, "guide"),
        stores={row.store_id: row for row in generation.rows(sa.select(stores))},
        stays=by_guide,
        entries={row.entrant_id: row for row in generation.rows(of_rules)},
    )


def entrants(known: Registers, rules: Rules, counted: Iterable[Quantity]) -> dict[str, Entrant]:
    """Everyone who takes part, by id: the sign-up list, or all that work in the days and regions of the rules."""
    by_entry = rules.takes_part == "entries" or (rules.takes_part == "auto" and bool(known.entries))
    ids: Collection[str] = set(known.entries) if by_entry else _everyone(known, rules, counted)
    found = {one: described(known, rules.entrants, one, rules.ends_on) for one in sorted(ids)}
    sizes = _sizes(known, rules.starts_on)
    for one, entrant in found.items():
        entry = known.entries.get(one)
        league = entry.league if entry is not None and rules.leagues == "entries" else None
        if rules.leagues == "layers":
            league = None if entrant.store_id is None else _layer(rules, sizes.get(entrant.store_id, 0))
        found[one] = replace(entrant, league=league, opponent=entry.opponent_id if entry is not None else None)
    return found


def described(known: Registers, kind: str, one: str, day: date) -> Entrant:
    """An entrant of a kind with name and place on a day."""
    if kind == "guide":
        stay = known.place(one, day)
        store_id, team = (stay.store_id, stay.team) if stay else (None, None)
        return Entrant(
            id=one,
            name=known.names.get(one, one),
            store_id=store_id,
            store=known.named(store_id),
            team=team,
            region=known.region(store_id),
        )
    if kind == "store":
        return Entrant(
            id=one, name=known.named(one) or one, store_id=one, store=known.named(one), region=known.region(one)
        )
    return Entrant(id=one, name=one, team=one if kind == "team" else None, region=one if kind == "region" else None)


def _everyone(known: Registers, rules: Rules, counted: Iterable[Quantity]) -> set[str]:
    every = (stay for stays in known.stays.values() for stay in stays)
    stays = [stay for stay in every if not rules.regions or known.region(stay.store_id) in rules.regions]
    if rules.entrants == "store":
        registered = {one for one in known.stores if not rules.regions or known.region(one) in rules.regions}
        return registered | {row.store_id for row in counted if row.store_id is not None}
    if rules.entrants == "team":
        return {stay.team for stay in stays if stay.team} | {row.team for row in counted if row.team is not None}
    there = {stay.guide_id for stay in stays if _is_active(known.guides.get(stay.guide_id), rules)}
    strangers = {row.guide_id for row in counted if row.guide_id is not None and row.guide_id not in known.guides}
    return there | (set() if rules.roles else strangers)


def _is_active(guide: Any, rules: Rules) -> bool:
    if guide is None:
        return not rules.roles
    return (
        (guide.joined_on is None or guide.joined_on <= rules.ends_on)
        and (guide.left_on is None or guide.left_on >= rules.starts_on)
        and (not rules.roles or (guide.role or "guide") in rules.roles)
    )


def _sizes(known: Registers, day: date) -> dict[str | None, int]:
    """How many guides each store has on a day; who has left it or has not begun is not there."""
    sizes: dict[str | None, int] = {}
    for guide_id in known.stays:
        stay, guide = known.place(guide_id, day), known.guides.get(guide_id)
        is_there = guide is None or (guide.joined_on or day) <= day <= (guide.left_on or day)
        if stay is not None and is_there:
            sizes[stay.store_id] = sizes.get(stay.store_id, 0) + 1
    return sizes


def _layer(rules: Rules, guides: int) -> str | None:
    return next(
        (layer.title for layer in rules.layers if layer.guides_up_to is None or guides <= layer.guides_up_to), None
    )
