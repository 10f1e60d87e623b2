"""Who is here, and which pages they see: one table, asked by the frame and by every page for itself.

A page asks too, because a page file may be run without the frame; what it then finds is this same table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from components.language import t
from metrics.model import Metric
from metrics.question import EVERYTHING, Scope
from metrics.sources import CAMPAIGNS, GROUPS


class Role(StrEnum):
    """What a person does, and so what she opens the app for."""

    BOSS = "boss"
    CAMPAIGN_MANAGER = "campaign_manager"
    TRAINER = "trainer"
    STORE_MANAGER = "store_manager"
    GUIDE = "guide"


@dataclass(frozen=True)
class Viewer:
    """A person at the screen: her role, and the rows that she may see."""

    role: Role
    scope: Scope


EVERYONE = frozenset(Role)
PLANNERS = frozenset({Role.BOSS, Role.CAMPAIGN_MANAGER})
SEES: dict[str, frozenset[Role]] = {
    "overview": EVERYONE,
    "startup": EVERYONE,
    "channels": frozenset({Role.BOSS, Role.CAMPAIGN_MANAGER}),  # costs are those of whole channels, whoever looks
    "content": EVERYONE,
    "groups": EVERYONE,
    "campaigns": frozenset({Role.BOSS, Role.CAMPAIGN_MANAGER}),
    "referrals": frozenset({Role.BOSS, Role.CAMPAIGN_MANAGER}),  # a tree joins the customers of many stores
    "sop": frozenset({Role.BOSS, Role.CAMPAIGN_MANAGER}),
    "training": frozenset({Role.BOSS, Role.CAMPAIGN_MANAGER, Role.TRAINER}),
    "competitions": EVERYONE,
    "retention": PLANNERS,
    "tiers": PLANNERS | {Role.STORE_MANAGER, Role.GUIDE},  # of the two last only the contact lists of their scope
    "dictionary": EVERYONE,
    "intake": frozenset({Role.BOSS, Role.CAMPAIGN_MANAGER}),
    "targets": frozenset({Role.BOSS, Role.CAMPAIGN_MANAGER}),
}
SETS: dict[Role, frozenset[str]] = {Role.CAMPAIGN_MANAGER: frozenset({GROUPS, CAMPAIGNS})}


def viewer() -> Viewer:
    """Who is here. There are no accounts yet: whoever reaches the server is the boss and sees every row."""
    return Viewer(Role.BOSS, EVERYTHING)


def may_see(page: str, person: Viewer) -> bool:
    """Whether the page is among those of the person's role; a page that is not in the table is nobody's."""
    return person.role in SEES.get(page, frozenset())


def is_planner(person: Viewer) -> bool:
    """Whether a person decides for all customers, and so sees their analyses beside the lists to work through."""
    return person.role in PLANNERS


def may_set(metric: Metric, person: Viewer) -> bool:
    """Whether the person may set targets of a metric: the boss of all, others of the subjects of their role."""
    return person.role is Role.BOSS or metric.rows.subject in SETS.get(person.role, frozenset())


def admit(page: str) -> Viewer:
    """The viewer, if the page is hers; otherwise the sentence that says so, and the run ends."""
    person = viewer()
    if not may_see(page, person):
        refuse()
        st.stop()
    return person


def refuse() -> None:
    """What stands where a page is not the viewer's: no part of the page, and whom to ask."""
    st.subheader(t("access.refused"))
    st.write(t("access.ask"))
