"""One group opened: what it is, its figures against its campaign, its way from invitation to purchase, its health."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import streamlit as st

from components import address, asking, charts, figures, formats, group_words, target_words
from components.access import Viewer
from components.device import is_phone
from components.escape import markdown
from components.export import export, share, sheet
from components.glossary import quoted
from components.language import current, pick, t
from components.listing import listing
from components.view import View
from data.settings import settings
from metrics import groups as of_groups
from metrics.dimensions import DIMENSIONS
from metrics.group_inside import Stage, way
from metrics.group_wall import RATES, Against, Standing
from metrics.health import history
from metrics.model import Metric
from metrics.targets import is_met

CARDS = (
    *RATES,
    of_groups.GROUP_PURCHASE_RATE,
    of_groups.GROUP_GMV,
    of_groups.GROUP_MEMBERS,
    of_groups.GROUP_PEER_SHARE,
)
ABOUT = ("group_kind", "audience", "campaign", "store", "guide")
_COLOURS: dict[Against, Any] = {Against.ABOVE: "green", Against.LEVEL: "gray", Against.BELOW: "red"}
_AGAINST = {Against.ABOVE: "group.above", Against.LEVEL: "group.level", Against.BELOW: "group.below"}


def find(among: Sequence[Standing], group_id: str) -> Standing | None:
    """The group that an address names, if the viewer may see it."""
    return next((standing for standing in among if standing.group.group_id == group_id), None)


def back() -> None:
    """The way back to all groups."""
    st.button(
        t("group.back"),
        icon=":material/arrow_back:",
        type="tertiary",
        key="group:back",
        on_click=address.put,
        kwargs={"group": None},
    )


def unknown(among: Sequence[Standing], group_id: str) -> None:
    """The address names a group that is not there, or not the viewer's: the nearest one, and the way back."""
    near = get_close_matches(group_id, [standing.group.group_id for standing in among], n=1)
    said = t("group.unknown", key=quoted(group_id))
    if near:
        said += t("group.nearest", key=markdown(near[0]))
    st.warning(said, icon=":material/help:")


def heading(standing: Standing) -> None:
    """The name of the group, what it is, and why its class is what it is."""
    st.header(group_words.name(standing), anchor=False)
    about = [
        f"{t('group.owner') if key == 'guide' else pick(DIMENSIONS[key].title)}{t('group.colon')}"
        f"{markdown(group_words.place(standing, key))}"
        for key in ABOUT
        if key in standing.group.names
    ]
    if standing.group.created_at is not None:
        about.append(t("group.created", day=formats.day(standing.group.created_at.date(), current())))
    if standing.group.closes_on is not None:
        about.append(t("group.closes_on", day=formats.day(standing.group.closes_on, current())))
    st.markdown(f"{group_words.badge(group_words.kind_of(standing))} :gray-badge[{group_words.left(standing)}]")
    st.caption(" · ".join(about))


def cards(standing: Standing, viewer: Viewer) -> None:
    """The figures, each against the median of its fellows and its target, where there are any."""
    targets = target_words.held()
    with st.grid(4, min_column_width=150, gap="small"):
        for metric in CARDS:
            _card(standing, metric, group_words.target_of(targets, standing, metric))
    compared = [metric for metric in CARDS if standing.against(metric) is not None]
    if is_phone() and compared:  # a narrow card has no room for the median
        figured = (f"{pick(one.title)} {figures.figure(one, standing.medians[one.key])}" for one in compared)
        st.caption(t("group.middles", listed=" · ".join(figured)))
    if standing.medians:
        st.caption(t("group.medians_note", fellows=markdown(group_words.fellows(standing))))
    else:
        st.caption(t("group.no_median"))
    if not any(group_words.target_of(targets, standing, metric) is not None for metric in RATES):
        target_words.to_targets(viewer)


def _card(standing: Standing, metric: Metric, target: float | None) -> None:
    cell, against = standing[metric], standing.against(metric)
    difference, middle = standing.difference(metric), standing.medians.get(metric.key)
    delta = None
    if against is not None and difference is not None:
        sign = "+" if difference >= 0 else "-"
        delta = t("kpi.points", sign=sign, points=formats.plain(abs(difference) * 100, current(), 1))
    said = f"{t(_AGAINST[against])} {figures.figure(metric, middle)}" if against and not is_phone() else None
    if target is not None and cell.value is not None:
        sign = "✓" if is_met(metric, float(cell.value), target) else "✗"
        aim = f"{sign} {t('target.target', value=figures.figure(metric, target))}"
        said = f"{said} · {aim}" if said else aim
    if cell.value is None:
        said = group_words.empty(standing, metric)
    notes = [note for note in (figures.interval(metric, cell), figures.parts(metric, cell)) if note]
    st.metric(
        pick(metric.title),
        figures.figure(metric, cell.value),
        delta=f"≈ {delta}" if against is Against.LEVEL else delta,
        delta_arrow="off" if against is Against.LEVEL else "auto",
        delta_color=_COLOURS[against] if against else "off",
        delta_description=said,
        help="\n\n".join([pick(metric.meaning), *notes]),
        border=True,
        height="stretch",
    )


def funnel(standing: Standing) -> None:
    """Invited → joined → spoke → learned → took part → bought, each with its people, its rate and its interval."""
    stages = way(standing)
    if not any(stage.people for stage in stages):
        st.caption(t("reason.no_rows"))
        return
    bars = [
        charts.Bar(
            name=pick(stage.title), value=stage.people or 0, said=_said(stage), strength=0.6 + 0.4 * _share(stage)
        )
        for stage in stages
    ]
    charts.show(
        charts.bars(bars, room=2.1 if is_phone() else 1.8, step=44 if is_phone() else 50), alt=t("group.funnel_alt")
    )
    unasked = (standing.joined or 0) - _in_time(stages)
    note = t("group.funnel_note")
    if standing.invited and unasked > 0:
        note += t("group.unasked", number=formats.plain(unasked, current()))
    if standing.joined == 0:
        note = t("group.nobody_text")
    st.caption(note)
    headings = (t("journey.stage"), t("journey.people"), share("group.rate"))
    parts = (t("split.numerator"), t("split.denominator"), share("split.low"), share("split.high"))
    rows = [
        (
            pick(stage.title),
            stage.people,
            *((c.value, c.numerator, c.denominator, c.low, c.high) if (c := stage.rate) else ()),
        )
        for stage in stages
    ]
    export(sheet("group-funnel", (*headings, *parts), rows))


def _in_time(stages: Sequence[Stage]) -> int:
    rate = stages[1].rate
    return int(rate.numerator or 0) if rate else 0


def _share(stage: Stage) -> float:
    return float(stage.rate.value or 0) if stage.rate else 1.0


def _said(stage: Stage) -> str:
    if stage.people is None:
        return f"{formats.NOTHING} {t('reason.never_brought')}"
    said = formats.plain(stage.people, current())
    if stage.rate is None or stage.rate.value is None:
        return said
    said += f" · {formats.percent(stage.rate.value, current())}"
    if stage.rate.low is None or stage.rate.high is None:
        return said
    low, high = (formats.plain(bound * 100, current(), 0) for bound in (stage.rate.low, stage.rate.high))
    return f"{said} ({low}–{high})"


def health(view: View, standing: Standing) -> None:
    """Why the group is of its class, and on which days its class changed."""
    if standing.verdict is not None:
        listed = t("attention.semicolon").join(pick(text) for text in standing.verdict.reasons)
        day = formats.day(standing.verdict.day, current())
        st.markdown(f"{group_words.badge(standing.verdict.health)} {listed}  :gray[:small[{day}]]")
    changes = asking.kept(view.source, history, settings().health, standing.group.group_id)
    over = standing.group.closes_on
    told = [verdict for verdict in reversed(changes) if over is None or verdict.day <= over]
    if not told:
        st.caption(t("group.no_history"))
        return
    days = [group_words.unbroken(formats.day(verdict.day, current())) for verdict in told]
    badges = [group_words.badge(verdict.health) for verdict in told]
    reasons = [t("attention.semicolon").join(pick(text) for text in verdict.reasons) for verdict in told]
    headings = (t("group.since"), t("group.health"), t("group.reasons"))
    if is_phone():
        both = [f"{day} {badge}" for day, badge in zip(days, badges, strict=True)]
        listing((headings[0], headings[2]), list(zip(both, reasons, strict=True)))
    else:
        listing(headings, list(zip(days, badges, reasons, strict=True)))
    plain = [(v.day, group_words.health(v.health), why) for v, why in zip(told, reasons, strict=True)]
    export(sheet("group-health", headings, plain))
