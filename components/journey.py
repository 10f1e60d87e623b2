"""The way of the contacts of a period from the add to the second purchase, step by step, and where most are lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
        charts.bars(_bars(stages), room=2.0 if is_phone() else 1.5, step=44 if is_phone() else 68),
        alt=t("journey.alt"),
    )
    st.caption(" ".join((*_sentences(stages), t("journey.cohort"))))
    export(
        sheet(
            "funnel",
            (t("journey.stage"), t("journey.people"), t("journey.of"), share("journey.share"), share("journey.of_all")),
            [
                (pick(one.stage.title), one.stage.people, one.of and pick(one.of.title), one.share, one.of_all)
                for one in shares(stages)
            ],
        )
    )


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A stage with its share of the stage that it is a part of, and of the first; None where either was not counted."""

    stage: Reached
    of: Reached | None
    share: float | None
    of_all: float | None


def shares(stages: Sequence[Reached]) -> list[Shared]:
    """Each stage with its shares."""
    by_key = {stage.key: stage for stage in stages}
    first = stages[0] if stages else None
    found = []
    for stage in stages:
        of = by_key.get(stage.within) if stage.within is not None else None
        found.append(Shared(stage=stage, of=of, share=_share(stage, of), of_all=_share(stage, first)))
    return found


def _share(stage: Reached, of: Reached | None) -> float | None:
    return stage.people / of.people if of is not None and of.people and stage.people is not None else None


def biggest_loss(stages: Sequence[Reached]) -> tuple[Reached, Reached, float] | None:
    """The stage that most leave before the next, which is a part of it, and the share that goes on."""
    pairs = [
        (before, after)
        for before, after in pairwise(stages)
        if after.within == before.key and before.people and after.people is not None
    ]
    if not pairs:
        return None
    before, after = max(pairs, key=lambda pair: pair[0].people - pair[1].people)
    return before, after, after.people / before.people


def _bars(stages: Sequence[Reached]) -> list[charts.Bar]:
    language = current()
    bars = []
    for one in shares(stages):
        if one.stage.people is None:
            said = f"{formats.NOTHING} {t('reason.never_brought')}"
        else:
            said = formats.plain(one.stage.people, language)
            if one.of is not None and one.share is not None:
                said += " · " + t("journey.step", of=pick(one.of.title), share=formats.percent(one.share, language))
        bars.append(
            charts.Bar(
                name=pick(one.stage.title),
                value=one.stage.people or 0,
                said=said,
                strength=1 if one.share is None else 0.55 + 0.45 * min(one.share, 1),
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
