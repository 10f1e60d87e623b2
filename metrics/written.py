"""Answers as plain data: what the command line prints and other programs read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from metrics.answer import Answer
from metrics.cells import Cell
from metrics.formula import formula
from metrics.model import Count, Difference, Distinct, Level, Metric, Sum, Survival


def written_answer(answer: Answer, generation_number: int) -> dict[str, Any]:
    """An answer as the contract's JSON object; money is a number of yuan with two decimals."""
    question = answer.question
    return {
        "generation": generation_number,
        "metrics": {
            metric.key: {"unit": metric.unit.value, "horizon": reach.at.isoformat() if reach else None}
            for metric, reach in ((m, answer.horizons[m.key]) for m in question.metrics)
        },
        "rows": [
            {
                **{key: written_code(code) for key, code in zip(question.by, row.codes, strict=True)},
                **{f"{key}_name": name[0] for key, name in zip(question.by, row.names, strict=True)},
                **{metric.key: written_cell(metric, row[metric]) for metric in question.metrics},
            }
            for row in answer.rows
        ],
    }


def written_code(code: Any) -> Any:
    """A code as JSON has it: days as ISO text."""
    return code.isoformat() if isinstance(code, date) else code


def written_cell(metric: Metric, cell: Cell) -> dict[str, Any]:
    """A cell with the keys of its kind: a count's value, a rate's parts and interval, a median's quartiles."""
    match metric.value:
        case Count() | Sum() | Difference() | Distinct() | Level():
            names: tuple[str, ...] = ("value",)
        case Survival():
            names = ("value", "low", "high")
        case _:
            names = ("value", "numerator", "denominator", "low", "high", "mature_share")
    found = {name: _number(getattr(cell, name)) for name in names}
    return found | ({"by_hand": cell.by_hand} if cell.by_hand else {})


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row with one entry per figure, for tables: `KEY`, `KEY.numerator`, `KEY.low` …"""
    found: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            found |= {key if name == "value" else f"{key}.{name}": cell for name, cell in value.items()}
        else:
            found[key] = value
    return found


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def written_metric(metric: Metric) -> dict[str, Any]:
    """A metric of the catalogue with everything that is known of it."""
    reference, example = metric.reference, metric.example
    zh, en = metric.title
    return {
        "key": metric.key,
        "theme": {"zh": metric.theme[0], "en": metric.theme[1]},
        "title": {"zh": zh, "en": en},
        "meaning": {"zh": metric.meaning[0], "en": metric.meaning[1]},
        "formula": dict(zip(("zh", "en"), formula(metric), strict=True)),
        "unit": metric.unit.value,
        "better": metric.better.value,
        "subject": metric.rows.subject,
        "anchor": metric.rows.anchor,
        "window": metric.window,
        "dimensions": list(metric.dimensions),
        "reference": reference
        and {
            "value": float(reference.value),
            "text": {"zh": reference.text[0], "en": reference.text[1]},
            "source": reference.source,
            "industry": {"zh": reference.industry[0], "en": reference.industry[1]},
        },
        "example": example
        and {
            "text": {"zh": example.text[0], "en": example.text[1]},
            "numerator": example.numerator,
            "denominator": example.denominator,
            "value": float(example.value),
        },
        "others": metric.others and {"zh": metric.others[0], "en": metric.others[1]},
    }
