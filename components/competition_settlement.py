"""Settling: every day and the whole, which are closed and by whom; the next one closed after a look at it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st

from components import asking, competition_check, competition_payroll, competition_words, formats
from components.access import Viewer
from components.choice import choose
from components.competition_case import Case
from components.device import is_phone
from components.escape import markdown
from components.language import current, t
from components.listing import listing
from components.roles import role
from data.settings import settings
from data.state import settlements
from data.state.settlements import ALL
from data.warehouse.generations import Generation
from metrics.competitions.rewards import Line
from metrics.competitions.settling import (
    Settled,
    SettlingError,
    frozen_days,
    opened,
    refuse_early,
    result,
    settle,
    shortfall,
)
from metrics.competitions.verifying import is_chain_whole

HASH = 12
PHONE_COLUMNS = 3
_REFUSED = "settle_refused"
_SETTLED = "settle_settled"


def settlement(case: Case, viewer: Viewer) -> None:
    """Draw the parts, and the one that the reader chooses."""
    _said()
    standing = links(case)
    parts = [*(day.isoformat() for day in case.rules.days), ALL]
    _chain(standing)
    listing(
        _headings(),
        [_row(case, part, standing.get(part)) for part in parts],
    )
    titles = {part: title(case, part) for part in parts}
    chosen = choose("settle", t("settle.which"), titles, _usual(case, standing, parts), width=240)
    link = standing.get(chosen)
    if link is None:
        _close(case, chosen, viewer)
    else:
        competition_check.check(case, link, viewer)
    if standing:
        competition_payroll.payroll(case, list(standing.values()))


def links(case: Case) -> dict[str, Settled]:
    """What is settled of a competition and in force, by part."""
    found: dict[str, Settled] = asking.kept(case.view.source, _opened, case.rules.id, case.race.settled)
    return found


def _opened(_source: Generation, competition_id: str, _hashes: tuple[str, ...]) -> dict[str, Settled]:
    standing = settlements.standing(settings(), competition_id)
    return {part: opened(link) for part, link in standing.items()}


def title(case: Case, part: str) -> str:
    """A day with its number, or the whole."""
    return t("settle.whole") if part == ALL else competition_words.span_title(part, case.rules.days)


def _usual(case: Case, standing: dict[str, Settled], parts: list[str]) -> str:
    """The first day that is over and open; when all are closed, the whole; before any is over, the first."""
    if ALL in standing:
        return ALL
    for part in parts:
        if part not in standing and _refusal(case, part) is None:
            return part
    return next(reversed(standing), parts[0])


def _refusal(case: Case, part: str) -> SettlingError | None:
    try:
        refuse_early(settings(), case.board, _day(part))
    except SettlingError as error:
        return error
    return None


def _day(part: str) -> date | None:
    return None if part == ALL else date.fromisoformat(part)


def _chain(standing: dict[str, Settled]) -> None:
    if not standing:
        st.caption(t("settle.none"))
    elif is_chain_whole(settings()):
        st.caption(f":green[:material/verified:] {t('settle.chain_whole')}")
    else:
        st.error(t("settle.chain_broken"), icon=":material/gpp_bad:")


def _headings() -> list[str]:
    headings = [t("settle.part"), t("settle.state"), t("settle.total"), t("settle.who"), t("settle.hash")]
    return headings[:PHONE_COLUMNS] if is_phone() else headings


def _row(case: Case, part: str, link: Settled | None) -> tuple[str, ...]:
    name = title(case, part)
    if link is None:
        is_early = _refusal(case, part) is not None
        state = f":gray-badge[{t('settle.not_over')}]" if is_early else f":orange-badge[{t('settle.open')}]"
        return name, state, formats.NOTHING, formats.NOTHING, formats.NOTHING
    state = f":green-badge[{t('settle.closed')}]"
    if link.revision:
        state = f":blue-badge[{t('settle.corrected', number=link.revision)}]"
    who = f"{role(link.who)} :gray[:small[{formats.moment(link.at, current())}]]"
    return name, state, competition_words.money(link.total), who, f"`{link.hash[:HASH]}`"


def _close(case: Case, part: str, viewer: Viewer) -> None:
    refusal = _refusal(case, part)
    if refusal is not None:
        st.caption(f":material/schedule: {markdown(competition_words.told(refusal))}")
        return
    if st.button(
        t("settle.close", part=title(case, part)), icon=":material/lock:", type="primary", key=f"close:{part}"
    ):
        _confirm(case, part, viewer)


def _confirm(case: Case, part: str, viewer: Viewer) -> None:
    @st.dialog(t("settle.close", part=title(case, part)), width="large")
    def shown() -> None:
        lacking = shortfall(case.board, _day(part))
        if lacking is not None:
            st.warning(lacking[0 if current() == "zh" else 1], icon=":material/warning:")
        paid_days = list(frozen_days(settings(), case.rules.id)) if part == ALL else []
        _, lines = result(case.board, part, paid_days)
        if part == ALL and paid_days:
            st.caption(t("settle.days_apart", number=len(paid_days)))
        payments(case, lines)
        st.caption(t("settle.irreversible"))
        if st.button(
            t("settle.confirm"),
            icon=":material/lock:",
            type="primary",
            key=f"confirm:{part}",
            on_click=_settle,
            args=(case, part, viewer),
        ):
            st.rerun()

    shown()


def payments(case: Case, lines: Iterable[Line]) -> None:
    """Draw who is paid how much, and for what."""
    by_payee: dict[str, list[Line]] = {}
    for line in lines:
        by_payee.setdefault(line.payee, []).append(line)
    if not by_payee:
        st.markdown(f"**{t('settle.nobody_paid')}**")
        return
    sums = {one: sum((line.amount for line in own), start=own[0].amount * 0) for one, own in by_payee.items()}
    total = sum(sums.values(), start=next(iter(sums.values())) * 0)
    st.markdown(t("settle.pays", money=competition_words.money(total), number=len(sums)))
    names = competition_payroll.names(case)
    rows = [
        (
            markdown(names.get(one, one)),
            competition_words.money(sums[one]),
            t("filter.list_comma").join(dict.fromkeys(competition_words.why(line) for line in by_payee[one])),
        )
        for one in sorted(sums, key=lambda one: (-sums[one], one))
    ]
    with st.container(height=320 if len(rows) > 7 else "content", border=False):
        listing((t("competition.name"), t("settle.amount"), t("settle.why")), rows)


def _settle(case: Case, part: str, viewer: Viewer) -> None:
    """Settle, before a run that draws the dialog alone: what is to be said waits for the run of the page."""
    try:
        link, is_new = settle(settings(), case.view.source, case.rules, _day(part), viewer.role.value)
    except SettlingError as error:
        st.session_state[_REFUSED] = competition_words.told(error)
        return
    said = t("settle.done", money=competition_words.money(link.total)) if is_new else t("settle.was_done")
    st.session_state[_SETTLED] = said


def _said() -> None:
    """Say once what came of settling."""
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(markdown(refused), icon=":material/error:")
    if settled := st.session_state.pop(_SETTLED, None):
        st.toast(settled, icon=":material/lock:")
