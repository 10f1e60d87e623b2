"""House rules that can be read off the files: nothing from other hosts, no HTML, no CSS, small files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "pages").rglob("*.py"))
SOURCES = [ROOT / "app.py", *sorted((ROOT / "components").rglob("*.py")), *PAGES]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_html_no_css_no_colours_of_ones_own(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "unsafe_allow_html" not in text
    assert "st.html" not in text
    assert not re.search(r"#[0-9a-fA-F]{6}\b", text)
    assert not re.search(r"https?://(?![a`])", text)
    assert len(text.splitlines()) < 300


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_are_short_and_only_arrange(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 120
    assert not re.search(r"^(?:import|from) (?:sqlalchemy|plotly|altair|pandas|pages)\b", text, re.MULTILINE)


def test_only_one_place_keeps_answers() -> None:
    keeping = {path.name for path in SOURCES if re.search(r"cache_(?:data|resource)", path.read_text("utf-8"))}
    assert keeping == {"asking.py", "preparing.py"}
    for path in SOURCES:
        for call in re.findall(r"@st\.cache_\w+(?:\(.*)?", path.read_text("utf-8")):
            assert "max_entries=" in call, f"{path}: {call} has no bound"


def test_the_server_is_for_this_machine_unless_said_otherwise() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["runner"]["postScriptGC"] is False


def test_streamlit_knows_the_options_that_are_set() -> None:
    """A hidden option that a new version drops would be ignored in silence."""
    from streamlit import config

    for section, options in CONFIG.items():
        for option, value in options.items():
            if not isinstance(value, dict):
                assert config.get_option(f"{section}.{option}") is not object


def test_themes_have_the_same_keys_and_no_font_of_another_host() -> None:
    theme = CONFIG["theme"]
    assert theme["light"].keys() == theme["dark"].keys()
    assert "http" not in theme["font"]
    assert "fontFaces" not in theme
    assert (ROOT / "static" / "favicon.svg").read_text("utf-8").startswith("<svg")
