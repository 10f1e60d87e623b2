"""A warehouse in memory for properties that need no files and no generations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.engines import writer


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Connection]:
    """A connection to a warehouse of its own; each example empties it first."""
    home: Path = tmp_path_factory.mktemp("memory")
    with writer(Settings(home=home, warehouse_url="duckdb:///:memory:")) as connection:
        yield connection
