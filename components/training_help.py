"""Learning against selling: a spot a guide, and who is an example, who needs skill, who needs drive."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import charts, formats, training_charts, training_words
from components.choice import choose
from components.device import is_phone
from components.escape import markdown
from components.export import Sheet, export, share, sheet
from components.language import current, pick, t
from components.listing import listing
from components.training_case import Case
from metrics.dimensions import DIMENSIONS
from metrics.training.help import Kind, Pupil

SHOWN = 5
_PARTS = {
    Kind.EXAMPLE: "second",
    Kind.SKILL: "third",
    Kind.DRIVE: "alarm",
    Kind.NATURAL: "main",
    Kind.MIDDLE: "ink",
}
_TODO = {
    Kind.EXAMPLE: "training.example_todo",
    Kind.SKILL: "training.skill_todo",
    Kind.DRIVE: "training.drive_todo",
    Kind.NATURAL: "training.natural_todo",
}


def scatter(case: Case) -> None:
    """Draw the spots, and how the borders were found."""
    found = case.pupils
    if found.high is None or found.low is None:
        st.caption(t("training.refused_no_sales"))
        return
    has_exams = any(one.mark.exam is not None for one in found.pupils)
    axes = {"attendance": t("training.attendance")} | ({"exam": t("training.exam_mean")} if has_exams else {})
    by = choose("against", t("training.against"), axes, "attendance", width=200) if len(axes) > 1 else "attendance"
    shown = [one for one in found.pupils if one.kind is not None and (by == "attendance" or one.mark.exam is not None)]
    spots = [
        training_charts.Spot(
            x=one.mark.attendance if by == "attendance" else one.mark.exam or 0.0,
            sold=one.gmv_per_day or 0.0,
            part=_PARTS[one.kind or Kind.MIDDLE],
            name=f"{pick(one.mark.name)} · {training_words.kind(one.kind)}",
            said=training_words.why(one),
        )
        for one in shown
    ]
    spec = training_charts.scatter(
        spots,
        x_title=axes[by],
        y_title=t("training.sold_daily"),
        is_share=by == "attendance",
        border=case.rules.attends if by == "attendance" else case.rules.passes,
        cuts=(found.high, found.low),
        phone=is_phone(),
    )
    charts.show(spec, alt=t("training.scatter_alt"))
    badges = " ".join(
        f":{training_words.COLOURS[kind]}-badge[{training_words.kind(kind)} {len(found.of(kind))}]" for kind in Kind
    )
    st.markdown(badges)
    st.caption(borders(case))


def borders(case: Case) -> str:
    """By what guides were told apart, in words."""
    found, language = case.pupils, current()
    if found.days is None:
        return t("training.refused_no_sales")
    days = formats.span(found.days.start, found.days.last, language)
    said = t("training.since" if found.is_since else "training.young", days=days)
    leads = formats.percent(case.rules.leads, language, 0)
    return said + t(
        "training.borders",
        leads=leads,
        high=formats.money(found.high, language),
        low=formats.money(found.low, language),
        attends=formats.percent(case.rules.attends, language, 0),
        passes=formats.plain(case.rules.passes, language),
    )


def kinds(case: Case) -> None:
    """Draw a card a kind: who it is, and what to do with them."""
    if case.pupils.high is None:
        st.caption(t("training.refused_no_sales"))
        return
    with st.grid(2, min_column_width=300, gap="small"):
        for kind, todo in _TODO.items():
            with st.container(border=True, height="stretch"):
                _card(kind, t(todo), _ordered(case.pupils.of(kind), kind))
    export(_sheet(case))


def _ordered(listed: Sequence[Pupil], kind: Kind) -> list[Pupil]:
    """Who comes first in a card: the best of those to show, the neediest of those to help."""
    if kind in (Kind.EXAMPLE, Kind.NATURAL):
        return list(listed)
    return sorted(listed, key=lambda one: (one.gmv_per_day or 0.0, one.mark.attendance, one.mark.guide_id))


def _card(kind: Kind, todo: str, listed: Sequence[Pupil]) -> None:
    colour = training_words.COLOURS[kind]
    st.markdown(f":{colour}-badge[{training_words.kind(kind)}] **{len(listed)}** :gray[:small[{todo}]]")
    if not listed:
        st.caption(t("training.nobody"))
        return
    key = f"training:kind:{kind.value}"
    is_whole = st.session_state.get(key, False)
    listing(
        (t("training.figures"),),
        [
            (f"**{markdown(pick(one.mark.name))}** :gray[:small[{training_words.why(one)}]]",)
            for one in (listed if is_whole else listed[:SHOWN])
        ],
        has_heading=False,
    )
    if len(listed) > SHOWN:
        st.toggle(t("ranking.show_all", number=len(listed)), key=key)


def _sheet(case: Case) -> Sheet:
    attended = (*map(t, ("training.kind", "training.attended", "training.expected")), share("training.attendance"))
    more = (
        *("training.steady", "training.notes", "training.exam_mean"),
        *("training.sold_daily", "training.sold", "training.orders"),
    )
    return sheet(
        f"{case.file}-guides",
        (pick(DIMENSIONS["guide"].title), t("ranking.code"), *attended, *map(t, more)),
        [
            (
                pick(one.mark.name),
                one.mark.guide_id,
                training_words.kind(one.kind),
                one.mark.attended,
                one.mark.expected,
                one.mark.attendance,
                one.mark.steady,
                one.mark.notes,
                one.mark.exam,
                one.gmv_per_day,
                one.sold and one.sold.gmv,
                one.sold and one.sold.orders,
            )
            for one in case.pupils.pupils
        ],
    )
