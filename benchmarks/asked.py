"""What the pages ask: each page is run once, and every question that it asks is kept to be asked again."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlalchemy as sa
import streamlit as st
from sqlalchemy.sql import visitors
from streamlit.testing.v1 import AppTest

from benchmarks.worlds import published
from components import access, asking
from data.settings import Settings, settings
from data.warehouse.generations import Generation
from data.warehouse.tables import PUBLISHED
from metrics import answer as answers
from metrics import funnel as funnels
from metrics.analyses.census import CENSUS
from metrics.question import Question
from metrics.summaries import SUMMARIES

ROOT = Path(__file__).resolve().parent.parent
DOORS = ("rows", "lines")  # of a generation: its only ways to send a query
RUNS = 5
LONGEST = 900.0  # seconds that a page may take in a world of ten million
# Small whatever the number of customers: registers, and what is a row per day, guide or campaign.
SMALL = {*PUBLISHED, *(one.table.name for one in SUMMARIES), CENSUS.name, "stays", "posts", "about", "kinds"} - {
    "customers",
    "referrals",
    "groups",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of a page: what it is called, and how it is asked again."""

    what: str
    find: Callable[[Generation], object]
    question: Question | None = None
    queries: list[sa.Select[Any]] = field(default_factory=list)


def own(query: sa.Executable) -> list[str]:
    """The tables of a query that grow with the customers: all but rollups and registers."""
    return sorted(name for name in read(query) if not name.startswith("rollup_") and name not in SMALL)


def read(query: sa.Executable) -> set[str]:
    """The names of the tables that a query reads."""
    return {one.name for one in visitors.iterate(query) if isinstance(one, sa.Table)}  # type: ignore[arg-type]


@contextmanager
def _sent_into(queries: list[sa.Select[Any]]) -> Iterator[None]:
    """Keep each query that is sent, with its values."""

    def keep(_generation: Generation, query: sa.Select[Any], values: Mapping[str, Any] | None = None) -> None:
        queries.append(query.params(values) if values else query)

    with ExitStack() as doors:
        for door in DOORS:
            doors.enter_context(watched(door, Generation, keep))
        yield


def pages() -> dict[str, Path]:
    """The files of all pages by their place in the address."""
    return {key: next((ROOT / "pages").glob(f"*/{key}.py")) for key in access.SEES}


@contextmanager
def at_home(home: Settings) -> Iterator[None]:
    """Let the app of this process live in a home."""
    there = {
        "YUTANG_HOME": str(home.home),
        "YUTANG_MEMORY_LIMIT": home.memory_limit,
        "YUTANG_WAREHOUSE_URL": home.warehouse_url,
    }
    before = {key: os.environ.get(key) for key in there}
    _set(there)
    try:
        yield
    finally:
        _set(before)


def _set(variables: Mapping[str, str | None]) -> None:
    for key, value in variables.items():
        os.environ.pop(key, None) if value is None else os.environ.update({key: value})
    settings.cache_clear()


@contextmanager
def watched(attribute: str, owner: Any, watch: Callable[..., None]) -> Iterator[None]:
    """Say each call of a function before it is made."""
    original = getattr(owner, attribute)

    def call(*arguments: Any) -> Any:
        watch(*arguments)
        return original(*arguments)

    setattr(owner, attribute, call)
    try:
        yield
    finally:
        setattr(owner, attribute, original)


def asked(home: Settings) -> dict[str, list[Asked]]:
    """The questions of every page of a home, each once, with the queries that they came to.

    Raises
    ------
    RuntimeError
        When a page fails, or sends queries that its questions do not.
    """
    with at_home(home):
        return {key: _asked(key, file, home) for key, file in pages().items()}


def runs(home: Settings) -> dict[str, float]:
    """The seconds that a run of every page of a home takes when nothing need be asked; medians.

    They are runs in Streamlit's own harness for tests, which reads what a page sends.
    """
    with at_home(home):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=LONGEST)
        app.run()
        return {key: _run_again(app, file) for key, file in pages().items()}


def _run_again(app: AppTest, file: Path) -> float:
    app.switch_page(str(file.relative_to(ROOT)))
    app.run()
    taken = []
    for _ in range(RUNS):
        began = perf_counter()
        app.run()
        taken.append(perf_counter() - began)
    return statistics.median(taken)


def _asked(key: str, file: Path, home: Settings) -> list[Asked]:
    found: dict[object, Asked] = {}
    sent: list[sa.Select[Any]] = []

    def answer(_name: object, question: Question, _generation: Generation) -> None:
        first, *more = (metric.key for metric in question.metrics)
        what = f"{first}{f' and {len(more)} more' if more else ''} by {', '.join(question.by) or 'nothing'}"
        find = lambda one: answers.answer(one, question)  # noqa: E731 - a question to be asked again
        found.setdefault(("answer", question), Asked(what=what, find=find, question=question))

    def curve(_name: object, question: Question, _generation: Generation) -> None:
        what = f"curve of {question.metrics[0].key}"
        find = lambda one: answers.curve(one, question)  # noqa: E731
        found.setdefault(("curve", question), Asked(what=what, find=find, question=question))

    def funnel(_name: object, question: Question, _generation: Generation) -> None:
        find = lambda one: funnels.funnel(one, question)  # noqa: E731
        found.setdefault(("funnel", question), Asked(what="funnel", find=find, question=question))

    def kept(_v: object, name: str, words: str, _g: Generation, find: Callable[..., object], arguments: Any) -> None:
        found.setdefault(("kept", name, words), Asked(what=name, find=lambda one: find(one, *arguments)))

    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=LONGEST)
    app.run()
    app.switch_page(str(file.relative_to(ROOT)))
    app.run()  # names are read once in the life of a generation
    st.cache_data.clear()
    st.cache_resource.clear()
    with (
        _sent_into(sent),
        watched("_answer", asking, answer),
        watched("_curve", asking, curve),
        watched("_funnel", asking, funnel),
        watched("_found", asking, kept),
    ):
        app.run()
    if app.exception or app.error:
        raise RuntimeError(f"{key} failed: {[one.value for one in (*app.exception, *app.error)]}")
    again = 0
    for one in found.values():
        with _sent_into(one.queries):
            one.find(published(home))
        again += len(one.queries)
    if again < len(sent):
        raise RuntimeError(f"{key} sent {len(sent)} queries, its questions only {again}")
    return list(found.values())
