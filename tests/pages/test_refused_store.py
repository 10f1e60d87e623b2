"""A database that cannot hold the warehouse: the app says so in place of every page, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest


@pytest.mark.parametrize(("language", "said"), [("zh", "不支持 mysql"), ("en", "mysql is not supported")])
def test_it_is_said_at_the_start(
    opened: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    monkeypatch.setenv("YUTANG_WAREHOUSE_URL", "mysql://u:geheim@h/d")
    app = opened(tmp_path, lang=language)
    (error,) = app.error
    assert said in error.value
    assert "geheim" not in error.value
    assert list(app.exception) == []
    assert list(app.title) == []
