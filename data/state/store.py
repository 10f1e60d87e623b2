"""The state's database: SQLite in WAL mode in the home folder, or the server that the settings name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.orm import Session

from data.databases import POSTGRESQL, Engines, check_version, reached
from data.settings import Settings

_MIGRATION = 0x79757461_6E68  # on a server: one number for whoever migrates


def url(settings: Settings) -> sa.URL:
    """Where the state stands."""
    return settings.state


@contextmanager
def session(settings: Settings) -> Iterator[Session]:
    """A transaction on the state, brought to the newest migration first."""
    where = url(settings)
    if where.get_backend_name() == "sqlite" and where.database:
        Path(where.database).parent.mkdir(parents=True, exist_ok=True)
    with reached(_ENGINES.of(where)) as connection, Session(connection) as opened, opened.begin():
        yield opened


def _new_engine(where: sa.URL) -> sa.Engine:
    engine = sa.create_engine(where, pool_pre_ping=True)
    is_server = engine.dialect.name == POSTGRESQL
    sa.event.listen(engine, "connect", check_version if is_server else _prepare_sqlite)
    with reached(engine) as connection, connection.begin():
        if is_server:  # another process may open it for the first time just now
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION)))
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Readers beside a writer, a patient wait for the lock, and references that hold."""
    for pragma in ("journal_mode=WAL", "busy_timeout=10000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


_ENGINES = Engines(_new_engine)
