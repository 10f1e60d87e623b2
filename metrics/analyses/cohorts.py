"""Cohorts: of the people who bought first in a month (or week), how many buy in each later one, and what.

A person belongs to the guide, store and channel of her first order; what she buys later counts wherever she buys it. A
cell is empty while its month is not over at the horizon; the first month's share is 1 once it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.dialects import day_of, month_of, week_of
from data.warehouse.generations import Generation
from data.warehouse.tables import MILESTONES
from metrics.analyses.analysis import Analysis, column, money, share
from metrics.analyses.purchases import purchases
from metrics.apart import month_after
from metrics.dimensions import monday
from metrics.model import Unit
from metrics.question import Question
from metrics.repurchase import REPURCHASE_RATE
from metrics.statistics import wilson

Grain = Literal["month", "week"]


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """One cell: a cohort at an age. Everything but `cohort_people` is None while the cell cannot be known."""

    cohort: date
    age: int
    cohort_people: int
    people: int | None
    share: float | None
    low: float | None
    high: float | None
    orders: int | None
    gmv: Decimal | None
    cumulative_gmv: Decimal | None
    ltv: Decimal | None  # cumulative net amount per person of the cohort


@dataclass(frozen=True, kw_only=True)
class Bought:
    """What cohorts bought up to the horizon: the people of each, and the sums of each by month (or week)."""

    grain: Grain
    reach: datetime
    sizes: Mapping[date, int]
    cells: Mapping[tuple[date, date], Any]  # people, orders, net


def bought(generation: Generation, question: Question, grain: Grain = "month") -> Bought | None:
    """What the people bought whose first order falls in the question's period; None without orders."""
    firsts = purchases(generation, question, "first_at")
    if firsts is None:
        return None
    bucket = month_of if grain == "month" else week_of
    born = firsts.select(firsts.rows.c.customer_id, bucket(firsts.rows.c.day).label("cohort")).subquery()
    sizes = {
        row.cohort: int(row.people)
        for row in generation.rows(
            sa.select(born.c.cohort, sa.func.count().label("people")).group_by(born.c.cohort).order_by(born.c.cohort)
        )
    }
    reach = firsts.reach.at
    cells = {(row.cohort, row.bought): row for row in generation.rows(_sums(born, bucket, reach, grain))}
    return Bought(grain=grain, reach=reach, sizes=sizes, cells=cells)


def cohorts(generation: Generation, question: Question, grain: Grain = "month") -> list[Cohort]:
    """Every cohort whose first order falls in the question's period, at every age that has begun for the oldest."""
    found = bought(generation, question, grain)
    return [] if found is None else by_age(found)


def by_age(of: Bought) -> list[Cohort]:
    """Every cohort at every age that has begun for the oldest."""
    found = []
    reach, grain, sizes = of.reach, of.grain, of.sizes
    last = _begin(reach.date(), grain)
    for cohort, size in sizes.items():
        total, begins, age = Decimal(0), cohort, 0
        oldest = _ages(min(sizes), last, grain)
        while age <= oldest:
            ends = _after(begins, grain)
            is_known = datetime.combine(ends, time()) <= reach
            cell = of.cells.get((cohort, begins))
            people = int(cell.people) if cell else 0
            total += money(cell.net) if cell else Decimal(0)
            bounds = wilson(people, size) if is_known else None
            found.append(
                Cohort(
                    cohort=cohort,
                    age=age,
                    cohort_people=size,
                    people=people if is_known else None,
                    share=share(people, size) if is_known else None,
                    low=bounds and bounds[0],
                    high=bounds and bounds[1],
                    orders=(int(cell.orders) if cell else 0) if is_known else None,
                    gmv=money(cell.net if cell else 0) if is_known else None,
                    cumulative_gmv=money(total) if is_known else None,
                    ltv=money(total / size) if is_known else None,
                )
            )
            begins, age = ends, age + 1
    return found


def _sums(born: sa.Subquery, bucket: Any, reach: datetime, grain: Grain) -> sa.Select[Any]:
    """What each cohort bought by month or week."""
    orders = MILESTONES["orders"]
    bought = bucket(day_of(orders.c["at"])).label("bought")
    people: sa.ColumnElement[int]
    if grain == "month":  # a person's first order of a month is marked
        people = sa.func.sum(sa.case((orders.c.month_orders.is_not(None), 1), else_=0))
    else:
        people = sa.func.count(sa.distinct(orders.c.customer_id))
    return (
        sa.select(
            born.c.cohort,
            bought,
            people.label("people"),
            sa.func.sum(orders.c.orders).label("orders"),
            sa.func.sum(orders.c.net).label("net"),
        )
        .select_from(born.join(orders, born.c.customer_id == orders.c.customer_id))
        .where(orders.c["at"] <= reach)
        .group_by(born.c.cohort, "bought")
    )


def _begin(day: date, grain: Grain) -> date:
    return day.replace(day=1) if grain == "month" else monday(day)


def _after(begins: date, grain: Grain) -> date:
    return month_after(begins) if grain == "month" else begins + timedelta(days=7)


def _ages(first: date, last: date, grain: Grain) -> int:
    """How old the first cohort is in the bucket of the horizon."""
    if grain == "month":
        return (last.year - first.year) * 12 + last.month - first.month
    return (last - first).days // 7


_COLUMNS = (
    column("cohort", "首单月份", "Cohort"),
    column("age", "第几个月", "Age", Unit.COUNT),
    column("cohort_people", "首单人数", "People of the cohort", Unit.COUNT),
    column("people", "购买人数", "Buyers", Unit.COUNT),
    column("share", "留存率", "Share", Unit.PERCENT),
    column("low", "区间下限", "Low", Unit.PERCENT),
    column("high", "区间上限", "High", Unit.PERCENT),
    column("orders", "订单数", "Orders", Unit.COUNT),
    column("gmv", "成交额", "GMV", Unit.MONEY),
    column("cumulative_gmv", "累计成交额", "Cumulative GMV", Unit.MONEY),
    column("ltv", "人均累计（LTV）", "Cumulative LTV", Unit.MONEY),
)


def _by_month(generation: Generation, question: Question, settings: Settings) -> list[Cohort]:
    return cohorts(generation, question)


def _by_week(generation: Generation, question: Question, settings: Settings) -> list[Cohort]:
    return cohorts(generation, question, "week")


COHORTS = Analysis(
    key="cohorts",
    title=("首单同期群", "Cohorts"),
    meaning=(
        "按首单月份分群，看各月还有多少人买、买了多少；未结束的月份留空",
        "People by the month of their first order: who buys in each later month, and how much; empty until it is over.",
    ),
    columns=_COLUMNS,
    rows=_by_month,
    metric=REPURCHASE_RATE,
)
WEEKLY_COHORTS = Analysis(
    key="weekly-cohorts",
    title=("首单同期群（周）", "Weekly cohorts"),
    meaning=("同上，按周", "The same by week."),
    columns=_COLUMNS,
    rows=_by_week,
    metric=REPURCHASE_RATE,
)
