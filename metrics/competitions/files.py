"""Files: a competition as TOML, to be kept, copied and checked."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import tomli_w

from metrics.competitions.rules import Rules, RulesError, checked


def read(text: str) -> Rules:
    """The rules that a TOML text says.

    Raises
    ------
    RulesError
        When it is no TOML, or the rules are wrong.
    """
    try:
        written = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"不是有效的 TOML：{error} · This is no TOML: {error}.") from error
    return checked(written)


def write(rules: Rules) -> str:
    """The rules as TOML; reading it gives the same rules. What was left at its default is left out.

    >>> from metrics.competitions.templates import template
    >>> rules = template("3+2", id="k", title="t", starts_on=date(2026, 3, 2))
    >>> read(write(rules)) == rules
    True
    """
    written = rules.model_dump(mode="python", exclude_defaults=True)
    rewards = [
        {"kind": reward.kind, **made} for reward, made in zip(rules.rewards, written.pop("rewards", ()), strict=True)
    ]
    head = {"id": rules.id, "title": rules.title, "entrants": rules.entrants}
    return tomli_w.dumps(_plain({**head, **written, "rewards": rewards}))


def _plain(value: Any) -> Any:
    """Values as TOML writes them: whole numbers without a point, times of day as hh:mm."""
    match value:
        case dict():
            return {key: _plain(one) for key, one in value.items() if one is not None}
        case list() | tuple():
            return [_plain(one) for one in value]
        case Decimal():
            return int(value) if value == value.to_integral_value() else value.normalize()
        case str() | int() | date():
            return value
        case _:
            return value.strftime("%H:%M" if not value.second else "%H:%M:%S")
