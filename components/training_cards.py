"""The four figures of a course: attendance, notes, exams, and what the lessons brought."""

from __future__ import annotations

import streamlit as st

from components import formats, training_effect, training_words
from components.language import current, t
from components.training_case import Case
from metrics.statistics import wilson
from metrics.training.courses import Lesson, overall


def cards(case: Case) -> None:
    """Draw them."""
    whole = overall(case.course.seats)
    with st.grid(4, min_column_width=150, gap="small"):
        _share("training.attendance", whole.attended, whole.expected, t("training.attendance_help"))
        _share("training.notes_rate", whole.notes or 0, whole.came_and_asked, t("training.notes_help"))
        _exam(whole)
        training_effect.card(case)


def _share(title: str, hits: int, tries: int, note: str) -> None:
    language = current()
    bounds = wilson(hits, tries)
    said = t("training.not_asked")
    if bounds is not None:
        span = "–".join(formats.plain(bound * 100, language, 1) for bound in bounds)
        note += "\n\n" + t("figure.interval", span=f"{span}{formats.GAP}%")
        said = t("training.of", part=formats.plain(hits, language), whole=formats.plain(tries, language))
    st.metric(
        t(title),
        formats.percent(hits / tries if tries else None, language),
        delta=said,
        delta_color="off",
        delta_arrow="off",
        help=note,
        border=True,
        height="stretch",
    )


def _exam(whole: Lesson) -> None:
    st.metric(
        t("training.exam_median"),
        training_words.score(whole.exam_median),
        delta=t("training.sat", number=whole.exams) if whole.exams else t("training.not_asked"),
        delta_color="off",
        delta_arrow="off",
        help=t("training.exam_help"),
        border=True,
        height="stretch",
    )
