"""The rows of a file of unknown making, whatever its format: where its heading stands, and what follows it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from data.intake.delimited import Delimited
from data.intake.errors import IntakeError
from data.intake.headings import Match, recognise
from data.intake.rows import Rows
from data.intake.workbooks import Workbook
from data.schema import FactTable

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0"  # .xls, and workbooks under a password


class Source(Protocol):
    """A file that is open for reading: its heading line, and the rows below it."""

    encoding: str
    heading: Sequence[str]
    bytes_total: int

    def __iter__(self) -> Iterator[Rows]: ...


@dataclass(frozen=True)
class Opened:
    """A file whose table is known."""

    source: Source
    match: Match


def open_file(path: Path, table: FactTable | None = None) -> Opened:
    """Find out what a file is and which table it holds (the given one, or the one its headings tell).

    Raises IntakeError where the file is missing, empty, no table, or its headings don't fit.
    """
    source = _source(path, table)
    return Opened(source, recognise(source.heading, table))


def _source(path: Path, table: FactTable | None) -> Source:
    if path.is_dir():
        raise IntakeError(f"{path} 是文件夹，请逐个选择其中的文件。", f"{path} is a folder: name the files in it.")
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except FileNotFoundError as error:
        raise IntakeError(f"找不到文件 {path}。", f"There is no file {path}.") from error
    except OSError as error:
        raise IntakeError(
            f"无法读取文件 {path}：{error.strerror}。", f"The file {path} cannot be read: {error.strerror}."
        ) from error
    if not start:
        raise IntakeError(f"{path.name} 是空文件。", f"{path.name} is empty.")
    if start.startswith(_OLE) or (start.startswith(_ZIP) and zipfile.is_zipfile(path)) or _is_named_workbook(path):
        return Workbook(path, table)
    return Delimited(path, table)


def _is_named_workbook(path: Path) -> bool:
    """A name alone is not proof: shops also call tab-separated text .xls."""
    return path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb")
