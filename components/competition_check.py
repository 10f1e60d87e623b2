"""A settlement looked at again: what was settled, what the facts say now and why, and the signed correction."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from components import asking, competition_settlement, competition_words, formats
from components.access import Viewer
from components.competition_case import Case
from components.escape import markdown
from components.language import current, pick, t
from components.listing import listing
from components.roles import role
from data.settings import settings
from data.warehouse.generations import Generation
from metrics.competitions.settling import Settled, SettlingError, adjust
from metrics.competitions.verifying import Difference, differences

MOST = 30
REASONS = 3


def check(case: Case, link: Settled, viewer: Viewer) -> None:
    """Draw the settlement, its differences with today's facts, and where there are any, the correction."""
    said = t("settle.settled_by", who=role(link.who), at=formats.moment(link.at, current()), number=len(link.places))
    st.markdown(f"{said}  \n:gray[:small[{t('settle.hash')} `{link.hash}`]]")
    if link.reason:
        st.markdown(f":blue-badge[{t('settle.corrected', number=link.revision)}] {markdown(link.reason)}")
    found = asking.kept(case.view.source, _differences, Mark(link.hash, case.race.settled, link))
    if not found:
        st.markdown(f":green[:material/check_circle:] {t('settle.agrees')}")
    else:
        st.warning(t("settle.differs", number=len(found)), icon=":material/difference:")
        listing(
            (t("competition.name"), t("settle.settled"), t("settle.now"), t("settle.because")),
            [_row(one) for one in found[:MOST]],
        )
        if len(found) > MOST:
            st.caption(t("settle.most", number=MOST))
        _correct(case, link, viewer)
    with st.expander(t("settle.paid", money=competition_words.money(link.total))):
        competition_settlement.payments(case, link.lines)


@dataclass(frozen=True)
class Mark:
    """A settlement by its hash, with those beside it: by these what was found is found again."""

    hash: str
    beside: tuple[str, ...]
    link: Settled = field(repr=False)


def _differences(source: Generation, mark: Mark) -> tuple[Difference, ...]:
    return differences(settings(), source, mark.link)


def _row(one: Difference) -> tuple[str, ...]:
    reasons = [markdown(pick(reason)) for reason in one.because[:REASONS]]
    more = len(one.because) - REASONS
    said = t("attention.semicolon").join(reasons) + (t("filter.more", number=more) if more > 0 else "")
    points = t("competition.points_unit")
    return (
        markdown(one.name),
        f"{competition_words.points(one.points_settled)} {points} · {competition_words.money(one.reward_settled)}",
        f"**{competition_words.points(one.points_now)}** {points} · **{competition_words.money(one.reward_now)}**",
        said,
    )


def _correct(case: Case, link: Settled, viewer: Viewer) -> None:
    with st.form(f"correct:{link.hash}", border=True):
        st.markdown(f"**{t('settle.correct')}**")
        st.caption(t("settle.correct_text"))
        left, right = st.columns([1, 3])
        who = left.text_input(t("settle.name"), key=f"who:{link.hash}", max_chars=40)
        reason = right.text_input(t("settle.reason"), key=f"reason:{link.hash}", max_chars=300)
        is_sent = st.form_submit_button(t("settle.sign"), icon=":material/draw:", type="primary")
    if not is_sent:
        return
    signed = f"{who.strip()} ({viewer.role.value})" if who.strip() else ""
    try:
        adjust(settings(), case.view.source, link.competition_id, link.part, signed, reason)
    except SettlingError as error:
        st.error(markdown(competition_words.told(error)), icon=":material/error:")
        return
    st.toast(t("settle.was_corrected"), icon=":material/draw:")
    st.rerun()
