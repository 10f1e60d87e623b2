"""Rankings: equal figures share a rank (1-1-3), the unknown has none, lines never take nothing for 0."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from components.ranking import FIRST, LAST, LEAST, as_sheet, entrants, shown
from metrics import contacts, orders
from metrics.answer import Cell, Row
from metrics.statistics import wilson


def row(code: str | None, gmv: int | None, adds: int = 1) -> Row:
    """A store with its figures."""
    name = code or "未知"
    cells: Any = {"gmv": Cell(value=gmv), "added_contacts": Cell(value=adds)}
    return Row((code,), cells, lambda _: ((name, name),))


def ranked(*rows: Row) -> list[tuple[int | None, str, str]]:
    """Rank, name and mark of rows as they are answered."""
    view: Any = SimpleNamespace(ask=lambda *metrics, by: rows)
    found = entrants(view, "store", (orders.GMV, contacts.ADDED_CONTACTS), orders.GMV)
    return [(entrant.rank, entrant.name, entrant.mark) for entrant in found]


def test_equal_figures_share_a_rank() -> None:
    found = ranked(row("c", 5), row("a", 9), row("b", 9), row("d", 1))
    assert [(rank, name) for rank, name, _ in found] == [(1, "a"), (1, "b"), (3, "c"), (4, "d")]


def test_the_unknown_and_those_without_the_figure_have_no_rank() -> None:
    found = ranked(row(None, 99), row("a", 9), row("b", None))
    assert [(rank, name) for rank, name, _ in found] == [(1, "a"), (None, "未知"), (None, "b")]


def rate(code: str, hits: int, people: int) -> Row:
    """A store with its rate of replies."""
    low, high = wilson(hits, people) or (None, None)
    cell = Cell(value=hits / people, numerator=hits, denominator=people, low=low, high=high)
    return Row((code,), {"greeting_reply_rate": cell}, lambda _: ((code, code),))  # type: ignore[arg-type]


def by_rate(*rows: Row) -> list[tuple[int | None, str, str]]:
    """Rank, name and mark."""
    view: Any = SimpleNamespace(ask=lambda *metrics, by: rows)
    found = entrants(view, "store", (contacts.GREETING_REPLY_RATE,), contacts.GREETING_REPLY_RATE)
    return [(entrant.rank, entrant.name, entrant.mark) for entrant in found]


def test_a_rate_of_a_few_people_leads_nobody() -> None:
    found = by_rate(rate("a", 2, 7), rate("b", 5, 100), rate("c", 2, LEAST), rate("d", 1, LEAST - 1))
    assert [(rank, name) for rank, name, _ in found] == [(1, "c"), (2, "b"), (None, "a"), (None, "d")]
    assert [rank for rank, *_ in by_rate(rate("a", 2, 7), rate("b", 1, 5))] == [1, 2], "nobody has more"


def test_of_very_many_the_last_that_are_ranked_are_shown() -> None:
    many = [rate(f"{n:04}", 1 + n % 50, 100) for n in range(FIRST + LAST + 1)]
    few = [rate(f"few{n}", 1, 2) for n in range(LAST)]
    view: Any = SimpleNamespace(ask=lambda *metrics, by: [*many, *few])
    listed = shown(entrants(view, "guide", (contacts.GREETING_REPLY_RATE,), contacts.GREETING_REPLY_RATE))
    assert [entrant.mark for entrant in listed][-3:] == ["ranking.lags"] * 3
    assert all(entrant.rank is not None for entrant in listed)
    view = SimpleNamespace(ask=lambda *metrics, by: [*many[:LAST], *few, *few])
    listed = shown(entrants(view, "guide", (contacts.GREETING_REPLY_RATE,), contacts.GREETING_REPLY_RATE))
    assert sum(entrant.rank is not None for entrant in listed) == LAST


def test_the_first_and_the_last_three_are_marked_only_where_there_are_more() -> None:
    assert {mark for _, _, mark in ranked(*(row(str(n), n) for n in range(1, 7)))} == {""}
    marks = [mark for _, _, mark in ranked(*(row(str(n), n) for n in range(1, 9)))]
    assert marks == ["ranking.leads"] * 3 + [""] * 2 + ["ranking.lags"] * 3


def test_of_very_many_the_ends_are_shown_and_all_are_exported() -> None:
    view: Any = SimpleNamespace(ask=lambda *metrics, by: [row(str(n), n) for n in range(1, 501)])
    metrics = (orders.GMV, contacts.ADDED_CONTACTS)
    found = entrants(view, "store", metrics, orders.GMV)
    listed = shown(found)
    assert len(listed) == FIRST + LAST
    assert (listed[0].name, listed[-1].name) == ("500", "1")
    assert len(as_sheet(found, "store", metrics).rows) == 500
