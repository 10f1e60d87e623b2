"""What the trainer does now, in sentences: who is missing, what is open, whom to show, whom to help, did it work."""

from __future__ import annotations

import streamlit as st

from components import formats, training_effect, training_words
from components.escape import markdown
from components.language import current, pick, t
from components.training_case import Case
from metrics.training.courses import missing
from metrics.training.help import Kind
from metrics.training.homework import homework

SHOWN = 3


def today(case: Case) -> None:
    """Draw the sentences."""
    with st.container(border=True):
        st.subheader(t("training.then" if case.is_over else "training.now"), anchor=False)
        for icon, text in _lines(case):
            st.markdown(f":material/{icon}: {text}")


def _lines(case: Case) -> list[tuple[str, str]]:
    return [
        _missing(case),
        _homework(case),
        *(line for line in (_examples(case), _skill(case), _drive(case)) if line),
        ("science", training_effect.sentence(case)),
    ]


def _missing(case: Case) -> tuple[str, str]:
    last = case.lessons[-1]
    told = {"lesson": markdown(last.lesson), "day": formats.day(last.last_on, current())}
    absent = [seat for seat in missing(case.course.seats) if seat.lesson == last.lesson]
    if not absent:
        return "how_to_reg", t("training.now_nobody_missing", **told)
    said = t("training.now_missing", **told, number=len(absent), names=training_words.names(absent))
    return "person_off", said + ("" if case.is_over else t("training.now_repeat"))


def _homework(case: Case) -> tuple[str, str]:
    open_ones = homework(case.course.seats)
    if not open_ones:
        asked = any(seat.asks_note or seat.asks_exam for seat in case.course.seats)
        return "task_alt", t("training.now_no_homework" if asked else "training.now_none_asked")
    said = t(
        "training.now_homework",
        what=t("training.and").join(
            t(key, number=number)
            for key, number in (
                ("training.open_notes", sum(debt.owes_note for debt in open_ones)),
                ("training.open_exams", sum(debt.owes_exam for debt in open_ones)),
            )
            if number
        ),
        people=len({debt.seat.guide_id for debt in open_ones}),
        names=training_words.names(debt.seat for debt in open_ones),
    )
    return "assignment_late", said + ("" if case.is_over else t("training.now_remind"))


def _examples(case: Case) -> tuple[str, str] | None:
    found = case.pupils.of(Kind.EXAMPLE)[:SHOWN]
    if not found:
        return None
    told = [f"{markdown(pick(one.mark.name))} :gray[:small[{training_words.why(one)}]]" for one in found]
    return "star", t("training.now_examples", names=t("attention.semicolon").join(told))


def _skill(case: Case) -> tuple[str, str] | None:
    found = sorted(case.pupils.of(Kind.SKILL), key=lambda one: (one.gmv_per_day or 0.0, one.mark.order))
    if not found:
        return None
    return "build", t("training.now_skill", number=len(found), names=training_words.names(one.mark for one in found))


def _drive(case: Case) -> tuple[str, str] | None:
    found = sorted(case.pupils.of(Kind.DRIVE), key=lambda one: (one.mark.attendance, one.mark.guide_id))
    if not found:
        return None
    told = training_words.names(one.mark for one in found)
    return "local_fire_department", t("training.now_drive", number=len(found), names=told)
