"""Channels: what came of the cards sent, the calls made, the impressions."""

from decimal import Decimal

import sqlalchemy as sa

from metrics.contacts import ADDS
from metrics.dimensions import OF_CONTACTS
from metrics.model import Better, Columns, Count, Metric, Quotient, Reference, Rows, Sum, Unit
from metrics.sources import CONTACTS

THEME = ("引流渠道", "Channels")

REACH = Rows(subject=CONTACTS, anchor="on", title=("触达日期", "day of the reach"), one=("触达数", "reached"))


def is_card(columns: Columns) -> sa.ColumnElement[bool]:
    """A channel of kind package_card."""
    return sa.func.coalesce(columns["channel_kind"], "") == "package_card"


def is_since_reach(columns: Columns) -> sa.ColumnElement[bool]:
    """Added from the channel's first reach day on; a channel without reach has none."""
    return sa.and_(columns["reach_from"].is_not(None), columns["day"] >= columns["reach_from"])


PACKAGE_CARD_RATE = Metric(
    key="package_card_rate",
    theme=THEME,
    title=("包裹卡添加率", "Package-card rate"),
    meaning=(
        "经包裹卡加粉的数量除以发出的卡数，只数有触达记录的包裹卡渠道，从首个触达日算起",
        "Adds through package cards divided by the cards sent, for card channels with reach, from their first reach "
        "day on.",
    ),
    value=Quotient(
        numerator=Count(rows=ADDS, where=lambda columns: sa.and_(is_since_reach(columns), is_card(columns))),
        denominator=Sum(rows=REACH, column="reached", where=is_card),
        terms=(("包裹卡加粉数", "adds through the card"), ("发卡数", "cards sent")),
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("reached", "led in"),
    dimensions=OF_CONTACTS,
    reference=Reference(
        value=Decimal("0.13"),
        text=("起初 7 %，改话术、奖品和设计后 13 %，目标 20 %", "7 % at first, 13 % after a redesign, 20 % the target"),
        source="Y",
        industry=("女鞋", "women's shoes"),
    ),
)
CHANNEL_ADD_RATE = Metric(
    key="channel_add_rate",
    theme=THEME,
    title=("渠道添加率", "Channel add rate"),
    meaning=(
        "有触达记录的渠道：加粉数除以触达数，从该渠道首个触达日算起",
        "Adds divided by reach, for every channel that has reach, from its first reach day on.",
    ),
    value=Quotient(
        numerator=Count(rows=ADDS, where=is_since_reach),
        denominator=Sum(rows=REACH, column="reached"),
        terms=(("渠道加粉数", "adds of the channel"), ("触达数", "reach")),
    ),
    unit=Unit.PERCENT,
    better=Better.UP,
    needs=("reached", "led in"),
    dimensions=OF_CONTACTS,
)
