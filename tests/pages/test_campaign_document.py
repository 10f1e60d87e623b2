"""The exported review: a Word file with its Chinese intact, its charts drawn, and what was written in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Doc
from docx.oxml.ns import qn
from PIL import Image
from streamlit.testing.v1 import AppTest

from components import campaign_picture
from components.campaign_document import Chapter, Report, docx_bytes
from components.campaign_story import Picture

WRITTEN = "红包准时发\n晒单 PK 有效 <b>&</b> ![x](https://a.b)"


def script() -> None:
    """A page that makes the document of the campaign in the address."""
    import streamlit as st

    from components import asking, campaign_case, campaign_picture, campaign_review, filters
    from components.access import viewer
    from components.campaign_document import docx_bytes

    source = asking.generation()
    assert source is not None
    case = campaign_case.opened(filters.bar(source, viewer(), "", has_days=False), viewer())
    report = campaign_review.reported(case, {"worked": st.session_state["written"]})
    st.session_state["document"] = docx_bytes(report, campaign_picture.font())


@pytest.fixture
def made(homes: dict[str, Path], at_home: Callable[[Path], None]) -> Callable[..., Doc]:
    """The document of a campaign of the demo, in a language."""

    def make(**query: str) -> Doc:
        at_home(homes["demo"])
        app = AppTest.from_function(script, default_timeout=60)
        app.session_state["written"] = WRITTEN
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception
        return Document(io.BytesIO(app.session_state["document"]))

    return make


def words(page: Doc) -> str:
    """Everything that is written in a document."""
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in page.paragraphs), *cells])


def pictures(page: Doc) -> Iterator[Image.Image]:
    """The pictures of a document."""
    for shape in page.inline_shapes:
        link = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        yield Image.open(io.BytesIO(page.part.related_parts[link].blob)).convert("RGB")


def test_chinese_document(made: Callable[..., Doc]) -> None:
    page = made(campaign="A01")
    text = words(page)
    for wanted in ("焕新季 3+2 复盘", "阶段与节点", "从邀请到下单", "投资回报率", "做对了什么", "活动期内成交"):
        assert wanted in text
    assert WRITTEN in text, "a text stands as it was typed, markup and all"
    assert "（未填写）" in text
    assert "**" not in text
    fonts = page.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei"
    heading = page.styles["Heading 1"].element.rPr.rFonts
    assert heading.get(qn("w:eastAsia")) == "Microsoft YaHei"
    assert heading.get(qn("w:eastAsiaTheme")) is None, "a theme's font would win"


@pytest.mark.skipif(campaign_picture.font() is None, reason="no font on this machine holds Chinese")
def test_charts_are_drawn(made: Callable[..., Doc]) -> None:
    drawn = list(pictures(made(campaign="A02")))
    assert len(drawn) >= 4
    for picture in drawn:
        assert picture.width > 1_000
        colours = picture.getcolors(maxcolors=1_000_000)
        assert colours is not None
        blank = max(count for count, _ in colours) / (picture.width * picture.height)
        assert len(colours) > 20
        assert blank < 0.995


@pytest.mark.skipif(campaign_picture.font() is None, reason="no font on this machine holds Chinese")
def test_chinese_words_are_in_the_pictures() -> None:
    """The same chart with and without a Chinese word differs where the word stands: the renderer did not drop it."""

    def ink(word: str) -> int:
        spec = {
            "data": {"values": [{"text": word}]},
            "mark": {"type": "text", "fontSize": 40},
            "encoding": {"text": {"field": "text"}},
            "height": 80,
        }
        family = campaign_picture.font()
        assert family is not None
        picture = Image.open(io.BytesIO(campaign_picture.png(spec, family))).convert("L")
        return sum(count for count, shade in picture.getcolors() if shade < 128)

    assert ink(" ") == 0
    assert ink("动销") > 500
    assert ink("动销") != ink("复盘"), "and not as two empty boxes"


def test_english_document(made: Callable[..., Doc]) -> None:
    text = words(made(campaign="A01", lang="en"))
    for wanted in ("Review: 焕新季 3+2", "Phases and dates", "What worked", "(not filled in)", "on its days"):
        assert wanted in text


def test_without_a_font_the_document_says_so() -> None:
    spec: dict[str, object] = {"mark": "bar", "data": {"values": []}}
    chapter = Chapter("图", Picture(spec, "alt", "说明"), ("一\x00二",), ("列",), (("行",),))
    page = Document(io.BytesIO(docx_bytes(Report("题", "副题", (chapter,), "没有中文字体", "脚"), None)))
    assert not page.inline_shapes
    assert {"没有中文字体", "说明", "一二", "行"} <= set(words(page).splitlines())


def test_fonts_are_looked_for_in_folders(tmp_path: Path) -> None:
    assert campaign_picture.found((tmp_path, tmp_path / "missing")) is None
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "wqy-microhei.ttc").touch()
    assert campaign_picture.found((tmp_path,)) == "WenQuanYi Micro Hei"
