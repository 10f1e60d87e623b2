"""What stands around every page: its place in the navigation, the banner over invented data, filters, footer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import streamlit as st

from components import access, address, asking, competition_screen, filters, formats, preparing, states
from components.access import Viewer
from components.language import current, settle, t
from components.view import View
from data.databases import UnusableStoreError
from data.warehouse.generations import Generation, LostGenerationError
from metrics.holdings import is_of_this_version

ICON = "static/favicon.svg"
SECTIONS = {"understand": "data", "admin": "data"}  # small folders that share a section


@dataclass(frozen=True)
class Entry:
    """A page in the navigation: its path in the address, its file and its icon."""

    key: str
    file: str
    icon: str


def configure() -> None:
    """The browser's tab, and a wide page; a store that cannot be used is said before anything else is tried."""
    address.carry()
    settle()
    about = {"about": t("app.about")}
    st.set_page_config(page_title=t("app.name"), page_icon=ICON, layout="wide", menu_items=about)
    try:
        asking.generation()
    except UnusableStoreError as error:
        states.refused(error)
    except (asking.LeftBehindError, LostGenerationError):
        return  # every page says so in its place


def _instead() -> Callable[[], None] | None:
    """What stands in the place of every page where the generation cannot be read."""
    try:
        source = asking.generation()
    except asking.LeftBehindError:
        return _left_behind
    except LostGenerationError as error:
        what = str(error)
    else:
        if source is None or is_of_this_version(source):
            return None
        what = f"generation {source.number}"
    return partial(preparing.anew, what)


def _left_behind() -> None:
    st.warning(t("anew.restart"), icon=":material/restart_alt:")
    st.stop()


def page(entry: Entry, viewer: Viewer, instead: Callable[[], None] | None = None) -> st.Page:
    """The page as this viewer has it: the page (or what stands instead), or at its address that it is not hers."""
    if access.may_see(entry.key, viewer):
        return st.Page(instead or entry.file, title=t(f"page.{entry.key}"), icon=entry.icon, url_path=entry.key)
    return st.Page(
        access.refuse, title=t(f"page.{entry.key}"), icon=entry.icon, url_path=entry.key, visibility="hidden"
    )


def sections(entries: Sequence[Entry], viewer: Viewer) -> dict[str, list[st.Page]]:
    """The pages by section; the first one's stand open, and with them what answers at the bare address."""
    first = _section(entries[0])
    found: dict[str, list[st.Page]] = {}
    instead = _instead()
    for entry in entries:
        section = _section(entry)
        found.setdefault("" if section == first else t(f"section.{section}"), []).append(page(entry, viewer, instead))
    found[""].insert(0, start(found[""][0]))
    return found


def _section(entry: Entry) -> str:
    return SECTIONS.get(Path(entry.file).parent.name, Path(entry.file).parent.name)


def position() -> Literal["top", "hidden"]:
    """Where the navigation stands: on top, and nowhere around a battle screen."""
    return "hidden" if competition_screen.is_wanted() else "top"


def start(home: st.Page) -> st.Page:
    """What answers at the bare address: it goes to the first page and takes the query string along."""

    def go() -> None:
        st.switch_page(home, query_params={key: st.query_params.get_all(key) for key in st.query_params})

    return st.Page(go, title=t("app.name"), url_path="start", default=True, visibility="hidden")


def opened(key: str, *, has_days: bool = True) -> View:
    """The view of a page that needs data. Where there is none yet, what stands there instead, and the run ends."""
    viewer = access.admit(key)
    view = entered(key, viewer, has_days=has_days)
    if view is None:
        if asking.generation() is not None:
            states.no_rows(viewer)
        st.stop()
    return view


def entered(key: str, viewer: Viewer, *, has_days: bool = True) -> View | None:
    """The view of a page that also makes sense without data, which is then None."""
    address.carry()
    source = asking.generation()
    if source is None or not any(source.row_counts.values()):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.title(t(f"page.{key}"), anchor=False, width="stretch")
            filters.switch()
        if source is None:
            preparing.first()
        return None
    banner(source, viewer, key)
    return filters.bar(source, viewer, t(f"page.{key}"), has_days=has_days)


def banner(source: Generation, viewer: Viewer, page_key: str) -> None:
    """Says on every page that the server runs an older program than the data, and that the data is invented."""
    if asking.is_left_behind():
        st.warning(t("anew.restart"), icon=":material/restart_alt:")
    if not source.is_demo:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":orange-badge[:material/science: {t('demo.badge')}] {t('demo.text')}", width="stretch")
        if page_key != "intake" and access.may_see("intake", viewer):
            st.page_link(
                "pages/data/intake.py",
                label=t("demo.to_intake"),
                icon=":material/upload_file:",
                query_params=address.query(),
            )


def footer() -> None:
    """Which moment of the data the page speaks of; nothing around a battle screen."""
    if competition_screen.is_wanted():
        return
    source = asking.generation()
    said = [t("app.name")]
    if source is not None:
        said.append(t("footer.generation", number=source.number))
        said.append(t("footer.published", at=formats.moment(source.published_at, current())))
    st.caption(" · ".join(said), text_alignment="center")
