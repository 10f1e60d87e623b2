"""Roles in words: there are no accounts yet, so what was written is signed by a role."""

from __future__ import annotations

from components.access import Role
from components.escape import markdown
from components.language import t

_TITLES = {
    Role.BOSS: "role.boss",
    Role.CAMPAIGN_MANAGER: "role.campaign_manager",
    Role.TRAINER: "role.trainer",
    Role.STORE_MANAGER: "role.store_manager",
    Role.GUIDE: "role.guide",
}
_PROGRAMS = {"demo": "demo.badge", "manage.py": "role.command_line"}


def role(code: str) -> str:
    """A role, or the part of the program that wrote, as Markdown; a code that is none of ours as it stands."""
    if code in _PROGRAMS:
        return t(_PROGRAMS[code])
    return t(_TITLES[Role(code)]) if code in set(Role) else markdown(code)
