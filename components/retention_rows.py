"""What the page of repurchase stands on: every order up to the data's end within the filters, asked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from components import asking
from components.filters import last_day
from components.view import View
from data.warehouse.generations import Generation
from metrics.analyses import cohorts as cohort_analysis
from metrics.analyses import lifetime_value as value_analysis
from metrics.analyses import magic_number as magic
from metrics.analyses import order_steps, people_below
from metrics.analyses import repurchase_cycle as cycles
from metrics.analyses.cohorts import Cohort, Grain
from metrics.analyses.lifetime_value import LifetimeValue
from metrics.analyses.magic_number import MagicNumber
from metrics.analyses.order_steps import Step
from metrics.analyses.people_below import Below
from metrics.analyses.repurchase_cycle import Cycle, Returns
from metrics.model import Metric
from metrics.people import ADDED_PEOPLE
from metrics.question import EVERYTHING, Question
from metrics.repurchase import REPURCHASE_RATE
from metrics.survival import Step as CurveStep

EVER = date(1900, 1, 1)


def ever(view: View, metric: Metric = REPURCHASE_RATE) -> Question:
    """The view's question about all days that the data knows."""
    return view.question(metric, start=EVER, end=last_day(view.source) + timedelta(days=1))


def is_known(view: View) -> bool:
    """Whether orders were ever brought."""
    return "orders" in view.source.horizons


def steps(view: View) -> Sequence[Step]:
    """The order steps of the view."""
    return asking.kept(view.source, order_steps.order_steps, ever(view))


def _of_all(view: View) -> Question:
    """The same about the whole business, whoever looks."""
    return replace(ever(view), where=(), scope=EVERYTHING)


def magic_number(view: View) -> MagicNumber:
    """The magic number of the whole business: a part of it has too few people to show its own."""
    return asking.kept(view.source, _magic_number, _of_all(view))


def _magic_number(source: Generation, question: Question) -> MagicNumber:
    return magic.of_steps(tuple(asking.kept(source, order_steps.order_steps, question)))


def usual_cycle(view: View) -> float | None:
    """The median days from an order to the next in the whole business; None where half have not returned."""
    found = asking.kept(view.source, cycles.returns, _of_all(view)).cycles
    return found[0].median if found else None


def below(view: View, n: int, limit: int) -> Sequence[Below]:
    """Who of the view is one or two orders short of n, the nearest first."""
    return asking.kept(view.source, _below, ever(view, ADDED_PEOPLE), n, limit)


def how_many_below(view: View, n: int) -> int:
    """How many these are in all."""
    return asking.kept(view.source, people_below.how_many_below, ever(view, ADDED_PEOPLE), n)


def cycle(view: View) -> Sequence[Cycle]:
    """The repurchase cycle of the view: after any order, then after the first, the second …"""
    return _returns(view).cycles


def curve(view: View) -> Sequence[CurveStep]:
    """The Kaplan–Meier curve from an order to the next."""
    return _returns(view).curve


def _returns(view: View) -> Returns:
    return asking.kept(view.source, cycles.returns, ever(view))


def cohorts(view: View, grain: Grain) -> Sequence[Cohort]:
    """The cohorts of the view by month or week."""
    if grain == "month":
        return _of_months(view)[0]
    return asking.kept(view.source, cohort_analysis.cohorts, ever(view), grain)


def values(view: View) -> Sequence[LifetimeValue]:
    """What users are worth so far: all of them, then each month's cohort."""
    return _of_months(view)[1]


_Months = tuple[Sequence[Cohort], Sequence[LifetimeValue]]


def _of_months(view: View) -> _Months:
    return asking.kept(view.source, _monthly, ever(view))


def _monthly(source: Generation, question: Question) -> _Months:
    """The cohorts of months and their values: of the same sums, which are asked once."""
    found = cohort_analysis.bought(source, question)
    return ((), ()) if found is None else (cohort_analysis.by_age(found), value_analysis.values(found))


def _below(source: Generation, question: Question, n: int, limit: int) -> Sequence[Below]:
    return people_below.people_below(source, question, n, limit=limit)
