"""Which table a file holds, found from its headings in either language."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from data.intake.errors import IntakeError
from data.schema import FACT_TABLES, FactColumn, FactTable
from data.schema.targets import TARGETS

# Headings that we write into files of rejected rows ourselves. Not plain 原因: that is a column of guide_points.
REASON = "拒收原因"
LINE = "原行号"
OURS = frozenset((REASON, LINE))

_SHOWN = 30  # headings named in a message


@dataclass(frozen=True)
class Match:
    """How the headings of a file meet the columns of a table."""

    table: FactTable
    headings: tuple[str, ...]
    places: dict[str, int]  # canonical column name -> place of its heading in the file

    @property
    def missing(self) -> tuple[FactColumn, ...]:
        """Required columns that the file lacks."""
        return tuple(column for column in self.table.columns if column.is_required and column.name not in self.places)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings of the file that say nothing to the table, as written."""
        used = set(self.places.values())
        return tuple(
            heading.strip()
            for place, heading in enumerate(self.headings)
            if place not in used and normal(heading) and normal(heading) not in OURS
        )

    @property
    def strength(self) -> tuple[int, int]:
        """The more columns match the better, and then the fewer of the table stay empty."""
        return len(self.places), len(self.places) - len(self.table.columns)


READABLE = {**FACT_TABLES, TARGETS.name: TARGETS}


@lru_cache(maxsize=4096)
def normal(heading: str) -> str:
    """A heading without what people vary: case, width, blanks, underscores, byte-order mark, required marks."""
    text = unicodedata.normalize("NFKC", heading).replace("\ufeff", "").casefold()
    return re.sub(r"\((?:必填|选填|required)\)|[\s_*'\"=]", "", text)


@cache
def _known(name: str) -> dict[str, str]:
    """Normal heading -> column, by the words of the table's own columns."""
    table = READABLE[name]
    known: dict[str, str] = {}
    for column in table.columns:
        known.setdefault(normal(column.name), column.name)
    for column in table.columns:
        for heading in column.headings:
            known.setdefault(normal(heading), column.name)
    return known


@cache
def _lent(name: str) -> dict[str, str]:
    """Headings of a column of the same name and make in another table: 入群时间 is a joined_at everywhere."""
    table = READABLE[name]
    lent: dict[str, str] = {}
    for other in FACT_TABLES.values():
        for column in other.columns:
            own = next((mine for mine in table.columns if mine.name == column.name), None)
            if own is None or own.kind is not column.kind or own.choices != column.choices:
                continue
            for heading in column.headings:
                if normal(heading) not in _known(name):
                    lent.setdefault(normal(heading), column.name)
    return lent


def match(headings: Sequence[str], table: FactTable) -> Match:
    """Where the columns of a table stand in a file; of a heading given twice the first one counts."""
    words = [normal(heading) for heading in headings]
    places: dict[str, int] = {}
    for known in (_known(table.name), _lent(table.name)):
        for place, word in enumerate(words):
            column = known.get(word)
            if column is not None and place not in places.values():
                places.setdefault(column, place)
    return Match(table, tuple(headings), places)


def table_named(name: str) -> FactTable:
    """The table of a canonical name or a title; raises IntakeError with the nearest names."""
    titles = {normal(word): table for table in FACT_TABLES.values() for word in (table.name, *table.title)}
    if (table := titles.get(normal(name))) is not None:
        return table
    near = difflib.get_close_matches(normal(name), titles, n=2, cutoff=0.5)
    names = list(dict.fromkeys(titles[word].name for word in near)) or list(FACT_TABLES)
    raise IntakeError(
        f"没有名为 {name} 的表。{'您是不是要找' if near else '可用的表'}：{'、'.join(names)}。",
        f"There is no table {name!r}. {'Did you mean' if near else 'The tables are'}: {', '.join(names)}.",
    )


def recognise(headings: Sequence[str], table: FactTable | None = None) -> Match:
    """The match of a heading line: of the given table, or of the table that the headings tell.

    Raises IntakeError where a required column is missing, nothing is known, or two tables fit equally well.
    """
    if table is not None:
        found = match(headings, table)
        if found.missing:
            raise _lacking(found, asked=True)
        return found
    matches = sorted((match(headings, each) for each in FACT_TABLES.values()), key=lambda m: m.strength, reverse=True)
    whole = [found for found in matches if found.places and not found.missing]
    # A file that says more to another table, were it not for one misspelt heading, is not the smaller table's.
    if not whole or len(matches[0].places) > len(whole[0].places):
        raise _lacking(max(matches, key=lambda m: (len(m.places), -len(m.missing))), asked=False)
    if len(whole) > 1 and whole[0].strength == whole[1].strength:
        raise _ambiguous(headings, whole)
    return whole[0]


def detect(headings: Sequence[str]) -> FactTable:
    """The table that a heading line tells, or IntakeError."""
    return recognise(headings).table


def most_known(headings: Sequence[str], table: FactTable | None = None) -> int:
    """How many columns of one table a line names: the line that names most is the heading."""
    tables = FACT_TABLES.values() if table is None else (table,)
    return max(len(match(headings, each).places) for each in tables)


def _listed(headings: Iterable[str], comma: str = "、") -> str:
    words = [heading.strip() for heading in headings if normal(heading)]
    more = [f"… ({len(words)})"] if len(words) > _SHOWN else []
    return comma.join(words[:_SHOWN] + more) or "—"


def _lacking(found: Match, *, asked: bool) -> IntakeError:
    title = f"{found.table.title[0]} {found.table.name}"
    if not found.places and not asked:
        return IntakeError(
            f"认不出表头。读到的表头：{_listed(found.headings)}。"
            "请下载模板对照，或指明是哪张表（页面上选择，命令行用 --as）。",
            f"No known headings. Found: {_listed(found.headings, ', ')}. Compare with a template, or name the table "
            "on the page or with --as TABLE.",
        )
    columns = "、".join(f"{column.headings[0]} {column.name}" for column in found.missing)
    near = _nearest(found)
    hints_zh = "".join(f" “{heading}” 是不是 “{column.headings[0]}”？" for heading, column in near)
    hints_en = "".join(f" Is {heading!r} meant to be {column.name!r}?" for heading, column in near)
    start_zh = f"作为 {title} 导入，" if asked else f"最接近的表是 {title}，但"
    start_en = f"As {found.table.name} the file" if asked else f"The nearest table is {found.table.name}, but the file"
    end_zh = "" if asked else " 若是别的表，请指明（页面上选择，命令行用 --as）。"
    end_en = "" if asked else " If it is another table, name it, on the page or with --as TABLE."
    return IntakeError(
        f"{start_zh}缺少必填列：{columns}。读到的表头：{_listed(found.headings)}。{hints_zh}{end_zh}",
        f"{start_en} lacks required columns: {', '.join(column.name for column in found.missing)}. "
        f"Headings found: {_listed(found.headings, ', ')}.{hints_en}{end_en}",
    )


def _nearest(found: Match) -> list[tuple[str, FactColumn]]:
    """For each missing column the unused heading that looks most like it."""
    spare = {normal(heading): heading for heading in found.ignored}
    near = []
    for column in found.missing:
        words = [normal(word) for word in (column.name, *column.headings)]
        close = [hit for word in words for hit in difflib.get_close_matches(word, spare, n=1, cutoff=0.5)]
        if close:
            near.append((spare[close[0]], column))
    return near


def _ambiguous(headings: Sequence[str], whole: Sequence[Match]) -> IntakeError:
    same = [found.table for found in whole if found.strength == whole[0].strength]
    return IntakeError(
        f"表头 {_listed(headings)} 同时符合 {'、'.join(f'{t.title[0]} {t.name}' for t in same)}。"
        "请指明是哪张表（页面上选择，命令行用 --as）。",
        f"The headings {_listed(headings, ', ')} fit {', '.join(table.name for table in same)} equally well. "
        "Name the table, on the page or with --as TABLE.",
    )
