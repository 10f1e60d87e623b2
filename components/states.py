"""What stands where figures cannot: nothing brought yet, nothing in this view, a failure. Each says what to do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import streamlit as st

from components import address
from components.access import Viewer, may_see
from components.escape import markdown
from components.language import pick, t
from data.databases import UnusableStoreError
from data.intake.errors import IntakeError
from data.warehouse.engines import WarehouseBusyError
from data.warehouse.generations import LostGenerationError
from metrics.question import UnanswerableError

LOG = logging.getLogger("yutang.pages")


def no_rows(viewer: Viewer) -> None:
    """There are no rows of any kind."""
    with st.container(border=True):
        st.subheader(t("empty.title"), anchor=False)
        st.write(t("empty.text"))
        to_intake(viewer)


def nothing_here() -> None:
    """There are rows, but none in this view."""
    with st.container(border=True):
        st.markdown(f"**{t('empty.view')}**")
        st.caption(t("empty.view_text"))
        nothing = dict.fromkeys((*address.FILTERS, "all", "period", "from_", "to"))
        st.button(t("filter.reset"), key="reset_view", on_click=address.put, kwargs=nothing)


def not_by_channel(title: str, text: str) -> None:
    """What a page says that channels do not split, with the way to drop that filter."""
    with st.container(border=True):
        st.markdown(f"**{title}**")
        st.caption(text)
        st.button(
            t("empty.drop_channel"),
            key="drop_channel",
            on_click=address.put,
            kwargs={"channel": None, "channel_kind": None},
        )


def to_intake(viewer: Viewer) -> None:
    """The way to the import, for those who may use it."""
    if may_see("intake", viewer):
        st.page_link(
            "pages/data/intake.py",
            label=t("empty.to_intake"),
            icon=":material/upload_file:",
            query_params=address.query(),
        )
    else:
        st.caption(t("empty.ask_for_import"))


@contextmanager
def section(title: str, *, height: str = "content") -> Iterator[None]:
    """A titled part of a page. Where it fails the rest of the page still stands, and the failure is said and logged."""
    with st.container(border=True, height=height):
        if title:
            st.subheader(title, anchor=False)
        try:
            yield
        except Exception as error:
            # Streamlit steers its runs by exceptions of its own, which must pass
            if type(error).__module__.startswith("streamlit"):
                raise
            broken(title, error)


def broken(title: str, error: Exception) -> None:
    """A part of the page that could not be made: that it failed, what is known of it, and what to do."""
    LOG.exception("a part of the page failed: %s", title, exc_info=error)
    st.error(t("broken.text"), icon=":material/error:")
    st.caption(said(error))


def refused(error: UnusableStoreError) -> NoReturn:
    """A database that cannot be used: which, why, and which can be; the run ends."""
    LOG.error("%s", error)
    st.error(said(error), icon=":material/database_off:")
    st.stop()


def said(error: Exception) -> str:
    """An error in the reader's language, where it speaks both; of one that was not meant for readers only the kind."""
    if isinstance(error, IntakeError):
        return markdown(pick((error.zh, error.en)))
    if isinstance(error, (UnanswerableError, WarehouseBusyError, UnusableStoreError, LostGenerationError)):
        pieces = str(error).split(" · ")
        return markdown(pick((pieces[0], pieces[-1]))[:400])
    return markdown(type(error).__name__)
