"""Intake: messages from a file to figures, against DuckDB's bare `read_csv` of the same file into a table."""

from __future__ import annotations

import multiprocessing
import statistics
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv

from benchmarks import worlds
from benchmarks.report import write
from data.intake.importing import Imported
from data.settings import Settings
from metrics import publishing

PER_CONTACT = 10  # messages
BLOCK = 500_000  # messages drawn at once
TIMES = 3


def _files(where: Path, messages: int) -> tuple[Path, Path, Path]:
    """Contacts, and messages in UTF-8 and in GB18030, with Chinese words as exports have them."""
    dice = np.random.default_rng(1)
    contacts = max(messages // PER_CONTACT, 1)
    added = np.datetime64("2026-03-01T00:00:00") + dice.integers(0, 60 * 86_400, contacts).astype("timedelta64[s]")
    customer = np.char.add("U", np.char.zfill(np.arange(contacts).astype(str), 8))
    guide = np.char.add("G", dice.integers(0, 500, contacts).astype(str))
    files = where / "contacts.csv", where / "messages.csv", where / "messages-gb18030.csv"
    first = pa.table({"客户编号": customer, "导购编号": guide, "添加时间": pa.array(added).cast(pa.string())})
    pyarrow.csv.write_csv(first, files[0])
    with files[1].open("wb") as to:
        for begin in range(0, messages, BLOCK):
            size = min(BLOCK, messages - begin)
            whose = dice.integers(0, contacts, size)
            sent = added[whose] + dice.integers(0, 10 * 86_400, size).astype("timedelta64[s]")
            rows = pa.table(
                {
                    "消息编号": np.char.add("M", np.char.zfill(np.arange(begin, begin + size).astype(str), 10)),
                    "客户编号": customer[whose],
                    "导购编号": guide[whose],
                    "发送时间": pa.array(sent).cast(pa.string()),
                    "发送方": np.where(dice.random(size) < 0.5, "导购", "客户"),
                    "消息类型": np.where(dice.random(size) < 0.1, "打招呼", "人工"),
                }
            )
            pyarrow.csv.write_csv(rows, to, pyarrow.csv.WriteOptions(include_header=begin == 0))
    with (
        files[1].open(encoding="utf-8", newline="") as source,
        files[2].open("w", encoding="gb18030", newline="") as into,
    ):
        into.writelines(source)
    return files


def bare(home: Path, file: Path) -> tuple[float, float]:
    """The seconds that a bare `read_csv` into a table of a new database takes, and the peak memory."""
    began = perf_counter()
    with duckdb.connect(str(home / "bare.duckdb")) as connection:
        connection.execute("create table messages as select * from read_csv($file)", {"file": str(file)})
    return perf_counter() - began, worlds.peak()


def imported(home: Path, contacts: Path, file: Path) -> tuple[float, float]:
    """The seconds that an import into a home with the contacts takes, and the peak memory."""
    settings = Settings(home=home, warehouse_url=None, state_url=None)
    publishing.import_files(settings, [contacts])
    began = perf_counter()
    (done,) = publishing.import_files(settings, [file])
    taken = perf_counter() - began
    if not isinstance(done, Imported) or done.rows_rejected:
        raise RuntimeError(f"not every row was taken in: {done}")
    return taken, worlds.peak()


def _apart(work: Callable[..., tuple[float, float]], *files: Path) -> tuple[float, float]:
    """Do some work in a process and a folder of its own, so that nothing before it counts."""
    fresh = multiprocessing.get_context("spawn")
    with TemporaryDirectory(prefix="yutang-intake-") as home, ProcessPoolExecutor(1, mp_context=fresh) as pool:
        return pool.submit(work, Path(home), *files).result()


def run(messages: int = 5_000_000) -> None:
    """Measure so many messages in both encodings, by turns with the bare reading."""
    with TemporaryDirectory(prefix="yutang-intake-") as folder:
        with worlds.step("write the files"):
            contacts, utf8, gb18030 = _files(Path(folder), messages)
        found: dict[str, list[tuple[float, float]]] = {"bare": [], "UTF-8": [], "GB18030": []}
        for _ in range(TIMES):
            found["bare"].append(_apart(bare, utf8))
            found["UTF-8"].append(_apart(imported, contacts, utf8))
            found["GB18030"].append(_apart(imported, contacts, gb18030))
            print({name: [round(seconds, 1) for seconds, _ in each] for name, each in found.items()}, flush=True)
    seconds = {name: statistics.median(one for one, _ in each) for name, each in found.items()}
    memory = {name: max(one for _, one in each) for name, each in found.items()}
    plain = seconds.pop("bare")
    write(
        "intake",
        f"{messages:,} messages of {messages // PER_CONTACT:,} contacts, which are there before: read, validated, "
        f"keyed, milestones derived, published. Medians of {TIMES}, each in a process of its own.",
        (
            ("DuckDB's bare `read_csv` into a table, UTF-8", f"{plain:.1f} s, peak memory {memory['bare']:,.0f} MB"),
            *(
                (
                    f"import, {name}",
                    f"{taken:.1f} s: {plain / taken:.2f} of the bare rows per second, peak memory {memory[name]:,.0f} "
                    "MB",
                )
                for name, taken in seconds.items()
            ),
        ),
    )
