"""The board of targets: the metrics with the target of each, edited in place, for everything or for one thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from components import asking, figures, filters, formats, target_words
from components.access import Viewer
from components.choice import choose
from components.clock import today
from components.device import is_phone
from components.language import current, pick, t
from components.states import said
from data.settings import settings
from data.state import targets as kept
from data.state.targets import Target
from data.warehouse.generations import Generation
from metrics.model import Metric
from metrics.names import codes_of
from metrics.question import Question, UnanswerableError
from metrics.targets import NARROWEST_FIRST, target, title

ROW, HEAD, MOST_ROWS = 35, 38, 14
EVERYTHING = "all"
EVER, DAY = date(1900, 1, 1), timedelta(days=1)


def board(source: Generation | None, viewer: Viewer) -> None:
    """Draw the choice of what the targets are for, the editor and the button that keeps them."""
    with st.container(horizontal=not is_phone(), vertical_alignment="bottom", gap="small"):
        dimension, code = _chosen(source)
        from_on = st.date_input(
            t("target.from"), value=_first_day(source), format="YYYY-MM-DD", key=f"target:from:{current()}", width=180
        )
    metrics = target_words.settable(viewer, dimension)
    if not metrics:
        st.caption(t("target.none_settable"))
        return
    held = target_words.held()
    before = {
        metric.key: held.holding(from_on).get((metric.key, dimension, code)) if isinstance(from_on, date) else None
        for metric in metrics
    }
    edit = kept.last_edit(settings())
    key = f"target:{dimension}:{code}:{from_on}:{edit[0].edit if edit else 0}:{current()}"
    lately = _lately(source, metrics, dimension, code, viewer)
    with st.form(key, border=False):
        words = {metric.key: target_words.written(metric, before[metric.key]) for metric in metrics}
        edited = (_short if is_phone() else _grid)(metrics, words, lately, dimension, key)
        is_sent = st.form_submit_button(t("target.save"), icon=":material/save:", type="primary")
    if is_sent and isinstance(from_on, date):
        _save(metrics, words, edited, dimension, code, from_on, viewer)


def _chosen(source: Generation | None) -> tuple[str | None, str | None]:
    """What the targets are for; only what the data knows can be chosen."""
    codes = {key: codes_of(source, key) for key in NARROWEST_FIRST} if source is not None else {}
    kinds = {EVERYTHING: pick(title(None))} | {key: pick(title(key)) for key, found in codes.items() if found}
    dimension = choose("for", t("target.for"), kinds, EVERYTHING, width=None if is_phone() else 180)
    if dimension == EVERYTHING:
        return None, None
    names = {str(code): pick(name) for code, name in codes[dimension]}
    first = next(iter(names))
    return dimension, choose("which", kinds[dimension], names, first, width=None if is_phone() else 320)


def _first_day(source: Generation | None) -> date:
    """The first day of the month that the data has come to: a target set now is then compared at once."""
    return (filters.last_day(source) if source is not None else today()).replace(day=1)


@dataclass(frozen=True)
class _Lately:
    """What the figures were, in words by metric, and when."""

    when: str
    said: Mapping[str, str]

    def beside(self, metric: Metric) -> str:
        """The same after the name of a metric; nothing where there is nothing."""
        said = self.said[metric.key]
        return f" · {self.when} {said}" if said != formats.NOTHING else ""


def _lately(
    source: Generation | None, metrics: Sequence[Metric], dimension: str | None, code: str | None, viewer: Viewer
) -> _Lately:
    """The figures of the last whole month; of a campaign those of all its days."""
    if source is None:
        return _Lately(t("target.until_now"), dict.fromkeys((metric.key for metric in metrics), formats.NOTHING))
    last = filters.last_day(source)
    end = last.replace(day=1)
    start, when = (end - timedelta(days=1)).replace(day=1), t("target.last_month", month=f"{end - DAY:%Y-%m}")
    if dimension == "campaign":
        start, end, when = EVER, last + DAY, t("target.until_now")
    where = ((dimension, (code,)),) if dimension is not None else ()
    question = Question(metrics=tuple(metrics), start=start, end=end, where=where, scope=viewer.scope)
    (row,) = asking.ask(source, question)
    return _Lately(when, {metric.key: figures.figure(metric, row[metric].value) for metric in metrics})


def _grid(
    metrics: Sequence[Metric], words: Mapping[str, str], lately: _Lately, dimension: str | None, key: str
) -> dict[str, str]:
    frame = pd.DataFrame(
        {
            "theme": [pick(metric.theme) for metric in metrics],
            "metric": [pick(metric.title) for metric in metrics],
            "per": [target_words.per(metric, dimension) for metric in metrics],
            "lately": [lately.said[metric.key] for metric in metrics],
            "target": [words[metric.key] for metric in metrics],
        }
    )
    config = st.column_config
    edited = st.data_editor(
        frame,
        key=f"{key}:grid",
        column_config={
            "theme": config.TextColumn(t("target.theme"), disabled=True),
            "metric": config.TextColumn(t("target.metric"), disabled=True),
            "per": config.TextColumn(t("target.per"), disabled=True),
            "lately": config.TextColumn(lately.when, disabled=True),
            "target": config.TextColumn(t("target.value"), max_chars=20, help=t("target.value_help")),
        },
        hide_index=True,
        num_rows="fixed",
        row_height=ROW,
        height=HEAD + ROW * min(len(metrics), MOST_ROWS),
        width="stretch",
    )
    return {metric.key: str(edited.iloc[place]["target"] or "") for place, metric in enumerate(metrics)}


def _short(
    metrics: Sequence[Metric], words: Mapping[str, str], lately: _Lately, dimension: str | None, key: str
) -> dict[str, str]:
    """A phone has no room for a grid: the metrics of each theme under each other."""
    written: dict[str, str] = {}
    for theme in dict.fromkeys(metric.theme for metric in metrics):
        with st.expander(pick(theme)):
            for metric in (one for one in metrics if one.theme == theme):
                written[metric.key] = st.text_input(
                    f"{pick(metric.title)} · {target_words.per(metric, dimension)}{lately.beside(metric)}",
                    value=words[metric.key],
                    max_chars=20,
                    key=f"{key}:{metric.key}",
                )
    return written


def _save(
    metrics: Sequence[Metric],
    before: Mapping[str, str],
    edited: Mapping[str, str],
    dimension: str | None,
    code: str | None,
    from_on: date,
    viewer: Viewer,
) -> None:
    wanted: list[Target] = []
    wrong: list[UnanswerableError] = []
    for metric in metrics:
        if edited[metric.key].strip() == before[metric.key]:
            continue
        try:
            wanted.append(target(metric.key, dimension, code, from_on, edited[metric.key]))
        except UnanswerableError as error:
            wrong.append(error)
    if wrong:
        st.warning("  \n".join((*map(said, wrong), t("target.none_saved"))), icon=":material/edit_off:")
        return
    changed = kept.save(settings(), wanted, viewer.role.value)
    st.toast(t("target.saved", number=len(changed)) if changed else t("target.unchanged"), icon=":material/save:")
    if changed:
        st.rerun()
