"""Marks: what one guide did in a course – lessons attended, notes, exams – and how she ranks by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from metrics.model import Text
from metrics.shrinkage import shrunk
from metrics.training.seats import Seat


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One guide; `steady` is her attendance drawn to that of all, which is what guides are ranked by."""

    guide_id: str
    name: Text
    expected: int
    attended: int
    notes: int
    scores: tuple[float, ...]  # of her exams, in the order of days
    steady: float
    seats: tuple[Seat, ...]

    @property
    def attendance(self) -> float:
        """The share of her lessons that she attended, as counted."""
        return self.attended / self.expected

    @property
    def exam(self) -> float | None:
        """The mean of her scores."""
        return fmean(self.scores) if self.scores else None

    @property
    def rise(self) -> float | None:
        """How far her last score lies above the mean of those before; None with fewer than two."""
        return self.scores[-1] - fmean(self.scores[:-1]) if len(self.scores) > 1 else None

    @property
    def order(self) -> tuple[float, float, float, int, str]:
        """Sorts the best first: shrunk attendance, attendance as counted, mean score, notes, and the id at last.

        Where attendances differ no more than by chance all are shrunk to one, and what was counted decides.
        """
        exam = self.exam if self.exam is not None else -1.0
        return -self.steady, -self.attendance, -exam, -self.notes, self.guide_id


def marks(seats: Sequence[Seat]) -> tuple[Mark, ...]:
    """Everyone who has a seat, the best first."""
    by_guide: dict[str, list[Seat]] = defaultdict(list)
    for seat in sorted(seats, key=lambda seat: (seat.on, seat.lesson)):
        by_guide[seat.guide_id].append(seat)
    rates = shrunk([(sum(seat.came for seat in held), len(held)) for held in by_guide.values()]).rates
    found = [
        Mark(
            guide_id=guide_id,
            name=held[0].name,
            expected=len(held),
            attended=sum(seat.came for seat in held),
            notes=sum(seat.has_note for seat in held),
            scores=tuple(seat.exam for seat in held if seat.exam is not None),
            steady=rate or 0.0,
            seats=tuple(held),
        )
        for (guide_id, held), rate in zip(by_guide.items(), rates, strict=True)
    ]
    return tuple(sorted(found, key=lambda mark: mark.order))
