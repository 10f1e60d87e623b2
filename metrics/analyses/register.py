"""The register of analyses: pages, command line and documents are made from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from data.warehouse.generations import Generation
from metrics.analyses import (
    channel_hours,
    channel_returns,
    cohorts,
    contact_lists,
    content_days,
    content_effects,
    content_mix,
    fission,
    lifetime_value,
    magic_number,
    order_steps,
    people_below,
    referrers,
    repurchase_cycle,
    rfm,
    segment_sheet,
    tags,
    tiers,
)
from metrics.analyses.analysis import Analysis
from metrics.answer import past
from metrics.events import horizon
from metrics.nearest import nearest
from metrics.question import EVERYTHING, Question, Scope, UnanswerableError
from metrics.words import day, filters

BEGINNING = date(1900, 1, 1)

ANALYSES: dict[str, Analysis] = {
    one.key: one
    for one in (
        cohorts.COHORTS,
        cohorts.WEEKLY_COHORTS,
        order_steps.ORDER_STEPS,
        magic_number.MAGIC_NUMBER,
        people_below.PEOPLE_BELOW,
        repurchase_cycle.REPURCHASE_CYCLE,
        lifetime_value.LIFETIME_VALUE,
        tiers.TIER_TABLE,
        tiers.MIGRATION,
        rfm.RFM,
        rfm.RFM_SCORES,
        tags.TAGS,
        segment_sheet.SEGMENT_SHEET,
        contact_lists.CONTACT_LISTS,
        fission.REFERRALS,
        referrers.REFERRAL_DEPTHS,
        referrers.REFERRAL_TREE,
        referrers.REFERRERS,
        referrers.REFERRAL_SUSPICIONS,
        channel_returns.CHANNELS,
        channel_hours.CHANNEL_HOURS,
        content_mix.CONTENT_KINDS,
        content_mix.CONTENT_MIX,
        content_days.CONTENT_PACES,
        content_days.CONTENT_CALENDAR,
        content_effects.CONTENT_EFFECTS,
    )
}


def find(key: str) -> Analysis:
    """The analysis of a name, as it is written in a link or on the command line.

    Raises
    ------
    UnanswerableError
        When there is none; the message names those that there are, and the nearest.
    """
    try:
        return ANALYSES[key]
    except KeyError:
        known = ", ".join(ANALYSES)
        raise UnanswerableError(
            f"没有分析 {key}{nearest(key, ANALYSES)}；有：{known} · There is no analysis {key}; there are: {known}."
        ) from None


def asked(
    generation: Generation,
    analysis: Analysis,
    *,
    start: str | None = None,
    end: str | None = None,
    where: Sequence[str] = (),
    scope: Scope = EVERYTHING,
) -> Question:
    """The question that words ask an analysis; days are inclusive.

    Left out, the end is the analysis' horizon, and the beginning that of all rows, or so many days before the end as
    the analysis looks back.

    Raises
    ------
    UnanswerableError
        When a day or a filter is not known, or the analysis has not the dimension.
    """
    reach = horizon(analysis.metric, generation)
    last = day(end) if end else (reach.last_day if reach is not None else generation.published_at.date())
    usual = BEGINNING if analysis.days is None else last - timedelta(days=analysis.days - 1)
    question = Question(
        metrics=(analysis.metric,),
        start=day(start) if start else usual,
        end=last + timedelta(days=1),
        where=filters(where),
        scope=scope,
    )
    return past(generation, question) or question
