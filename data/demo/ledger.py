"""What the blocks of a world add up to: counts that daily reports, reach and points are made from.

Blocks of customers are drawn one after another and forgotten; only these sums, whose size does not depend on the
number of customers, stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data.demo.channels import CHANNELS
from data.demo.clock import DAY, Calendar, Ints
from data.demo.people import UNREGISTERED_GUIDES

PER_GUIDE = ("added", "applied", "lost", "sent", "chats", "campaign_orders")


@dataclass
class Ledger:
    """Counts by guide and day, and adds by channel and day."""

    calendar: Calendar
    guides: int
    adds_by_channel: Ints = field(init=False)
    by_guide: dict[str, Ints] = field(init=False)

    def __post_init__(self) -> None:
        days = self.calendar.days
        self.adds_by_channel = np.zeros((len(CHANNELS), days), dtype=np.int64)
        self.by_guide = {
            name: np.zeros((self.guides + UNREGISTERED_GUIDES, days), dtype=np.int64) for name in PER_GUIDE
        }

    def count(self, name: str, guide: Ints, moment: Ints) -> None:
        """Adds one to the guide's day for every moment of the period."""
        _add(self.by_guide[name], guide, moment // DAY)

    def count_channel(self, channel: Ints, moment: Ints) -> None:
        """Adds one to the channel's day for every add."""
        _add(self.adds_by_channel, channel, moment // DAY)


def _add(counts: Ints, row: Ints, day: Ints) -> None:
    is_inside = (row >= 0) & (day >= 0) & (day < counts.shape[1])
    cells = row[is_inside] * counts.shape[1] + day[is_inside]
    counts += np.bincount(cells, minlength=counts.size).reshape(counts.shape)
