"""How long hypothesis looks: enough in every run, much longer with `--hypothesis-profile=long`; and what runs first.

With `--warehouse=postgresql` every warehouse and state that tests make stands in a PostgreSQL server instead of files.
"""

import gc
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests import pipeline, server

os.environ.setdefault("YUTANG_THREADS", "1")  # worlds are small, and tests run beside each other
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
settings.register_profile(
    "usual", derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES
)
settings.register_profile("long", settings.get_profile("usual"), derandomize=False, max_examples=1000)
settings.register_profile("shrinking", settings.get_profile("usual"), phases=(*PHASES, Phase.shrink))
settings.load_profile("usual")


@pytest.fixture(autouse=True)
def databases_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """The databases of a test's own homes go with it."""
    folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    if folder is not None:
        server.forget(folder)


def pytest_addoption(parser: pytest.Parser) -> None:
    """On which engine the tests run."""
    parser.addoption("--warehouse", choices=("duckdb", "postgresql"), default="duckdb")


def pytest_configure(config: pytest.Config) -> None:
    """Tell the pipeline, and what the mark means."""
    pipeline.ENGINE = config.getoption("--warehouse")
    if pipeline.ENGINE != "duckdb":
        server.take_every_home()
    config.addinivalue_line("markers", "thorough: only under --hypothesis-profile=long")
    config.addinivalue_line("markers", "embedded: about the files of DuckDB or SQLite; skipped on a server")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The kills come first: they start processes from this one, which must not yet hold a browser or a page."""
    items.sort(key=lambda item: item.path.name != "test_crash.py")
    if settings.get_current_profile_name() != "long":
        for item in items:
            if item.get_closest_marker("thorough"):
                item.add_marker(pytest.mark.skip(reason="only under --hypothesis-profile=long"))
    if pipeline.ENGINE != "duckdb":
        for item in items:
            if item.get_closest_marker("embedded"):
                item.add_marker(pytest.mark.skip(reason="about the files of the embedded engine"))


MAIN = sys.modules["__main__"]


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """A page run under test becomes `__main__`, which processes that are started later would run again: put it back."""
    sys.modules["__main__"] = MAIN
    yield
    sys.modules["__main__"] = MAIN
