"""The week as a board: a column a day with what is planned, a tick for each, and what the groups' events show."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import formats
from components.access import Viewer
from components.clock import today
from components.device import is_phone
from components.escape import markdown
from components.export import export, sheet
from components.language import current, pick, t
from components.listing import listing
from components.sop_week import Week, weekday_title
from data.settings import settings
from data.state import plans
from metrics import campaign_sop
from metrics.campaign_sop import INGREDIENTS, TRACES, WEEKDAYS

_SEEN = {
    "red_packets": "sop.trace_red_packets",
    "take_parts": "sop.trace_take_parts",
    "lessons": "sop.trace_lessons",
    "staff_messages": "sop.trace_staff_messages",
}


def summary(week: Week) -> None:
    """The week in one line; a template that nobody has made a plan of is not counted as one."""
    found = campaign_sop.tally(week.matches)
    with st.container(border=True):
        if week.made is None:
            st.markdown(t("sop.summary_template", planned=found.planned))
            return
        st.markdown(
            t(
                "sop.summary_past" if week.day(7) < today() else "sop.summary",
                planned=found.planned,
                ticked=found.ticked,
                traced=found.done - found.ticked,
                missed=found.missed,
                open=found.open,
            )
        )


def board(week: Week, viewer: Viewer) -> None:
    """Draw the seven days: side by side, on a phone one under the other with only the present day open."""
    if is_phone():
        for weekday in WEEKDAYS:
            is_open = week.day(weekday) == today() or (weekday == 1 and not _holds(week))
            with st.expander(weekday_title(week, weekday), expanded=is_open):
                _day(week, weekday, viewer)
        return
    for weekday, column in zip(WEEKDAYS, st.columns(7, gap="small"), strict=True):
        with column, st.container(border=True, height="stretch", gap="small"):
            is_today = week.day(weekday) == today()
            title = weekday_title(week, weekday)
            st.markdown(f":blue-badge[{title}]" if is_today else f"**{title}**")
            _day(week, weekday, viewer)


def _holds(week: Week) -> bool:
    return week.monday <= today() <= week.day(7)


def _day(week: Week, weekday: int, viewer: Viewer) -> None:
    planned = [key for key in INGREDIENTS if week.matches[weekday, key].is_planned]
    if not planned:
        st.caption(t("sop.nothing_planned"))
    for key in planned:
        _item(week, weekday, key, viewer)
    extra = [
        f"{pick(INGREDIENTS[key])} {one.seen}"
        for key in INGREDIENTS
        if (one := week.matches[weekday, key]).state == "unplanned" and one.seen
    ]
    if extra:
        st.caption(t("sop.unplanned", list=t("filter.list_comma").join(extra)))
    seen = week.seen_on(weekday)
    if seen is not None:
        language = current()
        st.caption(
            t(
                "sop.day_seen",
                messages=formats.count(seen.messages, language),
                lessons=formats.count(seen.lessons, language),
                take_parts=formats.count(seen.take_parts, language),
                red_packets=formats.count(seen.red_packets, language),
                adverts=formats.count(seen.adverts, language),
            )
        )


def _item(week: Week, weekday: int, ingredient: str, viewer: Viewer) -> None:
    one = week.matches[weekday, ingredient]
    key = f"tick:{week.kind}:{week.monday}:{weekday}:{ingredient}:{current()}"
    st.session_state[key] = one.is_ticked
    text = markdown(week.cells[weekday][ingredient])
    badge = ""
    if one.seen:
        badge = f" :blue-badge[{t(_SEEN[TRACES[ingredient]], number=formats.count(one.seen, current()))}]"
    elif one.state == "missed" and week.made is not None:
        badge = f" :orange-badge[{t('sop.missed')}]"
    st.checkbox(
        f"**{pick(INGREDIENTS[ingredient])}** {text}{badge}",
        key=key,
        on_change=_tick,
        args=(key, week, weekday, ingredient, viewer),
    )


def _tick(key: str, week: Week, weekday: int, ingredient: str, viewer: Viewer) -> None:
    is_done = bool(st.session_state[key])
    plans.tick(settings(), week.kind, week.monday, weekday, ingredient, is_done=is_done, who=viewer.role.value)


def by_ingredient(week: Week) -> None:
    """The eight ingredients of the week: on how many days planned, ticked and seen; with the export by day."""
    headings = (
        t("sop.ingredient"),
        t("sop.planned_days"),
        t("sop.ticked_days"),
        t("sop.seen_days"),
        t("sop.seen_times"),
    )
    listing(headings, [_ingredient(week, key) for key in INGREDIENTS])
    export(
        sheet(
            f"sop-{week.kind}-{week.monday}",
            (t("sop.day"), t("sop.ingredient"), t("sop.planned_days"), t("sop.ticked_days"), t("sop.seen_times")),
            [
                (
                    week.day(weekday),
                    pick(INGREDIENTS[key]),
                    week.cells.get(weekday, {}).get(key),
                    int(week.matches[weekday, key].is_ticked),
                    week.matches[weekday, key].seen,
                )
                for weekday in WEEKDAYS
                for key in INGREDIENTS
            ],
        )
    )


def _ingredient(week: Week, key: str) -> Sequence[str]:
    days = [week.matches[weekday, key] for weekday in WEEKDAYS]
    seen = [one.seen for one in days if one.seen is not None]
    is_traced = key in TRACES
    nothing = formats.NOTHING if is_traced else t("sop.untraced")
    return (
        f"**{pick(INGREDIENTS[key])}**",
        str(sum(one.is_planned for one in days)) if week.made is not None else formats.NOTHING,
        str(sum(one.is_ticked for one in days)),
        str(sum(number > 0 for number in seen)) if seen else nothing,
        formats.count(sum(seen), current()) if seen else nothing,
    )
