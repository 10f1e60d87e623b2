"""The course that the training page speaks of: chosen in the address, within the viewer's scope and filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from components import address, asking, formats, states
from components.access import Viewer
from components.choice import choose
from components.export import XLSX
from components.filters import last_day
from components.language import current, pick, t
from components.view import View
from data.intake.templates import template_xlsx
from data.schema import FACT_TABLES
from data.settings import TrainingRules, settings
from metrics.dimensions import DIMENSIONS
from metrics.question import Filter
from metrics.training import desk
from metrics.training.courses import Course, Lesson, lessons
from metrics.training.effect import WINDOWS, Effect
from metrics.training.help import Pupils
from metrics.training.staff import DIMENSIONS as OF_GUIDES

NO_CAMPAIGN = "none"
LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Case:
    """A course in a view, its lessons in order, and what was found about it."""

    view: View
    course: Course
    others: tuple[tuple[str, str], ...]  # code and title of the other courses of campaigns
    lessons: tuple[Lesson, ...]
    rules: TrainingRules
    days: int
    effect: Effect
    pupils: Pupils

    @property
    def is_over(self) -> bool:
        """Whether its last lesson is so long ago that nobody repeats it today."""
        return last_day(self.view.source) - self.course.last_on > LATELY

    @property
    def file(self) -> str:
        """How exports of the course are called."""
        return f"training-{self.course.campaign_id or NO_CAMPAIGN}"


def opened(view: View, viewer: Viewer) -> Case:
    """The case that the address names. Where there is none, what stands there instead, and the run ends."""
    where = _where(view)
    listed = asking.kept(view.source, desk.all_courses, view.scope, where)
    if not listed:
        _none(view, viewer)
        st.stop()
    by_code = {one.campaign_id or NO_CAMPAIGN: one for one in listed}
    titles = {code: _title(one) for code, one in by_code.items()}
    course = by_code[choose("course", t("training.course"), titles, next(iter(titles)), width=420)]
    days = _days()
    rules = settings().training
    asked = (course.campaign_id, view.scope, where, rules)
    effect = asking.kept(view.source, desk.effect_of, *asked, days, view.last_whole)
    pupils = asking.kept(view.source, desk.pupils_of, *asked, view.last_whole)
    assert effect is not None and pupils is not None
    return Case(
        view=view,
        course=course,
        others=tuple((code, pick(one.name)) for code, one in by_code.items() if one is not course and one.campaign_id),
        lessons=lessons(course.seats),
        rules=rules,
        days=days,
        effect=effect,
        pupils=pupils,
    )


def _days() -> int:
    """How many days before and after are compared: those of the address, or the most."""
    asked = address.get("window")
    return int(asked) if asked in map(str, WINDOWS) else WINDOWS[-1]


def window() -> None:
    """Draw the choice of those days."""
    titles = {str(days): t("training.window", days=days) for days in WINDOWS}
    choose("window", t("training.window_title"), titles, str(WINDOWS[-1]), width=200)


def _title(course: Course) -> str:
    return f"{pick(course.name)} · {formats.span(course.first_on, course.last_on, current())}"


def _where(view: View) -> tuple[Filter, ...]:
    """The filters that guides have; the others are named and left out."""
    ignored = [pick(DIMENSIONS[key].title) for key, _ in view.where if key not in OF_GUIDES]
    if ignored:
        st.caption(t("training.ignored", filters=t("filter.list_comma").join(ignored)))
    return tuple(one for one in view.where if one[0] in OF_GUIDES)


def _none(view: View, viewer: Viewer) -> None:
    """No lesson was brought, or none of anybody in this view."""
    if view.source.has("training"):
        with st.container(border=True):
            st.markdown(f"**{t('training.none_here')}**")
            st.caption(t("training.none_here_text"))
            if view.where:
                st.button(
                    t("filter.clear"),
                    key="clear_training",
                    on_click=address.put,
                    kwargs=dict.fromkeys(address.FILTERS),
                )
        return
    with st.container(border=True):
        st.subheader(t("training.none"), anchor=False)
        st.write(t("training.none_text"))
        st.download_button(
            t("training.template"),
            data=lambda: template_xlsx(FACT_TABLES["training"]),
            file_name="training.xlsx",
            mime=XLSX,
            icon=":material/download:",
            key="training_template",
            on_click="ignore",
        )
        states.to_intake(viewer)
