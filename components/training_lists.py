"""Two lists to act on: who was missing, and whose homework is open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import streamlit as st

from components import formats, training_words
from components.choice import choose
from components.device import is_phone
from components.escape import markdown
from components.export import export, sheet
from components.language import current, pick, t
from components.listing import listing
from components.training_case import Case
from metrics.dimensions import DIMENSIONS
from metrics.training.courses import missing
from metrics.training.homework import Debt, homework
from metrics.training.seats import Seat

SHOWN, ALL = 8, "all"


def absent(case: Case) -> None:
    """Draw who missed a lesson: the last one unasked."""
    order = [one.lesson for one in reversed(case.lessons)]
    titles = {f"{number}": lesson for number, lesson in enumerate(order)} | {ALL: t("training.all_lessons")}
    chosen = choose("lesson", t("training.lesson"), titles, "0", width=260)
    every = missing(case.course.seats)
    found = [seat for seat in every if chosen == ALL or seat.lesson == order[int(chosen)]]
    times = Counter(seat.guide_id for seat in every)
    if not found:
        st.markdown(f":material/check: {t('training.nobody_missing')}")
        return
    found.sort(key=lambda seat: (-times[seat.guide_id], seat.guide_id, -seat.on.toordinal()))
    once = list({seat.guide_id: seat for seat in found}.values())
    shown = once if _is_whole("absent", len(once)) else once[:SHOWN]
    listing(
        (pick(DIMENSIONS["guide"].title), pick(DIMENSIONS["store"].title), t("training.times_missed")),
        [
            (
                markdown(pick(seat.name)),
                markdown(training_words.place(seat, "store")),
                _missed(seat, times[seat.guide_id], len(case.lessons)),
            )
            for seat in shown
        ],
    )
    _toggle("absent", len(once))
    export(
        sheet(
            f"{case.file}-missing",
            (*_who(), t("training.lesson"), t("training.day"), t("training.presence"), t("training.times_missed")),
            [(*_seat(one), one.lesson, one.on, training_words.presence(one), times[one.guide_id]) for one in found],
        )
    )


def _missed(seat: Seat, times: int, lessons: int) -> str:
    colour = "red" if lessons > 1 and times == lessons else "orange" if times > 1 else "gray"
    return f":{colour}-badge[{t('training.times', number=times)}] :gray[:small[{training_words.presence(seat)}]]"


def debts(case: Case) -> None:
    """Draw who came and still owes a note or an exam, a line a guide."""
    found = homework(case.course.seats)
    if not found:
        st.markdown(f":material/check: {t('training.no_homework')}")
        return
    by_guide: dict[str, list[Debt]] = defaultdict(list)
    for debt in found:
        by_guide[debt.seat.guide_id].append(debt)
    people = sorted(by_guide.values(), key=lambda held: (-len(held), held[0].seat.on, held[0].seat.guide_id))
    shown = people if _is_whole("debts", len(people)) else people[:SHOWN]
    st.caption(t("training.homework_note", number=len(found), people=len(people)))
    listing(
        (pick(DIMENSIONS["guide"].title), pick(DIMENSIONS["store"].title), t("training.owed")),
        [
            (
                markdown(pick(held[0].seat.name)),
                markdown(training_words.place(held[0].seat, "store")),
                t("attention.semicolon").join(_owed(held)),
            )
            for held in shown
        ],
    )
    _toggle("debts", len(people))
    export(
        sheet(
            f"{case.file}-homework",
            (*_who(), t("training.lesson"), t("training.day"), t("training.owes_note"), t("training.owes_exam")),
            [
                (
                    *_seat(debt.seat),
                    debt.seat.lesson,
                    debt.seat.on,
                    t("training.yes") if debt.owes_note else None,
                    t("training.yes") if debt.owes_exam else None,
                )
                for debt in found
            ],
        )
    )


def _owed(held: Sequence[Debt]) -> list[str]:
    """The notes she owes, and the exams, each with their lessons; on a phone only how many."""
    said = []
    for word, owed in (
        (t("training.a_note"), [debt.seat.lesson for debt in held if debt.owes_note]),
        (t("training.an_exam"), [debt.seat.lesson for debt in held if debt.owes_exam]),
    ):
        if owed:
            lessons = t("filter.list_comma").join(map(markdown, owed))
            what = f"{word} :orange-badge[{len(owed)}]"
            said.append(what if is_phone() else t("training.owed_of", what=what, lessons=f":small[{lessons}]"))
    return said


def _who() -> tuple[str, ...]:
    places = (pick(DIMENSIONS[key].title) for key in ("store", "team", "region"))
    return (pick(DIMENSIONS["guide"].title), t("ranking.code"), *places)


def _seat(seat: Seat) -> tuple[str | None, ...]:
    places = (training_words.place(seat, key) for key in ("store", "team", "region"))
    return (pick(seat.name), seat.guide_id, *(None if one == formats.NOTHING else one for one in places))


def _is_whole(name: str, number: int) -> bool:
    return bool(st.session_state.get(f"training:{name}", False)) or number <= SHOWN


def _toggle(name: str, number: int) -> None:
    if number > SHOWN:
        st.toggle(t("ranking.show_all", number=formats.plain(number, current())), key=f"training:{name}")
