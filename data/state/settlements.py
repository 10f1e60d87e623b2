"""Settlements: a chain of frozen results. Each link's hash is of its content and of the link before.

Whoever changes, removes or inserts a link breaks the chain; the audit trail remembers each hash too, so that links
missing at the end show as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from data.settings import Settings
from data.state.models import AuditEntry, Settlement
from data.state.store import session

ALL = "all"  # the part of a settlement of the whole competition
BEGINNING = "0" * 64


class OvertakenError(RuntimeError):
    """Another settlement of the competition came between the counting and the writing: count again."""


def digest(previous_hash: str, content: str) -> str:
    """The hash of a link."""
    return hashlib.sha256(f"{previous_hash}\n{content}".encode()).hexdigest()


def chain(settings: Settings, competition_id: str | None = None) -> Sequence[Settlement]:
    """The links in order, of all competitions or of one."""
    query = sa.select(Settlement).order_by(Settlement.id)
    if competition_id is not None:
        query = query.where(Settlement.competition_id == competition_id)
    with session(settings) as opened:
        found = opened.scalars(query).all()
        opened.expunge_all()
    return found


def standing(settings: Settings, competition_id: str) -> dict[str, Settlement]:
    """What holds of a competition: by part the last revision."""
    return {link.part: link for link in chain(settings, competition_id)}


def tip(standing: Mapping[str, Settlement]) -> str:
    """The hash of the last link of what holds of a competition."""
    return max(standing.values(), key=lambda link: link.id).hash if standing else BEGINNING


def marks(settings: Settings, competition_id: str) -> tuple[str, ...]:
    """The hashes of a competition's links in order: what tells one state of its settlements from another."""
    query = sa.select(Settlement.hash).where(Settlement.competition_id == competition_id).order_by(Settlement.id)
    with session(settings) as opened:
        return tuple(opened.scalars(query).all())


def add(
    settings: Settings,
    competition_id: str,
    part: str,
    content: Mapping[str, Any],
    who: str,
    *,
    revision: int = 0,
    upon: str | None = None,
) -> tuple[Settlement, bool]:
    """Write a link, once: where another was quicker with the same part and revision, that one is given, and False.

    `upon` is the `tip` of the competition that the content was counted upon.

    Raises
    ------
    OvertakenError
        When the competition has another tip by now.
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    while True:
        try:
            with session(settings) as opened:
                newest = sa.select(Settlement).order_by(Settlement.id.desc()).limit(1)
                # read before all else: whoever settles from here on follows upon it too, and one of the two is refused
                last = opened.scalars(newest).first()
                same = (
                    Settlement.competition_id == competition_id,
                    Settlement.part == part,
                    Settlement.revision == revision,
                )
                there = opened.scalars(sa.select(Settlement).where(*same)).first()
                if there is not None:
                    opened.expunge(there)
                    return there, False
                tip = opened.scalars(newest.where(Settlement.competition_id == competition_id)).first()
                if upon is not None and upon != (tip.hash if tip is not None else BEGINNING):
                    raise OvertakenError(f"{competition_id} {part}")
                previous_hash = last.hash if last is not None else BEGINNING
                link = Settlement(
                    competition_id=competition_id,
                    part=part,
                    revision=revision,
                    content=text,
                    previous_hash=previous_hash,
                    hash=digest(previous_hash, text),
                    who=who,
                    at=settings.now(),
                )
                detail = {"competition": competition_id, "part": part, "revision": revision, "hash": link.hash}
                opened.add_all([link, AuditEntry(at=link.at, who=who, action="settlement", detail=detail)])
                opened.flush()
                opened.refresh(link)
                opened.expunge(link)
        except IntegrityError:  # somebody settled in the same moment: look again at what stands
            continue
        return link, True


def faults(settings: Settings) -> dict[int, str]:
    """The links that do not hold, by id, with what is wrong: `content`, `order`; 0 stands for links that are gone.

    `content`: the text, or what stands beside it, is not what was written. `order`: the link does not follow upon the
    one before, or nobody is known to have written it.
    """
    found: dict[int, str] = {}
    previous_hash = BEGINNING
    links = chain(settings)
    with session(settings) as opened:
        entries = opened.scalars(sa.select(AuditEntry).where(AuditEntry.action == "settlement")).all()
        written = {
            entry.detail["hash"]: (
                *(entry.detail[name] for name in ("competition", "part", "revision")),
                entry.who,
                entry.at,
            )
            for entry in entries
        }
    for link in links:
        said = (link.competition_id, link.part, link.revision, link.who, link.at)
        if digest(link.previous_hash, link.content) != link.hash or written.get(link.hash, said) != said:
            found[link.id] = "content"
        elif link.previous_hash != previous_hash or link.hash not in written:
            found[link.id] = "order"
        previous_hash = link.hash
    if written.keys() - {link.hash for link in links}:
        found[0] = "missing"
    return found
