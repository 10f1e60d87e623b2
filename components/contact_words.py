"""The words of contact lists: reasons, ways to contact, and what to say."""

from __future__ import annotations

from components.language import pick, t
from metrics.analyses.contact_lists import PHONE, REASONS, SMS, WECHAT, Due

_SHORT = {
    "first_order": "contact_list.first_order",
    "one_step": "contact_list.one_step",
    "cycle": "contact_list.cycle",
    "dear": "contact_list.dear",
    "birthday": "contact_list.birthday",
}
_DO = {
    "first_order": "contact_list.do_first_order",
    "one_step": "contact_list.do_one_step",
    "cycle": "contact_list.do_cycle",
    "dear": "contact_list.do_dear",
    "birthday": "contact_list.do_birthday",
}
_COLOURS = {"first_order": "blue", "one_step": "orange", "cycle": "red", "dear": "violet", "birthday": "green"}
_WAYS = {WECHAT: "contact_list.wechat", PHONE: "contact_list.phone", SMS: "contact_list.sms"}


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


def way(one: Due) -> str:
    """By what to contact her; that no way is known says so."""
    return t(_WAYS[one.by]) if one.by in _WAYS else t("contact_list.no_way")


def reasons(one: Due) -> str:
    """All her reasons, the gravest first."""
    return t("filter.list_comma").join(reason(key) for key in (one.reason, *one.others))
