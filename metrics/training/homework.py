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


def homework(seats: Sequence[Seat]) -> tuple[Debt, ...]:
    """What is open, the oldest lesson first."""
    found = [
        Debt(
            seat=seat,
            owes_note=seat.asks_note and not seat.has_note,
            owes_exam=seat.asks_exam and seat.exam is None,
        )
        for seat in seats
        if seat.came
    ]
    owed = [debt for debt in found if debt.owes_note or debt.owes_exam]
    return tuple(sorted(owed, key=lambda debt: (debt.seat.on, debt.seat.lesson, debt.seat.guide_id)))
