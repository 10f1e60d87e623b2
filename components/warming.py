"""Warming: a visit by nobody, so that the first reader after a start or an import waits for nothing."""

from __future__ import annotations

import asyncio
import logging

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, SessionClient

from components import asking
from data.databases import UnusableStoreError
from data.warehouse.generations import LostGenerationError

LOG = logging.getLogger("yutang.warming")
PATIENCE = 60.0  # seconds for one visit
EVERY = 20.0  # seconds between two looks for a new generation


class Nobody(SessionClient):
    """A reader who looks at nothing and knows when a page has been drawn."""

    client_context = None

    def __init__(self) -> None:
        self.done = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Take what a browser would draw."""
        if msg.WhichOneof("type") == "script_finished":
            self.done.set()


async def visit(runtime: Runtime, page: str) -> None:
    """Open a page and leave when it has been drawn; a page that fails or lasts is the reader's to see."""
    nobody = Nobody()
    session = runtime.connect_session(client=nobody, user_info={})
    try:
        opening = BackMsg()
        opening.rerun_script.page_name = page
        runtime.handle_backmsg(session, opening)
        await asyncio.wait_for(nobody.done.wait(), PATIENCE)
    except TimeoutError:
        LOG.warning("%s was not drawn within %.0f s before its first reader", page, PATIENCE)
    finally:
        runtime.close_session(session)


async def follow(runtime: Runtime, page: str) -> None:
    """Visit a page anew whenever there is a new generation, for as long as the server lives."""
    seen = await asyncio.to_thread(_number)
    while True:
        await asyncio.sleep(EVERY)
        number = await asyncio.to_thread(_number)
        if number not in (seen, None):
            await visit(runtime, page)
        seen = number


def _number() -> int | None:
    try:
        generation = asking.generation()
    except (LostGenerationError, UnusableStoreError):
        return None  # the page says so
    return None if generation is None else generation.number
