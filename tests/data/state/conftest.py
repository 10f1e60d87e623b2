"""The state is tested in both places where it can stand: a file, and a database of a server."""

from __future__ import annotations

import pytest

from tests import pipeline


@pytest.fixture(params=("duckdb", "postgresql"), ids=("file", "server"), autouse=True)
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the settings of a test name a file, then a server."""
    if request.param != "duckdb" and request.node.get_closest_marker("embedded"):
        pytest.skip("about the file itself")
    monkeypatch.setattr(pipeline, "ENGINE", request.param)
