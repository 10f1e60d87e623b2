"""Suspicious referrals: who named herself, rings, bursts; each with its reason, to be checked before paying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from components import formats, referral_rows
from components.device import is_phone
from components.escape import markdown
from components.export import Sheet, export_made, headed, sheet
from components.language import current, t
from components.listing import listing
from components.referral_tree import named
from components.view import View
from metrics.analyses.referrers import REFERRAL_SUSPICIONS
from metrics.analyses.suspicions import BURST, RING, SELF, Suspicion

MOST, PHONE, MEMBERS = 20, 8, 5
_TITLES = {SELF: "referral.self", RING: "referral.ring", BURST: "referral.burst"}
_COLOURS = {SELF: "orange", RING: "red", BURST: "violet"}


def suspicions(view: View) -> None:
    """Draw what looks wrong with the reason for each, or that nothing does; and the export."""
    if not referral_rows.is_known(view):
        st.caption(t("referral.bring_referrals"))
        return
    found = referral_rows.told(view).suspicions
    most = referral_rows.rules().burst
    if not found:
        st.markdown(t("referral.nothing_wrong", most=most))
        return
    shown = found[: PHONE if is_phone() else MOST]
    names = referral_rows.told(view).names
    rows = [_row(one, names, most) for one in shown]
    if is_phone():
        listing((t("referral.who"), t("referral.reason")), [(f"{kind} {who}", why) for kind, who, why, _ in rows])
    else:
        listing((t("referral.kind"), t("referral.who"), t("referral.reason"), t("referral.when")), rows)
    if len(found) > len(shown):
        st.caption(t("referral.first", shown=len(shown), number=formats.plain(len(found), current())))
    st.caption(t("referral.suspicions_note"))
    export_made("referral-suspicions", lambda: _as_sheet(found, most))


def _as_sheet(found: Sequence[Suspicion], most: int) -> Sheet:
    columns = REFERRAL_SUSPICIONS.columns
    cells = ([getattr(one, column.key) for column in columns] for one in found)
    lines = (["、".join(cell) if isinstance(cell, tuple) else cell for cell in line] for line in cells)
    rows = ([*line, reason(one, most)] for line, one in zip(lines, found, strict=True))
    return sheet("referral-suspicions", [*headed(columns), t("referral.reason")], rows)


def reason(one: Suspicion, most: int) -> str:
    """Why it looks wrong."""
    if one.kind == SELF:
        return t("referral.why_self")
    if one.kind == RING:
        return t("referral.why_ring", people=one.people)
    minutes = max(round((one.until_at - one.from_at).total_seconds() / 60), 1)
    return t("referral.why_burst", people=one.people, minutes=minutes, most=most)


def _row(one: Suspicion, names: Mapping[str, str], most: int) -> tuple[str, str, str, str]:
    kind = f":{_COLOURS[one.kind]}-badge[{t(_TITLES[one.kind])}]"
    who = markdown(named(one.referrer_id, names))
    why = reason(one, most)
    if one.kind == RING:
        circle = [*one.members[:MEMBERS], *(["…"] if len(one.members) > MEMBERS else []), one.members[0]]
        why = f"{why}{_listed(circle, names, ' → ')}"
    language = current()
    when = formats.moment(one.from_at, language)
    if one.until_at != one.from_at:
        until = one.until_at
        same = until.date() == one.from_at.date()
        when += f" – {until:%H:%M}" if same else f" – {formats.moment(until, language)}"
    return kind, who, why, when


def _listed(codes: Sequence[str], names: Mapping[str, str], between: str) -> str:
    return between.join(markdown(named(code, names)) for code in codes)
