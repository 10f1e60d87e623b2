"""Written reviews of campaigns: what the manager wrote, every version of it, and who wrote it when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from data.settings import Settings
from data.state.models import AuditEntry, Review
from data.state.store import session

PARTS = ("worked", "failed", "next")  # what worked, what did not, what to do next time


def latest(settings: Settings, campaign_id: str) -> dict[str, Review]:
    """The version of each part that holds; parts never written are absent."""
    newest = sa.select(sa.func.max(Review.id)).where(Review.campaign_id == campaign_id).group_by(Review.part)
    with session(settings) as opened:
        found = opened.scalars(sa.select(Review).where(Review.id.in_(newest))).all()
        opened.expunge_all()
    return {review.part: review for review in found}


def versions(settings: Settings, campaign_id: str, part: str, *, most: int = 20) -> Sequence[Review]:
    """The versions of a part, the newest first."""
    query = sa.select(Review).where(Review.campaign_id == campaign_id, Review.part == part).order_by(Review.id.desc())
    with session(settings) as opened:
        found = opened.scalars(query.limit(most)).all()
        opened.expunge_all()
    return found


def save(settings: Settings, campaign_id: str, texts: Mapping[str, str], who: str) -> tuple[str, ...]:
    """Keep a new version of each part whose text is another than the last; gives those parts.

    Raises
    ------
    ValueError
        When a part is none of PARTS.
    """
    unknown = sorted(set(texts) - set(PARTS))
    if unknown:
        raise ValueError(
            f"复盘没有这一部分：{'、'.join(unknown)}；可用：{'、'.join(PARTS)} · "
            f"A review has no part {', '.join(unknown)}; it has: {', '.join(PARTS)}."
        )
    before = {part: review.text for part, review in latest(settings, campaign_id).items()}
    changed = tuple(part for part in PARTS if part in texts and texts[part] != before.get(part, ""))
    if changed:
        with session(settings) as opened:
            at = settings.now()
            for part in changed:
                opened.add(Review(campaign_id=campaign_id, part=part, text=texts[part], who=who, at=at))
            opened.add(
                AuditEntry(at=at, who=who, action="review", detail={"campaign": campaign_id, "parts": list(changed)})
            )
    return changed


def restore(settings: Settings, version: int, who: str) -> Review:
    """Make an older version the one that holds, by adding it again; gives the new version.

    Raises
    ------
    LookupError
        When there is no such version.
    """
    with session(settings) as opened:
        old = opened.get(Review, version)
        if old is None:
            raise LookupError(
                f"没有第 {version} 版复盘，可能在另一处被清除 · There is no version {version} of a review."
            )
        at = settings.now()
        again = Review(campaign_id=old.campaign_id, part=old.part, text=old.text, who=who, at=at)
        opened.add(again)
        detail = {"campaign": old.campaign_id, "part": old.part, "version": version}
        opened.add(AuditEntry(at=at, who=who, action="review_restored", detail=detail))
        opened.flush()
        opened.refresh(again)
        opened.expunge(again)
    return again
