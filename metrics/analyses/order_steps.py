"""Order steps: of the people with an n-th order, how many have the next – ever, and within a time.

Within a time counts only those whose time was over at the horizon. Of a person's n-th order, guide, store and the
like are that order's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.dialects import add_hours
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column, share
from metrics.analyses.purchases import purchases
from metrics.model import Unit
from metrics.question import Question
from metrics.repurchase import REPURCHASE_RATE
from metrics.statistics import wilson

WAITS = (30, 90, 180)  # days


@dataclass(frozen=True, kw_only=True)
class InTime:
    """Of `eligible` people, whose wait was over at the horizon, `returned` had the next order within it."""

    eligible: int
    returned: int

    @property
    def share(self) -> float | None:
        """P(n+1 | n); None where nobody had the time."""
        return share(self.returned, self.eligible)

    @property
    def interval(self) -> tuple[float, float] | tuple[None, None]:
        """The 95 % Wilson interval."""
        return wilson(self.returned, self.eligible) or (None, None)


@dataclass(frozen=True, kw_only=True)
class Step:
    """The n-th order: who has it, who has the next, and who stands on it now."""

    n: int
    people: int
    returned: int
    in_time: Mapping[int, InTime]  # by days

    @property
    def next_naive(self) -> float | None:
        """People with an (n+1)-th order ÷ people with an n-th, whether or not they had the time."""
        return share(self.returned, self.people)

    @property
    def standing(self) -> int:
        """How many have n orders and no more at the horizon."""
        return self.people - self.returned

    def __getattr__(self, name: str) -> Any:
        """`eligible_90`, `returned_90`, `next_90`, `low_90`, `high_90` and the like, as columns name them."""
        what, _, days = name.partition("_")
        if not days.isdigit() or int(days) not in WAITS:
            raise AttributeError(name)
        one = self.in_time[int(days)]
        low, high = one.interval
        found = {"eligible": one.eligible, "returned": one.returned, "next": one.share, "low": low, "high": high}
        if what not in found:
            raise AttributeError(name)
        return found[what]


def order_steps(generation: Generation, question: Question) -> list[Step]:
    """Every step that somebody has reached with an order in the question's period, in order."""
    found = purchases(generation, question)
    if found is None:
        return []
    rows, reach = found.rows, found.reach.at
    at, next_at = rows.c["at"], rows.c.next_at

    def how_many(label: str, *conditions: Any) -> Any:
        return sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0)).label(label)

    columns = [sa.func.count().label("people"), how_many("returned", next_at <= reach)]
    for days in WAITS:
        had_time = at <= reach - timedelta(days=days)
        is_in_time = next_at < add_hours(at, sa.literal_column(str(days * 24)))
        columns += [how_many(f"eligible_{days}", had_time), how_many(f"in_time_{days}", had_time, is_in_time)]
    query = found.select(rows.c.ordinal, *columns).group_by(rows.c.ordinal).order_by(rows.c.ordinal)
    return [
        Step(
            n=int(row.ordinal),
            people=int(row.people),
            returned=int(row.returned),
            in_time={
                days: InTime(
                    eligible=int(row._mapping[f"eligible_{days}"]), returned=int(row._mapping[f"in_time_{days}"])
                )
                for days in WAITS
            },
        )
        for row in generation.rows(query)
    ]


def _rows(generation: Generation, question: Question, settings: Settings) -> list[Step]:
    return order_steps(generation, question)


ORDER_STEPS = Analysis(
    key="order-steps",
    title=("下单阶梯", "Order steps"),
    meaning=(
        "下过第 n 单的人里有多少下了第 n+1 单：不管等了多久，以及给足 30、90、180 天的人里",
        "Of the people with an n-th order, those with the next: whenever, and within 30, 90, 180 days among those who "
        "had that long.",
    ),
    columns=(
        column("n", "第几单", "n", Unit.COUNT),
        column("people", "人数", "People", Unit.COUNT),
        column("returned", "又下单", "Next order", Unit.COUNT),
        column("standing", "停在这一单", "Standing here", Unit.COUNT),
        column("next_naive", "又下单（不管时长）", "Next, naive", Unit.PERCENT),
        *(
            one
            for days in WAITS
            for one in (
                column(f"eligible_{days}", f"满 {days} 天的人", f"Had {days} days", Unit.COUNT),
                column(f"returned_{days}", f"{days} 天内又下单", f"Next in {days} days", Unit.COUNT),
                column(f"next_{days}", f"{days} 天内又下单率", f"Share in {days} days", Unit.PERCENT),
                column(f"low_{days}", f"{days} 天下限", f"Low, {days} days", Unit.PERCENT),
                column(f"high_{days}", f"{days} 天上限", f"High, {days} days", Unit.PERCENT),
            )
        ),
    ),
    rows=_rows,
    metric=REPURCHASE_RATE,
)
