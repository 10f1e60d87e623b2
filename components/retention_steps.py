"""The order steps: the chance of another order after each, where it settles, and who stands on which step now."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components import charts, formats, retention_charts, retention_rows
from components.choice import choose
from components.device import is_phone
from components.export import export, headed, sheet
from components.language import current, pick, t
from components.listing import listing
from components.references import source
from components.retention_advice import magic_words
from components.view import View
from metrics.analyses.magic_number import LEAST_PEOPLE, METHOD, WAIT
from metrics.analyses.order_steps import ORDER_STEPS, WAITS, InTime, Step
from metrics.analyses.people_below import STEPS_BELOW
from metrics.question import EVERYTHING

MOST_STEPS = 12
NAIVE = "naive"


def curve(view: View) -> None:
    """Draw the curve of the wait that the reader chose, with the magic number or the reason why there is none."""
    found = retention_rows.steps(view)
    if not found:
        st.caption(t("reason.no_rows") if retention_rows.is_known(view) else t("reason.never_brought"))
        return
    titles = {str(days): t("retention.within", days=days) for days in WAITS} | {NAIVE: t("retention.naive")}
    wait = choose("wait", t("retention.wait"), titles, str(WAIT), width=240)
    drawn = shown(found, wait)
    if not drawn:
        st.caption(t("retention.nobody_waited", days=wait))
    else:
        spec = retention_charts.steps(
            [_next(step, wait) for step in drawn], _plateau(view), n_title=t("retention.after_order")
        )
        charts.show(spec, alt=t("retention.steps_alt", wait=titles[wait]))
    st.markdown(magic_words(view))
    notes = [t("retention.steps_note", least=LEAST_PEOPLE)]
    if view.where or view.scope != EVERYTHING:
        notes.append(t("retention.magic_of_all"))
    st.caption(" ".join(notes))
    st.caption(f"{t('retention.method')} {pick(METHOD)}")
    st.caption(
        t(
            "reference.text",
            text=t("retention.magic_reference"),
            industry=t("retention.errands"),
            source=source("A"),
        )
    )


def table(view: View) -> None:
    """The steps in figures: naive and within each wait."""
    found = retention_rows.steps(view)
    if not found:
        st.caption(t("reason.no_rows") if retention_rows.is_known(view) else t("reason.never_brought"))
        return
    language = current()
    waits = (WAIT,) if is_phone() else WAITS
    headings = [t("retention.n"), t("retention.reached"), t("retention.naive_short")]
    headings += [t("retention.within", days=days) for days in waits]
    rows = []
    for step in found[:MOST_STEPS]:
        row = [str(step.n), formats.plain(step.people, language), formats.percent(step.next_naive, language)]
        rows.append(row + [_share(step.in_time[days]) for days in waits])
    listing(headings, rows)
    columns = ORDER_STEPS.columns
    lines = [[getattr(step, one.key) for one in columns] for step in found]
    export(sheet("order-steps", headed(columns), lines))


def standing(view: View) -> None:
    """Draw how many people stand on each step now; those just below the magic number in another colour."""
    found = retention_rows.steps(view)
    if not found:
        st.caption(t("reason.no_rows"))
        return
    n = retention_rows.magic_number(view).n
    rows = [_stand(str(step.n), step.standing, _is_pushed(step.n, n)) for step in found[:MOST_STEPS]]
    more = found[MOST_STEPS:]
    if more:
        rows.append(_stand(t("retention.or_more", n=more[0].n), sum(step.standing for step in more), False))
    charts.show(retention_charts.standing(rows), alt=t("retention.standing_alt"))
    st.caption(t("retention.standing_note") if n else t("retention.standing_plain"))


def shown(found: Sequence[Step], wait: str) -> list[Step]:
    """The steps that enough people stood on for the wait, at least the first ones that anybody did."""
    judged = [step for step in found if _eligible(step, wait) >= LEAST_PEOPLE]
    return judged[:MOST_STEPS] or [step for step in found if _eligible(step, wait)][:3]


def _eligible(step: Step, wait: str) -> int:
    return step.people if wait == NAIVE else step.in_time[int(wait)].eligible


def _next(step: Step, wait: str) -> retention_charts.Next:
    one = InTime(eligible=step.people, returned=step.returned) if wait == NAIVE else step.in_time[int(wait)]
    low, high = one.interval
    said = t(
        "retention.step_said",
        n=step.n,
        share=formats.percent(one.share, current()),
        parts=f"{formats.plain(one.returned, current())} ÷ {formats.plain(one.eligible, current())}",
    )
    return retention_charts.Next(n=step.n, share=one.share, low=low, high=high, naive=step.next_naive, said=said)


def _plateau(view: View) -> retention_charts.Plateau | None:
    fit = retention_rows.magic_number(view).fit
    if fit.n is None or fit.low is None or fit.high is None or fit.plateau is None:
        return None
    return retention_charts.Plateau(
        n=fit.n, low=fit.low, high=fit.high, share=fit.plateau, said=t("retention.magic_mark", n=fit.n)
    )


def _share(one: InTime) -> str:
    low, high = one.interval
    if one.share is None or low is None or high is None:
        return formats.NOTHING
    language = current()
    if is_phone():
        return formats.percent(one.share, language)
    bounds = f"{formats.plain(low * 100, language, 0)}–{formats.plain(high * 100, language, 0)}"
    eligible = formats.plain(one.eligible, language)
    return f"{formats.percent(one.share, language)} :gray[:small[{bounds} · {t('retention.of', people=eligible)}]]"


def _stand(n: str, people: int, is_pushed: bool) -> retention_charts.Stand:
    return retention_charts.Stand(
        name=t("retention.step", n=n), people=people, said=formats.plain(people, current()), is_pushed=is_pushed
    )


def _is_pushed(step: int, n: int | None) -> bool:
    return n is not None and n - STEPS_BELOW <= step < n
