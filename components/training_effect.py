"""Whether the lessons worked, before a reader: the difference in differences, what speaks for it and what against."""

from __future__ import annotations

import streamlit as st

from components import address, charts, formats, training_case, training_charts, training_words
from components.device import is_phone
from components.escape import markdown
from components.export import Sheet, export, sheet
from components.language import current, t
from components.listing import listing
from components.training_case import Case
from metrics.statistics import Gap
from metrics.training.effect import WEEK, Comparison, Effect, Refusal, Side
from metrics.training.sales import DAY

ELSEWHERE = 3
_TITLES = {"gmv": "training.gmv_daily", "orders": "training.orders_daily"}
_ENDS = {"gmv": training_words.yuan, "orders": training_words.orders}


def card(case: Case) -> None:
    """The figure on a card: how much more a trained guide sells a day."""
    found = case.effect
    gmv = found.comparisons[0] if found.comparisons else None
    st.metric(
        t("training.effect_card"),
        formats.NOTHING if gmv is None else training_words.yuan(gmv.gap.value),
        delta=t("training.effect_short") if gmv is None else _verdict_word(gmv.gap),
        delta_color="off" if gmv is None or not gmv.gap.is_clear else "green" if gmv.gap.value > 0 else "red",
        delta_arrow="off",
        help=refused(case) if gmv is None else t("training.effect_help", span=_span(gmv)),
        border=True,
        height="stretch",
    )


def sentence(case: Case) -> str:
    """The finding in one sentence as Markdown; where there is none, why."""
    if not case.effect.comparisons:
        return f"**{t('training.effect_none')}**{t('training.colon')}{refused(case)}"
    gmv = case.effect.comparisons[0]
    return t(
        "training.effect_said",
        verdict=_verdict(gmv.gap),
        gap=training_words.yuan(gmv.gap.value),
        span=_span(gmv),
    )


def refused(case: Case) -> str:
    """Why trained and others cannot be compared, and what would help."""
    found, least = case.effect, case.rules.least_guides
    match found.refusal:
        case Refusal.NO_SALES:
            return t("training.refused_no_sales")
        case Refusal.SCATTERED:
            return t("training.refused_scattered")
        case Refusal.NO_BEFORE:
            return t("training.refused_no_before")
        case Refusal.TOO_EARLY:
            day = case.course.last_on + (WEEK + 1) * DAY
            return t("training.refused_too_early", day=formats.day(day, current()))
        case Refusal.FEW_TRAINED:
            return t("training.refused_few_trained", number=found.trained, least=least)
        case Refusal.FEW_OTHERS:
            return t("training.refused_few_others", number=found.others, least=least)
        case _:
            return ""


def effect(case: Case) -> None:
    """Draw it: the finding, both sides in figures, their weeks, what was checked, and that it is no experiment."""
    found = case.effect
    if not found.comparisons:
        st.info(refused(case), icon=":material/hourglass_empty:")
        if case.others:
            _elsewhere(case)
        st.caption(t("training.effect_how"))
        return
    training_case.window()
    st.markdown(sentence(case))
    left, right = st.columns([5, 6]) if not is_phone() else (st.container(), st.container())
    with left:
        _table(found)
        st.caption(_days(found))
    with right:
        spec = training_charts.weeks(found.weeks, t("training.trained"), t("training.others"), t("training.teaching"))
        charts.show(spec, alt=t("training.weeks_alt"))
        st.caption(t("training.weeks_note"))
    for icon, text in _checks(found):
        st.markdown(f":material/{icon}: {text}")
    st.warning(t("training.no_experiment"), icon=":material/science_off:")
    with st.expander(t("training.method"), icon=":material/functions:"):
        st.write(t("training.effect_how"))
    export(_sheet(case, found))


def _elsewhere(case: Case) -> None:
    """The way to the other courses, of which some may be old enough."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t("training.elsewhere"), width="content")
        for code, title in case.others[:ELSEWHERE]:
            st.button(
                f":blue[{markdown(title)}]",
                key=f"training:to:{code}",
                type="tertiary",
                on_click=address.put,
                kwargs={"course": code},
            )


def _verdict(gap: Gap) -> str:
    if not gap.is_clear:
        return t("training.effect_unclear")
    return t("training.effect_up" if gap.value > 0 else "training.effect_down")


def _verdict_word(gap: Gap) -> str:
    if not gap.is_clear:
        return t("training.unclear")
    return t("training.more" if gap.value > 0 else "training.less")


def _span(one: Comparison) -> str:
    return _interval(one.gap, one.key)


def _interval(gap: Gap, key: str) -> str:
    if gap.low is None or gap.high is None:
        return t("training.no_interval")
    end = _ENDS[key]
    return t("training.from_to", low=end(gap.low), high=end(gap.high))


def _figure(key: str, value: float) -> str:
    return training_words.cents_of(value) if key == "gmv" else formats.plain(value, current(), 2)


def _table(found: Effect) -> None:
    for one in found.comparisons:
        rows = [
            _row(t("training.trained"), one.trained, one.key),
            _row(t("training.others"), one.others, one.key),
            (f"**{t('training.gap')}**", "", "", f"**{_ENDS[one.key](one.gap.value)}**"),
        ]
        listing((t(_TITLES[one.key]), t("training.before"), t("training.after"), t("training.change")), rows)
        st.caption(t("training.gap_interval", span=_span(one)))


def _row(title: str, side: Side, key: str) -> tuple[str, str, str, str]:
    number = formats.plain(len(side.guides), current())
    return (
        f"{title} :gray[:small[{t('training.people', number=number)}]]",
        _figure(key, side.before),
        _figure(key, side.after),
        _ENDS[key](side.change),
    )


def _days(found: Effect) -> str:
    language = current()
    said = t(
        "training.effect_days",
        before=formats.span(found.before.start, found.before.last, language),
        after=formats.span(found.after.start, found.after.last, language),
    )
    said += t("training.who_others", away=found.stayed_away, unsent=found.others - found.stayed_away)
    return said + (t("training.between", number=found.between) if found.between else "")


def _checks(found: Effect) -> list[tuple[str, str]]:
    """What can be looked at: did both run alike before, and did they start alike."""
    gmv = found.comparisons[0]
    said = []
    if gmv.earlier is None:
        said.append(("help", t("training.check_no_trend")))
    else:
        text = "training.check_drifting" if gmv.earlier.is_clear else "training.check_parallel"
        icon = "trending_up" if gmv.earlier.is_clear else "check"
        told = t(text, gap=training_words.yuan(gmv.earlier.value), span=_interval(gmv.earlier, "gmv"))
        said.append((icon, told))
    text = "training.check_unlike" if gmv.level.is_clear else "training.check_alike"
    told = t(text, gap=training_words.yuan(gmv.level.value), span=_interval(gmv.level, "gmv"))
    said.append(("balance", told))
    return said


def _sheet(case: Case, found: Effect) -> Sheet:
    headings = ("training.figure", "training.side", "training.guides", "training.before", "training.after")
    rows: list[tuple[object, ...]] = []
    for one in found.comparisons:
        for title, side in ((t("training.trained"), one.trained), (t("training.others"), one.others)):
            figures = (side.before, side.after, side.change, None, None)
            rows.append((t(_TITLES[one.key]), title, len(side.guides), *figures))
        ends = (one.gap.value, one.gap.low, one.gap.high)
        rows.append((t(_TITLES[one.key]), t("training.gap"), None, None, None, *ends))
    titles = [t(key) for key in (*headings, "training.change", "split.low", "split.high")]
    return sheet(f"{case.file}-effect", titles, rows)
