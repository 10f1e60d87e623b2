"""The week a plan is looked at for: which kind of group, which Monday, its plan, its ticks, and what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from components import address, asking, filters, formats
from components.choice import choose
from components.clock import today
from components.language import current, pick, t
from components.period import parse
from components.view import View
from data.settings import settings
from data.state import plans
from data.state.models import SopPlan
from metrics import campaign_sop
from metrics.campaign_sop import KINDS, WEEK, Match, Seen, kind_name, monday_of
from metrics.campaign_templates import template
from metrics.dimensions import OF_GROUPS
from metrics.question import Question

FARTHEST = timedelta(days=3660)  # a Monday of an address beyond ten years is a slip


@dataclass(frozen=True)
class Week:
    """A week of a kind of group."""

    kind: str
    monday: date
    made: SopPlan | None  # None: the starting template
    cells: plans.Cells
    ticked: frozenset[tuple[int, str]]
    seen: tuple[Seen, ...]
    matches: dict[tuple[int, str], Match]

    def day(self, weekday: int) -> date:
        """The date of a weekday."""
        return self.monday + timedelta(days=weekday - 1)

    def seen_on(self, weekday: int) -> Seen | None:
        """What was seen on a weekday; None where events do not reach it."""
        return next((one for one in self.seen if one.on == self.day(weekday)), None)


def chosen(view: View | None) -> Week:
    """Draw the choice of kind and week, and read what there is of it."""
    now = monday_of(today())
    monday = _asked(now)
    titles = {kind: pick(kind_name(kind)) for kind in KINDS}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind = choose("kind", t("sop.kind"), titles, "flash", width=190)
        _step(t("sop.before"), ":material/chevron_left:", "before", monday - WEEK, now)
        _step(t("sop.after"), ":material/chevron_right:", "after", monday + WEEK, now)
        if monday != now:
            _step(t("sop.this_week"), ":material/today:", "this_week", now, now)
        with_data = monday_of(filters.last_day(view.source)) if view is not None else now
        if with_data not in (monday, now):
            _step(t("sop.data_week"), ":material/database:", "data_week", with_data, now)
    made = plans.plan(settings(), kind, monday)
    cells = plans.cells_of(made) if made is not None else template(kind, 0 if current() == "zh" else 1)
    ticked = frozenset(plans.ticks(settings(), kind, monday))
    seen = _seen(view, kind, monday)
    until = campaign_sop.over_until(view.source) if view is not None else None
    matches = campaign_sop.matches(cells, ticked, seen, until)
    return Week(kind, monday, made, cells, ticked, seen, matches)


def _asked(now: date) -> date:
    day = parse(address.get("week")) or now
    return monday_of(day) if abs(day - now) < FARTHEST else now


def _step(label: str, icon: str, key: str, monday: date, now: date) -> None:
    written = None if monday == now else monday.isoformat()
    st.button(label, icon=icon, key=f"week:{key}", on_click=address.put, kwargs={"week": written})


def _seen(view: View | None, kind: str, monday: date) -> tuple[Seen, ...]:
    if view is None:
        return ()
    where = tuple(one for one in view.where if one[0] in OF_GROUPS)
    question = Question(metrics=(), start=monday, end=monday + WEEK, where=where, scope=view.scope)
    return asking.kept(view.source, campaign_sop.seen, question, kind)


def notes(view: View | None, week: Week) -> list[str]:
    """What must be known to read the week: no events, not so far, a filter that does not apply."""
    said = []
    if view is None or not view.source.has("group_events"):
        said.append(t("sop.no_events"))
    elif not week.seen:
        said.append(t("sop.not_reached"))
    if view is not None and any(key not in OF_GROUPS for key, _ in view.where):
        said.append(t("sop.no_channel"))
    return said


def weekday_title(week: Week, weekday: int) -> str:
    """A weekday with its date."""
    name = pick(campaign_sop.WEEKDAY_NAMES[weekday])
    return f"{name} {week.day(weekday):%m-%d}"


def span(week: Week) -> str:
    """The week's two ends in words."""
    return formats.span(week.monday, week.day(7), current())
