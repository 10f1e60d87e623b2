"""Stages: how far a contact has come on its way to a second order; a contact is in each that it reached.

Many buy who were never talked with: a stage is a part of the one that it lies `within`, and has a share of that alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from metrics.contacts import ADDS
from metrics.model import Columns, Condition, Count, Part, Text


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A step of the way, the stage that all its contacts have reached, the event it needs, and its rollup's column."""

    key: str
    title: Text
    within: str | None
    event: str
    part: Part


def _stage(key: str, title: Text, within: str | None, event: str, where: Condition | None = None) -> Stage:
    part = Part(column=f"stage_{key}", rows=ADDS, amount=Count(rows=ADDS, where=where).amount)
    return Stage(key=key, title=title, within=within, event=event, part=part)


def _came(moment: str) -> Condition:
    def has_come(columns: Columns) -> sa.ColumnElement[bool]:
        return columns[moment].is_not(None)  # type: ignore[no-any-return]

    return has_come


STAGES = (
    _stage("added", ("加粉", "Added"), None, "added"),
    _stage("greeted", ("打招呼", "Greeted"), "added", "greeted", _came("greeted_at")),
    _stage("replied", ("回复", "Replied"), "greeted", "replied", _came("greeting_replied_at")),
    _stage("talked", ("私聊", "Talked with"), "added", "talked", _came("private_chat_at")),
    _stage("bought", ("首单", "First order"), "added", "bought", _came("first_order_at")),
    _stage("again", ("复购", "Second order"), "bought", "bought", lambda columns: columns["orders"] >= 2),
)
