"""Servers to be visited: ours over a world, and the same dashboard written plainly by others over rows of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from data.settings import Settings
from data.warehouse.generations import Generation

ROOT = Path(__file__).resolve().parent.parent
PEERS = Path(__file__).resolve().parent / "peers"
# A row per day and guide: what a dashboard by hand would be made over.
ROWS = """
    copy (
        select coalesce(c.day, o.day)::timestamp as day, coalesce(guide_name, g.guide_id, '-') as guide,
            coalesce(added, 0) as added, coalesce(greeted, 0) as greeted, coalesce(replied, 0) as replied,
            coalesce(talked, 0) as talked, coalesce(bought, 0) as bought, coalesce(gmv, 0)::double as gmv
        from (
            select day, guide_id, sum(added_contacts__v) as added, sum(greeting_reply_rate__d) as greeted,
                sum(greeting_reply_rate__n) as replied, sum(private_chat_ratio__n) as talked,
                sum(first_purchase_conversion__n) as bought
            from rollup_contacts group by all
        ) c
        full join (select day, guide_id, sum(gmv__v) as gmv from rollup_orders group by all) o
            on c.day = o.day and c.guide_id = o.guide_id
        left join guides g on g.guide_id = coalesce(c.guide_id, o.guide_id)
    ) to '{file}' (format parquet)
"""


def rows(generation: Generation, file: Path) -> None:
    """Write the rows of the other dashboards."""
    with generation.engine.connect() as connection:
        connection.execute(sa.text(ROWS.replace("{file}", str(file))))


def environment(folder: Path) -> Path:
    """An environment with what the other dashboards need; gives its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", PEERS / "requirements.txt"], check=True)
    return python


@dataclass(frozen=True, kw_only=True)
class Server:
    """How a server is started; `{port}` in the command is its port."""

    name: str
    command: Sequence[str]
    folder: Path
    variables: Mapping[str, str]

    @contextmanager
    def running(self) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
        """The process and its port, for as long as it is needed.

        Raises
        ------
        RuntimeError
            When it does not answer within a minute.
        """
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = subprocess.Popen(
            [word.replace("{port}", str(port)) for word in self.command],
            cwd=self.folder,
            env={**os.environ, **self.variables},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(process, port, self.name)
            yield process, port
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, name: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"{name} does not answer at port {port}")


def ours(settings: Settings) -> Server:
    """The app over a world."""
    command = [sys.executable, "-m", "streamlit", "run", "server.py", "--server.port", "{port}"]
    return Server(name="Yutang", command=command, folder=ROOT, variables={"YUTANG_HOME": str(settings.home)})


def others(python: Path, file: Path) -> list[Server]:
    """The same dashboard in Streamlit, Dash and Vizro."""
    variables = {"PEER_ROWS": str(file), "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    start = [str(python), "-m", "streamlit", "run", "in_streamlit.py", "--server.headless", "true"]
    commands = {
        "Streamlit": [*start, "--server.address", "127.0.0.1", "--server.port", "{port}"],
        "Dash": [str(python), "in_dash.py", "{port}"],
        "Vizro": [str(python), "in_vizro.py", "{port}"],
    }
    return [Server(name=name, command=command, folder=PEERS, variables=variables) for name, command in commands.items()]


def memory(process: subprocess.Popen[bytes]) -> float:
    """What a process holds in memory, in MB; where the system does not say (no /proc), not a number."""
    try:
        text = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    except OSError:
        return float("nan")
    return int(text.split("VmRSS:")[1].split()[0]) / 1024
