"""A figure on a card: its value, how it moved and whether that means anything, its line over the days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import streamlit as st

from components import figures, formats, target_words
from components.change import UNCHANGED_UNKNOWN, Change, Verdict, change
from components.device import is_phone
from components.escape import markdown
from components.language import current, pick, t
from components.view import View
from metrics.answer import Cell
from metrics.formula import formula
from metrics.model import Better, Metric, Unit
from metrics.targets import Judged, Targets, judged, reached

_BADGES = {
    Verdict.BETTER: ("kpi.better", "green"),
    Verdict.WORSE: ("kpi.worse", "red"),
    Verdict.MOVED: ("kpi.moved", "blue"),
    Verdict.STEADY: ("kpi.steady", "gray"),
}
_OF_TARGET = {
    Judged.MET: ("target.met", "green"),
    Judged.NEAR: ("target.near", "orange"),
    Judged.MISSED: ("target.missed", "red"),
}
_COLOURS: dict[Verdict, Any] = {
    Verdict.BETTER: "green",
    Verdict.WORSE: "red",
    Verdict.MOVED: "blue",
    Verdict.STEADY: "gray",
    Verdict.UNKNOWN: "gray",
}


@dataclass(frozen=True)
class Card:
    """A metric in this period and how it moved, with its days."""

    metric: Metric
    now: Cell
    days: tuple[Cell, ...]
    change: Change
    span: str = ""  # the days it speaks of, where they are not those of the page
    target: float | None = None
    whole_days: int | None = None  # so many are compared, where the last day of the page is not over

    @property
    def judged(self) -> Judged | None:
        """How it stands to its target, where there is one."""
        if self.target is None or self.now.value is None:
            return None
        return judged(self.metric, float(self.now.value), self.target)


def cards(view: View, metrics: Iterable[Metric]) -> list[Card]:
    """The cards of metrics; what targets there are is looked up once."""
    targets = target_words.held()
    return [card(view, metric, targets) for metric in metrics]


def card(view: View, metric: Metric, targets: Targets | None = None) -> Card:
    """The card of a metric: asks for the period and the one before, in total and by day."""
    now = view.cell(metric)
    held = target_words.held() if targets is None else targets
    target = _target(view, metric, held)
    days = tuple(cell for code, cell in view.series(metric) if view.is_whole(code, "day"))
    over = view.period.days if metric.has_interval else view.days_over
    whole_days = over if over < view.period.days else None
    return Card(metric, now, days, _changed(view, metric, over, days), target=target, whole_days=whole_days)


def _target(view: View, metric: Metric, held: Targets) -> float | None:
    """What is to be reached over those days of the view that are over; a day that is not is held against nothing."""
    if not view.days_over:
        return None
    end = view.period.start + timedelta(days=view.days_over)
    return held.over(metric, view.period.start, end, view.where, view.scope)


def _changed(view: View, metric: Metric, over: int, days: Sequence[Cell]) -> Change:
    """How a figure moved, by the first days of the view: one that is not over is not held against a whole one."""
    if not over:
        return UNCHANGED_UNKNOWN
    before = view.before().first(over)
    then = before.cell(metric)
    if not then.has_rows:
        return UNCHANGED_UNKNOWN
    return change(metric, view.first(over).cell(metric), then, days, tuple(cell for _, cell in before.series(metric)))


def moved(metric: Metric, difference: Change) -> str:
    """How far a figure moved, in words: rates in percentage points, the rest relative to before."""
    language = current()
    if difference.difference is None:
        return ""
    sign = "+" if difference.difference > 0 else "-"
    if metric.unit is Unit.PERCENT:
        points = abs(difference.difference) * 100
        said = formats.plain(points, language, 1)
        return t("kpi.points", sign=sign if round(points, 1) else "", points=said)
    if metric.unit is Unit.DAYS:
        return f"{sign}{formats.duration(abs(difference.difference), language)}"
    if difference.relative is None:
        return f"{sign}{figures.figure(metric, abs(difference.difference))}"
    share = abs(difference.relative)
    return f"{sign if round(share, 3) else ''}{formats.percent(share, language, 1)}"


def about(metric: Metric) -> str:
    """What a metric means and how it is made, for the question mark on its card."""
    return f"{pick(metric.meaning)}\n\n{t('kpi.formula')} {markdown(pick(formula(metric)))}"


def wall(cards: Sequence[Card]) -> None:
    """The cards, four across, two on a phone."""
    with st.grid(4, min_column_width=150, gap="small"):
        for one in cards:
            draw(one)
    if is_phone():
        _notes(cards)


def draw(one: Card) -> None:
    """One card, with its way to the target where there is one."""
    if one.judged is None:
        _metric(one, has_border=True)
        return
    with st.container(border=True, height="stretch", gap="small"):
        _metric(one, has_border=False)
        share, said = _way(one)
        word, paint = _said_of_target(one)
        st.progress(min(max(share, 0.0), 1.0), text=" · ".join((f":{paint}[{t(word)}]", *filter(None, said))))


def _said_of_target(one: Card) -> tuple[str, str]:
    """The word for how a card stands to its target, by its key, and its colour; a limit that is passed is not near."""
    assert one.judged is not None
    if one.judged is Judged.NEAR and one.metric.better is Better.DOWN:
        return "target.just_over", "orange"
    return _OF_TARGET[one.judged]


def _way(one: Card) -> tuple[float, tuple[str, str]]:
    """How full its bar is, how far it is, and from what: of a limit how much of it is used."""
    value, target, language = float(one.now.value or 0), one.target or 0.0, current()
    share = reached(one.metric, value, target)
    if one.metric.better is not Better.DOWN:
        said = t("target.reached", share=formats.percent(share, language, 0)) if share is not None else ""
        return share or float(value >= target), (said, t("target.target", value=figures.figure(one.metric, target)))
    beside = "target.over" if value > target else "target.left"
    said = t(beside, value=figures.figure(one.metric, abs(value - target)))
    used = value / target if target > 0 else float(value > target)
    return used, (said, t("target.at_most", value=figures.figure(one.metric, target)))


def _metric(one: Card, *, has_border: bool) -> None:
    verdict = one.change.verdict
    label = pick(one.metric.title)
    badge = _BADGES.get(verdict) if one.judged is None else _said_of_target(one)
    if badge is not None and not is_phone():
        word, paint = badge
        label += f" :{paint}-badge[{t(word)}]"
    said = moved(one.metric, one.change)
    line = [float(day.value) for day in one.days if day.value is not None]
    whole = t("kpi.whole_days", days=one.whole_days) if one.whole_days and said else ""
    notes = [note for note in (figures.maturity(one.now), figures.by_hand(one.now), whole) if note]
    st.metric(
        label,
        figures.figure(one.metric, one.now.value),
        delta=said or None,
        delta_color=_COLOURS[verdict],
        delta_arrow=_arrow(said),
        delta_description=_description(one),
        help=_help(one, notes),
        border=has_border,
        height="stretch" if has_border else "content",
        chart_data=line if len(line) > 1 else None,
        chart_type="area",
    )


def _arrow(said: str) -> Literal["auto", "off"]:
    """None where a change is rounded to nothing."""
    return "auto" if said.startswith(("+", "-")) else "off"


def figure(one: Card) -> None:
    """The figure of a card alone, large, with its change and what that means in words."""
    verdict = one.change.verdict
    words = [t(_BADGES[verdict][0])] if verdict in _BADGES else []
    if one.now.value is None:
        words = [figures.reason(one.now)]
    elif one.change.difference is not None:
        words.append(t("kpi.against"))
    said = moved(one.metric, one.change)
    st.metric(
        pick(one.metric.title),
        figures.figure(one.metric, one.now.value),
        delta=said or None,
        delta_color=_COLOURS[verdict],
        delta_arrow=_arrow(said),
        delta_description=" · ".join(words) or None,
        label_visibility="collapsed",
    )


def _help(one: Card, notes: Sequence[str]) -> str:
    texts = (about(one.metric), figures.interval(one.metric, one.now), figures.parts(one.metric, one.now), *notes)
    return "\n\n".join(text for text in texts if text)


def _description(one: Card) -> str | None:
    """The few words beside the change; the whole of them is under the question mark.

    On a phone they are the verdict, for there the badge in the label would be cut off.
    """
    if one.now.value is None:
        return figures.reason(one.now)
    if one.span:
        return one.span
    if one.change.difference is None:
        return t("kpi.no_before")
    if is_phone():
        return t(_BADGES[one.change.verdict][0]) if one.change.verdict in _BADGES else None
    return " · ".join(_stands_on(one)) or t("kpi.against")


def _stands_on(one: Card) -> list[str]:
    """What share of the rows is ripe and what share was counted by hand, where it is not all and none."""
    share = figures.ripe(one.now)
    ripe = t("kpi.mature", share=share) if share else ""
    return [note for note in (ripe, figures.by_hand(one.now)) if note]


def _notes(cards: Sequence[Card]) -> None:
    """The same for all cards in one line, where the cards have no room for it."""
    open_ = [(one, share) for one in cards if (share := figures.ripe(one.now))]
    said = [f"{pick(one.metric.title)} {t('kpi.mature', share=share)}" for one, share in open_]
    hand = max((one.now.by_hand for one in cards), default=0)
    if hand:
        said.append(t("kpi.by_hand_most", share=formats.percent(hand, current(), 0)))
    if said:
        st.caption(t("attention.semicolon").join(said))
