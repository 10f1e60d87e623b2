"""Intake: messages from a file to figures, against DuckDB's bare `read_csv` of the same file into a table."""

from __future__ import annotations

import resource
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv

from benchmarks.report import write
from data.settings import Settings
from metrics import publishing

PER_CONTACT = 10  # messages


def _files(where: Path, messages: int) -> tuple[Path, Path, Path]:
    """Contacts, and messages in UTF-8 and in GB18030, with Chinese words as exports have them."""
    dice = np.random.default_rng(1)
    contacts = max(messages // PER_CONTACT, 1)
    added = np.datetime64("2026-03-01T00:00:00") + dice.integers(0, 60 * 86_400, contacts).astype("timedelta64[s]")
    customer = np.char.add("U", np.char.zfill(np.arange(contacts).astype(str), 8))
    guide = np.char.add("G", dice.integers(0, 500, contacts).astype(str))
    first = pa.table({"客户编号": customer, "导购编号": guide, "添加时间": pa.array(added).cast(pa.string())})
    whose = dice.integers(0, contacts, messages)
    sent = added[whose] + dice.integers(0, 10 * 86_400, messages).astype("timedelta64[s]")
    second = pa.table(
        {
            "消息编号": np.char.add("M", np.char.zfill(np.arange(messages).astype(str), 10)),
            "客户编号": customer[whose],
            "导购编号": guide[whose],
            "发送时间": pa.array(sent).cast(pa.string()),
            "发送方": np.where(dice.random(messages) < 0.5, "导购", "客户"),
            "消息类型": np.where(dice.random(messages) < 0.1, "打招呼", "人工"),
        }
    )
    files = where / "contacts.csv", where / "messages.csv", where / "messages-gb18030.csv"
    pyarrow.csv.write_csv(first, files[0])
    pyarrow.csv.write_csv(second, files[1])
    with (
        files[1].open(encoding="utf-8", newline="") as source,
        files[2].open("w", encoding="gb18030", newline="") as to,
    ):
        to.writelines(source)
    return files


def run(messages: int = 5_000_000) -> None:
    """Measure so many messages in both encodings."""
    with TemporaryDirectory() as home:
        where = Path(home)
        contacts, *both = _files(where, messages)
        began = perf_counter()
        with duckdb.connect(str(where / "bare.duckdb")) as bare:
            bare.execute("create table messages as select * from read_csv($file)", {"file": str(both[0])})
        plain = perf_counter() - began
        taken = []
        for number, file in enumerate(both):
            settings = Settings(home=where / str(number), warehouse_url=None)
            publishing.import_files(settings, [contacts])
            began = perf_counter()
            publishing.import_files(settings, [file])
            taken.append(perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    write(
        "intake",
        f"{messages:,} messages of {messages // PER_CONTACT:,} contacts: read, validated, keyed, milestones derived, "
        "published.",
        (
            ("DuckDB's bare `read_csv` into a table, UTF-8", f"{plain:.1f} s"),
            ("import, UTF-8", f"{taken[0]:.1f} s: {plain / taken[0]:.2f} of the bare rows per second"),
            ("import, GB18030", f"{taken[1]:.1f} s: {plain / taken[1]:.2f} of the bare rows per second"),
            ("peak memory of the process", f"{peak:,.0f} MB"),
        ),
    )
