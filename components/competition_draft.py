"""A draft: the rules of a competition as lines of editable tables, and what was written there as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from metrics.competitions.rules import Ladder, RankReward, Rules, TeamPot

Row = dict[str, Any]

KINDS = ("rank", "daily_best", "opening_order", "ladder", "commission", "team_pot", "pk")
_BETWEEN = re.compile(r"[,，、;；\s]+")
_STEP = re.compile(r"[=:：]")


def listed(text: object) -> list[str]:
    """The pieces of a text between commas and blanks.

    >>> listed("12:00，22:00"), listed(None)
    (['12:00', '22:00'], [])
    """
    return [piece for piece in _BETWEEN.split(str(text or "").strip()) if piece]


def number(value: Decimal) -> str:
    """A number as it is typed.

    >>> number(Decimal("300.00")), number(Decimal("0.10"))
    ('300', '0.1')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def scores(rules: Rules) -> list[Row]:
    """What scores, a line each."""
    return [
        {
            "what": score.what,
            "points": float(score.points),
            "cap_per_day": None if score.cap_per_day is None else float(score.cap_per_day),
        }
        for score in rules.scores
    ]


def rewards(rules: Rules) -> list[Row]:
    """The rewards, a line each; amounts as text: pots by place, steps as 3=30, a share as 5%."""
    lines = []
    for reward in rules.rewards:
        line: Row = {"kind": reward.kind, "what": None, "per": None, "split": None, "adds_up": False}
        made = reward.model_dump()
        match reward:
            case RankReward() | TeamPot():
                line["amounts"] = "、".join(number(pot) for pot in reward.pots)
            case Ladder():
                line["amounts"] = "、".join(f"{number(step.at)}={number(step.amount)}" for step in reward.steps)
            case _ if reward.kind == "commission":
                line["amounts"] = f"{number(made['rate'] * 100)}%"
            case _:
                line["amounts"] = number(made["amount"])
        lines.append(line | {key: made[key] for key in ("what", "per", "split", "adds_up") if key in made})
    return lines


def written(head: Mapping[str, Any], tables: Mapping[str, Iterable[Row]]) -> dict[str, Any]:
    """Plain values that `checked` takes; lines without their first cell are left out, and so are empty cells.

    `tables` holds scores, rewards, stages and layers.
    """
    made = dict(head)
    made["cut_offs"] = listed(head.get("cut_offs"))
    made["scores"] = [_filled(row, float_keys=("points", "cap_per_day")) for row in _lines(tables["scores"], "what")]
    made["rewards"] = [_reward(row) for row in _lines(tables["rewards"], "kind")]
    made["stages"] = [_filled(row) for row in _lines(tables["stages"], "title")]
    made["layers"] = [_layer(row) for row in _lines(tables["layers"], "title")]
    return made


def _lines(rows: Iterable[Row], first: str) -> list[Row]:
    return [row for row in rows if not is_nothing(row.get(first))]


def is_nothing(cell: object) -> bool:
    """Whether a cell of an edited table is empty: None, blank, or no number.

    >>> is_nothing(float("nan")), is_nothing(" "), is_nothing(0)
    (True, True, False)
    """
    return cell is None or cell != cell or (isinstance(cell, str) and not cell.strip())


def _filled(row: Row, *, float_keys: Sequence[str] = ()) -> Row:
    kept = {key: cell for key, cell in row.items() if not is_nothing(cell)}
    return {key: _typed(cell) if key in float_keys else cell for key, cell in kept.items()}


def _typed(cell: object) -> str:
    return number(Decimal(str(cell)))


def _layer(row: Row) -> Row:
    kept = _filled(row)
    if "guides_up_to" in kept:
        kept["guides_up_to"] = int(kept["guides_up_to"])
    return kept


def _reward(row: Row) -> Row:
    kind, amounts = str(row["kind"]), listed(row.get("amounts"))
    made: Row = {"kind": kind}
    wanted: tuple[str, ...] = ()
    match kind:
        case "rank":
            made["pots"], wanted = amounts, ("what", "per")
        case "team_pot":
            made["pots"], wanted = amounts, ("split",)
        case "ladder":
            pairs = [_STEP.split(piece, maxsplit=1) for piece in amounts]
            made["steps"] = [{"at": pair[0], "amount": pair[-1] if len(pair) > 1 else ""} for pair in pairs]
            made["adds_up"], wanted = bool(row.get("adds_up")), ("what",)
        case "commission":
            made["rate"] = _rate(amounts)
        case "daily_best":
            made["amount"], wanted = " ".join(amounts), ("what",)
        case "pk":
            made["amount"], wanted = " ".join(amounts), ("what", "per")
        case _:
            made["amount"] = " ".join(amounts)
    return made | {key: row[key] for key in wanted if not is_nothing(row.get(key))}


def _rate(amounts: Sequence[str]) -> str:
    text = " ".join(amounts)
    if not text.endswith(("%", "％")):
        return text
    digits = text[:-1]
    is_number = re.fullmatch(r"\d+(?:\.\d+)?", digits) is not None
    return number(Decimal(digits) / 100) if is_number else text
