"""Files through the page: tried without a trace, imported once, refused cells named, batches taken back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from data.warehouse.generations import current
from metrics import publishing

INTAKE = "pages/data/intake.py"
HOSTILE = "![x](https://evil.example/p.png)"
FILE = (
    "客户编号,导购编号,添加时间,备注![x](https://evil.example/h.png)\n"
    "C1,G1,2026-03-02 10:00:00,a\n"
    "C2,G1,2026-03-02 11:00:00,b\n"
    f"C3,G1,{HOSTILE},c\n"
).encode("gb18030")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the demo in it, of this test alone."""
    publishing.make_demo(Settings(home=tmp_path), stores=2, guides=3, customers=60, days=30)
    return tmp_path


def settle(app: AppTest) -> AppTest:
    """Run until the work in the background is over."""
    for _ in range(3):
        job = app.session_state.get("upload_job", None)
        if job is None:
            return app
        job.wait(60)
        app.run()
    return app


def listed(app: AppTest) -> str:
    """Everything in the tables of a page."""
    return " ".join(str(cell) for table in app.table for column in table.value for cell in table.value[column])


def test_a_file_is_tried_then_imported_then_undone(home: Path, opened: Callable[..., AppTest]) -> None:
    before = current(Settings(home=home))
    assert before is not None
    assert before.is_demo
    app = opened(home, INTAKE)
    app.file_uploader[0].set_value(("加粉.csv", FILE, "text/csv")).run()
    next(button for button in app.button if "检查" in button.label).click().run()
    settle(app)
    assert not app.exception
    assert not app.error
    tried = current(Settings(home=home))
    assert tried is not None
    assert (tried.number, tried.is_demo) == (before.number, True), "trying a file must change nothing"
    assert "GB18030" in listed(app).upper()
    assert any("1 行被拒收" in expander.label for expander in app.expander)
    assert "添加时间" in listed(app)

    app.button(key="import").click().run()
    settle(app)
    now = current(Settings(home=home))
    assert now is not None
    assert not now.is_demo, "the first own file replaces the demo"
    assert now.row_counts["contacts"] == 2
    assert now.row_counts["orders"] == 0
    assert not any("示例数据" in markdown.value for markdown in app.markdown)

    app.button(key="undo:1").click().run()
    gone = current(Settings(home=home))
    assert gone is not None
    assert gone.row_counts["contacts"] == 0
    assert not app.exception
    assert any("已撤销" in one.value for one in app.markdown), "what was taken back stays in the list"


def test_hostile_cells_are_shown_as_text(home: Path, opened: Callable[..., AppTest]) -> None:
    app = opened(home, INTAKE)
    app.file_uploader[0].set_value((f"{HOSTILE.replace('/', '')}.csv", FILE, "text/csv")).run()
    next(button for button in app.button if "检查" in button.label).click().run()
    settle(app)
    said = [listed(app), *(one.value for one in (*app.markdown, *app.caption)), *(e.label for e in app.expander)]
    assert not any("![x](" in text for text in said)


def test_a_file_of_nothing_is_refused_in_words(home: Path, opened: Callable[..., AppTest]) -> None:
    app = opened(home, INTAKE)
    app.file_uploader[0].set_value(("x.csv", b"hello,world\n1,2\n", "text/csv")).run()
    next(button for button in app.button if "检查" in button.label).click().run()
    settle(app)
    assert not app.exception
    assert any("x" in error.value and "csv" in error.value for error in app.error)
    assert app.button(key="import").disabled


def test_first_start_makes_the_demo_behind_a_progress_bar(tmp_path: Path, opened: Callable[..., AppTest]) -> None:
    from components import preparing

    app = opened(tmp_path)
    assert any("正在准备示例数据" in one.value for one in app.subheader)
    assert len(app.progress) == 1
    preparing.making(str(tmp_path.resolve()), preparing.DEMO).wait(120)
    app.run()
    app.run()
    assert any("示例数据" in markdown.value for markdown in app.markdown)
    assert app.metric


def test_files_do_not_stay_behind(home: Path, opened: Callable[..., AppTest]) -> None:
    """An upload holds names and numbers of customers: it goes after the import, and a forgotten one the day after."""
    forgotten = home / "uploads" / "old"
    forgotten.mkdir(parents=True)
    (forgotten / "contacts.csv").write_bytes(FILE)
    os.utime(forgotten, (0, 0))
    app = opened(home, INTAKE)
    app.file_uploader[0].set_value(("加粉.csv", FILE, "text/csv")).run()
    next(button for button in app.button if "检查" in button.label).click().run()
    settle(app)
    assert not forgotten.exists()
    assert len(list((home / "uploads").iterdir())) == 1
    app.button(key="drop").click().run()
    assert list((home / "uploads").iterdir()) == []
