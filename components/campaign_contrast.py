"""What the best third of stores did otherwise: each rate of both, the difference with its interval, and a verdict."""

from __future__ import annotations

import streamlit as st

from components import asking, charts, formats
from components.campaign_case import Case
from components.campaign_story import Picture, sells_on
from components.charts import show
from components.device import is_phone
from components.escape import markdown
from components.language import current, pick, t
from components.listing import listing
from metrics import campaign_contrast
from metrics.campaign_contrast import LEAST_PARTICIPANTS, LEAST_STORES, Contrast, Contrasts


def found(case: Case) -> Contrasts:
    """The contrasts of the campaign; before it sells there is nothing to tell stores apart by."""
    if sells_on(case) is not None:
        return Contrasts(best=(), rest=(), rates=())
    return asking.kept(case.view.source, campaign_contrast.contrasts, case.question(), case.campaign)


def contrast(case: Case) -> None:
    """Draw the differences and say which of them stand."""
    both = found(case)
    picture = pictured(case, both)
    st.caption(t("campaign.contrast_rule", least=LEAST_PARTICIPANTS))
    if picture.spec is None:
        st.caption(picture.said)
        return
    show(picture.spec, picture.alt)
    names = t("filter.list_comma").join(markdown(pick(place.name)) for place in both.best[:6])
    more = t("filter.more", number=len(both.best) - 6) if len(both.best) > 6 else ""
    st.markdown(f"**{picture.said}**")
    _table(both)
    st.caption(t("campaign.best_are", names=names + more, number=len(both.rest)) + " " + t("campaign.association"))


def pictured(case: Case, both: Contrasts) -> Picture:
    """The differences as a chart, with the sentence that names those beyond chance."""
    day = sells_on(case)
    if day is not None:
        return Picture(None, "", t("campaign.contrast_later", day=formats.day(day, current())))
    if not both.best:
        return Picture(None, "", t("campaign.too_few_stores", stores=LEAST_STORES, least=LEAST_PARTICIPANTS))
    if not both.rates:
        return Picture(None, "", t("campaign.no_rates"))
    points = [
        charts.Point(
            at=pick(one.metric.title),
            label=pick(one.metric.title),
            value=one.difference,
            low=one.interval[0] if one.interval else None,
            high=one.interval[1] if one.interval else None,
            said=_points(one.difference),
            note=_interval(one),
        )
        for one in both.rates
    ]
    spec = charts.dots(points, title=t("campaign.difference"), kind="share", overall=0.0, step=30)
    different = [one for one in both.rates if one.is_different]
    if not different:
        return Picture(spec, t("campaign.contrast_alt"), t("campaign.none_differ"))
    told = t("filter.list_comma").join(f"{pick(one.metric.title)} {_points(one.difference)}" for one in different)
    return Picture(spec, t("campaign.contrast_alt"), t("campaign.differ", rates=told))


def lines(both: Contrasts) -> list[tuple[str, str, str, str]]:
    """The differences in words, a line each: rate, best, rest, difference with interval."""
    language = current()
    return [
        (
            pick(one.metric.title),
            formats.percent(one.best.share, language),
            formats.percent(one.rest.share, language),
            f"{_points(one.difference)} ({_interval(one)})",
        )
        for one in both.rates
    ]


def _table(both: Contrasts) -> None:
    rows = []
    for one, (title, best, rest, difference) in zip(both.rates, lines(both), strict=True):
        said = difference if not is_phone() else _points(one.difference)
        rows.append((title, best, rest, f"{said} {_verdict(one)}"))
    listing(
        (t("campaign.rate"), t("campaign.best_third"), t("campaign.the_rest"), t("campaign.difference")),
        rows,
    )


def _verdict(one: Contrast) -> str:
    if not one.is_different or one.difference is None:
        return f":gray-badge[{t('campaign.same')}]"
    if one.difference > 0:
        return f":green-badge[{t('campaign.higher')}]"
    return f":orange-badge[{t('campaign.lower')}]"


def _points(share: float | None) -> str:
    """A difference of shares in percentage points."""
    if share is None:
        return formats.NOTHING
    sign = "+" if share >= 0 else "−"
    return t("kpi.points", sign=sign, points=formats.plain(abs(share) * 100, current(), 1))


def _interval(one: Contrast) -> str:
    if one.interval is None:
        return formats.NOTHING
    low, high = (formats.plain(bound * 100, current(), 1).replace("-", "−") for bound in one.interval)
    return t("campaign.from_to", low=low, high=high)
