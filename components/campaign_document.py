"""A campaign's review as a Word document: title, figures, charts with their sentences, and what the manager wrote."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from components import campaign_picture
from components.campaign_story import Picture

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LATIN = "Calibri"
_CHINESE = "Microsoft YaHei"  # where the reader's machine has it; Word puts another in its place where not
_TEXT_WIDTH = Cm(16)


@dataclass(frozen=True)
class Chapter:
    """A headed part: a chart where there is one, sentences, and a table where there is one."""

    title: str
    picture: Picture | None = None
    sentences: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything that a document says, in the reader's language; names stand as they were typed."""

    title: str
    subtitle: str
    chapters: tuple[Chapter, ...]
    no_font: str  # what stands in place of a chart where no font can draw Chinese
    footer: str


def docx_bytes(report: Report, family: str | None) -> bytes:
    """The document; charts are drawn with the font `family`, and without one a sentence stands in their place."""
    page = Document()
    _prepare(page)
    page.core_properties.title = report.title
    page.add_heading(_clean(report.title), level=0)
    page.add_paragraph(_clean(report.subtitle))
    for chapter in report.chapters:
        page.add_heading(_clean(chapter.title), level=1)
        _chart(page, chapter, report.no_font, family)
        for sentence in chapter.sentences:
            for line in sentence.splitlines() or [""]:
                page.add_paragraph(_clean(line))
        if chapter.rows:
            _table(page, chapter.headings, chapter.rows)
    page.sections[0].footer.paragraphs[0].text = _clean(report.footer)
    file = io.BytesIO()
    page.save(file)
    return file.getvalue()


def _chart(page: Doc, chapter: Chapter, no_font: str, family: str | None) -> None:
    picture = chapter.picture
    if picture is None:
        return
    if picture.spec is not None and family is not None:
        page.add_picture(io.BytesIO(campaign_picture.png(picture.spec, family)), width=_TEXT_WIDTH)
        page.inline_shapes[-1]._inline.docPr.set("descr", _clean(picture.alt))
    elif picture.spec is not None:
        page.add_paragraph(_clean(no_font))
    if picture.said:
        page.add_paragraph(_clean(picture.said))


def _table(page: Doc, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = page.add_table(rows=1, cols=len(headings), style="Light Grid Accent 1")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = _clean(heading)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _clean(text)
    page.add_paragraph()


def _prepare(page: Doc) -> None:
    """A4, and every style with a font for each script: without one, Word draws Chinese in whatever it finds."""
    section = page.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    for style in page.styles:
        properties = style.element.get_or_add_rPr() if hasattr(style.element, "get_or_add_rPr") else None
        if properties is None:
            continue
        fonts = properties.get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:ascii"), _LATIN)
        fonts.set(qn("w:hAnsi"), _LATIN)
        fonts.set(qn("w:eastAsia"), _CHINESE)
    page.styles["Normal"].font.size = Pt(10.5)


def _clean(text: str) -> str:
    """Without the characters that XML forbids, which a pasted text may hold."""
    return "".join(sign for sign in text if sign in "\t\n" or (ord(sign) >= 32 and not 0xD800 <= ord(sign) <= 0xDFFF))
