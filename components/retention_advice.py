"""What repurchase says to do, in plain words: whom to push, where people stop, when to call those who stay away."""

from __future__ import annotations

import streamlit as st

from components import formats, retention_rows
from components.language import current, pick, t
from components.view import View
from metrics.analyses.magic_number import WAIT


def advice(view: View) -> None:
    """Draw the sentences, the most useful first."""
    with st.container(border=True):
        for one in said(view):
            st.markdown(one)


def said(view: View) -> list[str]:
    """The sentences that the rows allow; none is made up where they do not."""
    found = [_magic(view), _first_step(view), _cycle(view)]
    return [one for one in found if one] or [t("retention.nothing_to_say")]


def magic_words(view: View) -> str:
    """The magic number with its interval, or the reason why there is none."""
    fit = retention_rows.magic_number(view).fit
    if fit.n is None:
        return t("retention.magic_none", reason=pick(fit.refusal.text)) if fit.refusal else ""
    span = str(fit.low) if fit.low == fit.high else f"{fit.low}–{fit.high}"
    plateau = formats.percent(fit.plateau, current())
    return t("retention.magic_said", n=fit.n, span=span, days=WAIT, plateau=plateau)


def _magic(view: View) -> str:
    n = retention_rows.magic_number(view).n
    if n is None:
        return f":material/info: {magic_words(view)}"
    people = retention_rows.how_many_below(view, n)
    if not people:
        return f":material/flag: {magic_words(view)} {t('retention.nobody_below', n=n)}"
    return f":material/flag: {magic_words(view)} {t('retention.push_them', people=formats.plain(people, current()))}"


def _first_step(view: View) -> str:
    steps = [step for step in retention_rows.steps(view) if step.people]
    if not steps:
        return ""
    worst = max(steps, key=lambda step: step.standing)
    share = worst.in_time[WAIT].share
    if share is None or not worst.standing:
        return ""
    return ":material/call_split: " + t(
        "retention.most_stop",
        n=worst.n,
        next=worst.n + 1,
        people=formats.plain(worst.standing, current()),
        days=WAIT,
        share=formats.percent(share, current()),
    )


def _cycle(view: View) -> str:
    cycle = next((one for one in retention_rows.cycle(view) if one.n == 1), None)
    if cycle is None or cycle.q25 is None:
        return ""
    early = formats.duration(_days(cycle.q25), current())
    if cycle.median is None:
        return f":material/schedule: {t('retention.quarter_returns', early=early)}"
    return ":material/schedule: " + t(
        "retention.half_returns", early=early, half=formats.duration(_days(cycle.median), current())
    )


def _days(days: float) -> float:
    """Whole days, from three on: a sentence needs no hours."""
    return float(round(days)) if days >= 3 else days
