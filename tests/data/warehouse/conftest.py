"""A warehouse for properties that need no files and no generations: in memory, or a server's database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.engines import writer
from tests import pipeline
from tests.server import database


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Connection]:
    """A connection to a warehouse of its own; each example empties it first."""
    home: Path = tmp_path_factory.mktemp("memory")
    url = "duckdb:///:memory:" if pipeline.ENGINE == "duckdb" else database(home)
    with writer(Settings(home=home, warehouse_url=url)) as connection:
        yield connection
