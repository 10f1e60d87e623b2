"""The battle screen: a wall picture of a running competition that refreshes itself and asks nothing of its readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import streamlit as st

from components import address, asking, competition_case, competition_headline, competition_poster, competition_words
from components.access import Viewer
from components.competition_case import Race
from components.drawing import Drawing, paint, short
from components.language import current, t
from data.settings import settings
from data.warehouse.generations import Generation
from metrics.competitions.classes import risers
from metrics.competitions.quantities import events
from metrics.competitions.rules import Rules
from metrics.competitions.standings import Board, Place
from metrics.question import Scope

EVERY = "10s"
EACH_LEAGUE = timedelta(seconds=20)  # so long one league stands before the next takes its place
WIDTH, HEIGHT, EDGE = 1920, 1080, 48
TEN, BESIDE, LATEST = 10, 6, 4
CLOSE = timedelta(minutes=10)  # from here on the countdown is red


@dataclass(frozen=True)
class Scored:
    """Something that scored: when, who, by what, and all the points of it."""

    at: datetime
    who: str
    what: str
    points: Decimal


@dataclass(frozen=True)
class Scene:
    """What the screen shows at a moment."""

    rules: Rules
    moment: str
    league: str | None
    places: tuple[Place, ...]
    best: Place | None
    rising: Place | None
    beside: tuple[Place, ...]  # the teams, and beside teams the guides
    beside_title: str
    latest: tuple[Scored, ...]
    next_cut: datetime | None
    now: datetime


def is_wanted() -> bool:
    """Whether the address asks for the screen."""
    return address.get("screen") == "1"


def link(competition_id: str) -> str:
    """The address of a competition's screen: without the frame, dark."""
    language = "" if current() == "zh" else f"&lang={current()}"
    return f"?competition={competition_id}&screen=1{language}&embed=true&embed_options=dark_theme"


@st.fragment(run_every=EVERY)
def screen(viewer: Viewer) -> None:
    """Draw the screen of the address's competition, again and again."""
    source = asking.generation()
    listed = competition_case.listed()
    if source is None or not listed:
        st.title(t("competition.none"), anchor=False)
        return
    named = address.get("competition")
    kept = listed[named if named in listed else competition_case.usual(listed, source)]
    scene = staged(source, competition_case.race(kept.rules), viewer.scope, settings().now())
    st.image(drawn(scene).svg(), width="stretch", alt=t("battle.alt", title=kept.rules.title))


def staged(source: Generation, race: Race, scope: Scope, now: datetime) -> Scene:
    """The scene at a moment; leagues take turns."""
    found: Board = asking.kept(source, competition_case.counted, race)
    rules = found.rules

    def placed(by: str, days: Sequence[object]) -> tuple[Place, ...]:
        return competition_case.placed(source, race, by, tuple(days), None, scope, ())  # type: ignore[arg-type]

    everyone = placed(rules.entrants, rules.days)
    leagues = sorted({place.entrant.league for place in everyone if place.entrant.league})
    turn = int(now.timestamp() // EACH_LEAGUE.total_seconds())
    league = leagues[turn % len(leagues)] if leagues else None
    places = tuple(place for place in everyone if place.entrant.league == league) if leagues else everyone
    today = [place for place in placed(rules.entrants, (found.today,)) if place.points > 0]
    rising = risers(everyone, 1)
    beside = "guide" if rules.entrants == "team" else "team"
    return Scene(
        rules=rules,
        moment=" · ".join(competition_headline.until(found)),
        league=league,
        places=tuple(place for place in places if place.points > 0)[:TEN],
        best=max(today, key=lambda place: place.points) if today else None,
        rising=rising[0] if rising else None,
        beside=tuple(place for place in placed(beside, rules.days) if place.points > 0)[:BESIDE],
        beside_title=t(competition_case.KINDS[beside]),
        latest=asking.kept(source, _latest, race, scope),
        next_cut=next_cut(rules, now),
        now=now,
    )


def next_cut(rules: Rules, now: datetime) -> datetime | None:
    """The next cut-off, or where there are none the next midnight; None when the competition is over."""
    for day in rules.days:
        cuts = [datetime.combine(day, cut) for cut in rules.cut_offs]
        for cut in cuts or [datetime.combine(day, datetime.min.time()) + timedelta(days=1)]:
            if cut > now:
                return cut
    return None


def countdown(until: timedelta) -> str:
    """How long it still is, in days, or as hours and minutes.

    >>> countdown(timedelta(hours=3, minutes=5)), countdown(timedelta(seconds=59))
    ('03:05', '00:01')
    """
    if until >= timedelta(days=1):
        return t("battle.days", days=until.days)
    minutes = -int(-until.total_seconds() // 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _latest(source: Generation, race: Race, scope: Scope) -> tuple[Scored, ...]:
    """What scored last on the last day, the latest first; what one order scored by several items is one."""
    found = asking.kept(source, competition_case.counted, race)
    worth = {score.what: score.points for score in race.rules.scores}
    only: list[tuple[str, tuple[object, ...]]] = [("day", (found.today,))]
    only += [("store_id", tuple(scope.stores))] if scope.stores is not None else []
    only += [("guide_id", tuple(scope.guides))] if scope.guides is not None else []
    together: dict[tuple[object, ...], Scored] = {}
    for event in events(source, race.rules, *only, whats=list(worth)):
        who = found.known.names.get(event.guide_id or "") or event.guide_id or event.team
        if not who:  # it scores for a store, and names nobody to cheer
            continue
        key = (event.at, event.guide_id, event.ref)
        before = together.get(key)
        points = event.quantity * worth[event.what] + (before.points if before else Decimal(0))
        what = before.what if before and event.what == "gmv" else event.what
        together[key] = Scored(event.at, who, what, points)
    return tuple(reversed(together.values()))[:LATEST]


def drawn(scene: Scene) -> Drawing:
    """The scene as a picture."""
    sheet = Drawing(WIDTH, HEIGHT, paint("backgroundColor"))
    title = scene.rules.title if scene.league is None else f"{scene.rules.title} · {scene.league}"
    sheet.box(EDGE, 44, 12, 96, paint("yellowColor"), radius=6)
    sheet.text(EDGE + 36, 98, short(title, 21), 60, paint("textColor"), weight=700)
    sheet.text(EDGE + 36, 142, scene.moment, 32, paint("grayTextColor"))
    _clock(sheet, scene)
    _ten(sheet, scene)
    _side(sheet, scene)
    _ticker(sheet, scene)
    return sheet


def _clock(sheet: Drawing, scene: Scene) -> None:
    right = WIDTH - EDGE
    if scene.next_cut is None:
        sheet.text(right, 112, t("battle.over"), 60, paint("grayTextColor"), weight=700, anchor="end")
        return
    left = scene.next_cut - scene.now
    colour = paint("redColor" if left <= CLOSE else "yellowColor")
    sheet.text(right, 116, countdown(left), 96, colour, weight=700, anchor="end")
    said = t("battle.to_cut", at=f"{scene.next_cut:%H:%M}")
    sheet.text(right - 320, 98, said, 36, paint("grayTextColor"), anchor="end")


def _ten(sheet: Drawing, scene: Scene) -> None:
    top, width = 176.0, 1200.0
    line = min(98.0, 780.0 / max(len(scene.places), 1))
    if not scene.places:
        sheet.text(EDGE + width / 2, 520, t("competition.nothing_scored"), 48, paint("grayTextColor"), anchor="middle")
        return
    most = max(float(place.points) for place in scene.places)
    for number, place in enumerate(scene.places):
        competition_poster.row(sheet, place, EDGE, top + number * line, width, line, most)


def _side(sheet: Drawing, scene: Scene) -> None:
    left, width, y = 1296.0, WIDTH - 1296.0 - EDGE, 181.0
    for title, place, said, colour in (
        (t("battle.best"), scene.best, _points(scene.best), "yellowColor"),
        (t("competition.riser"), scene.rising, _places(scene.rising), "greenColor"),
    ):
        if place is None:
            continue
        sheet.box(left, y, width, 134, paint("secondaryBackgroundColor"))
        sheet.text(left + 28, y + 48, title, 30, paint("grayTextColor"))
        sheet.text(left + 28, y + 106, short(place.entrant.name, 6), 52, paint("textColor"), weight=700)
        sheet.text(left + width - 28, y + 104, said, 50, paint(colour), weight=700, anchor="end")
        y += 152
    if scene.beside:
        room = 946.0 - y
        sheet.box(left, y, width, room, paint("secondaryBackgroundColor"))
        sheet.text(left + 28, y + 48, scene.beside_title, 30, paint("grayTextColor"))
        line = min(76.0, (room - 70) / len(scene.beside))
        most = max((float(place.points) for place in scene.beside), default=0.0)
        for number, place in enumerate(scene.beside):
            competition_poster.row(
                sheet, place, left + 16, y + 62 + number * line, width - 32, line, most, has_store=False
            )


def _points(place: Place | None) -> str:
    return "" if place is None else f"+{competition_words.points(place.points, 1)}"


def _places(place: Place | None) -> str:
    return "" if place is None else f"▲{place.moved}"


def _ticker(sheet: Drawing, scene: Scene) -> None:
    """The latest events that scored, side by side."""
    y = 974.0
    sheet.box(0, y, WIDTH, HEIGHT - y, paint("blueBackgroundColor"), radius=0)
    if not scene.latest:
        sheet.text(EDGE, y + 66, t("battle.quiet"), 36, paint("blueTextColor"))
        return
    step = (WIDTH - 2 * EDGE) / LATEST
    for number, one in enumerate(scene.latest):
        x = EDGE + number * step
        sheet.text(x, y + 44, f"{one.at:%H:%M}  {short(one.who, 8)}", 32, paint("textColor"), weight=600)
        said = t("battle.scored", what=competition_words.what(one.what), points=competition_words.points(one.points, 1))
        sheet.text(x, y + 86, short(said, 13), 30, paint("blueTextColor"))
