"""The register of competitions: those whose rules are kept, and how they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.settings import Settings
from data.state import competitions
from metrics.competitions.rules import Rules, checked
from metrics.nearest import nearest


class UnknownCompetitionError(LookupError):
    """No such competition: those there are, the nearest, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A competition as it is kept."""

    rules: Rules
    version: int
    who: str
    at: datetime


def kept(settings: Settings) -> dict[str, Kept]:
    """Every competition by id, the last to begin first; of those that begin together the guides' own."""
    found = [
        Kept(rules=checked(version.rules), version=version.id, who=version.who, at=version.at)
        for version in competitions.latest(settings).values()
    ]
    found.sort(key=lambda one: (one.rules.starts_on, one.rules.entrants == "guide", one.rules.id), reverse=True)
    return {one.rules.id: one for one in found}


def rules_of(settings: Settings, competition_id: str) -> Rules:
    """The rules of a competition.

    Raises
    ------
    UnknownCompetitionError
        When there is none of the name.
    """
    found = kept(settings)
    if competition_id not in found:
        known = "、".join(found) or "—"
        raise UnknownCompetitionError(
            f"没有竞赛 {competition_id}{nearest(competition_id, found)}；有：{known} · "
            f"There is no competition {competition_id}; there are: {known}. Bring one by `competition import FILE`."
        )
    return found[competition_id].rules


def keep(settings: Settings, rules: Rules, who: str) -> bool:
    """Keep rules as the version that holds; gives whether they say anything new."""
    return competitions.save(settings, rules.id, rules.model_dump(mode="json"), who)
