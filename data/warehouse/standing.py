"""Standing: what the warehouse knows of itself, kept in the same transaction as the facts."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from data.warehouse.tables import STANDING, UNPUBLISHED


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The version of the facts, whether they are the demo, and how the milestones at hand were derived."""

    facts_version: int = 0
    is_demo: bool = False
    derived_version: int = 0
    derived_with: str = ""  # settings and layout; others ask for another derivation
    is_moving: bool = False  # it holds what a move has brought, and nobody has used it
    published_version: int = 0  # of the generation since which `unpublished` says what has changed; 0 where it does not

    @classmethod
    def read(cls, connection: sa.Connection) -> Standing:
        """The standing as the current transaction sees it."""
        found = {row.key: row.value for row in connection.execute(sa.select(STANDING))}
        return cls(
            facts_version=int(found.get("facts_version", "0")),
            is_demo=found.get("is_demo") == "1",
            is_moving=found.get("is_moving") == "1",
            derived_version=int(found.get("derived_version", "0")),
            derived_with=found.get("derived_with", ""),
            published_version=int(found.get("published_version", "0")),
        )

    def advance(self, connection: sa.Connection, *, is_demo: bool) -> None:
        """Say that the facts have changed."""
        self.settle(connection)
        self._write(connection, facts_version=str(self.facts_version + 1), is_demo="1" if is_demo else "0")

    def derived(self, connection: sa.Connection, made_with: str) -> None:
        """Say that the milestones follow the facts of this version, under these settings."""
        self._write(connection, derived_version=str(self.facts_version), derived_with=made_with)

    def published(self, connection: sa.Connection) -> None:
        """Say that a generation shows the facts of this version: what has changed since is counted from it."""
        for changed in UNPUBLISHED.values():
            connection.execute(sa.delete(changed))
        self._write(connection, published_version=str(self.facts_version))

    def take_over(self, connection: sa.Connection) -> None:
        """Say in another warehouse what holds of its facts, which are now the same; its milestones are yet to come."""
        is_demo = "1" if self.is_demo else "0"
        self._write(connection, facts_version=str(self.facts_version), is_demo=is_demo, is_moving="1")

    @staticmethod
    def settle(connection: sa.Connection) -> None:
        """Say that a warehouse is in use: what a move has brought is not taken away again."""
        connection.execute(sa.delete(STANDING).where(STANDING.c.key == "is_moving"))

    @staticmethod
    def forget_derived(connection: sa.Connection) -> None:
        """Say that no milestones are there: everybody's must be derived, also by a later run that finishes this one."""
        connection.execute(sa.delete(STANDING).where(STANDING.c.key.in_(("derived_version", "derived_with"))))
        Standing.forget_published(connection)

    @staticmethod
    def forget_published(connection: sa.Connection) -> None:
        """Say that nobody knows what has changed since the last generation: the next is built whole."""
        connection.execute(sa.delete(STANDING).where(STANDING.c.key == "published_version"))

    def _write(self, connection: sa.Connection, **values: str) -> None:
        connection.execute(sa.delete(STANDING).where(STANDING.c.key.in_(list(values))))
        connection.execute(STANDING.insert(), [{"key": key, "value": value} for key, value in values.items()])
