"""What came of files, tried or imported: a line for each, the cells that were refused, the rejected rows to mend."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from components import formats, states
from components.device import is_phone
from components.escape import markdown
from components.export import export, sheet
from components.language import current, pick, t
from components.listing import listing
from data.intake.rejections import Rejection
from data.schema import FACT_TABLES
from metrics.outcomes import said
from metrics.publishing import Failed, Imported

FIRST = 20  # refused cells that are listed on screen


def summary(results: Sequence[Imported | Failed]) -> None:
    """A table of the files with their rows, then what each file needs said of it."""
    imported = [result for result in results if isinstance(result, Imported)]
    if imported:
        headings, rows = _lines(imported)
        listing(headings, [[markdown(cell) for cell in row] for row in rows])
        export(sheet("import-summary", headings, rows))
    for number, result in enumerate(results):
        if isinstance(result, Failed):
            st.error(f"**{markdown(Path(result.file).name)}** · {states.said(result.error)}", icon=":material/block:")
        else:
            _notes(result, number)


def _lines(results: Sequence[Imported]) -> tuple[list[str], list[list[str]]]:
    headings = [t("outcome.file"), t("outcome.table")]
    if not is_phone():
        headings += [t("outcome.encoding"), t("outcome.read")]
    headings += [t("outcome.added"), t("outcome.updated"), t("outcome.unchanged"), t("outcome.rejected")]
    rows = []
    for result in results:
        row = [Path(result.file).name, pick(FACT_TABLES[result.table].title)]
        if not is_phone():
            row += [result.encoding, formats.plain(result.rows_read, current())]
        counts = (result.rows_added, result.rows_updated, result.rows_unchanged, result.rows_rejected)
        rows.append(row + [formats.plain(count, current()) for count in counts])
    return headings, rows


def _refused(one: Rejection) -> tuple[str, ...]:
    """A refused cell as a line of the list."""
    value = markdown(one.value) or t("outcome.empty")
    return formats.plain(one.line, current()), markdown(one.column), value, markdown(pick(one.expected))


def _notes(result: Imported, number: int) -> None:
    name = markdown(Path(result.file).name)
    if result.ignored:
        listed = t("filter.list_comma").join(markdown(heading) for heading in result.ignored)
        st.caption(t("outcome.ignored", file=name, headings=listed))
    for remark in result.remarks:
        st.markdown(f":orange[:material/help:] {name} · {markdown(pick(said(result.table, remark)))}")
    if not result.rows_rejected:
        return
    rejected = formats.plain(result.rows_rejected, current())
    with st.expander(t("outcome.refused", file=name, number=rejected), expanded=True):
        listed = result.rejections[:FIRST]
        headings = (t("outcome.line"), t("outcome.column"), t("outcome.value"), t("outcome.expected"))
        listing(headings, [_refused(one) for one in listed])
        if result.rows_rejected > len(listed):
            st.caption(t("outcome.more", shown=len(listed), number=rejected))
        if result.rejects_file and Path(result.rejects_file).exists():
            path = Path(result.rejects_file)
            st.download_button(
                t("outcome.download"),
                data=path.read_bytes,
                file_name=path.name,
                mime="text/csv",
                icon=":material/download:",
                key=f"rejects:{number}",
                on_click="ignore",
            )
            st.caption(t("outcome.mend"))
