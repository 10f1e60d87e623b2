"""Every question that a page asks, asked once: the only place where answers are kept.

An answer is keyed by the home and number of its generation and by the whole question, in which the viewer's scope lies:
a new import makes every kept answer unreachable, and no viewer is given what was asked for another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from components.address import FILTERS
from data.settings import settings
from data.warehouse.generations import ForeignGenerationError, Generation, current
from metrics import answer as answers
from metrics import funnel as funnels
from metrics.answer import Row
from metrics.choices import choices
from metrics.funnel import Reached
from metrics.holdings import is_of_this_version
from metrics.model import Text
from metrics.question import Question, Scope
from metrics.survival import Step

KEPT_ANSWERS = 2_000
KEPT_CURVES = 100
KEPT_FINDINGS = 300
Found = TypeVar("Found")
_LOOK_BACK = timedelta(days=400)  # whom a filter offers: everyone with an add in the last year or so


class LeftBehindError(RuntimeError):
    """Another version of the program publishes, and what this one could read is gone."""


_held: tuple[Path, Generation] | None = None  # what this process last read of its own version, and in which home


def generation() -> Generation | None:
    """The published generation, None before the first import and the demo.

    Once another version of the program publishes, this process is about to be replaced: until then it keeps to the
    last generation that it can read.

    Raises
    ------
    LeftBehindError
        When that one is gone.
    LostGenerationError
        When the generation is gone, or another version's and nothing of this one was read before.
    """
    global _held
    home = settings().home
    try:
        found = current(settings())
    except ForeignGenerationError:
        if (held := _kept_to(home)) is None:
            raise
        return held
    if found is None:
        return None
    if is_of_this_version(found):
        _held = home, found
        return found
    return _kept_to(home) or found


def _kept_to(home: Path) -> Generation | None:
    """The last generation of this version, where there was one."""
    if _held is None or _held[0] != home:
        return None
    if not _held[1].is_there:
        raise LeftBehindError
    return _held[1]


def is_left_behind() -> bool:
    """Whether another version of the program publishes by now: this one must be started anew."""
    try:
        found = current(settings())
    except ForeignGenerationError:
        return True
    return found is not None and not is_of_this_version(found)


def ask(source: Generation, question: Question) -> tuple[Row, ...]:
    """The rows of the answer to a question, kept."""
    return _answer(_name(source, question), question, source)


def curve(source: Generation, question: Question) -> list[Step]:
    """The Kaplan–Meier curve of a question's one metric, kept."""
    return _curve(_name(source, question), question, source)


def funnel(source: Generation, question: Question) -> list[Reached]:
    """The stages that the contacts of a period passed, kept."""
    return _funnel(_name(source, question), question, source)


def members(source: Generation, dimension: str, last_day: date, scope: Scope) -> Mapping[str, Text]:
    """The codes that a dimension takes among recent adds, each with its names; unknown is left out."""
    end = last_day + timedelta(days=1)
    return kept(source, choices, FILTERS, end - _LOOK_BACK, end, scope)[dimension]


def kept(source: Generation, find: Callable[..., Found], *arguments: object) -> Found:
    """What a function of the metrics finds in a generation, kept by its name and arguments.

    The viewer's scope must be among the arguments. What is found is shared by all readers: frozen values only.
    """
    name = f"{find.__module__}.{find.__qualname__}"
    found: Found = _found(_version(source), name, repr(arguments), source, find, arguments)
    return found


def batches(source: Generation) -> list[dict[str, Any]]:
    """The batches that the facts of a generation stand on, the newest first, each as a record; kept."""
    return _batches(_version(source))


def forget() -> None:
    """Drop every answer: of a generation that is no longer published nobody asks any more."""
    for answered in (_answer, _curve, _funnel, _found, _batches):
        answered.clear()


def _version(source: Generation) -> tuple[str, int, str]:
    """What tells one generation from every other, also one of another home."""
    return _home(settings().home), source.number, source.published_at.isoformat()


@lru_cache(maxsize=8)
def _home(path: Path) -> str:
    """The one name of a folder; finding it asks the disk about every part of its path."""
    return str(path.resolve())


def _name(source: Generation, question: Question) -> str:
    """A question to a generation in one word: a cache takes apart whatever it is given, and metrics are deep."""
    return repr((_version(source), _key(question)))


def _key(question: Question) -> tuple[object, ...]:
    """A question as plain values: metrics are known by their keys."""
    return (
        tuple(metric.key for metric in question.metrics),
        question.start.isoformat(),
        question.end.isoformat(),
        question.by,
        question.where,
        question.all_cohorts,
        repr(question.scope),
    )


# Rows are frozen and shared as they are: a copy for every reader would take longer than all else on a page.
@st.cache_resource(max_entries=KEPT_ANSWERS, show_spinner=False)
def _answer(name: str, _question: Question, _source: Generation) -> tuple[Row, ...]:
    return tuple(answers.answer(_source, _question).rows)


@st.cache_data(max_entries=KEPT_CURVES, show_spinner=False)
def _curve(name: str, _question: Question, _source: Generation) -> list[Step]:
    return answers.curve(_source, _question)


@st.cache_data(max_entries=KEPT_CURVES, show_spinner=False)
def _funnel(name: str, _question: Question, _source: Generation) -> list[Reached]:
    return funnels.funnel(_source, _question)


@st.cache_resource(max_entries=KEPT_FINDINGS, show_spinner=False)
def _found(
    version: tuple[str, int, str],
    name: str,
    asked: str,
    _source: Generation,
    _find: Callable[..., Any],
    _arguments: tuple[object, ...],
) -> Any:
    return _find(_source, *_arguments)


@st.cache_data(max_entries=8, show_spinner=False)
def _batches(version: tuple[str, int, str]) -> list[dict[str, Any]]:
    from metrics import publishing  # with all that writes: a third of the imports, and the first page needs none of it

    return [dict(row._mapping) for row in publishing.batches(settings())]
