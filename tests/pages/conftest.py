"""Homes with a demo, with nothing, and with one row; and the app run in them as a reader would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import Settings, settings
from metrics import publishing

ROOT = Path(__file__).resolve().parents[2]
ONE_ROW = "客户编号,导购编号,添加时间\nC1,G1,2026-03-02 10:00:00\n"


def _import(home: Path, name: str, text: str) -> int:
    """Bring one file into a home; gives its batch."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / name
    path.write_text(text, encoding="utf-8")
    (result,) = publishing.import_files(Settings(home=home), [path])
    assert isinstance(result, publishing.Imported), result
    assert result.batch is not None
    return result.batch


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A home for each world: built once, only read by the tests of the pages."""
    found = {world: tmp_path_factory.mktemp(world) for world in ("demo", "empty", "single")}
    publishing.make_demo(Settings(home=found["demo"]), stores=6, guides=14, customers=1_500, days=100)
    _import(found["single"], "contacts.csv", ONE_ROW)
    # a world that had a row and has none: nothing may divide by it, and no demo may come back
    publishing.undo(Settings(home=found["empty"]), _import(found["empty"], "contacts.csv", ONE_ROW))
    return found


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Let the app of this test live in a home."""

    def move(home: Path) -> None:
        monkeypatch.setenv("YUTANG_HOME", str(home))
        settings.cache_clear()

    yield move
    settings.cache_clear()


@pytest.fixture
def opened(at_home: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page of the app in a home, with a query string."""

    def open_page(home: Path, page: str = "pages/today/overview.py", **query: str) -> AppTest:
        at_home(home)
        monkeypatch.chdir(ROOT)
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for key, value in query.items():
            app.query_params[key] = value
        if page != "pages/today/overview.py":
            app.switch_page(page)
        app.run()
        return app

    return open_page
