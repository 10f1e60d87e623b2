"""What a canonical table is: its columns, the headings they are known by, and how their cells are stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, Protocol

import sqlalchemy as sa


class Kind(Enum):
    """How the cells of a column are read and stored."""

    ID = "id"  # text, never a number
    TEXT = "text"
    TIME = "time"  # business-local, naive, to the second
    DATE = "date"
    MONEY = "money"  # yuan, two decimals, exact
    COUNT = "count"  # a whole number, 0 or more
    NUMBER = "number"
    FLAG = "flag"  # 1/0, 是/否
    CHOICE = "choice"
    TAGS = "tags"  # separated by ; or 、, stored with ;


_STORED: dict[Kind, sa.types.TypeEngine[Any]] = {
    Kind.ID: sa.Text(),
    Kind.TEXT: sa.Text(),
    Kind.TIME: sa.DateTime(),
    Kind.DATE: sa.Date(),
    Kind.MONEY: sa.Numeric(18, 2),
    Kind.COUNT: sa.BigInteger(),
    Kind.NUMBER: sa.Double(),
    Kind.FLAG: sa.Boolean(),
    Kind.CHOICE: sa.Text(),
    Kind.TAGS: sa.Text(),
}


@dataclass(frozen=True, kw_only=True)
class FactColumn:
    """One column: its canonical name, the headings it is known by, and what its cells may hold."""

    name: str
    kind: Kind
    headings: tuple[str, ...]  # Chinese; the first is written into templates
    is_required: bool = False
    choices: dict[str, str] = field(default_factory=dict)  # Chinese word -> canonical code
    example: str = ""

    @property
    def stored(self) -> sa.types.TypeEngine[Any]:
        """The SQLAlchemy type the column is stored as."""
        return _STORED[self.kind]


class Identity(Enum):
    """What makes two rows the same row."""

    KEY = "key"  # the key columns
    ID_OR_ROW = "id_or_row"  # the id where there is one, else the whole row with its ordinal among identical rows
    ROW = "row"  # the whole row with its ordinal


@dataclass(frozen=True, kw_only=True)
class FactTable:
    """One canonical table."""

    name: str
    title: tuple[str, str]  # Chinese, English
    columns: tuple[FactColumn, ...]
    key: tuple[str, ...] = ()
    identity: Identity = Identity.KEY

    def __getitem__(self, name: str) -> FactColumn:
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, FactColumn]:
        return {column.name: column for column in self.columns}

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical column names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def times(self) -> tuple[FactColumn, ...]:
        """The columns that hold a moment or a day."""
        return tuple(column for column in self.columns if column.kind in (Kind.TIME, Kind.DATE))

    @property
    def happened(self) -> tuple[FactColumn, ...]:
        """Those of them that say when something happened; the other days are plans, which may lie ahead."""
        return tuple(column for column in self.times if column.kind is Kind.TIME or column.name == "on")

    @property
    def has_ordinal(self) -> bool:
        """Whether identical rows are told apart by their ordinal."""
        return self.identity is not Identity.KEY


class _Maker(Protocol):
    def __call__(
        self, name: str, *headings: str, required: bool = ..., example: str = ..., words: dict[str, str] | None = ...
    ) -> FactColumn: ...


def _cells(kind: Kind) -> _Maker:
    """The maker of columns of one kind; its positional words are the Chinese headings."""

    def column(
        name: str, *headings: str, required: bool = False, example: str = "", words: dict[str, str] | None = None
    ) -> FactColumn:
        return FactColumn(
            name=name, kind=kind, headings=headings, is_required=required, choices=words or {}, example=example
        )

    return column


id = _cells(Kind.ID)
text = _cells(Kind.TEXT)
time = _cells(Kind.TIME)
date = _cells(Kind.DATE)
money = _cells(Kind.MONEY)
count = _cells(Kind.COUNT)
number = _cells(Kind.NUMBER)
flag = _cells(Kind.FLAG)
tags = _cells(Kind.TAGS)
choice = _cells(Kind.CHOICE)

# Headings that many tables share.
CUSTOMER = ("客户编号",)
GUIDE = ("导购编号",)
STORE = ("门店编号",)
CHANNEL = ("渠道编号",)
CAMPAIGN = ("活动编号",)
GROUP = ("群编号",)
SIDES = {"客户": "customer", "导购": "guide"}
