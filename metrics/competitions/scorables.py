"""Scorables: what a competition can give points for."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.model import Text


@dataclass(frozen=True, kw_only=True)
class Scorable:
    """One thing that scores: its name, what one of it is called, and the rows it is counted from."""

    key: str
    title: Text
    unit: Text
    rows: tuple[str, ...]  # the tables it is counted from


def _all(*scorables: Scorable) -> dict[str, Scorable]:
    return {scorable.key: scorable for scorable in scorables}


_ORDERS, _CONTACTS, _TRAINING, _POINTS = ("orders",), ("contacts",), ("training",), ("guide_points",)

SCORABLES = _all(
    Scorable(key="gmv", title=("成交额", "GMV"), unit=("元", "yuan"), rows=_ORDERS),
    Scorable(key="orders", title=("订单", "orders"), unit=("单", "orders"), rows=_ORDERS),
    Scorable(key="opening_order", title=("开单", "opening order"), unit=("次开单", "opening orders"), rows=_ORDERS),
    Scorable(key="new_customers", title=("新客成交", "first-time buyers"), unit=("位新客", "new buyers"), rows=_ORDERS),
    Scorable(key="units", title=("件数", "units"), unit=("件", "units"), rows=_ORDERS),
    Scorable(key="adds", title=("加粉", "adds"), unit=("个加粉", "adds"), rows=_CONTACTS),
    Scorable(
        key="greeting_replies",
        title=("打招呼回复", "greeting replies"),
        unit=("个回复", "replies"),
        rows=("contacts", "messages"),
    ),
    Scorable(
        key="private_chats",
        title=("私聊", "private chats"),
        unit=("个私聊", "chats"),
        rows=("contacts", "messages"),
    ),
    Scorable(
        key="group_entries", title=("拉新进群", "group entries"), unit=("人进群", "entries"), rows=("memberships",)
    ),
    Scorable(key="order_screenshot", title=("晒单", "order screenshots"), unit=("次晒单", "screenshots"), rows=_POINTS),
    Scorable(key="forward", title=("转发", "forwards"), unit=("次转发", "forwards"), rows=_POINTS),
    Scorable(key="manual", title=("手工加分", "manual points"), unit=("分", "points"), rows=_POINTS),
    Scorable(key="lessons", title=("到课", "lessons"), unit=("节课", "lessons"), rows=_TRAINING),
    Scorable(key="notes", title=("交笔记", "notes"), unit=("份笔记", "notes"), rows=_TRAINING),
    Scorable(key="exam", title=("考试", "exam"), unit=("考试分", "exam points"), rows=_TRAINING),
)
