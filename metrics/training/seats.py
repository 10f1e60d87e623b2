"""Seats: who was expected at which lesson, whether she came, what she handed in, what she scored.

The roll of a campaign is everyone on any of its sheets; each is expected at each of its lessons. A campaign whose
sheets name nobody absent is taken for one that signs in who comes: then everyone employed in the stores (where there is
none: in the teams) of those who came is expected too. A lesson of no campaign, as the one of the first working day, is
a class of its own: expected is who is on its sheet. A lesson asks for notes, or an exam, when anybody at all gave one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.model import Text
from metrics.question import Filter, Scope
from metrics.training.staff import PLACES, Codes, Staff, is_seen, staff

NOT_HANDED_IN = frozenset({"", "否", "无", "未交", "没交", "没有", "不", "no", "n", "none", "false", "0", "-", "—"})


class Presence(StrEnum):
    """Whether she came: a row says so, a row says no, or no row speaks of her."""

    CAME = "came"
    ABSENT = "absent"
    UNRECORDED = "unrecorded"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A row of the lessons as it was brought."""

    guide_id: str
    campaign_id: str | None
    lesson: str
    on: date
    attended: bool
    note: str | None = None
    exam: float | None = None

    @property
    def has_note(self) -> bool:
        """Whether the cell of the note says that one was handed in."""
        return self.note is not None and self.note.strip().lower() not in NOT_HANDED_IN


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One guide at one lesson that she was expected at; her place is that of the lesson's day."""

    guide_id: str
    name: Text
    campaign_id: str | None
    lesson: str
    on: date
    presence: Presence
    has_note: bool
    exam: float | None
    asks_note: bool
    asks_exam: bool
    codes: Codes
    places: tuple[tuple[str, Text], ...]  # the names of her region, store and team

    @property
    def came(self) -> bool:
        """Whether she attended."""
        return self.presence is Presence.CAME


def sheets(generation: Generation) -> tuple[Sheet, ...]:
    """Every row of a lesson that is not in the future, in the order of days."""
    rows = PUBLISHED["training"]
    query = (
        sa.select(rows)
        .where(rows.c.on <= generation.published_at.date())
        .order_by(rows.c.on, rows.c.campaign_id, rows.c.lesson, rows.c.guide_id)
    )
    return tuple(
        Sheet(
            guide_id=row.guide_id,
            campaign_id=row.campaign_id,
            lesson=row.lesson,
            on=row.on,
            attended=bool(row.attended),
            note=row.note,
            exam=None if row.exam is None else float(row.exam),
        )
        for row in generation.rows(query)
    )


def seats(generation: Generation, scope: Scope, where: tuple[Filter, ...] = ()) -> tuple[Seat, ...]:
    """Everyone expected at any lesson, whom the viewer may see and the filters let pass, in the order of days."""
    people = staff(generation)
    by_campaign: dict[str | None, list[Sheet]] = defaultdict(list)
    for sheet in sheets(generation):
        by_campaign[sheet.campaign_id].append(sheet)
    found = []
    for campaign_id, rows in by_campaign.items():
        expected = [*rows, *(unrecorded(rows, people) if campaign_id is not None else ())]
        asked = _Asked(
            known=frozenset((row.guide_id, row.lesson) for row in rows),
            notes=frozenset(row.lesson for row in rows if row.has_note),
            exams=frozenset(row.lesson for row in rows if row.exam is not None),
        )
        for row in expected:
            codes = people.codes(row.guide_id, row.on)
            if is_seen(codes, scope, where):
                found.append(_seat(generation, people, row, codes, asked))
    return tuple(sorted(found, key=lambda seat: (seat.on, seat.campaign_id or "", seat.lesson, seat.guide_id)))


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Of a course: who is on which sheet, and which lessons ask for what."""

    known: frozenset[tuple[str, str]]
    notes: frozenset[str]
    exams: frozenset[str]


def _seat(generation: Generation, people: Staff, row: Sheet, codes: Codes, asked: _Asked) -> Seat:
    is_known = (row.guide_id, row.lesson) in asked.known
    said = Presence.CAME if row.attended else Presence.ABSENT
    return Seat(
        guide_id=row.guide_id,
        name=people.name(generation, "guide", row.guide_id),
        campaign_id=row.campaign_id,
        lesson=row.lesson,
        on=row.on,
        presence=said if is_known else Presence.UNRECORDED,
        has_note=row.has_note,
        exam=row.exam,
        asks_note=row.lesson in asked.notes,
        asks_exam=row.lesson in asked.exams,
        codes=codes,
        places=tuple((key, people.name(generation, key, codes[key])) for key in PLACES),
    )


def unrecorded(rows: Sequence[Sheet], people: Staff) -> Iterable[Sheet]:
    """A row for each guide of a campaign's roll and each of its lessons at which no row speaks of her."""
    first_on: dict[str, date] = {}
    for row in rows:
        first_on[row.lesson] = min(row.on, first_on.get(row.lesson, row.on))
    on_roll = {row.guide_id for row in rows}
    known = {(row.guide_id, row.lesson) for row in rows}
    is_sign_in = all(row.attended for row in rows)
    for lesson, day in first_on.items():
        expected = set(on_roll)
        if is_sign_in:
            sent = {_post(people.codes(guide_id, day)) for guide_id in on_roll} - {(None, None)}
            expected |= {
                guide_id
                for guide_id in people.members
                if people.is_employed(guide_id, day, day) and _post(people.codes(guide_id, day)) in sent
            }
        for guide_id in sorted(expected):
            member = people.members.get(guide_id)
            is_gone = member is not None and not people.is_employed(guide_id, day, day)
            if (guide_id, lesson) not in known and not is_gone:
                yield Sheet(guide_id=guide_id, campaign_id=rows[0].campaign_id, lesson=lesson, on=day, attended=False)


def _post(codes: Codes) -> tuple[str | None, str | None]:
    """Her store, or her team where she has no store."""
    return (codes["store"], None) if codes["store"] else (None, codes["team"])
