"""Tables in workbooks: XLSX and its cousins, read so that no digit is lost unseen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import python_calamine as calamine

from data.intake.errors import IntakeError
from data.intake.rows import BATCH, HEAD, Heading, Rows, heading_among
from data.schema import FactTable

# The part of an Office file in which a workbook under a password is kept.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

Cell = int | float | str | bool | time | date | datetime | timedelta


class Workbook:
    """The first sheet with a heading that is known, else the first that holds anything."""

    encoding = "xlsx"

    def __init__(self, path: Path, table: FactTable | None) -> None:
        self.bytes_total = path.stat().st_size
        book = _open(path)
        found: list[tuple[calamine.CalamineSheet, list[list[str]], Heading]] = []
        for name in book.sheet_names:
            try:
                sheet = book.get_sheet_by_name(name)
            except calamine.CalamineError:
                continue  # a sheet of charts or macros holds no rows
            if sheet.start is None:
                continue
            rows = [[written(cell) for cell in row] for row in islice(sheet.iter_rows(), HEAD)]
            heading = heading_among(rows, table)
            if heading is not None:
                found.append((sheet, rows, heading))
        if not found:
            raise IntakeError(f"{path.name} 里没有带内容的工作表。", f"{path.name} has no sheet that holds anything.")
        self._sheet, rows, best = next((each for each in found if each[2].known), found[0])
        self._place = best.place
        self.heading: Sequence[str] = rows[best.place]

    def __iter__(self) -> Iterator[Rows]:
        rows: Iterable[list[Cell]] = self._sheet.iter_rows()
        rest = islice(rows, self._place + 1, None)
        line = self._place + 2
        height = max(self._sheet.total_height, 1)
        while cells := [[written(cell) for cell in row] for row in islice(rest, BATCH)]:
            done = line + len(cells) - 1
            yield Rows.of(range(line, done + 1), cells, min(self.bytes_total, self.bytes_total * done // height))
            line = done + 1


def written(cell: Cell) -> str:
    """A cell as text. A number has the 15 digits that a workbook keeps: from 1e15 on it shows as 1.5e+17.

    >>> written(12.0), written(0.1 + 0.2), written(351234567890123456)
    ('12', '0.3', '3.51234567890123e+17')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return format(cell, ".15g")
    if isinstance(cell, datetime):
        # A workbook keeps moments as fractions of a day, a hair beside the second that was typed.
        return str((cell + timedelta(milliseconds=1)).replace(microsecond=0))
    return str(cell)


def _open(path: Path) -> calamine.CalamineWorkbook:
    try:
        # By what it holds, not by what it is called: people rename .xlsx to .xls.
        with path.open("rb") as file:
            return calamine.CalamineWorkbook.from_filelike(file)
    except (calamine.CalamineError, OSError) as error:
        if isinstance(error, calamine.PasswordError) or _ENCRYPTED in path.read_bytes():
            raise IntakeError(
                f"{path.name} 设有打开密码。请在 Excel 中去掉密码，另存后再导入。",
                f"{path.name} is under a password. Take the password off in Excel, save, and import again.",
            ) from error
        raise IntakeError(
            f"{path.name} 不是完好的 Excel 工作簿，可能没有下载完整。请重新导出，或另存为 CSV。",
            f"{path.name} is not a sound Excel workbook; the download may be incomplete. "
            "Export it again, or save it as CSV.",
        ) from error
