"""Who sees which page: one table, asked by the frame and again by every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import access
from components.access import SEES, Role, Viewer
from metrics.question import EVERYTHING

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for path in (ROOT / "pages").rglob("*.py") if path.name != "__init__.py")


def test_every_page_is_in_the_table_and_asks_it() -> None:
    for path in FILES:
        asked = re.search(r'(?:opened|admit)\("([a-z]+)"', path.read_text(encoding="utf-8"))
        assert asked, f"{path} does not say whose it is"
        assert asked.group(1) == path.stem
    assert {path.stem for path in FILES} == set(SEES)


def test_no_page_file_lies_flat() -> None:
    """Streamlit would run a flat page file without app.py on a first request."""
    assert not list((ROOT / "pages").glob("*.py"))
    assert len({path.stem for path in FILES}) == len(FILES)


def test_the_boss_sees_everything_and_a_page_of_nobody_is_nobodys() -> None:
    assert all(Role.BOSS in roles for roles in SEES.values())
    assert not access.may_see("no such page", Viewer(Role.BOSS, EVERYTHING))


def test_a_guide_is_told_no_and_sees_nothing_of_the_page(
    homes: dict[str, Path], opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "viewer", lambda: Viewer(Role.GUIDE, EVERYTHING))
    app = opened(homes["demo"])
    assert not app.exception
    assert not any("导入自己的数据" in link.label for link in app.page_link)
    alone = AppTest.from_file(str(ROOT / "pages/data/intake.py"), default_timeout=60).run()
    assert [one.value for one in alone.subheader] == ["您没有这个页面的权限"]
    assert not alone.file_uploader
