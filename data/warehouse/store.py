"""Store: what an engine does to hold the warehouse. The rest of the program knows no more of it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
import sqlalchemy as sa

KEPT = 3  # generations that stay readable, the published one among them


class WarehouseBusyError(RuntimeError):
    """Another process is writing: what was tried, how long, and what to do."""

    def __init__(self, patience: float) -> None:
        super().__init__(
            f"仓库正被另一个进程写入，等待 {patience:.0f} 秒后放弃；请稍后再试 · "
            f"Another process is writing to the warehouse; gave up after {patience:.0f} s, try again later."
        )


class LostGenerationError(FileNotFoundError):
    """A generation that should be there is missing or cannot be read: which one, and what to do."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"这一代数据不见了或读不了：{where}；请运行 refresh · "
            f"The generation is missing or cannot be read: {where}; run refresh."
        )


class ForeignGenerationError(LostGenerationError):
    """A generation that another version of the program made: which one, and what to do."""

    def __init__(self, where: str) -> None:
        FileNotFoundError.__init__(
            self,
            f"这一代数据是程序的另一个版本整理的：{where}；请运行 refresh · "
            f"Another version of the program made the generation: {where}; run refresh.",
        )


@dataclass(frozen=True)
class Pointed:
    """The generation that readers are pointed to: its number, the file or schema it stands in, and a mark.

    The mark tells it from every other that stood at the same place; it is None where nothing stands there any more.
    """

    number: int
    where: str
    mark: int | None


class Store(Protocol):
    """A place for the warehouse. Stores are values: equal where the place is the same, and hashable."""

    def __hash__(self) -> int: ...

    def writing(self, patience: float) -> AbstractContextManager[sa.Connection]:
        """The one connection that may write; WarehouseBusyError where another has it for longer than patience."""
        ...

    @staticmethod
    def load(connection: sa.Connection, table: sa.Table, rows: pa.Table) -> None:
        """Append Arrow rows, whose columns are columns of the table, as fast as the engine can."""
        ...

    def next_number(self, connection: sa.Connection) -> int:
        """A number that no generation has had that is still there."""
        ...

    def building(
        self, connection: sa.Connection, number: int, base: Pointed | None = None
    ) -> AbstractContextManager[sa.Connection]:
        """A connection on which the schema `mart` is the generation to be: empty, or a copy of the base.

        When the block ends well, readers are pointed to it, all at once, and the oldest generations go. When it does
        not, nobody ever sees any of it.
        """
        ...

    def pointed(self) -> Pointed | None:
        """The generation readers are pointed to; None where nothing was published.

        Every page asks it several times, so it is cheap.
        """
        ...

    def reading(self, pointed: Pointed) -> sa.Engine:
        """An engine on which the schema `mart` is that generation, and which cannot write."""
        ...
