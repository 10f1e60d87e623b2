"""Databases: in which a store can stand, how each is addressed and reached, and what is refused at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import sqlalchemy as sa

DUCKDB, POSTGRESQL, SQLITE = "duckdb", "postgresql", "sqlite"
WAREHOUSES = (DUCKDB, POSTGRESQL)  # where the warehouse can stand …
STATES = (SQLITE, POSTGRESQL)  # … and the state

OLDEST = 14  # of PostgreSQL: the oldest version that its makers still mend

# The ways an engine may be written, and the one it is known by from then on.
_WRITTEN: Mapping[str, str] = {
    "duckdb": "duckdb",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
}
_DRIVERS = {DUCKDB: "duckdb_sqlalchemy", POSTGRESQL: "psycopg"}
_EXAMPLES = {
    DUCKDB: "duckdb:///file.duckdb",
    POSTGRESQL: "postgresql://user:password@host/database",
    SQLITE: "sqlite:///file.sqlite",
}
_SECRETS = ("password", "sslpassword", "passfile")


class UnusableStoreError(RuntimeError):
    """A store that cannot be used: what was asked, why not, and what can be, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} · {en}")


def address(written: str, engines: tuple[str, ...]) -> sa.URL:
    """The address that was written, with the driver that is used for it.

    Raises
    ------
    UnusableStoreError
        When it is no address, or of none of the engines, or the driver is not installed; the password is not repeated.
    """
    known = "、".join(_EXAMPLES[name] for name in engines), ", ".join(_EXAMPLES[name] for name in engines)
    try:
        url = sa.make_url(written)
    except sa.exc.ArgumentError:
        raise UnusableStoreError(
            f"数据库地址读不懂；应像这样：{known[0]}",
            f"The address of a database cannot be read; it looks like {known[1]}.",
        ) from None
    driver = _WRITTEN.get(url.drivername, "")
    if driver.partition("+")[0] not in engines:
        raise UnusableStoreError(
            f"不支持 {url.drivername}；支持：{known[0]}",
            f"{url.drivername} is not supported; these are: {known[1]}.",
        )
    _import_driver(driver.partition("+")[0])
    return url.set(drivername=driver)


def _import_driver(engine: str) -> None:
    module = _DRIVERS.get(engine)
    if module is None:
        return
    try:
        import_module(module)
    except ImportError as error:
        raise UnusableStoreError(
            f"缺少 {engine} 的驱动 {module}（{error}）；请运行 pip install -r requirements.txt",
            f"The driver of {engine}, {module}, is missing ({error}); run pip install -r requirements.txt.",
        ) from error


def shown(url: sa.URL) -> str:
    """A store as people may see it: its file, or its address without the password."""
    if url.get_backend_name() in (DUCKDB, SQLITE):
        return str(url.database or ":memory:")
    hidden = {key: "_" for key in url.query if key in _SECRETS}
    return url.set(drivername=url.get_backend_name()).update_query_dict(hidden).render_as_string(hide_password=True)


def check_version(connection: Any, _record: Any) -> None:
    """Refuse a PostgreSQL that is too old, as a listener to an engine's `connect`.

    Raises
    ------
    UnusableStoreError
        With the version found and the one that is needed.
    """
    version = connection.info.server_version // 10_000
    if version < OLDEST:
        raise UnusableStoreError(
            f"PostgreSQL {version} 太旧，需要 {OLDEST} 或更新的版本",
            f"PostgreSQL {version} is too old; version {OLDEST} or newer is needed.",
        )


@contextmanager
def reached(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection of an engine.

    Raises
    ------
    UnusableStoreError
        When there is nobody at the address, or no entry.
    """
    try:
        connection = engine.connect()
    except sa.exc.OperationalError as error:
        where = shown(engine.url)
        raise UnusableStoreError(
            f"连不上数据库 {where}：{error.orig}", f"The database cannot be reached: {where}: {error.orig}"
        ) from error
    with connection:
        yield connection


class Engines:
    """The engines of the addresses that were asked for last; one that gives way lets its pooled connections go."""

    def __init__(self, make: Callable[[sa.URL], sa.Engine], most: int = 8) -> None:
        self._make, self._most = make, most
        self._kept: dict[sa.URL, sa.Engine] = {}
        self._lock = threading.Lock()

    def of(self, where: sa.URL) -> sa.Engine:
        """The engine of an address, made where it is not there."""
        with self._lock:
            engine = self._kept.pop(where, None) or self._make(where)
            self._kept[where] = engine
            if len(self._kept) > self._most:
                self._kept.pop(next(iter(self._kept))).dispose()
            return engine
