"""A change of a channel's material: marked on the days of its rate, and measured before and after, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from components import address, channel_charts, channel_rows, charts, figures, formats
from components.choice import choose
from components.device import is_phone
from components.escape import markdown
from components.export import export, heading_of, share, sheet
from components.language import current, pick, t
from components.listing import listing
from components.period import parse
from components.view import View
from metrics.analyses.channel_hours import Change
from metrics.channels import CHANNEL_ADD_RATE
from metrics.contacts import FIRST_PURCHASE_CONVERSION, GREETING_REPLY_RATE
from metrics.model import Metric

MEASURES: tuple[Metric, ...] = (CHANNEL_ADD_RATE, FIRST_PURCHASE_CONVERSION, GREETING_REPLY_RATE)
SPANS = (14, 28, 56)
USUAL = 28
_DAY = timedelta(days=1)


def change(view: View) -> None:
    """Let the reader choose channel, rate, day and length; draw the days, and say what changed."""
    found = [one for one in channel_rows.channels(view) if one.channel_id is not None and one.adds]
    if not found:
        st.caption(t("channel.bring_channels") if channel_rows.is_known(view) else t("reason.never_brought"))
        return
    usual = max(found, key=lambda one: ((one.reach or 0) > 0, one.adds or 0))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        names = {str(one.channel_id): channel_rows.name(view, one.channel_id) for one in found}
        code = choose("way", t("channel.channel"), names, str(usual.channel_id), width=220)
        chosen = next(one for one in found if one.channel_id == code)
        titles = {metric.key: pick(metric.title) for metric in MEASURES}
        first = CHANNEL_ADD_RATE if chosen.reach else FIRST_PURCHASE_CONVERSION
        key = choose("rate", t("channel.rate"), titles, first.key, width=200)
        metric = next(one for one in MEASURES if one.key == key)
        spans = {str(days): t("channel.span", days=days) for days in SPANS}
        days = int(choose("span", t("channel.span_title"), spans, str(USUAL), width=160))
        known = channel_rows.turning(view, code, metric, days)
        on = _day(view, known or _usual(view, days))
    told = channel_rows.change(view, (code,), metric, on, days)
    if told.before is None or told.after is None:
        st.caption(t("channel.no_change", title=pick(metric.title)))
    else:
        st.markdown(words(told, metric, on, days, channel_rows.first_day(view), view.last_whole))
        st.markdown(_beside(view, code, metric, on, days, told))
    _draw(view, code, metric, on, days, told)
    if on == known:
        st.caption(t("channel.found_day"))
    st.caption(t("channel.change_note"))
    _table(view, names[code], metric, on, told)


def words(told: Change, metric: Metric, on: date, days: int, first: date, last: date) -> str:
    """What a rate was before a day and from it on, how far apart, and whether that is beyond chance.

    Of either side so many days are named as the data knows, from its first to its last.
    """
    language = current()
    since = min(days, (last - on).days + 1)
    said = t(
        "channel.changed",
        title=pick(metric.title),
        day=formats.day(on, language),
        days=min(days, (on - first).days),
        since=since,
        before=formats.percent(told.before, language),
        before_parts=_parts(told.before_numerator, told.before_denominator),
        after=formats.percent(told.after, language),
        after_parts=_parts(told.after_numerator, told.after_denominator),
    )
    if told.difference is None or told.low is None or told.high is None:
        return said
    points = {
        "points": _points(abs(told.difference)),
        "span": f"{_points(told.low)} – {_points(told.high)}",
    }
    if not told.is_different:
        return f"{said} {t('channel.chance', **points)}"
    return f"{said} {t('channel.rose' if told.difference > 0 else 'channel.fell', **points)}"


def _beside(view: View, code: str, metric: Metric, on: date, days: int, own: Change) -> str:
    """What the other channels of the same kind did meanwhile: a change that they share is not the material's."""
    kinds = channel_rows.kinds(view)
    others = tuple(sorted(one for one, kind in kinds.items() if kind == kinds.get(code) and one != code))
    if not others:
        return t("channel.no_other")
    told = channel_rows.change(view, others, metric, on, days)
    if told.before is None or told.after is None:
        return t("channel.no_other")
    names = t("filter.list_comma").join(markdown(channel_rows.name(view, one)) for one in others[:3])
    language = current()
    said = {
        "names": names,
        "before": formats.percent(told.before, language),
        "after": formats.percent(told.after, language),
    }
    if not own.is_different:
        return t("channel.others_beside", **said)
    if not told.is_different:
        return t("channel.others_stayed", **said)
    is_alike = (told.difference or 0) * (own.difference or 0) > 0
    return t("channel.others_moved" if is_alike else "channel.others_beside", **said)


def _usual(view: View, days: int) -> date:
    """The last day that has so many days from it on, of a short history its middle."""
    first, last = channel_rows.first_day(view), view.last_whole
    on = last - (days - 1) * _DAY
    return on if on - first >= days * _DAY else first + ((last - first).days // 2) * _DAY


def _day(view: View, usual: date) -> date:
    """The day of the change: that of the address, else the usual one."""
    first, last = channel_rows.first_day(view), view.last_whole
    on = parse(address.get("on")) or usual
    on = min(max(on, first), last)
    key = f"on:{current()}"
    st.session_state[key] = on
    st.date_input(
        t("channel.on"),
        key=key,
        min_value=first,
        max_value=last,
        format="YYYY-MM-DD",
        width=160,
        on_change=_write,
        args=(key,),
    )
    return on


def _write(key: str) -> None:
    chosen = st.session_state[key]
    address.put(on=chosen.isoformat() if isinstance(chosen, date) else None)


def _draw(view: View, code: str, metric: Metric, on: date, days: int, told: Change) -> None:
    before, after = on - days * _DAY, on + days * _DAY
    cells = channel_rows.series(view, code, metric, before - 7 * _DAY, after + 6 * _DAY)
    moments = [
        channel_charts.Moment(
            at=day.isoformat(),
            value=None if cell.value is None else float(cell.value),
            said=f"{formats.day(day, current())} · {figures.spoken(metric, cell)} {figures.parts(metric, cell)}",
        )
        for day, cell in cells
    ]
    if not any(one.value is not None for one in moments):
        return
    levels = [
        channel_charts.Level(
            start=max(start, channel_rows.first_day(view)).isoformat(),
            end=min(end, view.last_whole + _DAY).isoformat(),
            value=value,
            said=formats.percent(value, current()),
        )
        for start, end, value in ((before, on, told.before), (on, after, told.after))
        if value is not None
    ]
    spec = channel_charts.change(moments, levels, on=on.isoformat(), mark=t("channel.mark", day=f"{on:%m-%d}"))
    charts.show(spec, alt=t("channel.change_alt", title=pick(metric.title), day=formats.day(on, current())))


def _table(view: View, name: str, metric: Metric, on: date, told: Change) -> None:
    language = current()
    halves: Sequence[tuple[str, int, int, float | None]] = (
        (t("channel.before"), told.before_numerator, told.before_denominator, told.before),
        (t("channel.after"), told.after_numerator, told.after_denominator, told.after),
    )
    if not is_phone():
        listing(
            (t("channel.half"), pick(metric.title), t("split.numerator"), t("split.denominator")),
            [
                (half, formats.percent(share, language), formats.plain(ones, language), formats.plain(of, language))
                for half, ones, of, share in halves
            ],
        )
    headings = [t("channel.channel"), t("channel.on"), t("channel.half"), heading_of(metric)]
    headings += [t("split.numerator"), t("split.denominator")]
    headings += map(share, ("channel.difference", "split.low", "split.high"))
    rows = [[name, on, half, share, ones, of, told.difference, told.low, told.high] for half, ones, of, share in halves]
    export(sheet("channel-change", headings, rows))


def _parts(ones: int, of: int) -> str:
    return f"{formats.plain(ones, current())} ÷ {formats.plain(of, current())}"


def _points(share: float) -> str:
    return formats.plain(share * 100, current(), 1)
