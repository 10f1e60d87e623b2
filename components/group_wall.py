"""All groups side by side: a sortable wall on a desktop, a short list on a phone; a row opens its group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components import address, figures, formats, group_words, target_words
from components.access import Viewer
from components.choice import choose
from components.device import is_phone
from components.export import Sheet, export_made, heading_of, sheet
from components.language import current, pick, t
from metrics import groups as of_groups
from metrics.dimensions import DIMENSIONS
from metrics.group_wall import RATES, Standing
from metrics.health import Health
from metrics.targets import Targets

ROW, HEAD, MOST_ROWS = 35, 38, 14
MOST = 1_000
PHONE = 8
PLACES = ("campaign", "guide", "store", "group_kind")
WIDTHS = {"campaign": 88, "guide": 60, "store": 80, "group_kind": 60}


def wall(found: Sequence[Standing], viewer: Viewer) -> None:
    """Draw the groups, the way into one of them, and the export."""
    running = sum(standing.is_running for standing in found)
    targets = target_words.held()
    aimed = [metric for metric in RATES if metric.key in targets.metrics]
    has_targets = any(group_words.target_of(targets, one, metric) is not None for one in found for metric in aimed)
    said = [t("group.wall_count", number=len(found), running=running), t("group.wall_note")]
    if has_targets:
        said.append(t("group.target_note"))
    st.caption(" ".join(said))
    if not has_targets:
        target_words.to_targets(viewer)
    shown = found[:MOST]
    if len(found) > MOST:
        st.caption(t("group.wall_first", shown=MOST, number=len(found)))
    names = {standing.group.group_id: pick(standing.group.name) for standing in shown}
    choose("group", t("group.open_one"), {"": t("group.choose"), **names}, "", width=320 if not is_phone() else None)
    if is_phone():
        _short(shown, targets)
    else:
        _wide(shown, targets)
    export_made("groups", lambda: as_sheet(found, targets))


def _wide(found: Sequence[Standing], targets: Targets) -> None:
    config = st.column_config
    classes = [*Health, None]
    data: dict[str, list[Any]] = {
        "name": [pick(one.group.name) for one in found],
        "health": [[group_words.health(group_words.kind_of(one))] for one in found],
        "left": [group_words.left(one) for one in found],
        "members": [one[of_groups.GROUP_MEMBERS].value for one in found],
        "lately": [one.verdict.speakers if one.verdict else None for one in found],
    }
    columns: dict[str, object] = {
        "name": config.TextColumn(pick(DIMENSIONS["group"].title), width=112, pinned=True),
        "health": config.MultiselectColumn(
            t("group.health"),
            options=[group_words.health(one) for one in classes],
            color=[group_words.PAINTS[one] if one else "gray" for one in classes],
            width=_wide_as(84, 94),
        ),
        "left": config.TextColumn(t("group.end"), width=_wide_as(70, 82)),
        "members": config.NumberColumn(t("group.members"), format="localized", width=_wide_as(46, 56)),
        "lately": config.NumberColumn(
            t("group.lately"), help=t("group.lately_help"), format="localized", width=_wide_as(54, 56)
        ),
    }
    for metric, short in zip(RATES, group_words.SHORT, strict=True):
        data[metric.key] = [None if (value := one[metric].value) is None else float(value) * 100 for one in found]
        data[f"{metric.key}:against"] = [group_words.compared(one, metric) for one in found]
        missed = [group_words.missed(targets, one, metric) for one in found]
        columns[metric.key] = config.ProgressColumn(
            t(short), help=pick(metric.meaning), format="%.0f%%", min_value=0, max_value=100, width=68
        )
        columns[f"{metric.key}:against"] = config.TextColumn(t("group.against"), help=t("group.against_help"), width=54)
        if any(missed):
            data[f"{metric.key}:target"] = missed
            columns[f"{metric.key}:target"] = config.TextColumn(
                t("group.against_target"), help=t("group.target_help"), width=54
            )
    bought, gmv = of_groups.GROUP_PURCHASE_RATE, of_groups.GROUP_GMV
    data["bought"] = [None if (value := one[bought].value) is None else float(value) * 100 for one in found]
    columns["bought"] = config.NumberColumn(t("group.purchase"), help=pick(bought.meaning), format="%.1f%%", width=56)
    data["gmv"] = [None if (value := one[gmv].value) is None else float(value) for one in found]
    columns["gmv"] = config.NumberColumn(t("group.gmv"), help=pick(gmv.meaning), format="¥%,.0f", width=72)
    for dimension in PLACES:
        placed = [group_words.place(one, dimension) for one in found]
        if len(found) > 1 and len(set(placed)) == 1:
            continue  # what a filter fixes, or all groups share, needs no column
        data[dimension] = placed
        columns[dimension] = config.TextColumn(
            t("group.owner") if dimension == "guide" else pick(DIMENSIONS[dimension].title), width=WIDTHS[dimension]
        )
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=HEAD + ROW * min(len(found), MOST_ROWS),
        row_height=ROW,
        placeholder=formats.NOTHING,
        alt=t("group.wall_alt"),
        key="group:wall",
        on_select=_open,
        selection_mode="single-row",
    )
    # what a row of the table is when it is chosen: the callback runs before the page does
    st.session_state[_ORDER] = tuple(one.group.group_id for one in found)


def _wide_as(chinese: int, english: int) -> int:
    """The width that a column's words need in the reader's language, in pixels."""
    return chinese if current() == "zh" else english


_ORDER = "group:order"


def _open() -> None:
    rows = st.session_state["group:wall"]["selection"]["rows"]
    order = st.session_state.get(_ORDER, ())
    if rows and rows[0] < len(order):
        address.put(group=order[rows[0]])


def _short(found: Sequence[Standing], targets: Targets) -> None:
    listed = found if st.session_state.get("group:all") else found[:PHONE]
    st.table(
        {
            pick(DIMENSIONS["group"].title): [
                f"{group_words.name(one)} {group_words.badge(group_words.kind_of(one))} "
                f":gray[:small[{group_words.unbroken(group_words.left(one))}{_lately(one)}]]"
                for one in listed
            ],
            t("group.rates"): [_rates(one, targets) for one in listed],
            t("group.gmv"): [figures.figure(of_groups.GROUP_GMV, one[of_groups.GROUP_GMV].value) for one in listed],
        },
        border="horizontal",
        hide_index=True,
    )
    if len(found) > PHONE:
        st.toggle(t("group.show_all", number=len(found)), key="group:all")


def _lately(one: Standing) -> str:
    """Whether anybody still speaks in it, in a few words; nothing where that cannot be known."""
    if one.verdict is None:
        return ""
    return " · " + group_words.unbroken(t("group.spoke_lately", number=one.verdict.speakers))


def _rates(one: Standing, targets: Targets) -> str:
    """The four rates in one cell, each with its sign to the median and to the target."""
    said = []
    for metric, short in zip(RATES, group_words.SHORT, strict=True):
        value = one[metric].value
        sign = group_words.missed(targets, one, metric)[:1]
        figure = formats.percent(value, current(), 0) if value is not None else formats.NOTHING
        said.append(group_words.unbroken(f"{t(short)}{formats.GAP}{figure}{group_words.arrow(one, metric)}{sign}"))
    return " ".join(said)


def as_sheet(found: Sequence[Standing], targets: Targets) -> Sheet:
    """The wall as plain values, with the parts of its rates, the medians and the targets."""
    headings = [t("ranking.code"), pick(DIMENSIONS["group"].title)]
    headings += [t("group.owner") if key == "guide" else pick(DIMENSIONS[key].title) for key in PLACES]
    headings += [t("group.health"), t("group.reasons"), t("group.closes"), t("group.members"), t("group.lately_people")]
    for metric in (*RATES, of_groups.GROUP_PURCHASE_RATE):
        title = pick(metric.title)
        headings += [heading_of(metric), f"{title} {t('split.numerator')}", f"{title} {t('split.denominator')}"]
        headings += [heading_of(metric, f"{title} {t(part)}") for part in ("group.median", "target.value")]
    headings.append(t("group.median_of"))
    headings.append(heading_of(of_groups.GROUP_GMV))
    lines = []
    for one in found:
        line: list[object] = [one.group.group_id, pick(one.group.name)]
        line += [group_words.place(one, key) for key in PLACES]
        reasons = t("attention.semicolon").join(pick(text) for text in one.verdict.reasons) if one.verdict else ""
        line += [group_words.health(group_words.kind_of(one)), reasons, one.group.closes_on]
        line += [one[of_groups.GROUP_MEMBERS].value, one.verdict.speakers if one.verdict else None]
        for metric in (*RATES, of_groups.GROUP_PURCHASE_RATE):
            cell = one[metric]
            line += [cell.value, cell.numerator, cell.denominator, one.medians.get(metric.key)]
            line.append(group_words.target_of(targets, one, metric))
        line.append(group_words.fellows(one) if one.medians else None)
        line.append(one[of_groups.GROUP_GMV].value)
        lines.append(line)
    return sheet("groups", headings, lines)
