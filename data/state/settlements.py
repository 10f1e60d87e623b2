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


def marks(settings: Settings, competition_id: str) -> tuple[str, ...]:
    """The hashes of a competition's links in order: what tells one state of its settlements from another."""
    query = sa.select(Settlement.hash).where(Settlement.competition_id == competition_id).order_by(Settlement.id)
    with session(settings) as opened:
        return tuple(opened.scalars(query).all())


def add(
    settings: Settings, competition_id: str, part: str, content: Mapping[str, Any], who: str, *, revision: int = 0
) -> tuple[Settlement, bool]:
    """Write a link, once: where another was quicker with the same part and revision, that one is given, and False."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    while True:
        try:
            with session(settings) as opened:
                same = (
                    Settlement.competition_id == competition_id,
                    Settlement.part == part,
                    Settlement.revision == revision,
                )
                there = opened.scalars(sa.select(Settlement).where(*same)).first()
                if there is not None:
                    opened.expunge(there)
                    return there, False
                last = opened.scalars(sa.select(Settlement).order_by(Settlement.id.desc()).limit(1)).first()
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
    """The links that do not hold, by id, with what is wrong: `content`, `order`; 0 stands for links that are gone."""
    found: dict[int, str] = {}
    previous_hash = BEGINNING
    links = chain(settings)
    for link in links:
        if digest(link.previous_hash, link.content) != link.hash:
            found[link.id] = "content"
        elif link.previous_hash != previous_hash:
            found[link.id] = "order"
        previous_hash = link.hash
    kept = {link.hash for link in links}
    with session(settings) as opened:
        written = opened.scalars(sa.select(AuditEntry.detail).where(AuditEntry.action == "settlement")).all()
    if any(detail["hash"] not in kept for detail in written):
        found[0] = "missing"
    return found
