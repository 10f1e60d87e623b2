"""Channels: what each way in reached, won, cost and brought, and after how many days it had paid for itself.

Adds, add rate and conversion are the catalogue's metrics. GMV is that of the people whose earliest add came by the
channel. Paid back: the days from the channel's first cost to the first day from which on the net amount of orders
made since the add stays at or above all that was spent so far – net amount, not margin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.analyses.analysis import Analysis, column, money
from metrics.answer import answer
from metrics.channels import CHANNEL_ADD_RATE
from metrics.contacts import ADDED_CONTACTS, FIRST_PURCHASE_CONVERSION
from metrics.model import Unit
from metrics.names import name_of
from metrics.orders import GMV, SINCE_ADD
from metrics.question import Question
from metrics.sources import ORDERS
from metrics.summaries import smallest

CHANNELS_ASKED = (ADDED_CONTACTS, CHANNEL_ADD_RATE, FIRST_PURCHASE_CONVERSION, GMV)


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A channel in the question's period; its costs and pay-back are the channel's, whatever guides are looked at."""

    channel_id: str | None
    name: str
    adds: int | None
    reach: int | None
    add_rate: float | None
    cost: Decimal | None
    cost_per_add: Decimal | None
    bought: int | None
    matured: int | None
    conversion: float | None
    low: float | None
    high: float | None
    gmv: Decimal | None
    payback_days: int | None


def channels(generation: Generation, question: Question) -> list[Channel]:
    """Every channel that has rows in the period, most adds first; the unknown one (None) last."""
    begun = min(generation.since.values(), default=question.start)
    asked = Question(
        metrics=CHANNELS_ASKED,
        start=max(question.start, min(begun, question.end - timedelta(days=1))),
        end=question.end,
        by=("channel",),
        where=question.where,
        scope=question.scope,
    )
    costs, payback = _costs(generation, question), _paybacks(generation, question)
    found = []
    for row in answer(generation, asked).rows:
        (code,) = row.codes
        adds, rate, converted, gmv = (row[metric] for metric in CHANNELS_ASKED)
        cost = costs.get(code)
        found.append(
            Channel(
                channel_id=code,
                name=name_of(generation, "channel", code)[0],
                adds=None if adds.value is None else int(adds.value),
                reach=None if not rate.denominator else int(rate.denominator),
                add_rate=None if rate.value is None else float(rate.value),
                cost=cost,
                cost_per_add=money(cost / int(adds.value)) if cost is not None and adds.value else None,
                bought=None if converted.numerator is None else int(converted.numerator),
                matured=None if converted.denominator is None else int(converted.denominator),
                conversion=None if converted.value is None else float(converted.value),
                low=converted.low,
                high=converted.high,
                gmv=None if gmv.value is None else money(gmv.value),
                payback_days=payback.get(code),
            )
        )
    return sorted(found, key=lambda one: (one.channel_id is None, -(one.adds or 0), one.channel_id or ""))


def _costs(generation: Generation, question: Question) -> dict[str, Decimal]:
    """What was spent on each channel in the period; a channel without a cost row has no figure."""
    costs = PUBLISHED["costs"]
    query = (
        sa.select(costs.c.channel_id, sa.func.sum(costs.c.amount).label("amount"))
        .where(costs.c.channel_id.is_not(None), costs.c.on >= question.start, costs.c.on < question.end)
        .group_by(costs.c.channel_id)
    )
    return {row.channel_id: money(row.amount) for row in generation.rows(query)}


def _paybacks(generation: Generation, question: Question) -> dict[str, int]:
    """The days until each channel had paid for itself, by the end of the last day with orders; others are left out."""
    reach = generation.horizons.get("orders")
    if reach is None:
        return {}
    costs, sums = PUBLISHED["costs"], smallest(ORDERS, ("channel",), is_scoped=False)
    spent = sa.select(costs.c.channel_id, costs.c.on.label("day"), costs.c.amount).where(
        costs.c.channel_id.is_not(None), costs.c.on < question.end
    )
    earned = (
        sa.select(sums.c.channel_id, sums.c.day, sa.func.sum(sums.c[SINCE_ADD.column]).label("amount"))
        .where(
            sums.c.channel_id.in_(sa.select(costs.c.channel_id).where(costs.c.channel_id.is_not(None))),
            sums.c.day < question.end,
            sums.c.day <= reach.last_day,
        )
        .group_by(sums.c.channel_id, sums.c.day)
    )
    moves: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    first: dict[str, date] = {}
    for row in generation.rows(spent):
        moves[row.channel_id][row.day] -= row.amount
        first[row.channel_id] = min(row.day, first.get(row.channel_id, row.day))
    for row in generation.rows(earned):
        if row.channel_id in first and row.day >= first[row.channel_id]:
            moves[row.channel_id][row.day] += row.amount
    return {code: days for code, days in ((c, _payback(first[c], moves[c])) for c in moves) if days is not None}


def _payback(first: date, moves: Mapping[date, Any]) -> int | None:
    """The first day from which on the balance stays at or above zero, in days from the first; None if it ends below.

    >>> begins = date(2026, 3, 1)
    >>> _payback(begins, {begins: -10, date(2026, 3, 3): 12, date(2026, 3, 4): -5, date(2026, 3, 6): 4})
    5
    """
    balance, since = Decimal(0), None
    for day in sorted(moves):
        balance += moves[day]
        if balance < 0:
            since = None
        elif since is None:
            since = day
    return None if since is None else (since - first).days


def _rows(generation: Generation, question: Question, settings: Settings) -> list[Channel]:
    return channels(generation, question)


CHANNELS = Analysis(
    key="channels",
    title=("引流渠道", "Channels"),
    meaning=(
        "各渠道触达、加粉、花费、首单转化、成交额与回本天数（按净额，不是毛利）",
        "What each channel reached, won, cost and brought, and the days until it paid for itself (by net amount).",
    ),
    columns=(
        column("channel_id", "渠道编号", "Channel"),
        column("name", "渠道", "Name"),
        column("adds", "加粉数", "Adds", Unit.COUNT),
        column("reach", "触达数", "Reach", Unit.COUNT),
        column("add_rate", "添加率", "Add rate", Unit.PERCENT),
        column("cost", "花费", "Cost", Unit.MONEY),
        column("cost_per_add", "单个加粉成本", "Cost per add", Unit.MONEY),
        column("bought", "限时内首单", "Bought in time", Unit.COUNT),
        column("matured", "已成熟加粉", "Mature adds", Unit.COUNT),
        column("conversion", "首单转化率", "First-purchase conversion", Unit.PERCENT),
        column("low", "下限", "Low", Unit.PERCENT),
        column("high", "上限", "High", Unit.PERCENT),
        column("gmv", "成交额", "GMV", Unit.MONEY),
        column("payback_days", "回本天数", "Pay-back days", Unit.COUNT),
    ),
    rows=_rows,
    metric=FIRST_PURCHASE_CONVERSION,
)
