"""The repurchase cycle: days from an order to the same person's next, with those who have not yet returned.

Whole hours (floor), as everywhere; a quantile is the first time by which that share has returned. The naive figures
leave out whoever has not returned yet and so shrink with the period; Kaplan–Meier censors them at the horizon.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.dialects import hours_between
from data.warehouse.generations import Generation
from metrics.analyses.analysis import Analysis, column
from metrics.analyses.purchases import purchases
from metrics.model import Unit
from metrics.question import Question
from metrics.repurchase import REPURCHASE_RATE
from metrics.survival import Step, kaplan_meier, quartile_days

Exits = Mapping[int, tuple[int, int]]  # hours -> returned, not yet


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """The days after the n-th order (None: after any) until the next; quartiles None where never reached."""

    n: int | None
    people: int
    returned: int
    naive_q25: float | None
    naive_median: float | None
    naive_q75: float | None
    q25: float | None
    median: float | None
    q75: float | None


@dataclass(frozen=True, kw_only=True)
class Returns:
    """The cycle after any order, then after the first, the second …; and the curve of the time from any to the next."""

    cycles: tuple[Cycle, ...]
    curve: tuple[Step, ...]


def returns(generation: Generation, question: Question) -> Returns:
    """How those who made an order in the question's period came back."""
    by_step = _exits(generation, question)
    if not by_step:
        return Returns(cycles=(), curve=())
    together = _together(by_step)
    return Returns(
        cycles=(_cycle(None, together), *(_cycle(n, exits) for n, exits in sorted(by_step.items()))),
        curve=tuple(kaplan_meier((hours, met, left) for hours, (met, left) in together.items())),
    )


def repurchase_cycle(generation: Generation, question: Question) -> Sequence[Cycle]:
    """The cycle after any order of the question's period, then after the first, the second …"""
    return returns(generation, question).cycles


def _exits(generation: Generation, question: Question) -> dict[int, dict[int, tuple[int, int]]]:
    """By step and whole hours since the order: how many returned then, how many were last seen then."""
    found = purchases(generation, question)
    if found is None:
        return {}
    rows, reach = found.rows, found.reach.at
    has_returned = sa.and_(rows.c.next_at.is_not(None), rows.c.next_at <= reach)
    left_at = sa.case((has_returned, rows.c.next_at), else_=sa.literal(reach))
    timed = found.select(
        rows.c.ordinal,
        hours_between(rows.c["at"], left_at).label("hours"),
        sa.case((has_returned, 1), else_=0).label("met"),
    ).subquery()
    met, left = (sa.cast(sa.func.sum(one), sa.BigInteger) for one in (timed.c.met, 1 - timed.c.met))
    query = sa.select(timed.c.ordinal, timed.c.hours, met, left).group_by(timed.c.ordinal, timed.c.hours)
    by_step: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for ordinal, hours, returned, lost in map(tuple, generation.rows(query)):
        by_step[ordinal][hours] = returned, lost
    return by_step


def _together(by_step: Mapping[int, Exits]) -> Exits:
    """After any order."""
    met_at: Counter[int] = Counter()
    left_at: Counter[int] = Counter()
    for exits in by_step.values():
        for hours, (met, left) in exits.items():
            met_at[hours] += met
            left_at[hours] += left
    return {hours: (met, left_at[hours]) for hours, met in met_at.items()}


def _cycle(n: int | None, exits: Exits) -> Cycle:
    naive = quartile_days((hours, met, 0) for hours, (met, _) in exits.items())
    whole = quartile_days((hours, met, left) for hours, (met, left) in exits.items())
    return Cycle(
        n=n,
        people=sum(met + left for met, left in exits.values()),
        returned=sum(met for met, _ in exits.values()),
        naive_q25=naive[0],
        naive_median=naive[1],
        naive_q75=naive[2],
        q25=whole[0],
        median=whole[1],
        q75=whole[2],
    )


def _rows(generation: Generation, question: Question, settings: Settings) -> Sequence[Cycle]:
    return repurchase_cycle(generation, question)


REPURCHASE_CYCLE = Analysis(
    key="repurchase-cycle",
    title=("复购周期", "Repurchase cycle"),
    meaning=(
        "一单到下一单的天数；Kaplan–Meier 把还没回来的人也算在内，n 为空表示不分第几单",
        "Days from an order to the next; Kaplan–Meier counts those not yet back. Without n: after any order.",
    ),
    columns=(
        column("n", "第几单之后", "After order", Unit.COUNT),
        column("people", "订单", "Orders", Unit.COUNT),
        column("returned", "已有下一单", "With a next one", Unit.COUNT),
        column("naive_q25", "下四分位（只看已回来的）", "Lower quartile, naive", Unit.DAYS),
        column("naive_median", "中位数（只看已回来的）", "Median, naive", Unit.DAYS),
        column("naive_q75", "上四分位（只看已回来的）", "Upper quartile, naive", Unit.DAYS),
        column("q25", "下四分位", "Lower quartile", Unit.DAYS),
        column("median", "中位数", "Median", Unit.DAYS),
        column("q75", "上四分位", "Upper quartile", Unit.DAYS),
    ),
    rows=_rows,
    metric=REPURCHASE_RATE,
)
