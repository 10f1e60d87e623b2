"""Preparing: what is made before any page can be drawn, in the background, while the reader watches how far it is.

At the first start that is the demo; where the generation is lost, or another version of the program made it, the next.
"""

from __future__ import annotations

from typing import NamedTuple, NoReturn

import streamlit as st

from components import states
from components.jobs import Job, Report
from components.language import t
from data.settings import settings

EVERY = 0.5  # seconds between two looks
TABLES = 40.0  # the demo names about so many pieces of work; the bar moves a little for each
DEMO = "demo"


class _Words(NamedTuple):
    """What the reader is told meanwhile: the keys of the texts."""

    title: str
    text: str
    failed: str


FIRST = _Words("first.title", "first.text", "first.failed")
ANEW = _Words("anew.title", "anew.text", "anew.failed")


@st.cache_resource(max_entries=4, show_spinner=False)
def making(home: str, what: str) -> Job:
    """The one making of the demo in a home, or of what replaces a generation, watched by every session."""
    return Job(what, _demo if what == DEMO else _next)


def _demo(report: Report) -> int | None:
    from metrics.publishing import make_demo  # every page stands on this module, and few on all that writes

    done = 0.0

    def smoothly(share: float, doing: str) -> None:
        nonlocal done
        done = min(max(share, done + 1 / TABLES), 1.0)
        report(done, doing)

    return make_demo(settings(), report=smoothly)


def _next(report: Report) -> int | None:
    from metrics.publishing import refresh

    return refresh(settings(), report=report)


def first() -> None:
    """Make the demo, and show how far it is until the page can be drawn."""
    _of_here(DEMO).begin()
    _watch(FIRST, DEMO)


def anew(what: str) -> NoReturn:
    """Make the generation that replaces one, and show how far it is; the run ends."""
    job = _of_here(what)
    if job.is_over and job.error is None:  # made, and still it is not there: it was made for another one
        job.again()
    job.begin()
    _watch(ANEW, what)
    st.stop()


def _of_here(what: str) -> Job:
    return making(str(settings().home.resolve()), what)


@st.fragment(run_every=EVERY)
def _watch(words: _Words, what: str) -> None:
    job = _of_here(what)
    with st.container(border=True):
        st.subheader(t(words.title), anchor=False)
        st.write(t(words.text))
        if job.error is not None:
            st.error(t(words.failed), icon=":material/error:")
            st.caption(states.said(job.error))
            if st.button(t("preparing.again"), key="prepare_again"):
                job.again()
            return
        st.progress(job.share, text=t("preparing.progress", percent=round(job.share * 100)))
    if job.is_over:
        st.rerun()
