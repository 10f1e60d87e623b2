"""Names: what a code of a dimension is called, in Chinese and English."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data.schema import FACT_TABLES
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics.dimensions import DIMENSIONS
from metrics.model import Text

UNKNOWN: Text = ("未知", "unknown")
_WEEKDAYS: tuple[Text, ...] = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
)
_CHOICES = {
    "channel_kind": ("channels", "kind"),
    "group_kind": ("groups", "kind"),
    "audience": ("groups", "audience"),
    "removed_by": ("contacts", "removed_by"),
}


def name_of(generation: Generation, key: str, code: Any) -> Text:
    """What people call a code; one that no register knows says so."""
    if code is None:
        return UNKNOWN
    if key == "weekday":
        return _WEEKDAYS[int(code) - 1]
    if key == "hour":
        return f"{int(code):02d}:00", f"{int(code):02d}:00"
    if key == "campaign_day":
        return f"第 {code} 天", f"day {code}"
    if key in _CHOICES:
        return choice_name(*_CHOICES[key], str(code))
    if DIMENSIONS[key].named_by is not None:
        known = register(generation, key)
        if code in known:
            return known[code], known[code]
        return f"{code}（未登记）", f"{code} (unregistered)"
    return str(code), str(code)


@lru_cache(maxsize=256)
def choice_name(table: str, column: str, code: str) -> Text:
    """A canonical code in words."""
    words = {value: word for word, value in FACT_TABLES[table][column].choices.items()}
    return words.get(code, code), code.replace("_", " ")


@lru_cache(maxsize=64)
def register(generation: Generation, key: str) -> dict[str, str]:
    """The registered names of a dimension, by code, each once: of guides of one name the store is told, else the code.

    Kept with the generation.
    """
    named_by = DIMENSIONS[key].named_by
    assert named_by is not None
    table, id_name, name = named_by
    rows = PUBLISHED[table]
    query = sa.select(rows.c[id_name].label("code"), rows.c[name].label("name"))
    found = {row.code: row.name for row in generation.rows(query)}
    if key == "guide":
        found = _apart(found, _stores_of(generation))
    return _apart(found, {code: code for code in found})


def _apart(names: dict[str, str], by: dict[str, str]) -> dict[str, str]:
    """The names, those that stand for several codes with what tells these apart."""
    often = Counter(names.values())
    return {
        code: f"{name}（{by[code]}）" if name and often[name] > 1 and code in by else name
        for code, name in names.items()
    }


def _stores_of(generation: Generation) -> dict[str, str]:
    """The registered store of each guide, by its name."""
    guides, stores = PUBLISHED["guides"], PUBLISHED["stores"]
    is_hers = guides.c.store_id == stores.c.store_id
    found = sa.select(guides.c.guide_id, stores.c.store_name).select_from(guides.join(stores, is_hers))
    return {row.guide_id: row.store_name for row in generation.rows(found)}


@lru_cache(maxsize=64)
def codes_of(generation: Generation, key: str) -> tuple[tuple[Any, Text], ...]:
    """The codes a filter can offer: those in the registers, in the order of their names; kept with the generation."""
    dimension = DIMENSIONS[key]
    if dimension.named_by is not None:
        named = register(generation, key).items()
        return tuple(sorted(((code, (name, name)) for code, name in named), key=lambda c: c[1]))
    own: dict[str, tuple[str, str]] = {"team": ("guides", "team"), "persona": ("guides", "persona")}
    column = own.get(key)
    if column is None:
        assert dimension.joined is not None
        column = (dimension.joined.table, {"channel_kind": "kind", "group_kind": "kind"}.get(key, key))
    rows = PUBLISHED[column[0]]
    found = generation.rows(sa.select(rows.c[column[1]]).distinct().where(rows.c[column[1]].is_not(None)))
    return tuple(sorted(((row[0], name_of(generation, key, row[0])) for row in found), key=lambda c: c[1]))
