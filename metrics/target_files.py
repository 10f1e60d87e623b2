"""Targets from a file: the rows that say one, and what is wrong with those that do not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.intake.readers import open_file
from data.intake.reading import Reading
from data.schema import FACT_TABLES
from data.schema.targets import TARGETS
from data.settings import Settings
from data.state.targets import Target
from metrics.catalogue import CATALOGUE
from metrics.dimensions import DIMENSIONS
from metrics.model import Text
from metrics.question import UnanswerableError
from metrics.targets import NARROWEST_FIRST, target

LINE = "line"


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A row that says no target: its line in the file, and why."""

    line: int
    why: Text


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What a file says."""

    targets: tuple[Target, ...]
    refused: tuple[Refused, ...]


def read(settings: Settings, path: Path) -> Brought:
    """The targets of a CSV file or workbook; metrics and dimensions by their keys or by their titles.

    Raises IntakeError where the file cannot be read at all.
    """
    reading = Reading(path, open_file(path, TARGETS), settings.timezone, None, None)
    found: list[Target] = []
    refused: list[Refused] = []
    for chunk in reading:
        for row in chunk.to_pylist():
            try:
                found.append(_target(row))
            except UnanswerableError as error:
                zh, _, en = str(error).partition(" · ")
                refused.append(Refused(line=row[LINE], why=(zh, en)))
    for one in reading.rejections:
        zh, en = one.expected
        refused.append(Refused(line=one.line, why=(f"{one.column}：{zh}", f"{one.column}: {en}")))
    return Brought(targets=tuple(found), refused=tuple(sorted(refused, key=lambda one: one.line)))


def _target(row: dict[str, object]) -> Target:
    def cell(name: str) -> str:
        return str(row.get(name) or "").strip()

    dimension, code = cell("dimension"), cell("code")
    dimension = _DIMENSIONS.get(dimension.lower(), dimension)
    if dimension == "group_kind":
        code = FACT_TABLES["groups"]["kind"].choices.get(code, code)
    word = cell("metric")
    from_on = row["from_on"]
    return target(_METRICS.get(word.lower(), word), dimension, code, from_on, cell("value"))  # type: ignore[arg-type]


_METRICS = {word.lower(): metric.key for metric in CATALOGUE.values() for word in metric.title}
_DIMENSIONS = {word.lower(): key for key in NARROWEST_FIRST for word in DIMENSIONS[key].title}
