"""Names that people typed are shown as typed, on a desktop and on a phone: no image, link, colour or place of ours."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import device
from data.settings import Settings
from metrics import publishing
from tests.pages.test_every_page import PAGES, texts

NAMES = (
    "![x](https://evil.example/p.png)",
    ":red[坏]",
    "{title} {0}",
    "=HYPERLINK(1)",
    "<img src=x onerror=alert(1)>",
    "a|b\\",
    "[点我](http://evil.example)",
)
MEANT = ("![x](", ":red[坏", "](http", "<img")


def file(home: Path, name: str, heading: tuple[str, ...], rows: list[tuple[object, ...]]) -> Path:
    """A CSV file of rows."""
    text = io.StringIO()
    csv.writer(text).writerows([heading, *rows])
    path = home / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world in which every name is an attack."""
    home = tmp_path_factory.mktemp("hostile")
    people = list(enumerate(NAMES))
    stores = [(f"S{n}", name, name) for n, name in people]
    guides = [(f"G{n}", name, f"S{n}", name, name) for n, name in people]
    contacts = [(f"C{n}-{k}", f"G{n}", f"2026-03-{1 + k:02d} 10:00:00", f"H{n}") for n, _ in people for k in range(20)]
    orders = [(f"O{n}", f"C{n}-0", "2026-03-02 10:00:00", 100 + n, f"G{n}") for n, _ in people]
    channels = [(f"H{n}", name) for n, name in people]
    customers = [(f"C{n}-{k}", name, name, name, name) for n, name in people for k in range(20)]
    files = [
        file(home, "customers.csv", ("customer_id", "nickname", "tags", "level", "city"), customers),
        file(home, "stores.csv", ("store_id", "store_name", "region"), stores),
        file(home, "guides.csv", ("guide_id", "guide_name", "store_id", "team", "persona"), guides),
        file(home, "channels.csv", ("channel_id", "channel_name"), channels),
        file(home, "contacts.csv", ("customer_id", "guide_id", "added_at", "channel_id"), contacts),
        file(home, "orders.csv", ("order_id", "customer_id", "ordered_at", "amount", "guide_id"), orders),
    ]
    results = publishing.import_files(Settings(home=home), files)
    assert all(isinstance(result, publishing.Imported) for result in results), results
    return home


def meanings(app: AppTest) -> Iterator[str]:
    """The texts in which an attack kept its meaning."""
    yield from (text for text in texts(app) if any(meant in text for meant in MEANT))


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("page", PAGES)
def test_names_are_names(
    page: str, phone: bool, hostile: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: phone)
    app = opened(hostile, PAGES[page][0], store="S0", by="guide", metric="added_contacts")
    assert not app.exception
    assert not app.error
    assert not list(meanings(app))


def test_names_are_there_at_all(hostile: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the test above would hold on a page without names."""
    monkeypatch.setattr(device, "is_phone_agent", lambda agent: True)
    app = opened(hostile)
    assert sum("evil" in text for text in texts(app)) >= 2
