"""A state of an older version becomes that of this one with everything it held, and can go back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from data.state import store
from data.state.models import Base
from tests.pipeline import settings_at

NOON = datetime(2026, 3, 31, 12)
MIGRATIONS = Path(store.__file__).parent / "migrations"


def configured(connection: sa.Connection) -> Config:
    """Alembic on a connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def test_from_the_first_version_and_back(tmp_path: Path) -> None:
    engine = sa.create_engine(settings_at(tmp_path, NOON).state)
    entry = {"at": NOON, "who": "老板", "action": "import", "detail": {}}
    with engine.begin() as connection:
        command.upgrade(configured(connection), "0001")
        audit = sa.Table("audit", sa.MetaData(), autoload_with=connection)
        connection.execute(audit.insert().values(**entry))
    with engine.begin() as connection:
        command.upgrade(configured(connection), "head")
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert connection.execute(sa.select(audit.c.who)).scalars().all() == ["老板"]
    with engine.begin() as connection:
        command.downgrade(configured(connection), "0001")
        assert sorted(sa.inspect(connection).get_table_names()) == ["alembic_version", "audit"]
        assert connection.execute(sa.select(audit.c.who)).scalars().all() == ["老板"]
    engine.dispose()
