"""Files on their way in: kept aside on disk, tried first without writing anything, then imported in the background."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import streamlit as st

from components import formats, states
from components.choice import choose
from components.escape import markdown
from components.jobs import Job, Report
from components.language import current, pick, t
from data.intake.reading import Progress
from data.schema import FACT_TABLES
from data.settings import settings
from metrics.publishing import Failed, Imported, import_files

_JOB, _PLAN, _ROUND, _ERROR = "upload_job", "upload_plan", "upload_round", "upload_error"
TYPES = ("csv", "tsv", "txt", "xlsx", "xlsm", "xls")
EVERY = 0.5
AUTO = "auto"
LEFT_AFTER = 24 * 3600  # seconds


@dataclass(frozen=True)
class Outcome:
    """What became of files: tried only, or imported."""

    paths: tuple[Path, ...]
    table: str | None
    is_tried: bool
    results: tuple[Imported | Failed, ...]


def uploads() -> Outcome | None:
    """Draw the upload, run what it asks for, and give the latest outcome there is to show."""
    job: Job | None = st.session_state.get(_JOB)
    if job is not None:
        _watch()
        return None
    titles = {AUTO: t("upload.auto"), **{name: pick(table.title) for name, table in FACT_TABLES.items()}}
    turn = st.session_state.setdefault(_ROUND, 0)
    files = st.file_uploader(
        t("upload.files"), type=list(TYPES), accept_multiple_files=True, key=f"files:{turn}", help=t("upload.help")
    )
    chosen = choose("as", t("upload.table"), titles, AUTO)
    table = None if chosen == AUTO else chosen
    if files and st.button(t("upload.try", number=len(files)), type="primary", icon=":material/fact_check:"):
        _begin(_kept(files), table, is_tried=True)
    return st.session_state.get(_PLAN)


def confirm(outcome: Outcome) -> None:
    """The button that imports what was tried, where anything of it can be used."""
    usable = [result for result in outcome.results if isinstance(result, Imported)]
    rows = sum(result.rows_added + result.rows_updated for result in usable)
    with st.container(horizontal=True):
        label = t("upload.import", number=formats.plain(rows, current()))
        if st.button(label, type="primary", icon=":material/upload:", disabled=not rows, key="import"):
            _begin(outcome.paths, outcome.table, is_tried=False)
        if st.button(t("upload.drop"), key="drop"):
            forget()
            st.rerun()
    if usable and not rows:
        st.caption(t("upload.unchanged"))


def failure() -> None:
    """Say once why the last work failed as a whole, where it did."""
    error: Exception | None = st.session_state.pop(_ERROR, None)
    if error is not None:
        st.error(t("upload.failed"), icon=":material/error:")
        st.caption(states.said(error))


def forget() -> None:
    """Drop the outcome and the files that were kept for it."""
    outcome: Outcome | None = st.session_state.pop(_PLAN, None)
    if outcome is not None:
        for path in outcome.paths:
            shutil.rmtree(path.parent, ignore_errors=True)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _kept(files: Sequence[Any]) -> tuple[Path, ...]:
    """The uploaded files on disk, each in a folder of its own so that two may have one name."""
    _sweep(settings().home / "uploads")
    paths = []
    for file in files:
        folder = settings().home / "uploads" / uuid4().hex
        folder.mkdir(parents=True)
        path = folder / (Path(file.name.replace("\\", "/")).name or "file")
        with path.open("wb") as kept:
            file.seek(0)
            shutil.copyfileobj(file, kept)
        paths.append(path)
    return tuple(paths)


def _sweep(folder: Path) -> None:
    """Remove what readers left behind who closed the page between trying and importing: it holds customers' names."""
    for left in folder.glob("*"):
        if time.time() - left.stat().st_mtime > LEFT_AFTER:
            shutil.rmtree(left, ignore_errors=True)


def _begin(paths: tuple[Path, ...], table: str | None, *, is_tried: bool) -> None:
    language = current()
    words = {key: t(key) for key in ("upload.reading", "upload.deriving", "upload.publishing")}

    def work(report: Report) -> Outcome:
        done: dict[Path, int] = {}

        def watch(path: Path, step: Progress) -> None:
            part = step.bytes_done / step.bytes_total if step.bytes_total else 0
            done.setdefault(path, len(done))
            share = (done[path] + part) / len(paths)
            report(
                share if is_tried else share * 0.7,
                words["upload.reading"].format(
                    file=path.name,
                    rows=formats.plain(step.rows, language),
                    speed=formats.plain(step.rows_per_second, language),
                ),
            )

        def afterwards(share: float, doing: str) -> None:
            if doing in ("milestones", "rollups", "published"):
                word = "upload.deriving" if doing == "milestones" else "upload.publishing"
                report(0.7 + 0.3 * share, words[word])

        results = import_files(settings(), paths, table=table, dry_run=is_tried, progress=watch, report=afterwards)
        return Outcome(paths, table, is_tried, tuple(results))

    job = Job("import", work)
    st.session_state[_JOB] = job
    job.begin()
    st.rerun()


@st.fragment(run_every=EVERY)
def _watch() -> None:
    job: Job | None = st.session_state.get(_JOB)
    if job is None:
        return
    if job.is_over:
        del st.session_state[_JOB]
        if job.error is None:
            if not job.result.is_tried:
                forget()
            st.session_state[_PLAN] = job.result
        else:
            st.session_state[_PLAN] = None
            st.session_state[_ERROR] = job.error
        st.rerun()
    st.progress(job.share, text=markdown(job.doing) if job.doing else t("upload.waiting"))
    st.caption(t("upload.may_leave"))
