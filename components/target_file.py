"""Targets from a file: a template to fill in, and the file that brings them, row by row said what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from components import states
from components.access import Viewer, may_set
from components.escape import markdown
from components.export import XLSX
from components.language import pick, t
from data.intake.errors import IntakeError
from data.intake.templates import template_csv, template_xlsx
from data.schema.targets import TARGETS
from data.settings import settings
from data.state import targets as kept
from data.state.targets import Target
from metrics.catalogue import CATALOGUE
from metrics.target_files import Brought, read

SHOWN = 10
TYPES = ("csv", "tsv", "txt", "xlsx")
_SAID = "target:said"


def bring(viewer: Viewer) -> None:
    """Draw the templates, the upload and what came of the last file."""
    st.caption(t("target.bring_note"))
    with st.container(horizontal=True):
        for ending, make, mime in (("csv", template_csv, "text/csv"), ("xlsx", template_xlsx, XLSX)):
            st.download_button(
                t(f"template.{ending}"),
                data=lambda make=make: make(TARGETS),  # type: ignore[misc]
                file_name=f"targets.{ending}",
                mime=mime,
                icon=":material/download:",
                key=f"target_template_{ending}",
                on_click="ignore",
            )
    turn = st.session_state.setdefault("target:round", 0)
    file = st.file_uploader(t("target.file"), type=list(TYPES), key=f"target:file:{turn}")
    if file is not None and st.button(t("target.import"), type="primary", icon=":material/upload:"):
        _import(file.name, file.getvalue(), viewer)
        st.session_state["target:round"] = turn + 1
        st.rerun()
    for is_good, said in st.session_state.pop(_SAID, ()):
        (st.success if is_good else st.warning)(said)


def _import(name: str, content: bytes, viewer: Viewer) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"targets{Path(name).suffix.lower()}"
        path.write_bytes(content)
        try:
            brought = read(settings(), path)
        except IntakeError as error:
            st.session_state[_SAID] = [(False, states.said(error))]
            return
    st.session_state[_SAID] = _kept(brought, viewer)


def _kept(brought: Brought, viewer: Viewer) -> Sequence[tuple[bool, str]]:
    mine: list[Target] = [one for one in brought.targets if may_set(CATALOGUE[one.metric], viewer)]
    changed = kept.save(settings(), mine, viewer.role.value)
    said = [(True, t("target.saved", number=len(changed)))]
    if len(mine) < len(brought.targets):
        said.append((False, t("target.not_yours", number=len(brought.targets) - len(mine))))
    lines = [f"{t('target.line', line=one.line)} {markdown(pick(one.why))}" for one in brought.refused[:SHOWN]]
    if lines:
        more = len(brought.refused) - len(lines)
        said.append((False, "  \n".join([*lines, *([t("target.more", number=more)] if more else [])])))
    return said
