"""The calendar of content: how much was posted on which day, of which kinds, and the days on which nothing was."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from components import charts, content_charts, content_rows, formats
from components.device import is_phone
from components.export import export, headed, sheet
from components.ink import ink
from components.language import current, pick, t
from components.view import View
from metrics.analyses.content_days import CONTENT_CALENDAR, Day
from metrics.content import POSTS_PER_DAY
from metrics.events import horizon
from metrics.names import name_of

_DAY = timedelta(days=1)
_UNNAMED = "未注明 × "  # how the analysis writes a kind that nobody named
KINDS = 5


def calendar(view: View) -> None:
    """Draw the days, say which were empty, and give the export."""
    found = {one.day: one for one in content_rows.calendar(view)}
    if not found:
        st.caption(t("reason.no_rows") if content_rows.is_known(view) else t("content.bring_posts"))
        return
    days = _days(view)
    if not days:
        st.caption(t("content.day_not_over"))
        return
    most = max(one.posts for one in found.values())
    weekdays = {number: pick(name_of(view.source, "weekday", number)) for number in range(1, 8)}
    squares = [_square(day, found.get(day), most, weekdays[day.isoweekday()]) for day in days]
    charts.show(
        content_charts.calendar(squares, list(weekdays.values()), ink=ink(), is_small=is_phone()),
        alt=t("content.calendar_alt"),
    )
    empty = [day for day in days if day not in found]
    st.markdown(_said(days, empty))
    notes = [t("content.calendar_note")]
    if view.period.days > len(days) and view.period.days > content_rows.LONGEST_CALENDAR:
        notes.append(t("content.calendar_last", days=content_rows.LONGEST_CALENDAR))
    st.caption(" ".join(notes))
    columns = CONTENT_CALENDAR.columns
    lines = [
        [getattr(one, c.key) if c.key != "kinds" else "、".join(_kinds(one)) for c in columns] for one in found.values()
    ]
    export(sheet("content-calendar", headed(columns), lines))


def _days(view: View) -> list[date]:
    """The whole days of the calendar as far as posts are known: of the others nobody knows what will be posted."""
    reach = horizon(POSTS_PER_DAY, view.source)
    last = min(view.period.last, view.last_whole)
    last = last if reach is None else min(last, reach.last_day)
    first = max(view.period.start, view.period.end - content_rows.LONGEST_CALENDAR * _DAY)
    since = view.source.since.get("posts", first)
    first = max(first, since)
    return [first + number * _DAY for number in range((last - first).days + 1)]


def _said(days: list[date], empty: list[date]) -> str:
    if not empty:
        return t("content.every_day", days=len(days))
    listed = t("filter.list_comma").join(f"{day:%m-%d}" for day in empty[:6])
    more = t("filter.more", number=len(empty) - 6) if len(empty) > 6 else ""
    return t("content.empty_days", number=len(empty), days=len(days), listed=f"{listed}{more}")


def _kinds(one: Day) -> list[str]:
    unnamed = f"{t('content.no_kind')} × "
    return [unnamed + kind.removeprefix(_UNNAMED) if kind.startswith(_UNNAMED) else kind for kind in one.kinds]


def _square(day: date, one: Day | None, most: int, weekday: str) -> content_charts.Square:
    monday = day - timedelta(days=day.isoweekday() - 1)
    said = [formats.day(day, current()), weekday]
    if one is None:
        said.append(t("content.nothing_posted"))
    else:
        said.append(t("content.posts_number", number=one.posts))
        said += _kinds(one)[:KINDS]
        if one.likes is not None:
            said.append(t("content.likes_number", number=formats.count(one.likes, current())))
    return content_charts.Square(
        week=monday.isoformat(),
        weekday=weekday,
        day=f"{day:%m-%d}",
        strength=0.0 if one is None else one.posts / most,
        figure="0" if one is None else str(one.posts),
        said=" · ".join(said),
    )
