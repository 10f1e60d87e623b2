"""Warming: visits by nobody, so that the first reader after a start or an import waits for nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from time import monotonic

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
    """A reader who looks at nothing and knows which page has been drawn, and when."""

    client_context = None

    def __init__(self) -> None:
        self.done = asyncio.Event()
        self.page: str | None = None

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Take what a browser would draw."""
        match msg.WhichOneof("type"):
            case "navigation":
                found = msg.navigation
                here = (one.url_pathname for one in found.app_pages if one.page_script_hash == found.page_script_hash)
                self.page = next(here, None)
            case "script_finished":
                self.done.set()


async def visit(runtime: Runtime, page: str) -> str | None:
    """Open a page and leave when it has been drawn; a page that fails or lasts is the reader's to see.

    Gives the address of the page that was drawn.
    """
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
    return nobody.page


async def follow(runtime: Runtime, first: str, others: Sequence[str]) -> None:
    """Visit the first page whenever there is a new generation, then the others, for as long as the server lives."""
    seen, rounded = await asyncio.to_thread(_number), None
    while True:
        await asyncio.sleep(EVERY)
        number = await asyncio.to_thread(_number)
        if number not in (seen, None):
            asking.forget()
            await visit(runtime, first)
        seen = number
        if number not in (rounded, None) and await _round(runtime, others, number):
            rounded = number


async def _round(runtime: Runtime, pages: Sequence[str], number: int | None) -> bool:
    """Visit pages one by one, each followed by as long a rest, so that readers come through; whether all were seen."""
    for page in pages:
        began = monotonic()
        await visit(runtime, page)
        await asyncio.sleep(monotonic() - began)
        if await asyncio.to_thread(_number) != number:
            return False
    return True


def _number() -> int | None:
    try:
        generation = asking.generation()
    except (asking.LeftBehindError, LostGenerationError, UnusableStoreError):
        return None  # the page says so
    return None if generation is None else generation.number
