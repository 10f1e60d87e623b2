"""House rules that a linter does not know: size, names, failures, SQL, words, docstrings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("data", "metrics", "components", "pages", "commands")
SOURCES = [
    *(ROOT / f"{name}.py" for name in ("app", "server", "manage")),
    *sorted(p for folder in FOLDERS for p in (ROOT / folder).rglob("*.py")),
]
BESIDE = sorted(path for folder in ("tests", "benchmarks", "docs") for path in (ROOT / folder).rglob("*.py"))
PROSE = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.*")]
SETUP = [ROOT / "pyproject.toml", *ROOT.glob("requirements*.txt"), *(ROOT / ".streamlit").glob("*.toml")]
LINES, PAGE_LINES = 300, 120
VAGUE = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
SPEAKS_SQL = {"text", "literal_column", "execute", "exec_driver_sql"}
BROAD = {"Exception", "BaseException"}

# Statements that bind no parameter: ATTACH, whose path is quoted there, and PRAGMA, whose words stand beside it.
UNBINDABLE = {
    (ROOT / "data" / "warehouse" / "embedded.py", "_attached"),
    (ROOT / "data" / "state" / "store.py", "_prepare_sqlite"),
}


def named(path: Path) -> str:
    """A path as a test is called."""
    return path.relative_to(ROOT).as_posix()


def each(paths: list[Path]) -> pytest.MarkDecorator:
    """Run a test on each of some files."""
    return pytest.mark.parametrize("path", paths, ids=named)


def tree(path: Path) -> ast.Module:
    """The syntax of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@each(SOURCES)
def test_size(path: Path) -> None:
    """A source file stays short enough to be read at once, a page shorter still."""
    limit = PAGE_LINES if "pages" in path.relative_to(ROOT).parts else LINES
    count = len(path.read_text(encoding="utf-8").splitlines())
    assert count < limit, f"{count} lines: give a noun of its own its own file"


@each(SOURCES)
def test_name(path: Path) -> None:
    """A file is named after what it holds."""
    assert path.stem not in VAGUE


@each(SOURCES)
def test_module_says_what_it_is(path: Path) -> None:
    """The first line of a module says what it answers."""
    is_empty_package = path.name == "__init__.py" and not path.read_text(encoding="utf-8").strip()
    assert is_empty_package or ast.get_docstring(tree(path))


def undocumented(module: ast.Module) -> Iterator[str]:
    """The public classes, functions and methods without a docstring."""
    for node in module.body:
        yield from _undocumented(node, "")


def _undocumented(node: ast.stmt, owner: str) -> Iterator[str]:
    if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
        return
    if not ast.get_docstring(node):
        yield owner + node.name
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            yield from _undocumented(inner, f"{node.name}.")


@each([path for path in SOURCES if path.relative_to(ROOT).parts[0] in ("data", "metrics")])
def test_public_names_are_documented(path: Path) -> None:
    """Whoever uses a name of data or metrics finds what it answers."""
    assert list(undocumented(tree(path))) == []


def swallowed(module: ast.Module) -> Iterator[str]:
    """The handlers that catch everything and neither raise again nor do anything with what they caught."""
    for node in ast.walk(module):
        if isinstance(node, ast.ExceptHandler):
            caught = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else BROAD
            if node.type is None:
                yield f"line {node.lineno}: a bare except"
            elif caught & BROAD and not _is_answered(node):
                yield f"line {node.lineno}: everything is caught and nothing is said"
        if isinstance(node, ast.Call) and _called(node) == "suppress":
            names = {name.id for argument in node.args for name in ast.walk(argument) if isinstance(name, ast.Name)}
            if names & BROAD:
                yield f"line {node.lineno}: everything is suppressed"


def _is_answered(handler: ast.ExceptHandler) -> bool:
    nodes = [node for statement in handler.body for node in ast.walk(statement)]
    is_used = any(isinstance(node, ast.Name) and node.id == handler.name for node in nodes)
    return is_used or any(isinstance(node, ast.Raise) for node in nodes)


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@each([*SOURCES, *BESIDE])
def test_no_failure_is_swallowed(path: Path) -> None:
    """What goes wrong is raised, or said."""
    assert list(swallowed(tree(path))) == []


def spliced(module: ast.Module) -> Iterator[tuple[str, int]]:
    """Where SQL is put together from strings: the function around it, and the line."""
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _called(node) in SPEAKS_SQL and _is_spliced(node):
                    yield function.name, node.lineno


def _is_spliced(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    if isinstance(first, ast.BinOp):
        return any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in (first.left, first.right))
    return isinstance(first, ast.JoinedStr) or (isinstance(first, ast.Call) and _called(first) == "format")


@each([path for path in SOURCES if path.relative_to(ROOT).parts[0] in ("data", "metrics")])
def test_sql_is_not_spliced(path: Path) -> None:
    """Queries are expressions; no value ever becomes part of their text."""
    assert [found for found in spliced(tree(path)) if (path, found[0]) not in UNBINDABLE] == []


@each(SOURCES)
def test_no_markup_of_our_own(path: Path) -> None:
    """Streamlit's own elements and theme only: what a user typed can then never become markup."""
    text = path.read_text(encoding="utf-8")
    assert [word for word in ("unsafe_allow_html", "st.html(", "components.v1") if word in text] == []


@each(sorted({*SOURCES, *BESIDE, *PROSE, *SETUP} - {Path(__file__).resolve()}))
def test_words_that_do_not_belong(path: Path) -> None:
    """No path of one machine, no promise in place of work, no number that only a tracker knows."""
    if path.suffix not in (".py", ".md", ".toml", ".txt", ".conf", ".service", ".yml"):
        return
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"/(?:home|Users|root|tmp)/\w+|\b(?:TODO|FIXME|XXX|HACK)\b|\b[Ii]ssue #?\d+", text)
    assert found + [str(ROOT)] * (str(ROOT) in text) == []


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (swallowed, "try:\n    f()\nexcept:\n    raise"),
        (swallowed, "try:\n    f()\nexcept Exception:\n    pass"),
        (swallowed, "try:\n    f()\nexcept (ValueError, Exception) as error:\n    x = 0"),
        (swallowed, "with suppress(Exception):\n    f()"),
        (spliced, "def f(c, x):\n    c.execute(f'select {x}')"),
        (spliced, "def f(c, x):\n    c.exec_driver_sql('select ' + x)"),
        (spliced, "def f(c, x):\n    sa.text('select %s' % x)"),
        (spliced, "def f(c, x):\n    sa.text('select {}'.format(x))"),
        (undocumented, "def f():\n    return 1"),
        (undocumented, "class A:\n    'Said.'\n    def f(self):\n        return 1"),
    ],
)
def test_a_broken_rule_is_found(rule, source: str) -> None:  # type: ignore[no-untyped-def]
    """The rules above catch what they are for."""
    assert list(rule(ast.parse(source)))
