"""Homework: who came to a lesson and owes its note or its exam. What nobody handed in was not asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.training.seats import Seat


@dataclass(frozen=True, kw_only=True)
class Debt:
    """What one guide owes of one lesson that she attended."""

    seat: Seat
    owes_note: bool
    owes_exam: bool


def homework(seats: Sequence[Seat], asked_of: Sequence[Seat] | None = None) -> tuple[Debt, ...]:
    """What is open, the oldest lesson first.

    A lesson asks for a note (an exam) when anybody at all gave one; `asked_of` are the seats that tell, where those
    looked at are only a part of the course.
    """
    told = seats if asked_of is None else asked_of
    with_notes = {(seat.campaign_id, seat.lesson) for seat in told if seat.has_note}
    with_exams = {(seat.campaign_id, seat.lesson) for seat in told if seat.exam is not None}
    found = []
    for seat in seats:
        lesson = (seat.campaign_id, seat.lesson)
        owes_note = seat.came and not seat.has_note and lesson in with_notes
        owes_exam = seat.came and seat.exam is None and lesson in with_exams
        if owes_note or owes_exam:
            found.append(Debt(seat=seat, owes_note=owes_note, owes_exam=owes_exam))
    return tuple(sorted(found, key=lambda debt: (debt.seat.on, debt.seat.lesson, debt.seat.guide_id)))
