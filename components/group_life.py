"""How a group lives: its hours, its days, and who answers whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from components import asking, charts, figures, formats, group_charts
from components.device import is_phone
from components.export import export, sheet
from components.language import current, pick, t
from components.view import View
from data.settings import settings
from metrics import groups as of_groups
from metrics.group_inside import KINDS, STAFF, Hour, by_day, rhythm, talk
from metrics.group_wall import Standing

MOST_DAYS = 60
LABELLED = 14
FEWEST = 30  # messages of which one hour is called the busiest
_KINDS = {
    "messages": "group.messages",
    "lessons": "group.lessons",
    "take_parts": "group.take_parts",
    "red_packets": "group.red_packets",
    "purchases": "group.purchases",
    "adverts": "group.adverts",
}


def hours(view: View, standing: Standing) -> tuple[Hour, ...]:
    """Every hour of the group in which anything happened."""
    return asking.kept(view.source, rhythm, view.scope, standing.group.group_id)


def _days(found: Sequence[Hour]) -> list[date]:
    """The days to draw: all from the first to the last, at most the last sixty."""
    first, last = found[0].day, found[-1].day
    first = max(first, last - timedelta(days=MOST_DAYS - 1))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _short(day: date) -> str:
    return f"{day:%m-%d}"


def heatmap(view: View, standing: Standing) -> None:
    """When the group talks: messages by hour and day."""
    found = hours(view, standing)
    if not any(hour.counts[0] for hour in found):
        st.caption(_silent(view))
        return
    days = _days(found)
    squares = [
        group_charts.Square(
            day=_short(hour.day),
            hour=hour.hour,
            count=hour.counts[0],
            said=t("group.hour_said", day=_short(hour.day), hour=hour.hour, number=hour.counts[0]),
        )
        for hour in found
        if hour.counts[0] and hour.day >= days[0]
    ]
    charts.show(group_charts.heatmap(squares, [_short(day) for day in days], height=320), alt=t("group.heatmap_alt"))
    busiest: dict[int, int] = {}
    for hour in found:
        busiest[hour.hour] = busiest.get(hour.hour, 0) + hour.counts[0]
    messages = sum(busiest.values())
    note = t("group.stronger")
    if messages >= FEWEST:
        top = max(busiest, key=lambda one: busiest[one])
        share = formats.percent(busiest[top] / messages, current(), 0)
        note += t("group.busiest", hour=top, until=top + 1, share=share)
    if found[0].day < days[0]:
        note += t("group.last_days", days=MOST_DAYS)
    st.caption(note)


def _silent(view: View) -> str:
    return t("group.no_events") if not view.source.has("group_events") else t("group.no_messages")


def timeline(view: View, standing: Standing) -> None:
    """What happened on which day, by kind, and its export."""
    found = hours(view, standing)
    if not found:
        st.caption(_silent(view))
        return
    days, counted = _days(found), by_day(found)
    bubbles = []
    kinds = []
    for kind in KINDS:
        total = sum(day[kind] for day in counted.values())
        title = f"{t(_KINDS[kind])} {formats.plain(total, current())}"
        kinds.append(title)
        most = max((day[kind] for day in counted.values()), default=0)
        bubbles += [
            group_charts.Bubble(
                day=_short(day),
                kind=title,
                count=counted[day][kind],
                share=counted[day][kind] / most,
                said=f"{_short(day)} {t(_KINDS[kind])} {formats.plain(counted[day][kind], current())}",
            )
            for day in days
            if day in counted and counted[day][kind]
        ]
    charts.show(group_charts.timeline(bubbles, [_short(day) for day in days], kinds), alt=t("group.timeline_alt"))
    st.caption(t("group.timeline_note"))
    headings = (t("trend.when"), *(t(_KINDS[kind]) for kind in KINDS))
    export(sheet("group-days", headings, [(day, *counts.values()) for day, counts in counted.items()]))


def shape(view: View, standing: Standing) -> None:
    """Who answers whom, drawn, with the sentence whether the talk is a net or a hub."""
    peer = standing[of_groups.GROUP_PEER_SHARE]
    found = asking.kept(view.source, talk, view.scope, standing.group.group_id, settings().health, peer)
    if not found.members:
        st.caption(t("group.no_replies") if view.source.has("group_events") else t("group.no_events"))
        return
    share = figures.figure(of_groups.GROUP_PEER_SHARE, peer.value)
    words = {True: "group.net", False: "group.hub", None: "group.shapeless"}
    st.markdown(t(words[found.is_net], share=share, replies=formats.plain(int(peer.denominator or 0), current())))
    names = {member: pick(name) for member, name in zip(found.members, found.names, strict=True)}
    names[STAFF] = t("group.staff")
    said = [
        t("group.link", speaker=names[link.speaker], answered=names[link.answered], number=link.replies)
        for link in found.links
    ]
    labelled = 0 if is_phone() else LABELLED
    spec = group_charts.network(found.members, names, found.links, said, labelled=labelled)
    charts.show(spec, alt=t("group.talk_alt"))
    note = t("group.talk_note")
    if found.left_out:
        note += t("group.left_out", shown=len(found.members), number=found.left_out)
    st.caption(note)
