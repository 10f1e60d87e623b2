"""Words of targets: for what one is set, of which stretch of time, and how a value is written."""

from __future__ import annotations

import streamlit as st

from components import address, figures, formats
from components.access import Viewer, may_see, may_set
from components.language import current, pick, t
from data.settings import settings
from data.state import targets as kept
from data.warehouse.generations import Generation
from metrics.catalogue import CATALOGUE
from metrics.model import Metric, Text, Unit
from metrics.names import name_of
from metrics.targets import NARROWEST_FIRST, Targets, dimensions, grows, title


def held() -> Targets:
    """Every target there is."""
    return Targets(versions=kept.standing(settings()))


def settable(viewer: Viewer, dimension: str | None) -> list[Metric]:
    """The metrics whose targets for such a thing the viewer may set, in the order of the catalogue."""
    return [
        metric
        for metric in CATALOGUE.values()
        if may_set(metric, viewer) and (dimension is None or dimension in dimensions(metric))
    ]


def value(key: str, number: float | None) -> str:
    """The value of a target in the unit of its metric; “—” where a version ends the target."""
    if number is None:
        return formats.NOTHING
    return figures.figure(CATALOGUE[key], number) if key in CATALOGUE else formats.plain(number, current(), 2)


def written(metric: Metric, number: float | None) -> str:
    """The value as it is edited: exact, a rate with its sign."""
    if number is None:
        return ""
    shown = round(number * 100, 9) if metric.unit is Unit.PERCENT else number
    return f"{shown:.9f}".rstrip("0").rstrip(".") + ("%" if metric.unit is Unit.PERCENT else "")


def metric_title(key: str) -> str:
    """What a metric is called; one that is no more in the catalogue by its key."""
    return pick(CATALOGUE[key].title) if key in CATALOGUE else key


def per(metric: Metric, dimension: str | None) -> str:
    """Of which stretch of time the value is."""
    if not grows(metric):
        return t("target.any_time")
    return t("target.of_campaign") if dimension == "campaign" else t("target.per_month")


def what(source: Generation | None, dimension: str | None, code: str | None) -> str:
    """For what a target is set, in words; not escaped."""
    if dimension is None or code is None:
        return pick(title(None))
    known = dimension in NARROWEST_FIRST and (source is not None or dimension == "group_kind")
    name: Text = (code, code)
    if known and source is not None:
        name = name_of(source, dimension, code)
    return f"{pick(title(dimension))} {pick(name)}"


def to_targets(viewer: Viewer) -> None:
    """The way to set targets where there are none, for those who may."""
    if may_see("targets", viewer):
        st.page_link(
            "pages/admin/targets.py",
            label=f"{t('target.no_target')} {t('target.set')}",
            icon=":material/target:",
            query_params=address.query(),
        )
    else:
        st.caption(t("target.no_target"))
