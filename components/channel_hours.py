"""Hours of the week: when people are added, when greetings are answered, and which hour is the best in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from components import channel_charts, channel_rows, charts, figures, formats
from components.device import is_phone
from components.export import export_rows
from components.language import current, pick, t
from components.references import source
from components.view import View
from metrics.analyses.channel_hours import CHANNEL_HOURS, Hour
from metrics.contacts import GREETING_REPLY_RATE
from metrics.names import name_of
from metrics.statistics import wilson

LEAST = 30  # adds in all, or greetings in an hour: fewer are not judged
REFERENCE_HOUR = 20


@dataclass(frozen=True, kw_only=True)
class Clock:
    """An hour of the day over all weekdays: sums, so that no rate is averaged."""

    hour: int
    adds: int
    greeted: int
    replied: int

    @property
    def rate(self) -> float | None:
        """The share of greetings that were answered."""
        return self.replied / self.greeted if self.greeted else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its 95 % interval."""
        return wilson(self.replied, self.greeted)


def clock(hours: Sequence[Hour]) -> list[Clock]:
    """The 24 hours of the day, each over all weekdays."""
    found = []
    for hour in range(24):
        here = [one for one in hours if one.hour == hour]
        found.append(
            Clock(
                hour=hour,
                adds=sum(one.adds or 0 for one in here),
                greeted=sum(one.greeted or 0 for one in here),
                replied=sum(one.replied or 0 for one in here),
            )
        )
    return found


def busiest(hours: Sequence[Clock]) -> Clock | None:
    """The hour with most adds, the earlier of equals; of a few adds none stands out."""
    most = max(hours, key=lambda one: (one.adds, -one.hour), default=None)
    return most if sum(one.adds for one in hours) >= LEAST else None


def most_answered(hours: Sequence[Clock]) -> Clock | None:
    """The hour whose greetings are answered most, of those with enough of them."""
    judged = [one for one in hours if one.greeted >= LEAST]
    return max(judged, key=lambda one: (one.rate or 0.0, -one.hour), default=None)


def is_clear(best: Clock, hours: Sequence[Clock]) -> bool:
    """Whether the best hour's interval lies above the rate of all hours together."""
    greeted, replied = sum(one.greeted for one in hours), sum(one.replied for one in hours)
    return best.interval is not None and best.interval[0] > replied / greeted


def said(hours: Sequence[Hour]) -> list[str]:
    """The best hours in words; nothing where nothing is known."""
    by_hour = clock(hours)
    language = current()
    found = []
    adds = sum(one.adds for one in by_hour)
    busy, best = busiest(by_hour), most_answered(by_hour)
    if busy is not None:
        share = formats.percent(busy.adds / adds, language)
        found.append(t("channel.busiest", hour=oclock(busy.hour), adds=formats.count(busy.adds, language), share=share))
    if best is not None and best.interval is not None:
        whole = sum(one.replied for one in by_hour) / sum(one.greeted for one in by_hour)
        words = "channel.most_answered" if is_clear(best, by_hour) else "channel.answered_alike"
        low, high = (formats.plain(bound * 100, language, 0) for bound in best.interval)
        rate = formats.percent(best.rate, language)
        whole_said = formats.percent(whole, language)
        found.append(t(words, hour=oclock(best.hour), rate=rate, span=f"{low}–{high}", whole=whole_said))
    return found


def verdict(hours: Sequence[Hour]) -> str:
    """Whether the hour of the reference is the best here too."""
    by_hour = clock(hours)
    busy, best = busiest(by_hour), most_answered(by_hour)
    if busy is None and best is None:
        return ""
    is_busy = busy is not None and busy.hour == REFERENCE_HOUR
    is_best = best is not None and best.hour == REFERENCE_HOUR
    if is_busy and is_best:
        return t("channel.twenty_both")
    if is_busy:
        return t("channel.twenty_adds")
    if is_best:
        return t("channel.twenty_replies")
    there = by_hour[REFERENCE_HOUR]
    rate = formats.percent(there.rate if there.greeted >= LEAST else None, current())
    return t("channel.twenty_neither", adds=formats.count(there.adds, current()), rate=rate)


def oclock(hour: int) -> str:
    """An hour of the day in words."""
    return f"{hour}:00–{hour + 1}:00"


def week(view: View) -> None:
    """Draw the two maps, what they say, and their export."""
    hours = channel_rows.hours(view)
    if not any(one.adds or one.greeted for one in hours):
        st.caption(t("reason.no_rows") if channel_rows.is_known(view) else t("reason.never_brought"))
        return
    by_hour = clock(hours)
    busy, best = busiest(by_hour), most_answered(by_hour)
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{t('channel.adds_by_hour')}**")
        _map(view, hours, lambda one: _share(one.adds, hours), _adds_said, busy, "main", t("channel.adds_by_hour"))
    with right:
        st.markdown(f"**{t('channel.replies_by_hour')}**")
        if any(one.greeted for one in hours):
            strength = _rates(hours)
            _map(view, hours, strength, _reply_said, best, "second", t("channel.replies_by_hour"))
        else:
            st.caption(figures.reason(view.cell(GREETING_REPLY_RATE)))
    for sentence in (*said(hours), verdict(hours)):
        if sentence:
            st.markdown(sentence)
    st.caption(t("channel.hours_note", least=LEAST))
    industry = t("channel.any_trade")
    st.caption(t("reference.text", text=t("channel.hour_reference"), industry=industry, source=source("Y")))
    export_rows("channel-hours", CHANNEL_HOURS, lambda: hours)


def _map(
    view: View,
    hours: Sequence[Hour],
    strength: Callable[[Hour], float | None],
    words: Callable[[Hour], str],
    best: Clock | None,
    part: str,
    title: str,
) -> None:
    days = {one.weekday: pick(name_of(view.source, "weekday", one.weekday)) for one in hours}
    squares = [
        channel_charts.Square(
            weekday=days[one.weekday],
            hour=one.hour,
            strength=strength(one),
            said=f"{days[one.weekday]} {oclock(one.hour)} · {words(one)}",
        )
        for one in hours
    ]
    hour = None if best is None else best.hour
    spec = channel_charts.week(squares, list(days.values()), best=hour, part=part, is_tall=is_phone())
    charts.show(spec, alt=t("channel.hours_alt", title=title))


def _share(adds: int | None, hours: Sequence[Hour]) -> float | None:
    most = max((one.adds or 0 for one in hours), default=0)
    return None if adds is None or not most else adds / most


def _rates(hours: Sequence[Hour]) -> Callable[[Hour], float | None]:
    """The colour of a reply rate between the lowest and the highest of the squares that can be judged at all."""
    least = LEAST / 7
    judged = [one.reply_rate for one in hours if one.reply_rate is not None and (one.greeted or 0) >= least]
    low, high = min(judged, default=0.0), max(judged, default=0.0)

    def strength(one: Hour) -> float | None:
        if one.reply_rate is None or (one.greeted or 0) < least:
            return None
        return (one.reply_rate - low) / (high - low) if high > low else 0.0

    return strength


def _adds_said(one: Hour) -> str:
    adds = formats.NOTHING if one.adds is None else formats.plain(one.adds, current())
    return t("channel.adds_number", adds=adds)


def _reply_said(one: Hour) -> str:
    if one.reply_rate is None:
        return t("reason.no_rows")
    parts = f"{formats.plain(one.replied or 0, current())} ÷ {formats.plain(one.greeted or 0, current())}"
    return f"{formats.percent(one.reply_rate, current())} ({parts})"
