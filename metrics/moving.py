"""Moving the warehouse to another engine: copied, built anew, every figure compared, and only then switched."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from data.databases import DUCKDB, WAREHOUSES, UnusableStoreError, address, shown
from data.settings import Settings
from data.warehouse.engines import WarehouseBusyError, folder, store, writer
from data.warehouse.generations import Generation, current
from data.warehouse.moving import copy_rows, forget, is_empty, switch
from data.warehouse.standing import Standing
from metrics import publishing
from metrics.answer import answer
from metrics.catalogue import CATALOGUE
from metrics.cells import Cell
from metrics.dimensions import DIMENSIONS
from metrics.question import Question

Report = Callable[[float, str], None]  # share done, what is being done


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A figure that is not the same on both engines; `codes` are those of the dimensions asked."""

    metric: str
    by: tuple[str, ...]
    codes: tuple[Any, ...]
    part: str  # value, numerator … or what else differs
    before: Any
    after: Any


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What became of a move. Addresses are without their passwords."""

    source: str
    target: str
    rows: int
    figures: int  # cells that were compared
    differences: tuple[Difference, ...]
    is_switched: bool  # False on a difference, and where YUTANG_WAREHOUSE_URL must be changed by hand


def move(settings: Settings, written: str, *, by: Sequence[str] = tuple(DIMENSIONS), report: Report) -> Moved:
    """Move the warehouse to the address written, and let the home use it if all figures are the same there.

    The warehouse at hand is left as it is. On a difference the target is emptied again, and so is one where a move was
    cut off, unless somebody used it since. Every metric is compared whole and by each of the dimensions `by`.

    Raises
    ------
    UnusableStoreError
        When the target cannot be used, or holds rows, or there is nothing to move.
    """
    url = address(written, WAREHOUSES)
    there = settings.model_copy(update={"warehouse_url": url.render_as_string(hide_password=False)})
    source_name = shown(settings.warehouse)
    _refuse_itself(settings, there)
    before = _published(settings, report)
    with writer(settings) as source:  # nobody changes it until the end
        if Standing.read(source).facts_version != before.facts_version:
            raise WarehouseBusyError(0)
        source.rollback()
        with writer(there) as target:
            if Standing.read(target).is_moving:
                target.rollback()
                forget(target)
            target.rollback()
            if not is_empty(target):
                raise UnusableStoreError(
                    f"目标仓库里已有数据：{shown(url)}；请换一个空的",
                    f"The target holds rows already: {shown(url)}; name an empty one.",
                )
            rows = copy_rows(source, target, _told(before, report))
        report(0.6, "milestones")
        publishing.refresh(there, full=True)
        found, figures = _compared(before, _known(there), by, report)
        is_switched = not found and not settings.warehouse_url
        with writer(there) as target:
            if found:
                forget(target)
            else:
                Standing.settle(target)
                target.commit()
        if is_switched:
            switch(settings, url)
    report(1.0, "done")
    return Moved(
        source=source_name,
        target=shown(url),
        rows=sum(rows.values()),
        figures=figures,
        differences=tuple(found),
        is_switched=is_switched,
    )


def _refuse_itself(settings: Settings, there: Settings) -> None:
    """Two warehouses of files in one folder would share the pointer to their generations."""
    is_file = settings.warehouse.get_backend_name() == there.warehouse.get_backend_name() == DUCKDB
    if store(settings) == store(there) or (is_file and folder(settings).resolve() == folder(there).resolve()):
        raise UnusableStoreError(
            f"目标就是现在的仓库，或在同一个文件夹里：{shown(there.warehouse)}",
            f"The target is the present warehouse, or lies in its folder: {shown(there.warehouse)}.",
        )


def _published(settings: Settings, report: Report) -> Generation:
    """The generation at hand, brought up to date; rows that lay ahead when it was built may have come to pass."""
    report(0.0, "refresh")
    publishing.refresh(settings)
    if any(_known(settings).future_rows.values()):
        publishing.refresh(settings, full=True)
    return _known(settings)


def _known(settings: Settings) -> Generation:
    found = current(settings)
    if found is None:
        raise UnusableStoreError("仓库是空的，没有可搬的数据", "The warehouse is empty; there is nothing to move.")
    return found


def _told(before: Generation, report: Report) -> Callable[[str, int, int], None]:
    """How far the copying is, told as a share of the facts."""
    whole, seen = max(sum(before.row_counts.values()), 1), dict.fromkeys(before.row_counts, 0)

    def tell(table: str, done: int, of: int) -> None:
        schema, _, name = table.partition(".")
        if schema == "facts" and name in seen:
            seen[name] = done
        report(0.1 + 0.5 * min(sum(seen.values()) / whole, 1.0), f"{table} {done:,}/{of:,}")

    return tell


def _compared(
    before: Generation, after: Generation, dimensions: Sequence[str], report: Report
) -> tuple[list[Difference], int]:
    """Every metric, whole and by its dimensions, over all days: what differs, and how many figures were held."""
    found = [*_of_rows(before, after)]
    figures = 0
    if not before.since:
        return found, figures
    start = min(before.since.values())
    end = max([start, *(reach.last_day for reach in before.horizons.values())]) + timedelta(days=1)
    for n, by in enumerate(((), *((key,) for key in dimensions))):
        metrics = tuple(metric for metric in CATALOGUE.values() if set(by) <= set(metric.dimensions))
        report(0.8 + 0.2 * n / (len(dimensions) + 1), f"comparing {by[0] if by else ''}")
        if metrics:
            question = Question(metrics=metrics, start=start, end=end, by=by)
            old, new = (_cells(generation, question) for generation in (before, after))
            figures += len(old.keys() | new.keys())
            found += _of_cells(by, old, new)
    return found, figures


def _of_rows(before: Generation, after: Generation) -> Iterator[Difference]:
    """Differences in what a generation says of the rows that it stands on."""
    for part in ("row_counts", "since", "horizons", "future_rows", "brought", "windows", "is_demo"):
        old, new = getattr(before, part), getattr(after, part)
        if old != new:
            yield Difference(metric="", by=(), codes=(), part=part, before=str(old), after=str(new))


def _cells(generation: Generation, question: Question) -> dict[tuple[str, tuple[Any, ...]], Cell]:
    rows = answer(generation, question).rows
    return {(metric.key, row.codes): row[metric] for row in rows for metric in question.metrics}


def _of_cells(by: tuple[str, ...], old: Mapping[Any, Cell], new: Mapping[Any, Cell]) -> Iterator[Difference]:
    nothing = Cell(value=None, reason="no such row")
    for metric, codes in sorted(old.keys() | new.keys(), key=repr):
        was, now = old.get((metric, codes), nothing), new.get((metric, codes), nothing)
        for field in fields(Cell):
            first, second = getattr(was, field.name), getattr(now, field.name)
            if not is_same(first, second):
                yield Difference(metric=metric, by=by, codes=codes, part=field.name, before=first, after=second)


def is_same(first: Any, second: Any) -> bool:
    """Whether two parts of a figure are equal: money and counts exactly, quotients to their last digits."""
    if isinstance(first, float) or isinstance(second, float):
        return None not in (first, second) and math.isclose(float(first), float(second), rel_tol=1e-9, abs_tol=1e-12)
    return bool(first == second)


def written_move(moved: Moved) -> dict[str, Any]:
    """A move as plain data; figures that differ as text."""
    return {
        **{name: getattr(moved, name) for name in ("source", "target", "rows", "figures", "is_switched")},
        "differences": [
            {
                "metric": one.metric,
                "by": list(one.by),
                "codes": [str(code) for code in one.codes],
                "part": one.part,
                "before": str(one.before),
                "after": str(one.after),
            }
            for one in moved.differences
        ],
    }


def told_move(moved: Moved) -> list[str]:
    """A move in sentences, Chinese and English; of many differences the first hundred."""
    lines = [
        f"{moved.source} → {moved.target}：{moved.rows:,} 行，比对 {moved.figures:,} 个数字 · "
        f"{moved.rows:,} rows, {moved.figures:,} figures compared."
    ]
    if moved.differences:
        lines += [
            f"  {one.metric} {one.by} {one.codes} {one.part}: {one.before} ≠ {one.after}"
            for one in moved.differences[:100]
        ]
        lines.append(
            f"有 {len(moved.differences)} 处不同，没有切换 · {len(moved.differences)} differ; nothing was switched."
        )
    elif moved.is_switched:
        lines.append("全部一致，已切换 · All are equal; the new warehouse is in use.")
    else:
        lines.append(
            "全部一致；已设置 YUTANG_WAREHOUSE_URL，请把它改成新地址 · "
            "All are equal; YUTANG_WAREHOUSE_URL is set, change it to the new address."
        )
    return lines
