"""A file that is made long after its page was drawn: what it was asked of may be gone by then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components import access, asking, device
from data.warehouse.generations import Generation

ROOT = Path(__file__).resolve().parents[2]
WITHOUT = {"dictionary"}  # which gives no file


@pytest.mark.parametrize("is_phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("page", access.SEES)
def test_no_file_asks_the_generation_again(
    page: str, is_phone: bool, homes: dict[str, Path], opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made by another thread, when nothing is kept any more and nothing can be asked."""
    late: list[Callable[[], bytes]] = []
    nameless: list[str] = []
    button = st.download_button

    def kept(*arguments: Any, data: Any, **more: Any) -> Any:
        if callable(data):
            late.append(data)
        if str(more.get("key")).startswith(("csv:", "xlsx:")) and "_demo." not in more["file_name"]:
            nameless.append(more["file_name"])
        return button(*arguments, data=data, **more)

    monkeypatch.setattr(st, "download_button", kept)
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: is_phone)
    (file,) = (ROOT / "pages").glob(f"*/{page}.py")
    app = opened(homes["demo"], str(file.relative_to(ROOT)))
    assert not app.exception
    assert late or page in WITHOUT
    assert not nameless, "a file says in its name that its rows are invented"

    def gone(*_: Any) -> Any:
        raise AssertionError("the generation was asked again")

    asking.forget()
    for door in ("rows", "lines"):
        monkeypatch.setattr(Generation, door, gone)
    files: list[bytes] = []
    maker = Thread(target=lambda: files.extend(make() for make in late))
    maker.start()
    maker.join()
    assert len(files) == len(late)
    assert all(files)
