"""The bar on top of every page: which days, and whose. Its whole state is in the address, as codes.

A widget that shows translated labels keeps those labels in the browser, so each language has its own key, what a widget
holds is set from the address before it is drawn, and a change writes the code.
"""

from __future__ import annotations

from datetime import date

import streamlit as st

from components import address, asking, formats, provenance
from components.access import Viewer
from components.device import is_phone
from components.escape import markdown
from components.language import LANGUAGES, current, pick, t
from components.period import CUSTOM, DEFAULT, SHORT_TITLES, TITLES, Period, parse, period
from components.view import View
from data.warehouse.generations import Generation
from metrics.dimensions import DIMENSIONS

REACH = ("contacts", "orders", "messages")


def last_day(source: Generation) -> date:
    """The last day the data speaks of: the latest that adds, orders or messages reach, else any kind of row."""
    reached = [source.horizons[kind].last_day for kind in REACH if kind in source.horizons]
    return max(
        reached or [horizon.last_day for horizon in source.horizons.values()], default=source.published_at.date()
    )


def last_whole_day(source: Generation) -> date:
    """The last day that is over as far as the data can tell: one that breaks off before the evening is not."""
    over = [source.horizons[kind].last_whole_day for kind in REACH if kind in source.horizons]
    return max(over, default=last_day(source))


def bar(source: Generation, viewer: Viewer, title: str, *, has_days: bool = True) -> View:
    """Draw the title, the language switch and the filters, and give the view they describe.

    A page whose days come from elsewhere (those of a campaign, or a week) leaves out the choice of days.
    """
    last = last_day(source)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(title, anchor=False, width="stretch")
        chosen = _days(source, last) if has_days else period(DEFAULT, last)
        where, all_cohorts = _popover(source, viewer, last)
        switch()
    named = tuple((key, _called(source, viewer, key, codes, last)) for key, codes in where)
    _say(last, chosen if has_days else None, named, all_cohorts)
    provenance.settle(
        provenance.Provenance(
            page=title,
            is_demo=source.is_demo,
            generation=source.number,
            until=last,
            days=(chosen.start, chosen.last) if has_days else None,
            where=named,
            all_cohorts=all_cohorts,
        )
    )
    whole = last_whole_day(source)
    return View(
        source=source, period=chosen, last_whole=whole, where=where, all_cohorts=all_cohorts, scope=viewer.scope
    )


def switch() -> None:
    """The button that shows the same view in the other language."""
    other = next(language for language in LANGUAGES if language != current())
    st.button(
        LANGUAGES[other],
        key=f"language:{other}",
        type="tertiary",
        icon=":material/translate:",
        on_click=address.put,
        kwargs={"lang": None if other == "zh" else other},
    )


def _days(source: Generation, last: date) -> Period:
    asked = address.get("period", DEFAULT)
    first, until = parse(address.get("from")), parse(address.get("to"))
    ahead = source.published_at.date()
    if first is not None and until is not None and first <= ahead:
        until = min(until, ahead)  # no day after it is known
    chosen = period(asked, last_whole_day(source) if asked == "yesterday" else last, first, until)
    key = f"period:{current()}"
    st.session_state[key] = chosen.preset if asked != CUSTOM else CUSTOM
    words = SHORT_TITLES if is_phone() else TITLES
    titles = {code: t(text) for code, text in words.items()}
    st.segmented_control(
        t("filter.period"),
        list(TITLES),
        format_func=lambda code: titles.get(code, str(code)),
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=_write_preset,
        args=(key, chosen),
    )
    if asked == CUSTOM:
        key = f"days:{current()}"
        st.session_state[key] = (chosen.start, chosen.last)
        st.date_input(
            t("filter.days"),
            key=key,
            format="YYYY-MM-DD",
            label_visibility="collapsed",
            width=320 if is_phone() else 240,
            on_change=_write_days,
            args=(key,),
        )
    return chosen


def _write_preset(key: str, shown: Period) -> None:
    preset = st.session_state[key]
    if preset == CUSTOM:
        address.put(period=CUSTOM, from_=shown.start.isoformat(), to=shown.last.isoformat())
    else:
        address.put(period=None if preset == DEFAULT else preset, from_=None, to=None)


def _write_days(key: str) -> None:
    days = st.session_state[key]
    if len(days) == 2:  # the first click of two gives only one day
        address.put(period=CUSTOM, from_=days[0].isoformat(), to=days[1].isoformat())


Where = tuple[tuple[str, tuple[str, ...]], ...]


def _popover(source: Generation, viewer: Viewer, last: date) -> tuple[Where, bool]:
    where = tuple((dimension, codes) for dimension in address.FILTERS if (codes := address.get_all(dimension)))
    all_cohorts = address.get("all") == "1"
    number = len(where) + all_cohorts
    label = t("filter.title") if not number else t("filter.title_set", number=number)
    with st.popover(label, icon=":material/tune:"):
        for dimension in address.FILTERS:
            _choose(source, viewer, dimension, last)
        key = f"all:{current()}"
        st.session_state[key] = all_cohorts
        st.toggle(
            t("filter.all_cohorts"), key=key, help=t("filter.all_cohorts_help"), on_change=_write_all, args=(key,)
        )
        if number:
            nothing = dict.fromkeys((*address.FILTERS, "all"))
            st.button(t("filter.clear"), key="clear", on_click=address.put, kwargs=nothing, width="stretch")
    return where, all_cohorts


def _choose(source: Generation, viewer: Viewer, dimension: str, last: date) -> None:
    names = _names(source, viewer, dimension, last)
    chosen = list(address.get_all(dimension))
    # a code of the address that the data does not know stays visible, or the empty page would have no cause
    options = list(names) + [code for code in chosen if code not in names]
    if not options:
        return
    key = f"filter:{dimension}:{current()}"
    st.session_state[key] = chosen
    st.multiselect(
        pick(DIMENSIONS[dimension].title),
        options,
        format_func=lambda code: names.get(code, str(code)),
        key=key,
        placeholder=t("filter.all"),
        on_change=_write_filter,
        args=(dimension, key),
    )


def _names(source: Generation, viewer: Viewer, dimension: str, last: date) -> dict[str, str]:
    members = asking.members(source, dimension, last, viewer.scope)
    return {code: pick(names) for code, names in members.items()}


def _called(source: Generation, viewer: Viewer, dimension: str, codes: tuple[str, ...], last: date) -> tuple[str, ...]:
    names = _names(source, viewer, dimension, last)
    return tuple(names.get(code, code) for code in codes)


def _write_filter(dimension: str, key: str) -> None:
    address.put(**{dimension: list(st.session_state[key])})


def _write_all(key: str) -> None:
    address.put(all="1" if st.session_state[key] else None)


def _say(last: date, chosen: Period | None, named: Where, all_cohorts: bool) -> None:
    """One line under the bar: the days, until when the data reaches, and what is left out."""
    language = current()
    said = [t("filter.until", day=formats.day(last, language))]
    if chosen is not None:
        said = [formats.span(chosen.start, chosen.last, language), *said, t("filter.against", days=chosen.days)]
    for dimension, names in named:
        listed = t("filter.list_comma").join(markdown(name) for name in names[:3])
        more = t("filter.more", number=len(names) - 3) if len(names) > 3 else ""
        said.append(f"{pick(DIMENSIONS[dimension].title)}: {listed}{more}")
    if all_cohorts:
        said.append(t("filter.all_cohorts_said"))
    st.caption(" · ".join(said))
