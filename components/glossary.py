"""The metric dictionary: every metric of the catalogue as a reader looks it up."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from components import address, figures
from components.escape import markdown
from components.language import current, pick, t
from components.listing import listing
from components.references import reference
from components.view import View
from data.settings import Windows
from metrics.catalogue import CATALOGUE
from metrics.dimensions import DIMENSIONS
from metrics.formula import formula, wait
from metrics.model import Better, Metric, Unit

_UNITS = {
    Unit.COUNT: "unit.count",
    Unit.PERCENT: "unit.percent",
    Unit.MONEY: "unit.money",
    Unit.DAYS: "unit.days",
    Unit.PER: "unit.per",
}
_DIRECTIONS = {Better.UP: "better.up", Better.DOWN: "better.down", Better.NEITHER: "better.neither"}


def search() -> str:
    """The words the reader looks for, kept in the address."""
    key = f"q:{current()}"
    st.session_state[key] = address.get("q")
    st.text_input(
        t("dictionary.search"),
        key=key,
        placeholder=t("dictionary.search_hint"),
        icon=":material/search:",
        label_visibility="collapsed",
        on_change=lambda: address.put(q=st.session_state[key].strip() or None),
    )
    return address.get("q").strip()


def found(words: str) -> list[Metric]:
    """The metrics in whose key, titles, meanings or formula every word occurs, in either language."""
    wanted = words.casefold().split()
    return [metric for metric in CATALOGUE.values() if all(word in _text(metric) for word in wanted)]


def _text(metric: Metric) -> str:
    pieces = (metric.key, *metric.title, *metric.meaning, *formula(metric), *metric.theme, *(metric.others or ()))
    return " ".join(pieces).casefold()


def themes(metrics: Iterable[Metric]) -> dict[tuple[str, str], list[Metric]]:
    """The metrics under their themes, both in catalogue order."""
    grouped: dict[tuple[str, str], list[Metric]] = {}
    for metric in metrics:
        grouped.setdefault(metric.theme, []).append(metric)
    return grouped


def entry(metric: Metric, view: View | None, windows: Windows, *, is_open: bool) -> None:
    """One metric: closed it is its title, figure and meaning, open all that is known of it."""
    cell = view.cell(metric) if view is not None else None
    label = f"**{pick(metric.title)}**"
    if cell is not None and cell.value is not None:
        label += f" · {figures.figure(metric, cell.value)}"
    with st.expander(f"{label}  :gray[{pick(metric.meaning)}]", expanded=is_open):
        if cell is not None:
            note = figures.notes(metric, cell) or figures.reason(cell)
            value = figures.figure(metric, cell.value)
            st.markdown(f"{t('dictionary.yours')} **{value}**" + (f"  :gray[{note}]" if note else ""))
        lines = list(facts(metric, windows))
        listing((t("dictionary.what"), t("dictionary.which")), lines, has_heading=False)
        st.page_link(
            "pages/understand/dictionary.py",
            label=t("dictionary.link"),
            icon=":material/link:",
            query_params=address.query(metric=metric.key),
        )


def facts(metric: Metric, windows: Windows) -> Iterable[tuple[str, str]]:
    """What is known of a metric, as pairs of what and which, written as Markdown."""
    yield t("dictionary.key"), f"`{metric.key}`"
    yield t("dictionary.formula"), markdown(pick(formula(metric, windows)))
    yield t("dictionary.unit"), t(_UNITS[metric.unit])
    yield t("dictionary.better"), t(_DIRECTIONS[metric.better])
    yield t("dictionary.anchor"), markdown(pick(metric.rows.title))
    if metric.window is not None:
        length = pick(wait(getattr(windows, metric.window)))
        yield t("dictionary.window"), t("dictionary.window_text", wait=length)
        yield t("dictionary.maturity"), t("dictionary.maturity_text", wait=length)
    else:
        yield t("dictionary.window"), t("dictionary.no_window")
    yield t("dictionary.interval"), t("dictionary.wilson") if metric.has_interval else t("dictionary.no_interval")
    names = (pick(DIMENSIONS[dimension].title) for dimension in metric.dimensions)
    yield t("dictionary.dimensions"), t("filter.list_comma").join(names)
    if metric.reference is not None:
        yield t("dictionary.reference"), markdown(reference(metric.reference))
    if metric.example is not None:
        yield t("dictionary.example"), markdown(pick(metric.example.text))
    if metric.tally:
        yield t("dictionary.by_hand"), t("dictionary.by_hand_text")
    if metric.others is not None:
        yield t("dictionary.others"), markdown(pick(metric.others))


def quoted(words: str) -> str:
    """Words that a reader typed, harmless in Markdown."""
    return markdown(words[:60])
