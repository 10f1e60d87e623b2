"""Who buys again: people by their first order, or by their first order of a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from tests.oracle.counting import Counted, Facts, is_within, window_of
from tests.oracle.milestones import CountedOrder, orders_that_differ


def second_orders(facts: Facts) -> Iterable[Counted]:
    """People by their first order; in the numerator those whose second comes within the window."""
    for orders in orders_that_differ(facts.world, facts.windows).values():
        first, second = orders[0], orders[1] if len(orders) > 1 else None
        hit = is_within(second.at if second else None, first.at, window_of(facts.windows, "repurchase_hours"))
        yield Counted(first.at.date(), facts.order_codes(first), numerator=int(hit), denominator=1)


def returning(facts: Facts) -> Iterable[Counted]:
    """Orders; in the numerator those that are not their buyer's first."""
    for orders in orders_that_differ(facts.world, facts.windows).values():
        for order in orders:
            yield Counted(order.at.date(), facts.order_codes(order), numerator=int(order.ordinal >= 2), denominator=1)


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def month_after(day: date) -> date:
    """The first day of the month after a day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


Months = dict[date, list[CountedOrder]]


def _of_months(hit: Callable[[Months, date], bool]) -> Callable[[Facts], Iterable[Counted]]:
    def count(facts: Facts) -> Iterable[Counted]:
        for orders in orders_that_differ(facts.world, facts.windows).values():
            months: Months = defaultdict(list)
            for order in orders:
                months[month_of(order.at.date())].append(order)
            for month, bought in list(months.items()):
                first = bought[0]
                codes = facts.order_codes(first)
                yield Counted(first.at.date(), codes, numerator=int(hit(months, month)), denominator=1)

    return count


repeated_in_month = _of_months(lambda months, month: len(months[month]) >= 2)
returned_next_month = _of_months(lambda months, month: month_after(month) in months)
