"""The words of target lists: reasons, ways to contact, and what to say."""

from __future__ import annotations

from components.language import pick, t
from metrics.analyses.targets import PHONE, REASONS, SMS, WECHAT, Target

_SHORT = {
    "first_order": "target.first_order",
    "one_step": "target.one_step",
    "cycle": "target.cycle",
    "dear": "target.dear",
    "birthday": "target.birthday",
}
_DO = {
    "first_order": "target.do_first_order",
    "one_step": "target.do_one_step",
    "cycle": "target.do_cycle",
    "dear": "target.do_dear",
    "birthday": "target.do_birthday",
}
_COLOURS = {"first_order": "blue", "one_step": "orange", "cycle": "red", "dear": "violet", "birthday": "green"}
_WAYS = {WECHAT: "target.wechat", PHONE: "target.phone", SMS: "target.sms"}


def reason(key: str) -> str:
    """A reason in two or three words."""
    return t(_SHORT[key]) if key in _SHORT else key


def badge(key: str) -> str:
    """The same as a coloured badge."""
    return f":{_COLOURS.get(key, 'gray')}-badge[{reason(key)}]"


def why(key: str) -> str:
    """A reason in full."""
    return pick(REASONS[key]) if key in REASONS else key


def todo(key: str) -> str:
    """What to do about it."""
    return t(_DO[key]) if key in _DO else ""


def way(one: Target) -> str:
    """By what to contact her; that no way is known says so."""
    return t(_WAYS[one.by]) if one.by in _WAYS else t("target.no_way")


def reasons(one: Target) -> str:
    """All her reasons, the gravest first."""
    return t("filter.list_comma").join(reason(key) for key in (one.reason, *one.others))
