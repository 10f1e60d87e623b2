"""The state's database: SQLite in WAL mode in the home folder, or the server that the settings name."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.orm import Session

from data.settings import Settings

_MIGRATING = threading.Lock()


def url(settings: Settings) -> sa.URL:
    """Where the state stands."""
    return settings.state


@contextmanager
def session(settings: Settings) -> Iterator[Session]:
    """A transaction on the state, brought to the newest migration first."""
    where = url(settings)
    if where.get_backend_name() == "sqlite" and where.database:
        Path(where.database).parent.mkdir(parents=True, exist_ok=True)
    with Session(_engine(where)) as opened, opened.begin():
        yield opened


@lru_cache(maxsize=8)
def _engine(where: sa.URL) -> sa.Engine:
    engine = sa.create_engine(where)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    with _MIGRATING, engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Readers beside a writer, a patient wait for the lock, and references that hold."""
    for pragma in ("journal_mode=WAL", "busy_timeout=10000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
