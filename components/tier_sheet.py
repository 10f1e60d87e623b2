"""The UCDCPC sheet of any segment, filled from the rows and held against everybody in the view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import streamlit as st

from components import address, formats, tier_rows
from components.difference import LEVEL, against
from components.escape import markdown
from components.export import export
from components.export import sheet as file_of
from components.language import current, pick, t
from components.listing import listing
from components.states import section
from components.tier_cards import ORDER
from components.view import View
from metrics.analyses.segment_sheet import Fact
from metrics.analyses.segments import EVERYBODY, Segment
from metrics.analyses.tiers import TITLES
from metrics.model import Text, Unit

_SPOKEN = {Unit.COUNT: formats.count, Unit.MONEY: formats.money}


def sheet(view: View) -> None:
    """Draw the choice of people and the six parts of their sheet."""
    segment = _chosen(view)
    found = tier_rows.sheet(view, segment)
    if not found:
        st.caption(t("sheet.nobody"))
        return
    whole = {} if segment == EVERYBODY else {(one.part, one.what): one for one in tier_rows.whole(view)}
    if whole:
        st.caption(t("sheet.against"))
    parts = [(part, list(facts)) for part, facts in groupby(found, key=lambda one: one.part)]
    for pair in (parts[:3], parts[3:]):
        for column, (part, facts) in zip(st.columns(3), pair, strict=False):
            with column, section(pick(part), height="stretch"):
                _facts(facts, whole, found[0].value)
    export(
        file_of(
            "ucdcpc",
            (t("sheet.part"), t("sheet.what"), t("sheet.value"), t("tier.share"), t("sheet.share_of_all")),
            [(pick(one.part), pick(one.what), one.value, one.share, _share_of(one, whole)) for one in found],
        )
    )


def _chosen(view: View) -> Segment:
    """The people that the reader chose; the choice lives in the address."""
    tiers, tags, levels, cities = st.columns(4)
    with tiers:
        names = {tier: pick(TITLES[tier]) for tier in ORDER}
        of_tiers = _choose("tier", t("tier.tier"), names)
    with tags:
        of_tags = _choose("tag", t("tag.tag"), _same(one.tag for one in tier_rows.tags(view)))
    with levels:
        of_levels = _choose("level", t("sheet.level"), _same(tier_rows.levels(view)))
    with cities:
        of_cities = _choose("lives", t("sheet.city"), _same(tier_rows.cities(view)))
    return Segment(tiers=of_tiers, tags=of_tags, levels=of_levels, cities=of_cities)


def _same(names: Iterable[str]) -> dict[str, str]:
    return {name: name for name in names}


def _choose(name: str, label: str, titles: dict[str, str]) -> tuple[str, ...]:
    key = f"segment:{name}:{current()}"
    st.session_state[key] = [code for code in address.get_all(name) if code in titles]
    st.multiselect(
        label,
        list(titles),
        format_func=lambda code: titles.get(code, str(code)),
        key=key,
        placeholder=t("filter.all"),
        on_change=_write,
        args=(name, key),
    )
    return tuple(st.session_state[key])


def _write(name: str, key: str) -> None:
    address.put(**{name: list(st.session_state[key])})


Whole = dict[tuple[Text, Text], Fact]


def _facts(facts: Sequence[Fact], whole: Whole, size: float) -> None:
    headings = [t("sheet.what"), t("sheet.value"), t("tier.share")]
    rows = [[markdown(pick(one.what)), _value(one), _share(one, whole, size)] for one in facts]
    listing(headings, rows)


def _value(one: Fact) -> str:
    return _SPOKEN[one.unit](one.value, current())


def _share(one: Fact, whole: Whole, size: float) -> str:
    """The share in the segment of `size` people, and how far it lies from that of all; of money, that of all."""
    other = whole.get((one.part, one.what))
    if one.share is None:
        is_told = other is not None and one.unit is Unit.MONEY
        return f":gray[:small[{t('sheet.all_have', value=_value(other))}]]" if is_told and other else ""
    said = formats.percent(one.share, current())
    if other is None or other.share is None:
        return said
    beside = against(one.value, size, other.share, current())
    return f"{said} :{'gray' if beside.startswith(LEVEL) else 'blue'}[:small[{beside}]]"


def _share_of(one: Fact, whole: Whole) -> float | None:
    other = whole.get((one.part, one.what))
    return other.share if other else None
