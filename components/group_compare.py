"""Groups on the same day of their campaigns, up to five, as lines."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import address, asking, charts, figures, group_charts
from components.choice import choose
from components.device import is_phone
from components.export import export, heading_of, sheet
from components.language import current, pick, t
from components.view import View
from metrics.group_compare import METRICS, MOST, Line, comparable, side_by_side, usual
from metrics.group_register import Group
from metrics.group_wall import Standing
from metrics.model import Metric, Unit


def compare(view: View, found: Sequence[Standing]) -> None:
    """Let the reader choose groups and a figure, and draw them by campaign day."""
    groups = comparable([standing.group for standing in found])
    if not groups:
        st.caption(t("group.no_campaign"))
        return
    by_key = {metric.key: metric for metric in METRICS}
    titles = {key: pick(metric.title) for key, metric in by_key.items()}
    metric = by_key[choose("line", t("split.metric"), titles, METRICS[0].key, width=260)]
    chosen = _choose(groups)
    lines = asking.kept(view.source, side_by_side, view.scope, chosen, metric)
    drawn = [line for line in lines if line.days]
    if not drawn:
        st.caption(t("group.no_days"))
        return
    _draw(drawn, metric)
    st.caption(t("group.compare_note"))
    rows = [
        (line.group.group_id, pick(line.group.name), day, cell.value, cell.numerator, cell.denominator)
        for line in drawn
        for day, cell in line.days
    ]
    headings = (t("ranking.code"), t("group.group"), t("group.campaign_day"), heading_of(metric))
    export(sheet("groups-by-campaign-day", (*headings, t("split.numerator"), t("split.denominator")), rows))


def _choose(groups: Sequence[Group]) -> tuple[Group, ...]:
    names = {group.group_id: pick(group.name) for group in groups}
    asked = [code for code in address.get_all("with") if code in names][:MOST]
    key = f"group:with:{current()}"
    st.session_state[key] = asked or [group.group_id for group in usual(groups)]
    st.multiselect(
        t("group.compared"),
        list(names),
        format_func=lambda code: names.get(code, str(code)),
        key=key,
        max_selections=MOST,
        on_change=_write,
        args=(key,),
    )
    chosen = st.session_state[key]
    return tuple(group for group in groups if group.group_id in chosen)


def _write(key: str) -> None:
    address.put(with_=list(st.session_state[key]))


def _draw(lines: Sequence[Line], metric: Metric) -> None:
    names = _names(lines)
    turns = [
        group_charts.Turn(
            name=names[line.group.group_id],
            day=day,
            value=float(cell.value or 0),
            said=f"{t('group.day', day=day)} {figures.figure(metric, cell.value)}",
        )
        for line in lines
        for day, cell in line.days
    ]
    kind = "share" if metric.unit is Unit.PERCENT else current()
    charts.show(
        group_charts.turns(
            turns, list(names.values()), kind=kind, day_title=t("group.campaign_day"), columns=2 if is_phone() else MOST
        ),
        alt=t("group.compare_alt", title=pick(metric.title)),
    )


def _names(lines: Sequence[Line]) -> dict[str, str]:
    """The names in the legend: two groups of one name are told apart by their ids."""
    names = [pick(line.group.name) for line in lines]
    return {
        line.group.group_id: name if names.count(name) == 1 else f"{name} {line.group.group_id}"
        for line, name in zip(lines, names, strict=True)
    }
