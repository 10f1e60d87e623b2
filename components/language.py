"""The words of the app in the reader's language: one catalogue a language, Chinese unless the address says otherwise.

Titles and meanings of metrics and dimensions are pairs (Chinese, English) in their own catalogues; `pick` chooses.
"""

from __future__ import annotations

import tomllib
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import streamlit as st

LANGUAGES = {"zh": "中文", "en": "English"}
DEFAULT = "zh"
_FOLDER = Path(__file__).resolve().parent.parent / "locales"
_SETTLED: ContextVar[str | None] = ContextVar("language", default=None)  # a session's runs have a thread of their own


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every text of one language by its dotted key, as `overview.title`."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        sections = tomllib.load(file)
    return {f"{section}.{key}": text for section, texts in sections.items() for key, text in texts.items()}


def current() -> str:
    """The language of this view, from its address."""
    return _SETTLED.get() or _asked()


def settle() -> None:
    """Read the language once for this run: a page asks for it thousands of times, and the address answers slowly."""
    _SETTLED.set(_asked())


def _asked() -> str:
    asked = st.query_params.get("lang", DEFAULT)
    return asked if asked in LANGUAGES else DEFAULT


def t(key: str, /, **values: object) -> str:
    """The text of a key in the current language, its places filled.

    A key that is in no catalogue is a mistake of the program and raises KeyError.
    """
    text = catalogue(current())[key]
    return text.format(**values) if values else text


def pick(pair: tuple[str, str]) -> str:
    """The Chinese or the English one of a pair."""
    return pair[0] if current() == "zh" else pair[1]
