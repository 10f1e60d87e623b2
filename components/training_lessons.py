"""The lessons of a course under each other: who came, what was handed in, how the exam went."""

from __future__ import annotations

import streamlit as st

from components import formats, training_words
from components.device import is_phone
from components.escape import markdown
from components.export import export, share, sheet
from components.language import current, t
from components.listing import listing
from components.training_case import Case
from metrics.training.courses import Lesson

ROW, HEAD, MOST_ROWS = 35, 38, 12


def table(case: Case) -> None:
    """Draw the table of the lessons and its export."""
    if is_phone():
        _short(case.lessons)
    else:
        _wide(case.lessons)
    if any(one.unrecorded for one in case.lessons):
        st.caption(t("training.unrecorded_note", number=sum(one.unrecorded for one in case.lessons)))
    export(
        sheet(
            f"{case.file}-lessons",
            (
                *map(t, ("training.lesson", "training.first_day", "training.last_day", "training.expected")),
                *map(t, ("training.attended", "training.missing")),
                *map(share, ("training.attendance", "split.low", "split.high")),
                *map(t, ("training.notes", "training.exams", "training.exam_mean", "training.exam_median")),
            ),
            [
                (
                    one.lesson,
                    one.first_on,
                    one.last_on,
                    one.expected,
                    one.attended,
                    one.missing,
                    one.attendance,
                    *(one.interval or (None, None)),
                    one.notes,
                    one.exams,
                    one.exam_mean,
                    one.exam_median,
                )
                for one in case.lessons
            ],
        )
    )


def interval(bounds: tuple[float, float] | None) -> str:
    """The ends of a 95 % interval in per cent."""
    if bounds is None:
        return formats.NOTHING
    return "–".join(formats.plain(bound * 100, current(), 0) for bound in bounds) + f"{formats.GAP}%"


def _wide(listed: tuple[Lesson, ...]) -> None:
    config = st.column_config
    data = {
        "lesson": [one.lesson for one in listed],
        "day": [formats.span(one.first_on, one.last_on, current()) for one in listed],
        "came": [f"{one.attended} / {one.expected}" for one in listed],
        "rate": [one.attendance * 100 for one in listed],
        "interval": [interval(one.interval) for one in listed],
        "missing": [one.missing for one in listed],
        "notes": [one.notes for one in listed],
        "exams": [one.exams or None for one in listed],
        "mean": [one.exam_mean for one in listed],
        "median": [one.exam_median for one in listed],
    }
    columns = {
        "lesson": config.TextColumn(t("training.lesson"), width="medium", pinned=True),
        "day": config.TextColumn(t("training.day")),
        "came": config.TextColumn(t("training.came_of")),
        "rate": config.ProgressColumn(t("training.attendance"), format="%.0f %%", min_value=0, max_value=100),
        "interval": config.TextColumn(t("split.interval")),
        "missing": config.NumberColumn(t("training.missing"), format="localized"),
        "notes": config.NumberColumn(t("training.notes"), format="localized", help=t("training.notes_help")),
        "exams": config.NumberColumn(t("training.exams"), format="localized"),
        "mean": config.NumberColumn(t("training.exam_mean"), format="%.1f"),
        "median": config.NumberColumn(t("training.exam_median"), format="%.1f"),
    }
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=HEAD + ROW * min(len(listed), MOST_ROWS),
        row_height=ROW,
        placeholder=formats.NOTHING,
        alt=t("training.lessons_alt"),
    )


def _short(listed: tuple[Lesson, ...]) -> None:
    language = current()
    listing(
        (t("training.lesson"), t("training.attendance"), t("training.exam_median")),
        [
            (
                f"{markdown(one.lesson)} :gray[:small[{one.last_on:%m-%d}]]",
                f"{formats.percent(one.attendance, language, 0)} :gray[:small[{one.attended}/{one.expected}]]",
                training_words.score(one.exam_median),
            )
            for one in listed
        ],
    )
