"""The way of the contacts of a period from the add to the second purchase, step by step, and where most are lost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import streamlit as st

from components import asking, charts, formats
from components.device import is_phone
from components.export import export, share, sheet
from components.language import current, pick, t
from components.view import View
from metrics.funnel import Reached


def journey(view: View) -> None:
    """Draw the funnel of the view, the sentence of its biggest loss and its export."""
    stages = asking.funnel(view.source, view.question())
    counted = [stage for stage in stages if stage.people is not None]
    if not counted or not counted[0].people:
        st.caption(t("reason.no_rows"))
        return
    charts.show(
        charts.bars(_bars(stages), room=1.6 if is_phone() else 1.5, step=44 if is_phone() else 68),
        alt=t("journey.alt"),
    )
    st.caption(" ".join((*_sentences(stages), t("journey.cohort"))))
    export(
        sheet(
            "funnel",
            (t("journey.stage"), t("journey.people"), share("journey.of_step"), share("journey.of_all")),
            [(pick(s.title), s.people, step, whole) for s, step, whole in shares(stages)],
        )
    )


def shares(stages: Sequence[Reached]) -> list[tuple[Reached, float | None, float | None]]:
    """Each stage with its share of the stage before and of the first; None where either was not counted."""
    found = []
    first = stages[0].people if stages else None
    before = None
    for stage in stages:
        step = stage.people / before if before and stage.people is not None else None
        whole = stage.people / first if first and stage.people is not None else None
        found.append((stage, step, whole))
        before = stage.people
    return found


def biggest_loss(stages: Sequence[Reached]) -> tuple[Reached, Reached, float] | None:
    """The two stages between which most people are lost, and the share that goes on."""
    pairs = [(before, after) for before, after in pairwise(stages) if before.people and after.people is not None]
    if not pairs:
        return None
    before, after = max(pairs, key=lambda pair: pair[0].people - pair[1].people)
    return before, after, after.people / before.people


def _bars(stages: Sequence[Reached]) -> list[charts.Bar]:
    language = current()
    bars = []
    for stage, step, _ in shares(stages):
        if stage.people is None:
            said = f"{formats.NOTHING} {t('reason.never_brought')}"
        else:
            said = formats.plain(stage.people, language)
            if step is not None:
                share = formats.percent(step, language)
                said += f" · {share}" if is_phone() else " · " + t("journey.step", share=share)
        bars.append(
            charts.Bar(
                name=pick(stage.title),
                value=stage.people or 0,
                said=said,
                strength=1 if step is None else 0.55 + 0.45 * min(step, 1),
            )
        )
    return bars


def _sentences(stages: Sequence[Reached]) -> list[str]:
    loss = biggest_loss(stages)
    if loss is None:
        return []
    before, after, share = loss
    return [
        t(
            "journey.loss",
            before=pick(before.title),
            after=pick(after.title),
            share=formats.percent(share, current()),
            lost=formats.plain(before.people - after.people, current()),
        )
    ]
