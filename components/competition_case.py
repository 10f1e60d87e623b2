"""The competition a page speaks of: chosen in the address, with its span, whom it ranks and as at which cut-off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from components import address, asking, competition_words, formats
from components.choice import choose
from components.clock import today
from components.escape import markdown
from components.filters import last_day
from components.language import current, t
from components.view import View
from data.settings import settings
from data.state import settlements
from data.warehouse.generations import Generation
from metrics.competitions import cards, register, seen
from metrics.competitions.points import Ledger
from metrics.competitions.register import Kept
from metrics.competitions.rules import Rules
from metrics.competitions.settling import SettlingError, frozen
from metrics.competitions.standings import Board, Leg, Place, board, standings
from metrics.nearest import nearest
from metrics.question import Filter, Scope

TOTAL, TODAY, NOW, ALL_LEAGUES = "total", "today", "now", "all"
KINDS = {
    "guide": "competition.by_guide",
    "team": "competition.by_team",
    "store": "competition.by_store",
    "region": "competition.by_region",
}


@dataclass(frozen=True)
class Race:
    """What a board is counted from: rules, and the settlements in force by their hashes. It keys what is kept."""

    rules: Rules
    settled: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A competition in a view: which days, of whom, as at when, and in which league."""

    view: View
    kept: Kept
    race: Race
    by: str
    span: str
    at: Leg | None
    league: str | None

    @property
    def rules(self) -> Rules:
        """Its rules."""
        return self.kept.rules

    @property
    def board(self) -> Board:
        """All that its rankings are made of."""
        return asking.kept(self.view.source, counted, self.race)

    @property
    def days(self) -> tuple[date, ...]:
        """The days that are ranked."""
        return days_of(self.span, self.board)

    @property
    def until(self) -> datetime | None:
        """The moment of the cut-off that the view stands at; None for now."""
        return None if self.at is None else datetime.combine(self.at[0], self.rules.cut_offs[self.at[1] - 1])

    @property
    def is_own(self) -> bool:
        """Whether those are ranked who take part."""
        return self.by == self.rules.entrants

    def ledger(self, by: str | None = None) -> Ledger:
        """Everyone's points up to the cut-off of the view, for the entrants or for another kind."""
        found, at = self.board, self.at
        return found.ledger(by, [row for row in found.rows if at is None or (row.day, row.leg) < at])

    def places(self, days: Sequence[date] | None = None, *, by: str | None = None) -> tuple[Place, ...]:
        """The lines that the viewer looks at, of every league; the days of the view unless others are asked."""
        wanted = tuple(days) if days is not None else self.days
        return placed(self.view.source, self.race, by or self.by, wanted, self.at, self.view.scope, self.view.where)

    def of_league(self, title: str) -> str:
        """A title with the league that is shown, where it is one alone."""
        return title if self.league is None else f"{title} · {markdown(self.league)}"

    def shown(self) -> tuple[Place, ...]:
        """Those of the chosen league."""
        places = self.places()
        if self.league is None:
            return places
        return tuple(place for place in places if place.entrant.league == self.league)


def race(rules: Rules) -> Race:
    """What keys a board, as it stands in the state now."""
    return Race(rules, settlements.marks(settings(), rules.id))


def counted(source: Generation, one: Race) -> Board:
    """The board of a race; settled days as they were settled."""
    return board(source, one.rules, frozen(settings(), one.rules.id))


def placed(
    source: Generation,
    one: Race,
    by: str,
    days: tuple[date, ...],
    at: Leg | None,
    scope: Scope,
    where: tuple[Filter, ...],
) -> tuple[Place, ...]:
    """The lines of a ranking that a viewer looks at, kept."""
    return asking.kept(source, _ranked, one, by, days, at, scope, where)


def _ranked(
    source: Generation,
    one: Race,
    by: str,
    days: tuple[date, ...],
    at: Leg | None,
    scope: Scope,
    where: tuple[Filter, ...],
) -> tuple[Place, ...]:
    found = asking.kept(source, counted, one)
    wanted = None if days == one.rules.days else days
    return seen.seen(found, standings(found, by=by, days=wanted, at=at), by, scope, where)


def card(source: Generation, one: Race, entrant: str) -> cards.Card:
    """The card of an entrant whom the viewer may see, kept."""
    return asking.kept(source, _carded, one, entrant)


def _carded(source: Generation, one: Race, entrant: str) -> cards.Card:
    return cards.card(asking.kept(source, counted, one), entrant)


def days_of(span: str, found: Board) -> tuple[date, ...]:
    """The days of a span: the total, today, a stage by its number, or one day."""
    rules = found.rules
    if span == TODAY:
        return (found.today,)
    if span.startswith("stage"):
        stage = rules.stages[int(span.removeprefix("stage")) - 1]
        return tuple(day for day in rules.days if stage.starts_on <= day <= stage.ends_on)
    return rules.days if span == TOTAL else (date.fromisoformat(span),)


def usual(listed: dict[str, Kept], source: Generation | None) -> str:
    """The competition that runs now or began last, as far as rows reach; before any has begun, the next."""
    until = today() if source is None else min(today(), last_day(source))
    begun = [one for one, kept in listed.items() if kept.rules.starts_on <= until]
    return begun[0] if begun else list(listed)[-1]


def chosen(listed: dict[str, Kept]) -> Kept:
    """The competition of the address, and its choice; one that is not there is said, with the nearest."""
    named = address.get("competition")
    if named and named not in listed:
        hint = nearest(named, listed) if current() == "zh" else ""
        st.warning(t("competition.unknown", code=markdown(named[:60]), hint=hint), icon=":material/help:")
    titles = {
        one: f"{kept.rules.title} · {formats.span(kept.rules.starts_on, kept.rules.ends_on, current())}"
        for one, kept in listed.items()
    }
    return listed[choose("competition", t("competition.choose"), titles, usual(listed, asking.generation()), width=400)]


def opened(view: View, kept: Kept, *, has_choices: bool, has_all_leagues: bool = False) -> Case:
    """The case of a competition; with choices, those of its span, whom, when and league (or all of them) are drawn."""
    one = race(kept.rules)
    try:
        found = asking.kept(view.source, counted, one)
    except SettlingError as error:  # a settled day was changed beyond reading: nothing may be ranked upon it
        st.error(markdown(competition_words.told(error)), icon=":material/gpp_bad:")
        st.stop()
    rules = kept.rules
    span, by, at, league = TOTAL, rules.entrants, None, None
    if has_choices:
        span = choose("span", t("competition.span"), _spans(found), TOTAL, width=190)
        by = choose("of", t("competition.by"), {key: t(text) for key, text in KINDS.items()}, rules.entrants, width=120)
        last = days_of(span, found)[-1]
        at = _at(found, last)
        leagues = sorted({entrant.league for entrant in found.entrants.values() if entrant.league})
        if len(leagues) > 1 and by == rules.entrants:
            titles = {name: name for name in leagues}
            if has_all_leagues:
                titles = {ALL_LEAGUES: t("competition.all_leagues"), **titles}
            picked = choose("league", t("competition.league"), titles, next(iter(titles)), width=130)
            league = None if picked == ALL_LEAGUES and has_all_leagues else picked
    return Case(view=view, kept=kept, race=one, by=by, span=span, at=at, league=league)


def _spans(found: Board) -> dict[str, str]:
    rules = found.rules
    titles = {TOTAL: t("competition.total"), TODAY: t("competition.today", day=f"{found.today:%m-%d}")}
    for number, stage in enumerate(rules.stages, start=1):
        titles[f"stage{number}"] = t("competition.stage", title=stage.title)
    for day in rules.days:
        if day <= found.today:
            titles[day.isoformat()] = competition_words.span_title(day.isoformat(), rules.days)
    return titles


def _at(found: Board, last: date) -> Leg | None:
    """The choice among the cut-offs that have passed, the latest first."""
    cut_offs = found.rules.cut_offs
    legs = [(day, number) for day in found.rules.days for number in range(1, len(cut_offs) + 1)]
    passed = [leg for leg in reversed(legs) if leg <= found.now and leg[0] <= last]
    if not passed:
        return None
    by_code = {f"{day.isoformat()}T{number}": (day, number) for day, number in passed}
    titles = {NOW: t("competition.now")}
    titles |= {code: competition_words.cut_off(leg, cut_offs) for code, leg in by_code.items()}
    return by_code.get(choose("at", t("competition.at"), titles, NOW, width=150))


def listed() -> dict[str, Kept]:
    """Every competition whose rules are kept."""
    return register.kept(settings())
