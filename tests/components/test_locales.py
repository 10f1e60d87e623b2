"""Two catalogues with the same keys and places, every key used, and no words of the catalogue of metrics in them."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from components.access import SEES
from components.frame import SECTIONS
from components.language import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "app.py", *(ROOT / "components").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
USED = {key for path in SOURCES for key in re.findall(r"[\"']([a-z_]+\.[A-Za-z0-9_]+)[\"']", path.read_text("utf-8"))}
PAGE_TITLES = {f"page.{key}" for key in SEES}
FOLDERS = {SECTIONS.get(path.parent.name, path.parent.name) for path in (ROOT / "pages").glob("*/*.py")}
SECTION_TITLES = {f"section.{name}" for name in FOLDERS - {"today"}}  # the first section stands open and has no title


def places(text: str) -> set[str]:
    """The names of the places that a text leaves open."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_languages_have_the_same_keys() -> None:
    zh, en = (set(catalogue(language)) for language in LANGUAGES)
    assert zh == en


@pytest.mark.parametrize("key", sorted(catalogue("zh")))
def test_texts_leave_the_same_places_open(key: str) -> None:
    assert places(catalogue("zh")[key]) == places(catalogue("en")[key])
    assert catalogue("zh")[key].strip()
    assert catalogue("en")[key].strip()


def test_every_key_is_used() -> None:
    assert set(catalogue("zh")) - USED - PAGE_TITLES - SECTION_TITLES == set()


def test_every_page_has_its_title() -> None:
    assert set(catalogue("zh")) >= PAGE_TITLES | SECTION_TITLES


def test_english_is_english() -> None:
    chinese = {key: text for key, text in catalogue("en").items() if re.search(r"[\u4e00-\u9fff]", text)}
    assert not chinese
