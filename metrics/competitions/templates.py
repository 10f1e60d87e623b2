"""Templates: competitions ready to be taken over and changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from metrics.competitions.rules import Rules, checked
from metrics.model import Text

_SELLING = [
    {"what": "gmv", "points": "0.1"},
    {"what": "orders", "points": 10},
    {"what": "order_screenshot", "points": 5, "cap_per_day": 25},
    {"what": "forward", "points": 1, "cap_per_day": 5},
    {"what": "manual", "points": 1},
]
_LEARNING = [
    {"what": "lessons", "points": 10},
    {"what": "notes", "points": 5},
    {"what": "exam", "points": "0.1"},
]
_REWARDS = [
    {"kind": "daily_best", "amount": 50, "what": "gmv"},
    {"kind": "opening_order", "amount": 10},
    {"kind": "rank", "pots": [300, 200, 100]},
]
_CUT_OFFS = ["12:00", "22:00"]

TEMPLATES: Mapping[str, tuple[Text, int, Mapping[str, Any]]] = MappingProxyType(
    {
        "3+2": (
            ("三加二：3 天课程，2 天动销", "3+2: three days of lessons, two of selling"),
            5,
            {"cut_offs": _CUT_OFFS, "scores": [*_LEARNING, *_SELLING], "rewards": _REWARDS, "lessons": 3},
        ),
        "5+2": (
            ("五加二：5 天课程，2 天动销", "5+2: five days of lessons, two of selling"),
            7,
            {
                "cut_offs": _CUT_OFFS,
                "scores": [*_LEARNING, *_SELLING],
                "rewards": [*_REWARDS, {"kind": "team_pot", "pots": [600, 300], "split": "points"}],
                "lessons": 5,
            },
        ),
        "opening": (
            ("开业活动：加粉、进群、开单", "opening campaign: adds, group entries, opening orders"),
            7,
            {
                "cut_offs": _CUT_OFFS,
                "scores": [
                    {"what": "adds", "points": 2, "cap_per_day": 100},
                    {"what": "greeting_replies", "points": 1, "cap_per_day": 50},
                    {"what": "group_entries", "points": 1, "cap_per_day": 50},
                    {"what": "orders", "points": 10},
                    {"what": "opening_order", "points": 20},
                ],
                "rewards": [
                    {"kind": "opening_order", "amount": 20},
                    {"kind": "daily_best", "amount": 50, "what": "adds"},
                    {"kind": "rank", "pots": [500, 300, 200]},
                ],
            },
        ),
        "distributors": (
            ("分销阶梯：3 位新客 30 元，5 位 79 元", "distributor ladder: 3 new buyers 30 yuan, 5 new 79 yuan"),
            15,
            {
                "scores": [{"what": "new_customers", "points": 1}],
                "rewards": [
                    {
                        "kind": "ladder",
                        "what": "new_customers",
                        "steps": [{"at": 3, "amount": 30}, {"at": 5, "amount": 79}],
                    },
                    {"kind": "commission", "rate": "0.05"},
                ],
            },
        ),
    }
)


def template(name: str, *, id: str, title: str, starts_on: date) -> Rules:
    """The rules of a template from a day on.

    Raises
    ------
    KeyError
        When there is no such template.
    """
    _, days, body = TEMPLATES[name]
    made = dict(body)
    ends_on = starts_on + timedelta(days=days - 1)
    lessons = made.pop("lessons", None)
    if lessons:
        taught_until = starts_on + timedelta(days=lessons - 1)
        made["stages"] = [
            {"title": "课程", "starts_on": starts_on, "ends_on": taught_until},
            {"title": "动销", "starts_on": taught_until + timedelta(days=1), "ends_on": ends_on},
        ]
    return checked({"id": id, "title": title, "starts_on": starts_on, "ends_on": ends_on, **made})
