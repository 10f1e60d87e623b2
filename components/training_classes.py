"""Classes side by side with whom to watch in each, and one class as a matrix of guides and lessons."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import formats, training_words
from components.choice import choose
from components.device import is_phone
from components.escape import markdown
from components.export import export, share, sheet
from components.language import current, pick, t
from components.listing import listing
from components.training_case import Case
from components.training_lessons import HEAD, ROW, interval
from metrics.dimensions import DIMENSIONS
from metrics.training.classes import Class, classes
from metrics.training.marks import Mark
from metrics.training.seats import Presence, Seat
from metrics.training.staff import PLACES

MOST_ROWS, UNKNOWN = 14, "?"


def by_class(case: Case) -> None:
    """Draw the classes, then the one that is opened."""
    titles = {key: pick(DIMENSIONS[key].title) for key in reversed(PLACES)}
    by = choose("class_by", t("training.class_by"), titles, "team", width=200)
    listed = classes(case.course.seats, by)
    st.caption(t("training.class_note"))
    if is_phone():
        _short(listed, by)
    else:
        _wide(listed, by)
    export(
        sheet(
            f"{case.file}-classes-{by}",
            (
                *(titles[by], t("ranking.code"), t("training.guides"), t("training.attended"), t("training.expected")),
                *map(share, ("training.attendance", "split.low", "split.high")),
                *map(t, ("training.steady", "training.exam_mean")),
                *map(t, ("training.top", "training.bottom", "training.risers")),
            ),
            [
                (
                    *(pick(one.name), one.code, len(one.marks), one.attended, one.expected),
                    *(one.attendance, *(one.interval or (None, None)), one.steady, one.exam),
                    *(_plain(those) for those in (one.top, one.bottom, one.risers)),
                )
                for one in listed
            ],
        )
    )
    opened = {one.code or UNKNOWN: one for one in listed}
    names = {code: pick(one.name) for code, one in opened.items()}
    one = opened[choose("class", t("training.open_class"), names, next(iter(names)), width=280)]
    _matrix(case, one)


def _plain(those: Sequence[Mark]) -> str:
    return t("filter.list_comma").join(pick(mark.name) for mark in those)


def _wide(listed: Sequence[Class], by: str) -> None:
    config = st.column_config
    data = {
        "name": [pick(one.name) for one in listed],
        "guides": [len(one.marks) for one in listed],
        "rate": [one.attendance * 100 for one in listed],
        "interval": [interval(one.interval) for one in listed],
        "steady": [one.steady * 100 for one in listed],
        "exam": [one.exam for one in listed],
        "top": [_plain(one.top) or None for one in listed],
        "bottom": [_plain(one.bottom) or None for one in listed],
        "risers": [_plain(one.risers) or None for one in listed],
    }
    columns = {
        "name": config.TextColumn(pick(DIMENSIONS[by].title), pinned=True, width=110),
        "guides": config.NumberColumn(t("training.guides"), format="localized", width=60),
        "rate": config.ProgressColumn(
            t("training.attendance"), format="%.0f %%", min_value=0, max_value=100, width=120
        ),
        "interval": config.TextColumn(t("split.interval"), width=84),
        "steady": config.NumberColumn(t("training.steady"), format="%.1f %%", help=t("training.steady_help"), width=84),
        "exam": config.NumberColumn(t("training.exam_mean"), format="%.1f", width=76),
        "top": config.TextColumn(t("training.top"), width="medium"),
        "bottom": config.TextColumn(t("training.bottom"), width="medium"),
        "risers": config.TextColumn(t("training.risers"), width="medium"),
    }
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=HEAD + ROW * min(len(listed), MOST_ROWS),
        row_height=ROW,
        placeholder=formats.NOTHING,
        alt=t("training.classes_alt"),
    )


def _short(listed: Sequence[Class], by: str) -> None:
    language = current()
    listing(
        (pick(DIMENSIONS[by].title), t("training.attendance"), t("training.bottom")),
        [
            (
                f"{markdown(pick(one.name))} :gray[:small[{len(one.marks)}]]",
                formats.percent(one.attendance, language, 0),
                training_words.names(one.bottom) or formats.NOTHING,
            )
            for one in listed
        ],
    )


def _matrix(case: Case, one: Class) -> None:
    """Guides down, lessons across, the best first."""
    order = [lesson.lesson for lesson in case.lessons if lesson.lesson in {own.lesson for own in one.lessons}]
    cells = [{seat.lesson: seat for seat in mark.seats} for mark in one.marks]
    if is_phone():
        st.caption(t("training.matrix_legend"))
        listing(
            (pick(DIMENSIONS["guide"].title), t("training.lessons"), t("training.exam_mean")),
            [
                (
                    f"{markdown(pick(mark.name))} {_badge(one, mark)}".strip(),
                    " ".join(_dot(held.get(lesson)) for lesson in order),
                    training_words.score(mark.exam),
                )
                for mark, held in zip(one.marks, cells, strict=True)
            ],
        )
    else:
        _grid(one, order, cells)
    export(
        sheet(
            f"{case.file}-class-{one.code or UNKNOWN}",
            (
                *(pick(DIMENSIONS["guide"].title), t("ranking.code"), t("training.watched"), *order),
                *map(t, ("training.attended", "training.expected", "training.steady", "training.exam_mean")),
            ),
            [
                (
                    *(pick(mark.name), mark.guide_id, _watched(one, mark) or None),
                    *(_cell(held.get(lesson)) or None for lesson in order),
                    *(mark.attended, mark.expected, mark.steady, mark.exam),
                )
                for mark, held in zip(one.marks, cells, strict=True)
            ],
        )
    )


def _grid(one: Class, order: Sequence[str], cells: Sequence[dict[str, Seat]]) -> None:
    config = st.column_config
    kinds = {"top": t("training.first"), "bottom": t("training.last"), "riser": t("training.riser")}
    data: dict[str, list[object]] = {
        "guide": [pick(mark.name) for mark in one.marks],
        "watched": [_kinds(one, mark, kinds) for mark in one.marks],
    }
    columns: dict[str, object] = {
        "guide": config.TextColumn(pick(DIMENSIONS["guide"].title), pinned=True, width=110),
        "watched": config.MultiselectColumn(
            t("training.watched"), options=list(kinds.values()), color=["green", "orange", "blue"], width=130
        ),
    }
    for number, lesson in enumerate(order):
        data[f"lesson{number}"] = [_cell(held.get(lesson)) or None for held in cells]
        columns[f"lesson{number}"] = config.TextColumn(lesson, width="small")
    data |= {
        "came": [training_words.attended(mark) for mark in one.marks],
        "steady": [mark.steady * 100 for mark in one.marks],
        "exam": [mark.exam for mark in one.marks],
    }
    columns |= {
        "came": config.TextColumn(t("training.came_of"), width=70),
        "steady": config.NumberColumn(t("training.steady"), format="%.1f %%", help=t("training.steady_help"), width=84),
        "exam": config.NumberColumn(t("training.exam_mean"), format="%.1f", width=76),
    }
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=HEAD + ROW * min(len(one.marks), MOST_ROWS),
        row_height=ROW,
        placeholder=formats.NOTHING,
        alt=t("training.matrix_alt"),
    )


def _cell(seat: Seat | None) -> str:
    """A cell of the matrix in plain words: came with score and note, absent, no record; empty in another class."""
    if seat is None:
        return ""
    if not seat.came:
        return f"✗ {training_words.presence(seat)}"
    score = f" {training_words.score(seat.exam)}" if seat.exam is not None else ""
    return f"✓{score}" + (f" · {t('training.a_note')}" if seat.has_note else "")


def _dot(seat: Seat | None) -> str:
    if seat is None:
        return "·"
    if seat.came:
        return ":green[●]" if seat.has_note or not seat.asks_note else ":green[○]"
    return ":red[✗]" if seat.presence is Presence.ABSENT else ":gray[?]"


def _kinds(one: Class, mark: Mark, kinds: dict[str, str]) -> list[str]:
    held = {"top": one.top, "bottom": one.bottom, "riser": one.risers}
    return [word for key, word in kinds.items() if mark in held[key]]


def _watched(one: Class, mark: Mark) -> str:
    kinds = {"top": t("training.first"), "bottom": t("training.last"), "riser": t("training.riser")}
    return t("filter.list_comma").join(_kinds(one, mark, kinds))


def _badge(one: Class, mark: Mark) -> str:
    said = []
    if mark in one.top:
        said.append(f":green-badge[{t('training.first')}]")
    if mark in one.bottom:
        said.append(f":orange-badge[{t('training.last')}]")
    if mark in one.risers:
        said.append(f":blue-badge[{t('training.riser')}]")
    return " ".join(said)
