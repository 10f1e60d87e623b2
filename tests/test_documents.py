"""What the documents say is so: metrics, settings, commands, tables, links and pictures."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from typer.main import get_command

from data.schema import FACT_TABLES
from data.settings import Settings
from manage import app
from metrics import documents
from metrics.catalogue import CATALOGUE
from tests.metrics.worked_cases import WORKED_CASES
from tests.oracle.contract import SPECS

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def text_of(name: str) -> str:
    """A document's text."""
    return (ROOT / name).read_text(encoding="utf-8")


def commands(name: str) -> list[str]:
    """The command lines that a document tells a reader to run."""
    blocks = re.findall(r"```bash\n(.*?)```", text_of(name), re.DOTALL)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def variables(model: type[BaseModel], prefix: str) -> dict[str, str]:
    """Every setting as its environment variable, with what it sets."""
    found = {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= variables(kind, f"{prefix}{name}__")
        else:
            found[f"{prefix}{name}".upper()] = field.description or ""
    return found


def leaves(command: Any, name: str = "") -> dict[str, Any]:
    """Every command that does something, those of a group under the group's name: `competition import`."""
    inner = getattr(command, "commands", None)
    if inner is None:
        return {name: command}
    return {leaf: c for key, one in inner.items() for leaf, c in leaves(one, f"{name} {key}".strip()).items()}


def test_metric_dictionary_is_fresh() -> None:
    """docs/metrics.md says what the catalogue says; `python -m metrics.documents` writes it anew."""
    assert text_of("docs/metrics.md") == documents.document()


def test_check_tells_fresh_from_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--check` fails on a missing or changed file, says what to run, and writes nothing."""
    file = tmp_path / "metrics.md"
    assert documents.main(["--check"], file) == 1
    assert "python -m metrics.documents" in capsys.readouterr().out
    assert not file.exists()
    assert documents.main([], file) == 0
    assert documents.main(["--check"], file) == 0
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert documents.main(["--check"], file) == 1


@pytest.mark.parametrize("key", CATALOGUE)
def test_metric_is_in_the_dictionary(key: str) -> None:
    """Every metric has its entry, with both titles."""
    zh, en = CATALOGUE[key].title
    assert f'<a id="{key}"></a>{zh} · {en}' in text_of("docs/metrics.md")


@pytest.mark.parametrize("name", READMES)
def test_readme_names_every_setting(name: str) -> None:
    """The table of settings is the settings, no more and no less; the English one in their own words."""
    told = dict(re.findall(r"^\| `(YUTANG_\w+)` \|.*\| (.*?) \|$", text_of(name), re.MULTILINE))
    settings = variables(Settings, "YUTANG_")
    assert sorted(told) == sorted(settings)
    if name == "README.md":
        assert told == settings


@pytest.mark.parametrize("name", READMES)
def test_readme_names_every_command(name: str) -> None:
    """The table of commands is the command line's, with every option of each."""
    table = re.findall(r"^\| (`[a-z-]+[^`]*`(?: · `[^`]+`)*) \|", text_of(name), re.MULTILINE)
    known = leaves(get_command(app))
    told = [
        (cell, next((c for c in known if f"{cell} ".startswith(f"{c} ")), cell))
        for row in table
        for cell in re.findall(r"`([^`]+)`", row)
    ]
    rows = {command: cell.removeprefix(command) for cell, command in told}
    assert sorted(command for _, command in told) == sorted(known)
    for command, told in rows.items():
        options = {option for p in known[command].params for option in p.opts if option.startswith("--")} - {"--help"}
        assert sorted(options) == sorted(re.findall(r"--[a-z-]+", told)), command


@pytest.mark.parametrize("name", READMES)
def test_readme_names_every_table(name: str) -> None:
    """Every table that can be brought is listed under its title."""
    text = text_of(name)
    assert [t.name for t in FACT_TABLES.values() if f"`{t.name}` {t.title[0]}" not in text] == []


def test_readmes_give_the_same_commands() -> None:
    """Both languages tell to run the same, and begin with the start and the tests."""
    first, second = (commands(name) for name in READMES)
    assert first == second
    assert first[0].endswith("streamlit run server.py")
    assert "requirements.txt" in first[0]
    assert first[1].endswith("pytest")
    assert "requirements-dev.txt" in first[1]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    """Every link and picture inside the project is there, heading included."""
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    for target in targets:
        if not re.match(r"[a-z]+:", target):
            file, _, anchor = target.partition("#")
            aimed = (path.parent / file).resolve() if file else path
            assert aimed.exists(), target
            assert not anchor or anchor in anchors(aimed), target


def anchors(path: Path) -> set[str]:
    """The places of a document that a link can name."""
    text = path.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings} | set(
        re.findall(r'<a id="([^"]+)"', text)
    )


def test_version_is_said_once() -> None:
    """The version of the project is the newest in the list of changes."""
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    versions = re.findall(r"^## \[(\d[^\]]*)\]", text_of("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == project["version"]


@pytest.mark.parametrize("key", CATALOGUE)
def test_metric_is_worked_by_hand_and_by_the_oracle(key: str) -> None:
    """Every metric has a case worked by hand, and a second reading in plain Python."""
    assert key in {case.metric for case in WORKED_CASES}
    assert key in SPECS


@pytest.mark.parametrize("key", [key for key, metric in CATALOGUE.items() if metric.example])
def test_example_is_true(key: str) -> None:
    """An example that readers are shown divides as it says, and stands among the cases that the tests run on rows."""
    example = CATALOGUE[key].example
    assert example is not None
    assert Decimal(example.numerator) / example.denominator == example.value
    cells = [cell for case in WORKED_CASES if case.metric == key for cell in case.expected.values()]
    assert (example.numerator, example.denominator) in {(c.get("numerator"), c.get("denominator")) for c in cells}


def test_figures_about_the_project_are_true() -> None:
    """The list of changes counts tables and metrics right."""
    text = text_of("CHANGELOG.md")
    assert f"{len(FACT_TABLES)} tables" in text
    assert f"a catalogue of {len(CATALOGUE)}" in text
