"""The battle report: the moment, the first ten, who rises and who gets a red packet – as text ready to be pasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components import campaign_picture, competition_headline, competition_poster, competition_words, formats
from components.competition_case import Case
from components.language import current, t
from metrics.competitions.cards import is_certain
from metrics.competitions.classes import risers
from metrics.competitions.rewards import Line
from metrics.competitions.standings import Place

TEN, OF_EACH = 10, 5
DAILY = ("daily_best", "opening_order", "rank", "pk")


@dataclass(frozen=True)
class Report:
    """All that a battle report says, as values; names as they were typed."""

    title: str
    moment: str
    leagues: tuple[tuple[str | None, tuple[Place, ...]], ...]  # each with its first places
    rising: tuple[Place, ...]
    packets: tuple[tuple[str, str, str], ...]  # what for, who, how much


def reported(case: Case) -> Report:
    """The report of a competition at the view's days and cut-off: of a league alone in full, of several the first."""
    found, rules = case.board, case.rules
    places = case.shown()
    named = sorted({place.entrant.league for place in places}, key=lambda name: (name is None, name or ""))
    most = TEN if len(named) == 1 else OF_EACH
    leagues = tuple(
        (name, tuple(place for place in places if place.entrant.league == name and place.points > 0)[:most])
        for name in named
    )
    day = min(found.today, case.days[-1])
    when = competition_words.cut_off(case.at, rules.cut_offs) if case.at else None
    if when is None and found.reach is not None and not found.is_over:
        when = formats.moment(found.reach, current())
    said = [competition_headline.moment(found)]
    said += [t("report.until", at=when)] if when else []
    seen = {place.entrant.id: _named(place, has_leagues=len(named) > 1) for place in case.places(by=rules.entrants)}
    return Report(
        title=rules.title,
        moment=" · ".join(said),
        leagues=leagues,
        rising=tuple(risers(places)),
        packets=tuple(_packets(case, [line for line in found.rewards() if line.day == day], seen)),
    )


def _packets(case: Case, lines: Sequence[Line], seen: dict[str, str]) -> list[tuple[str, str, str]]:
    """The day's rewards of whom the viewer sees, the greatest first; at an earlier cut-off they were not known."""
    if case.at is not None:
        return []
    mine = sorted((line for line in lines if line.entrant in seen), key=lambda line: (-line.amount, line.entrant))
    return [(_won(line, case), seen[line.entrant], competition_words.money(line.amount)) for line in mine]


def _won(line: Line, case: Case) -> str:
    """What a reward is for, and that somebody else may still win it."""
    why = competition_words.reward(line.kind)
    return why if is_certain(line, case.board) else t("report.so_far", why=why)


def _named(place: Place, *, has_leagues: bool) -> str:
    entrant = place.entrant
    return f"{entrant.name}（{entrant.league}）" if has_leagues and entrant.league else entrant.name


def text(report: Report) -> str:
    """The report as lines for a group chat."""
    lines = [t("report.title", title=report.title), report.moment]
    for league, places in report.leagues:
        if not places:
            continue
        lines += ["", t("report.league", league=league) if league else t("report.first", number=len(places))]
        for place in places:
            move = competition_words.moved(place)
            tail = f" {move}" if place.moved else ""
            points = competition_words.points(place.points, 1)
            lines.append(t("report.line", rank=place.rank, name=place.entrant.name, points=points) + tail)
    if report.rising:
        said = [t("report.rise", name=one.entrant.name, places=one.moved) for one in report.rising]
        lines += ["", t("report.risers", list=t("filter.list_comma").join(said))]
    if report.packets:
        lines += ["", t("report.packets")]
        lines += [t("report.packet", why=why, name=name, money=money) for why, name, money in report.packets]
    return "\n".join(lines)


def battle_report(case: Case) -> None:
    """Draw the text with its copy button, the poster, and their downloads."""
    report = reported(case)
    if not any(places for _, places in report.leagues):
        st.caption(t("competition.nothing_scored"))
        return
    written = text(report)
    family = campaign_picture.font()
    left, right = st.columns([1, 1])
    with left:
        st.caption(t("report.copy"))
        st.code(written, language=None, wrap_lines=True)
        st.download_button(
            t("report.download_text"),
            data=written.encode(),
            file_name=f"{case.rules.id}.txt",
            mime="text/plain",
            key="report_text",
            icon=":material/description:",
            on_click="ignore",
        )
    with right:
        drawing = competition_poster.poster(
            report.title, report.moment, report.leagues, report.rising, report.packets, family
        )
        st.image(drawing.svg(), width="stretch", alt=t("report.poster_alt", title=report.title))
        if family is None:
            st.caption(t("report.no_font"))
            return
        st.download_button(
            t("report.download_poster"),
            data=lambda: drawing.png(),
            file_name=f"{case.rules.id}.png",
            mime="image/png",
            key="report_poster",
            icon=":material/image:",
            on_click="ignore",
            type="primary",
        )
