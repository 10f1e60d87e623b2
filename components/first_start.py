"""The first start without data: the demo is made in the background while the reader watches how far it is."""

from __future__ import annotations

import streamlit as st

from components import states
from components.jobs import Job, Report
from components.language import t
from data.settings import settings

EVERY = 0.5  # seconds between two looks
TABLES = 40.0  # the demo names about so many pieces of work; the bar moves a little for each


@st.cache_resource(max_entries=4, show_spinner=False)
def making(home: str) -> Job:
    """The one making of the demo in a home, watched by every session."""
    return Job("demo", _make)


def _make(report: Report) -> int | None:
    from metrics.publishing import make_demo  # every page stands on this module, and few on all that writes

    done = 0.0

    def smoothly(share: float, doing: str) -> None:
        nonlocal done
        done = min(max(share, done + 1 / TABLES), 1.0)
        report(done, doing)

    return make_demo(settings(), report=smoothly)


def of_here() -> Job:
    """The making of the demo in the home of the settings."""
    return making(str(settings().home.resolve()))


def wait() -> None:
    """Begin, and show how far it is until the page can be drawn."""
    of_here().begin()
    _watch()


@st.fragment(run_every=EVERY)
def _watch() -> None:
    job = of_here()
    with st.container(border=True):
        st.subheader(t("first.title"), anchor=False)
        st.write(t("first.text"))
        if job.error is not None:
            st.error(t("first.failed"), icon=":material/error:")
            st.caption(states.said(job.error))
            if st.button(t("first.again"), key="demo_again"):
                job.again()
            return
        st.progress(job.share, text=t("first.progress", percent=round(job.share * 100)))
    if job.is_over:
        st.rerun()
