"""Where the figures of a page come from: its days, filters and data; a file that is exported says it."""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date

from components import formats
from components.language import current, pick, t
from metrics.dimensions import DIMENSIONS

LONGEST_NAME = 60  # of the part of a file's name that tells where it is from
_SHOWN: ContextVar[Provenance | None] = ContextVar("provenance", default=None)  # each run has a thread of its own


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """What a page shows: its title, the data, its first and last day (None: it has others of its own), the filters."""

    page: str
    is_demo: bool
    generation: int
    until: date
    days: tuple[date, date] | None
    where: tuple[tuple[str, tuple[str, ...]], ...]  # dimensions, each with the names that were chosen
    all_cohorts: bool

    @property
    def suffix(self) -> str:
        """The end of a file's name: its days, or the last one of the data, what is chosen, and whether it is invented.

        Only letters and digits of any script, and short: names come from outside.
        """
        days = self.days or (self.until,)
        parts = [*(f"{day:%Y%m%d}" for day in days), *(name for _, names in self.where for name in names)]
        stem = "_".join(filter(None, (re.sub(r"[^\w.]+", "-", part).strip("-.") for part in parts)))[:LONGEST_NAME]
        return f"_{stem}_demo" if self.is_demo else f"_{stem}"

    def told(self) -> list[tuple[str, object]]:
        """It as pairs of a heading and what stands under it, in the language of the reader."""
        lines: list[tuple[str, object]] = [(t("export.page"), self.page)]
        if self.days is not None:
            lines.append((t("export.days"), formats.span(*self.days, current())))
        lines += [
            (pick(DIMENSIONS[dimension].title), t("filter.list_comma").join(names)) for dimension, names in self.where
        ]
        if self.all_cohorts:
            lines.append((t("export.counted"), t("filter.all_cohorts_said")))
        lines += [(t("export.until"), self.until), (t("export.generation"), self.generation)]
        if self.is_demo:
            lines.append((t("demo.badge"), t("demo.text")))
        return lines


def settle(shown: Provenance) -> None:
    """Say for the rest of this run what the page shows."""
    _SHOWN.set(shown)


def leave_days() -> None:
    """Say for the rest of this run that what follows stands on all days that the data knows."""
    found = _SHOWN.get()
    if found is not None:
        _SHOWN.set(replace(found, days=None))


def shown() -> Provenance | None:
    """What the page of this run shows; None where it shows no data, or only a part of it is drawn again."""
    return _SHOWN.get()
