"""Sessions: readers without a browser, who speak to the server as a browser does and time every run of a page."""

from __future__ import annotations

import asyncio
import random
import subprocess
from dataclasses import dataclass, field
from time import perf_counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.asked import pages
from benchmarks.servers import memory

SMALL = 4_000  # bytes: the message that ends a run is tiny, and only small ones are read
REPEATED = 20
THINKS = (5.0, 15.0)  # seconds between two runs of a reader
LASTS = 60.0  # seconds that the readers stay
PATIENCE = 120.0


@dataclass
class Readers:
    """How long their runs took in seconds, by page, and how many failed."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)  # bytes of the last run
    errors: int = 0
    held: float = 0.0  # MB of the server

    def quantile(self, share: float, page: str | None = None) -> float:
        """The quantile of the times of a page, or of all."""
        times = sorted(t for key, each in self.taken.items() if page in (None, key) for t in each)
        return times[min(len(times) - 1, int(share * len(times)))] if times else float("nan")

    @property
    def runs(self) -> int:
        """How many there were."""
        return sum(map(len, self.taken.values()))


class _Reader:
    """A session on one page."""

    def __init__(self, socket: ClientConnection, page: str) -> None:
        self.socket, self.page, self.hash, self.bytes = socket, page, "", 0

    async def run(self) -> float:
        """Ask for a run; gives the seconds until its last message.

        Raises
        ------
        RuntimeError
            When the page raised.
        """
        message = BackMsg()
        message.rerun_script.page_name = "" if self.hash else self.page
        message.rerun_script.page_script_hash = self.hash
        message.rerun_script.context_info.locale = "zh-CN"
        message.rerun_script.context_info.timezone = "Asia/Shanghai"
        self.bytes = 0
        began = perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            data = await asyncio.wait_for(self.socket.recv(decode=False), PATIENCE)
            self.bytes += len(data)
            if len(data) > SMALL:
                continue
            answer = ForwardMsg.FromString(data)
            kind = answer.WhichOneof("type")
            if kind == "navigation":
                self.hash = answer.navigation.page_script_hash
            if kind == "page_not_found":
                raise RuntimeError(f"there is no page {self.page}")
            if kind == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(answer.delta.new_element.exception.message)
            if kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return perf_counter() - began


def _address(port: int) -> str:
    return f"ws://127.0.0.1:{port}/_stcore/stream"


async def _open(port: int, page: str) -> _Reader:
    socket = await connect(_address(port), subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
    return _Reader(socket, page)


async def _alone(port: int, found: Readers) -> None:
    first = await _open(port, "")  # before its first visitor the server knows no page by name
    await first.run()
    await first.socket.close()
    for page in pages():
        reader = await _open(port, page)
        await reader.run()
        for _ in range(REPEATED):
            found.taken.setdefault(page, []).append(await reader.run())
            found.sent[page] = reader.bytes
        await reader.socket.close()


async def _stay(port: int, page: str, until: float, found: Readers, dice: random.Random) -> None:
    await asyncio.sleep(dice.uniform(0, THINKS[1]))
    reader = await _open(port, page)
    try:
        await reader.run()
        while perf_counter() < until:
            await asyncio.sleep(dice.uniform(*THINKS))
            found.taken.setdefault(page, []).append(await reader.run())
    except (RuntimeError, OSError, TimeoutError) as error:
        print(f"  {page}: {error}", flush=True)
        found.errors += 1
    finally:
        await reader.socket.close()


async def _crowd(port: int, process: subprocess.Popen[bytes], number: int, found: Readers) -> None:
    keys = list(pages())
    until = perf_counter() + LASTS + THINKS[1]
    stays = [_stay(port, keys[n % len(keys)], until, found, random.Random(n)) for n in range(number)]

    async def watch() -> None:
        while perf_counter() < until:
            found.held = max(found.held, memory(process))
            await asyncio.sleep(1)

    await asyncio.gather(watch(), *stays)


def alone(port: int, process: subprocess.Popen[bytes]) -> Readers:
    """One reader, who runs every page several times, warm."""
    found = Readers()
    asyncio.run(_alone(port, found))
    found.held = memory(process)
    return found


def crowd(port: int, process: subprocess.Popen[bytes], number: int) -> Readers:
    """So many readers at once, spread over the pages, who think between their runs."""
    found = Readers()
    asyncio.run(_crowd(port, process, number, found))
    return found
