"""The weekly plan as a grid of seven days and eight ingredients that is edited in place, with the last edit undone."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import formats
from components.access import Viewer
from components.device import is_phone
from components.language import current, pick, t
from components.roles import role
from components.sop_week import Week, weekday_title
from data.settings import settings
from data.state import plans
from metrics.campaign_sop import INGREDIENTS, WEEKDAYS

LONGEST = 80
ROW, HEAD = 44, 38


def plan(week: Week, viewer: Viewer) -> None:
    """Draw the grid, the button that keeps it, and the one that takes the last edit back."""
    st.markdown(_standing(week))
    key = f"plan:{week.kind}:{week.monday}:{week.made.id if week.made else 0}:{current()}"
    with st.form(key, border=False):
        written = _short(week, key) if is_phone() else _grid(week, key)
        is_sent = st.form_submit_button(t("sop.save"), icon=":material/save:", type="primary")
    if is_sent:
        _save(week, written, viewer)
    last = plans.last_edit(settings(), week.kind)
    if last is not None:
        st.button(
            t("sop.undo"),
            key="undo_plan",
            icon=":material/undo:",
            type="tertiary",
            on_click=_undo,
            args=(week.kind, last.id, viewer),
        )


def _standing(week: Week) -> str:
    if week.made is None:
        return f":orange-badge[{t('sop.from_template')}] :gray[{t('sop.edit_note')}]"
    said = t(
        "sop.from_plan",
        who=role(week.made.who),
        at=formats.moment(week.made.at, current()),
        week=formats.day(week.made.from_on, current()),
    )
    return f":blue-badge[{said}] :gray[{t('sop.edit_note')}]"


def _grid(week: Week, key: str) -> plans.Cells:
    """All cells at once."""
    titles = [weekday_title(week, weekday) for weekday in WEEKDAYS]
    frame = pd.DataFrame(
        {name: [week.cells.get(day, {}).get(name, "") for day in WEEKDAYS] for name in INGREDIENTS}, index=titles
    )
    config = st.column_config
    columns = {
        name: config.TextColumn(pick(title), max_chars=LONGEST, width=138) for name, title in INGREDIENTS.items()
    }
    edited = st.data_editor(
        frame,
        key=f"{key}:grid",
        column_config={"_index": config.TextColumn(t("sop.day"), width=90, disabled=True), **columns},
        num_rows="fixed",
        row_height=ROW,
        height=HEAD + ROW * len(WEEKDAYS),
        width="stretch",
    )
    return {
        day: {name: str(edited.iloc[place][name] or "") for name in INGREDIENTS} for place, day in enumerate(WEEKDAYS)
    }


def _short(week: Week, key: str) -> plans.Cells:
    """A phone has no room for a grid: the days under each other, the eight cells of each as lines."""
    written: plans.Cells = {}
    for day in WEEKDAYS:
        with st.expander(weekday_title(week, day)):
            written[day] = {
                name: st.text_input(
                    pick(title),
                    value=week.cells.get(day, {}).get(name, ""),
                    max_chars=LONGEST,
                    key=f"{key}:{day}:{name}",
                )
                for name, title in INGREDIENTS.items()
            }
    return written


def _save(week: Week, written: plans.Cells, viewer: Viewer) -> None:
    def filled(cells: plans.Cells) -> plans.Cells:
        """Without empty cells and days, as a plan is kept."""
        kept = {day: {key: text.strip() for key, text in texts.items() if text.strip()} for day, texts in cells.items()}
        return {day: texts for day, texts in kept.items() if texts}

    if week.made is not None and filled(written) == filled(week.cells):
        st.toast(t("sop.unchanged"), icon=":material/info:")
        return
    plans.save(settings(), week.kind, week.monday, written, viewer.role.value)
    st.toast(t("sop.saved", week=formats.day(week.monday, current())), icon=":material/save:")
    st.rerun()


def _undo(kind: str, version: int, viewer: Viewer) -> None:
    if plans.undo(settings(), kind, version, viewer.role.value):
        st.toast(t("sop.undone"), icon=":material/undo:")
    else:
        st.toast(t("sop.not_undone"), icon=":material/error:")
